/** The command line in throw-away projects: a folder of files, the built program, and small targets for it. */
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { withDir } from 'tmp-promise';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

export const main: string = join(packageRoot, 'dist', 'cli', 'main.js');

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

/** Runs the built program to its end, with `env` over the environment of the tests. */
export async function trespass(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const all = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1', ...env };
  const { stdout, stderr, exitCode } = await execa('node', [main, ...args], { cwd, env: all, reject: false });
  return { stdout, stderr, exitCode };
}

export interface Running {
  readonly stderr: Readable;
  /** Sends a signal to the whole group, as a terminal does. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** With the signal that ended it, where none was handled. */
  readonly ended: Promise<Ended & { readonly signal?: string | undefined }>;
}

/** Starts it in a process group of its own. */
export async function startTrespass(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const all = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1', ...env };
  const child = execa('node', [main, ...args], { cwd, env: all, reject: false, detached: true });
  return {
    stderr: child.stderr,
    signal: (name) => void process.kill(-(child.pid ?? Number.NaN), name),
    ended: child.then(({ stdout, stderr, exitCode, signal }) => ({ stdout, stderr, exitCode, signal })),
  };
}

/** Waits until a started run has judged cases; progress tells it. */
export async function untilSearching(running: { readonly stderr: Readable }): Promise<void> {
  let told = '';
  await new Promise<void>((resolve, reject) => {
    running.stderr.on('data', (chunk) => {
      told += String(chunk);
      if (/\d+ cases? in/.test(told)) resolve();
    });
    running.stderr.once('end', () => reject(new Error(`it ended without a case: ${told}`)));
  });
}

/** A folder with the given files in it, removed afterwards. */
export async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  await withDir(
    async ({ path }) => {
      const folder = await realpath(path);
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), content);
      }
      await use(folder);
    },
    { prefix: 'trespass-test-', unsafeCleanup: true },
  );
}

/** A function that writes to a name as it comes. */
export const faultyTarget = `import os
def save(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
`;

export const saveConfig = `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  attacker: { powers: ['request'] },
  operations: { save: { call: './target.py:save', arguments: { root: fixed('{sandbox}'), name: text() } } },
});
`;

export const faultyProject: Readonly<Record<string, string>> = {
  'target.py': faultyTarget,
  'trespass.config.ts': saveConfig,
};

/** A sound target that keeps files and items, for what happens around a search rather than in it. */
export const dynamodbProject: Readonly<Record<string, string>> = {
  'target.py': `import os
import boto3
def keep(root, name):
    digest = str(abs(hash(name)))
    with open(os.path.join(root, digest), "w") as out:
        out.write("x")
    boto3.client("dynamodb").put_item(TableName="names", Item={"pk": {"S": digest}})
`,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  attacker: { powers: ['request'] },
  dynamodb: {
    tables: [
      {
        TableName: 'names',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    ],
  },
  operations: { keep: { call: './target.py:keep', arguments: { root: fixed('{sandbox}'), name: text() } } },
});
`,
};
