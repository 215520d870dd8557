/** Asks a project, by requests alone and with nothing of Trespass around it, whether its truth is true. */
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import type { Json } from '../../model/attack.ts';
import { engineCredentials } from '../../model/engineCredentials.ts';
import { fieldFolder, projectFolder, type Truth, truthFile, truthOf } from './truth.ts';

/** One line a flaw and a safe place, with `holds` or `FAILED`, and what failed below. The copy that is asked may be changed before. */
export async function verifyProject(
  name: string,
  python: string,
  change: (project: string) => Promise<void> = async () => {},
): Promise<string> {
  const truth = truthOf(name);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-field-')));
  const project = join(folder, name);
  await cp(projectFolder(name), project, { recursive: true });
  await change(project);
  const items = await startItemEngine({ tables: tablesOf(name, truth), endpoint: null });
  const objects = await startObjectEngine({ buckets: truth.buckets });
  try {
    const env = {
      ...truth.environment,
      AWS_ENDPOINT_URL_DYNAMODB: items.endpoint,
      AWS_ENDPOINT_URL_S3: objects.endpoint,
      AWS_ACCESS_KEY_ID: engineCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: engineCredentials.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: truth.paths.map((path) => join(project, path)).join(delimiter),
    };
    const args = [join(fieldFolder, 'verify.py'), join(fieldFolder, 'checks', `${name}.py`), truthFile(name)];
    const { all } = await execa(python, args, { cwd: project, env, all: true, reject: false });
    return all;
  } finally {
    await Promise.all([items.stop(), objects.stop()]);
    await rm(folder, { recursive: true });
  }
}

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.json()) })),
});

/** Inputs of CreateTable, from a file of such an input or from a CloudFormation template. */
function tablesOf(name: string, { tables }: Truth): readonly Json[] {
  if (tables === null) return [];
  const text = readFileSync(join(projectFolder(name), tables), 'utf8');
  if (tables.endsWith('.json')) return [z.json().parse(JSON.parse(text))];
  const { Resources } = template.parse(parse(text, { logLevel: 'silent' }));
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::DynamoDB::Table')
    .map(({ Properties: { StreamSpecification: _, ...input } }) => input);
}
