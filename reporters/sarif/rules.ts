/**
 * Properties as rules of SARIF: what each promises, what to do where it is broken, and its weakness in the list of MITRE, which
 * is a taxonomy of the run.
 */
import type {
  ReportingDescriptor,
  ReportingDescriptorReference,
  ReportingDescriptorRelationship,
  ToolComponent,
} from 'sarif';
import { escapeText } from '../../model/escape.ts';
import type { Finding, Severity, ToldProperty } from '../../model/finding.ts';
import type { RunRecord } from '../runRecord.ts';
import { messageText } from './text.ts';

export const sarifLevels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const;

/** Scores in the bands that code scanning uses: over 9.0 is critical, over 6.9 high, over 3.9 medium. */
export const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: '0.0',
};

const taxonomyName = 'CWE';

/** The properties of the run, and in any case those of its findings. */
export function propertiesOf(record: RunRecord): readonly ToldProperty[] {
  const given = record.started?.properties ?? [];
  const known = new Set(given.map((property) => property.id));
  const seen = record.findings.filter((finding) => !known.has(finding.property)).map(propertySeen);
  return [...new Map([...given, ...seen].map((property) => [property.id, property])).values()];
}

function propertySeen({ property, cwe, severity }: Finding): ToldProperty {
  return { id: property, cwe, severity, promise: `The property ${property} (${cwe}).` };
}

/** `CWE-22` → `22`; null for what is no weakness of that list. */
function weaknessOf(cwe: string): string | null {
  return /^CWE-(\d+)$/.exec(cwe)?.[1] ?? null;
}

/** The weaknesses that properties are about, each once. */
export function weaknessesOf(properties: readonly ToldProperty[]): readonly string[] {
  return [...new Set(properties.flatMap(({ cwe }) => weaknessOf(cwe) ?? []))];
}

export function taxonomyOf(weaknesses: readonly string[]): ToolComponent {
  return {
    name: taxonomyName,
    organization: 'MITRE',
    informationUri: 'https://cwe.mitre.org/',
    shortDescription: { text: 'The Common Weakness Enumeration' },
    isComprehensive: false,
    taxa: weaknesses.map((number) => ({ id: `CWE-${number}`, helpUri: weaknessUri(number) })),
  };
}

/** Where a weakness is in the taxonomy of the run; null for what is none. */
export function taxonReference(
  cwe: string,
  weaknesses: readonly string[],
): ReportingDescriptorReference | null {
  const index = weaknesses.indexOf(weaknessOf(cwe) ?? '');
  if (index === -1) return null;
  return { id: cwe, index, toolComponent: { name: taxonomyName, index: 0 } };
}

function weaknessUri(number: string): string {
  return `https://cwe.mitre.org/data/definitions/${number}.html`;
}

export function ruleOf(
  { id, cwe, severity, promise, advice }: ToldProperty,
  weaknesses: readonly string[],
): ReportingDescriptor {
  const number = weaknessOf(cwe);
  const tags = number === null ? [] : [cwe, `external/cwe/cwe-${number.padStart(3, '0')}`];
  const target = taxonReference(cwe, weaknesses);
  const relationships: readonly ReportingDescriptorRelationship[] =
    target === null ? [] : [{ target, kinds: ['superset'] }];
  return {
    id: escapeText(id),
    shortDescription: { text: messageText(id) },
    fullDescription: { text: messageText(promise) },
    help: {
      text: messageText(advice === undefined ? promise : `${promise} ${advice.remedy}`),
      ...(advice === undefined ? {} : { markdown: helpMarkdown(promise, advice) }),
    },
    ...(number === null ? {} : { helpUri: weaknessUri(number) }),
    ...(relationships.length === 0 ? {} : { relationships: [...relationships] }),
    defaultConfiguration: { level: sarifLevels[severity] },
    properties: { tags: ['security', ...tags], 'security-severity': securitySeverity[severity] },
  };
}

/** Braces stay as they are: viewers show this text as it is, and code has many of them. */
function helpMarkdown(
  promise: string,
  { remedy, flawed, corrected }: NonNullable<ToldProperty['advice']>,
): string {
  return [
    proseMarkdown(promise),
    `**What to do.** ${proseMarkdown(remedy)}`,
    'Flawed:',
    codeMarkdown(flawed),
    'Corrected:',
    codeMarkdown(corrected),
  ].join('\n\n');
}

/** Text that Markdown shows as it is: no link, no element, no emphasis. */
function proseMarkdown(unsafe: string): string {
  return escapeText(unsafe).replace(/[\\`*_[\]<>&#|~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** The fence is longer than any in the code. */
function codeMarkdown(unsafe: string): string {
  const lines = unsafe.split('\n').map(escapeText);
  const longest = Math.max(
    0,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}python`, ...lines, fence].join('\n');
}
