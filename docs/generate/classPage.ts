/** The page of an attack class: what it tries, how to answer it, and a flaw with its remedy that the self-test attacks. */
import { type AttackClass, attackClasses } from '../../model/attackClass.ts';
import { attackClassNotes } from '../../model/attackClassNotes.ts';
import { type AttackGroup, attackGroupNotes } from '../../model/attackGroupNotes.ts';
import { properties } from '../../properties/index.ts';
import { leftOut, type SelftestRow, selftestRows } from '../../selftest/rows.ts';
import { generated, paragraphs, python, table } from './markdown.ts';
import { exampleOf, moduleOf } from './selftestSource.ts';

export function classPage(id: AttackClass): string {
  const { tries, sample, remedy } = attackClassNotes[id];
  const group = attackGroupNotes[groupOf(id)];
  const row = selftestRows.find((one) => one.class === id);
  return paragraphs(
    `# ${id}`,
    tries,
    `\`\`\`text\n${sample}\n\`\`\``,
    `Group: ${group.title}. ${group.about}`,
    ...['## Remedy', remedy ?? null, group.remedy],
    ...(row === undefined ? withoutExample(id) : example(row)),
    generated,
  );
}

function example(row: SelftestRow): string[] {
  const property = properties.find((one) => one.id === row.property);
  if (property === undefined)
    throw new Error(`${row.class} is shown by ${row.property}, which is no property`);
  const { id, cwe, severity } = property;
  const module = moduleOf(row.group, row.planted);
  const { shared, planted, twin, isCareful } = exampleOf(row);
  const helpers = isCareful ? ', with helpers from [selftest/careful.py](../../../selftest/careful.py)' : '';
  return [
    '## Shown by',
    `[${id}](../properties/${id}.md), ${cwe}, ${severity} by a request alone.`,
    '## Example',
    `Two targets of the self-test, from [${module}](../../../${module})${helpers}. \`trespass selftest --class ${row.class}\` attacks both: the flawed one must be found, and nothing may be reported of the corrected one.`,
    ...['Flawed:', python(planted), 'Corrected:', python(twin)],
    ...(shared === '' ? [] : ['Both use:', python(shared)]),
  ];
}

function withoutExample(id: AttackClass): string[] {
  const because = leftOut.find((one) => one.class === id)?.because ?? 'there is no target for it';
  return ['## Example', `The self-test leaves it out: ${because}.`];
}

function groupOf(id: AttackClass): AttackGroup {
  const named = id.split('.')[0] ?? '';
  const found = groups.find((group) => group === named);
  if (found === undefined) throw new Error(`${id} is of no group`);
  return found;
}

const groups = Object.keys(attackGroupNotes) as AttackGroup[];

export function classIndex(): string {
  const sections = groups.flatMap((group) => {
    const { title, about } = attackGroupNotes[group];
    const rows = attackClasses
      .filter((id) => groupOf(id) === group)
      .map((id) => [`[${id}](${id}.md)`, attackClassNotes[id].tries]);
    return [`## ${title}`, about, table(['class', 'tries'], rows)];
  });
  return paragraphs(
    '# Attack classes',
    'What Trespass generates. The ledger of a run counts by these names: how many attacks of a class were generated, reached a file, an item or an object, and were judged.',
    ...sections,
    generated,
  );
}
