/** The projects of the field hold what is said of them: each planted flaw is real, each place that looks dangerous is safe. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldPython } from '../../bench/field/environment.ts';
import { projectNames, truthOf } from '../../bench/field/truth.ts';
import { verifyProject } from '../../bench/field/verify.ts';

let python = '';
beforeAll(async () => {
  python = await fieldPython();
}, 600_000);

describe.each(projectNames)('%s', (name) => {
  it('has its flaws and its safe places, shown by requests', async () => {
    const { flaws, safe } = truthOf(name);
    const wanted = [...flaws.map(({ id }) => `flaw_${id}`), ...safe.map(({ id }) => `safe_${id}`)];
    const told = (await verifyProject(name, python)).split('\n');
    expect(told.filter((line) => !line.startsWith('holds  ')).join('\n')).toBe('');
    expect(told.toSorted()).toEqual(wanted.map((one) => `holds  ${one}`).toSorted());
  }, 120_000);
});

it('is told of a flaw that was mended and of a place that was made dangerous, so it can fail', async () => {
  const told = await verifyProject('inventory', python, async (project) => {
    const file = join(project, 'parts', 'views.py');
    const views = await readFile(file, 'utf8');
    const changed = views
      .replace('table.delete_item(Key={"id": label_id})', 'pass')
      .replace(' or item["org"] != request.org', '');
    await writeFile(file, changed);
  });
  const failed = told.split('\n').filter((line) => line.startsWith('FAILED'));
  expect(failed).toEqual(['FAILED flaw_label_delete', 'FAILED safe_label_read']);
}, 120_000);
