/** The page of a property: what it promises, how severe a violation is, what to do, and an example. */
import type { Power } from '../../model/attack.ts';
import { type DocumentedProperty, severityFor } from '../../model/finding.ts';
import { properties } from '../../properties/index.ts';
import { selftestRows } from '../../selftest/rows.ts';
import { generated, paragraphs, python, table } from './markdown.ts';

const powerNeeds: readonly (readonly [Power, string])[] = [
  ['request', 'a request alone'],
  ['own-folder', 'a link planted in the attacker’s own folder'],
  ['shared-temp', 'a link planted in a shared temporary folder'],
  ['race', 'a won race'],
];

export function propertyPage(property: DocumentedProperty): string {
  const { id, cwe, promise, remedy, flawed, corrected } = property;
  const [lead, ...details] = statementsOf(promise);
  const classes = selftestRows.filter((row) => row.property === id).map((row) => row.class);
  return paragraphs(
    `# ${id}`,
    lead,
    ...(details.length === 0 ? [] : ['## What counts, and what does not', list(details)]),
    ...['## Severity', `Weakness: [${cwe}](${weakness(cwe)}).`, severityLines(property)],
    ...['## Remedy', remedy],
    ...['## Example', 'Flawed:', python(flawed), 'Corrected:', python(corrected)],
    ...(classes.length === 0
      ? []
      : [
          '## Attack classes that show it',
          classes.map((one) => `[${one}](../classes/${one}.md)`).join(', '),
        ]),
    ...['## Alone', `\`trespass check --property ${id}\` judges by this property only.`],
    generated,
  );
}

function severityLines({ severity }: DocumentedProperty): string {
  if (severity === 'info') return 'It informs: it is reported and fails no run.';
  const rows = powerNeeds.map(([power, words]) => [words, `\`${power}\``, severityFor(severity, power)]);
  return table(['what the attack needs', 'power', 'severity'], rows);
}

export function propertyIndex(): string {
  const rows = properties.map(({ id, cwe, severity, promise }) => [
    `[${id}](${id}.md)`,
    cwe,
    severity,
    statementsOf(promise)[0],
  ]);
  return paragraphs(
    '# Properties',
    'What Trespass promises to find. Each is judged after every case, by what the case touched. The severity is that of an attack by a request alone.',
    table(['property', 'CWE', 'severity', 'promise'], rows),
    generated,
  );
}

/** What is promised, up to a colon or a semicolon; then the rest of that sentence, and every further one. */
function statementsOf(promise: string): [string, ...string[]] {
  const [first = '', ...further] = sentencesOf(promise);
  const [, lead = first, rest = ''] = /^(.*?)[:;] (.*)$/.exec(first) ?? [];
  const goesOn = rest === '' ? [] : [`${rest.charAt(0).toUpperCase()}${rest.slice(1)}`];
  return [`${lead.replace(/\.$/, '')}.`, ...goesOn, ...further];
}

/** Sentences end with a full stop that a space and a capital follow. */
function sentencesOf(text: string): string[] {
  return text.split(/(?<=\.) (?=[A-Z])/);
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}

function weakness(cwe: string): string {
  return `https://cwe.mitre.org/data/definitions/${cwe.replace('CWE-', '')}.html`;
}
