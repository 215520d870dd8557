/** The workflows under docs/ci: what the guide shows, what their systems read, and commands that do what they are there for. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../model/packageRoot.ts';
import { faultyProject, inFolder, main } from '../cli/kit.ts';
import { testPython } from '../python.ts';
import { blocks } from './documents.ts';

const folder = join(packageRoot, 'docs', 'ci');
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

/** What prepares a machine or is of the reader's own project. */
const preparing = /^(?:apt-get |pip |python3 -m venv |\.venv\/bin\/pip |npm ci$)/;

const githubForm = z.strictObject({
  name: z.string(),
  on: z.array(z.enum(['push', 'pull_request'])),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.int(),
      steps: z.array(
        z.union([
          z.strictObject({ run: z.string() }),
          z.strictObject({
            uses: z.string().regex(/^[\w-]+\/[\w./-]+@v\d+$/),
            if: z.literal('always()').optional(),
            with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          }),
        ]),
      ),
    }),
  ),
});

const gitlabForm = z.record(
  z.string(),
  z.strictObject({
    image: z.string(),
    timeout: z.string(),
    script: z.array(z.string()),
    artifacts: z.strictObject({
      when: z.literal('always'),
      reports: z.strictObject({ junit: z.string(), codequality: z.string() }),
      paths: z.array(z.string()),
    }),
  }),
);

const hooksForm = z.strictObject({
  repos: z.array(
    z.strictObject({
      repo: z.literal('local'),
      hooks: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          entry: z.string(),
          language: z.literal('system'),
          files: z.string(),
          pass_filenames: z.literal(false),
          stages: z.array(z.literal('pre-push')),
        }),
      ),
    }),
  ),
});

/** Runs commands of a workflow as its shell would, in a project with a flaw; the search is bounded. */
async function runIn(at: string, commands: readonly string[], env: Readonly<Record<string, string>>) {
  await mkdir(join(at, 'node_modules/.bin'), { recursive: true });
  const installed = join(at, 'node_modules/.bin/trespass');
  await writeFile(installed, `#!/bin/sh\nexec node '${main}' "$@"\n`);
  await chmod(installed, 0o755);
  const own = commands.filter((command) => !preparing.test(command));
  expect(own.length).toBeGreaterThan(0);
  const all = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1', CI: 'true', ...env };
  const ends = [];
  for (const command of own) {
    expect(command).toMatch(/^npx trespass /);
    ends.push(
      await execa(`${command} --runs 30 --seed 1`, { cwd: at, env: all, shell: true, reject: false }),
    );
  }
  return ends;
}

describe('the workflows', () => {
  it('are those that the guide shows', async () => {
    const shown = blocks()
      .filter(({ document, language }) => document === 'docs/guides/ci.md' && language === 'yaml')
      .map(({ lines }) => `${lines.join('\n')}\n`);
    const stored = await Promise.all((await readdir(folder)).map(read));
    expect(stored.toSorted()).toEqual(shown.toSorted());
  });

  it('of GitHub Actions writes what it uploads, and fails with a finding', async () => {
    const workflow = githubForm.parse(parse(await read('github-actions.yml')));
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const upload = steps.find((step) => 'uses' in step && step.uses.endsWith('/upload-sarif@v3'));
    expect(workflow.permissions['security-events']).toBe('write');
    const file = upload !== undefined && 'uses' in upload ? String(upload.with?.['sarif_file']) : '';
    await inFolder(faultyProject, async (at) => {
      const commands = steps.flatMap((step) => ('run' in step ? [step.run] : []));
      const env = {
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: at,
        GITHUB_STEP_SUMMARY: join(at, 'summary.md'),
      };
      const [ended] = await runIn(at, commands, env);
      expect(ended?.exitCode).toBe(1);
      expect(ended?.stderr).toMatch(/^::error file=target\.py,line=3,/m);
      expect(JSON.parse(await readFile(join(at, file), 'utf8')).runs[0].results).not.toEqual([]);
      expect(await readFile(join(at, 'summary.md'), 'utf8')).toContain('## Trespass: ');
    });
  });

  it('of GitLab writes the reports that it names, and fails with a finding', async () => {
    const [job] = Object.values(gitlabForm.parse(parse(await read('gitlab-ci.yml'))));
    await inFolder(faultyProject, async (at) => {
      const [ended] = await runIn(at, job?.script ?? [], {});
      expect(ended?.exitCode).toBe(1);
      const { reports, paths = [] } = job?.artifacts ?? {};
      expect(JSON.parse(await readFile(join(at, reports?.codequality ?? ''), 'utf8'))).not.toEqual([]);
      expect(await readFile(join(at, reports?.junit ?? ''), 'utf8')).toContain('<failure ');
      for (const path of paths.filter((name) => !name.endsWith('/')))
        expect((await readFile(join(at, path))).length).toBeGreaterThan(0);
      expect(await readdir(join(at, paths.find((name) => name.endsWith('/')) ?? ''))).not.toEqual([]);
    });
  });

  it('before a push ends with the first flaw', async () => {
    const { repos } = hooksForm.parse(parse(await read('pre-commit-config.yaml')));
    const [hook] = repos.flatMap(({ hooks }) => hooks);
    expect('shop/views.py').toMatch(new RegExp(hook?.files ?? '^$'));
    await inFolder(faultyProject, async (at) => {
      const [ended] = await runIn(at, [hook?.entry ?? ''], {});
      expect(ended?.exitCode).toBe(1);
      expect(ended?.stdout).toMatch(/^1 flaw /m);
    });
  });
});
