/**
 * Describes a finding for people: its sentence, its place, the powers that the attack needs, the smallest attack, the touched
 * resources with their owners, and how to replay it. Lines are escaped one by one, so that no line can forge another.
 */
import { isByChance, type Power } from '../model/attack.ts';
import { curlLine } from '../model/curlLine.ts';
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import type { Evidence, Finding, Severity } from '../model/finding.ts';
import type { Access, Action, Disclosure, Owner, Resource } from '../model/observation.ts';
import { outside, whereOutside } from '../model/outside.ts';
import { type AttackText, clipText, describeAttack } from './attackText.ts';
import { conditionLine } from './conditionText.ts';
import { type Paint, plainPaint, type Style } from './paint.ts';
import { shortenFile } from './place.ts';
import { matteringLines, walkLines } from './walkText.ts';

export interface FindingTextOptions {
  readonly cwd: string;
  readonly paint?: Paint;
  /** Longest literal that is shown in full. */
  readonly charactersMax?: number;
  /** Leaves out the walk of the path and which parts of the input matter. */
  readonly brief?: boolean;
}

/** Further accesses that are shown besides the one that convicts. */
const furtherAccessesMax = 4;

/** Longest line of a request that is shown in full, so that it can be sent by hand. */
const requestCharactersMax = 4_000;

export const powerWords: Readonly<Record<Power, string>> = {
  request: 'a request alone',
  'own-folder': "a link planted in the attacker's own folder",
  'shared-temp': 'a link planted in a temporary folder that others can write',
  race: 'a won race',
  'hard-link': 'a hard link to a file of another, which most kernels do not let an attacker make',
};

export const severityStyle: Readonly<Record<Severity, readonly Style[]>> = {
  critical: ['bold', 'red'],
  high: ['red'],
  medium: ['yellow'],
  low: ['cyan'],
  info: ['dim'],
};

/** The whole finding, without indentation before its first line. */
export function describeFinding(finding: Finding, options: FindingTextOptions): readonly string[] {
  const { cwd, paint = plainPaint, charactersMax = 400, brief = false } = options;
  const { layout, steps, race } = attackLines(finding, charactersMax);
  const why = isByChance(finding.attack) ? 'it is left to chance' : 'it did not repeat every time';
  const flaky = finding.confirmed === 'flaky' ? [why] : [];
  return [
    headline(finding, paint),
    paint('bold', `  ${escapeText(finding.summary)}`),
    ...labelled(
      'where',
      [placeLine(finding, cwd) + viaLine(finding, cwd) + throughLine(finding) + earlierLine(finding)],
      paint,
    ),
    ...labelled('needs', [powerWords[finding.power]], paint),
    ...labelled('if', finding.ifGranted === undefined ? [] : [conditionLine(finding.ifGranted)], paint),
    ...labelled('planted', layout, paint),
    ...labelled('attack', numberedSteps(steps), paint),
    ...(brief ? [] : labelled('by hand', curlLines(finding.evidence), paint)),
    ...labelled('race', race === null ? [] : [race], paint),
    ...labelled('touched', touchedLines(finding, charactersMax), paint),
    ...(brief ? [] : labelled('walk', walkLines(finding.evidence.access?.walk), paint)),
    ...(brief ? [] : labelled('matters', matteringLines(finding.evidence.mattering, charactersMax), paint)),
    ...labelled('flaky', flaky, paint),
    ...labelled('again', [paint('cyan', `trespass replay ${escapeText(finding.id)}`)], paint),
  ];
}

/** Its requests as lines for a shell, those that lead to it first; none where a body is too long to be shown. */
export function curlLines({ exchanges = [] }: Pick<Evidence, 'exchanges'>): readonly string[] {
  const lines = exchanges.map(curlLine);
  return lines.some((line) => line.length > curlCharactersMax) ? [] : lines;
}

const curlCharactersMax = 2_000;

/** The world's own description if there is one, else one made of the attack. Escaped. */
export function attackLines(finding: Finding, charactersMax: number): AttackText {
  const { unsafeLayout, unsafeRequests, unsafeRace } = finding.evidence;
  const described = describeAttack(finding.attack, charactersMax);
  const ready = (lines: readonly string[]) =>
    lines.map((line) => escapeText(clipText(line, Math.max(charactersMax * 2, requestCharactersMax))));
  return {
    layout: unsafeLayout.length > 0 ? ready(unsafeLayout) : described.layout,
    steps: unsafeRequests.length > 0 ? ready(unsafeRequests) : described.steps,
    race: unsafeRace === undefined ? described.race : (ready([unsafeRace])[0] ?? null),
  };
}

/** Numbers several steps; the lines of a step are indented below it. */
function numberedSteps(lines: readonly string[]): readonly string[] {
  const isFirst = (line: string): boolean => !line.startsWith('  ');
  if (lines.filter(isFirst).length < 2) return lines;
  let step = 0;
  return lines.map((line) => (isFirst(line) ? `${++step}. ${line}` : `   ${line}`));
}

/** `, by store.py:12`, for each place on the call path inwards. */
function viaLine({ via = [] }: Finding, cwd: string): string {
  return via.map(({ file, line }) => `, by ${escapeText(shortenFile(file, cwd))}:${line}`).join('');
}

/** `views.py:42`, relative to `cwd` if it is below, or a sentence that it is unknown. */
export function placeLine(finding: Finding, cwd: string): string {
  if (finding.location === null) return 'no line of the target is known';
  return `${escapeText(shortenFile(finding.location.file, cwd))}:${finding.location.line}`;
}

/** If the case touched nothing of the owner's: the shown content was cached when its owner asked for it in a harmless step. */
function earlierLine({ location, attack, evidence: { disclosure, access, accesses } }: Finding): string {
  if (disclosure?.owner.kind !== 'actor' || location !== null || access !== null) return '';
  const { name } = disclosure.owner;
  const touches = accesses.some(({ owner }) => owner.kind === 'actor' && owner.name === name);
  if (touches || attack.steps.some(({ actor }) => actor === name)) return '';
  return `: ${escapeText(name)} asked before, in a harmless step, and what that was answered was kept, by a cache, the process or a database`;
}

/** The place in a library that made the access, by its path among installed packages; empty if there is none. */
function throughLine({ evidence }: Finding): string {
  const through = evidence.access?.through;
  if (through === undefined) return '';
  const file = through.file.replace(/^.*\/(?:site|dist)-packages\//, '');
  return `, by ${escapeText(file)}:${through.line} (${escapeText(through.function)})`;
}

/** One sentence about an access: action, resource and owner. */
export function describeAccess(access: Access): string {
  const what = `${escapeText(access.actor)} ${refusal(access)}${past[access.action]} ${resourceWords(access.resource)}`;
  const asked = access.asked === null ? '' : `, asked for as ${escapeText(access.asked)}`;
  const seen = access.seenBy.length === 0 ? '' : ` (seen by ${access.seenBy.join(', ')})`;
  return `${what}, ${ownerWords(access.owner, whereOutside(access.resource))}${asked}${seen}`;
}

/** One sentence about a canary: where it was planted, where it was found, and whose it is. */
export function describeDisclosure(disclosure: Disclosure): string {
  const form = disclosure.form === 'plain' ? '' : `, as ${disclosure.form}`;
  const actor = escapeText(disclosure.actor);
  const where =
    disclosure.resource === undefined
      ? `${disclosure.where === 'response' ? 'in the response' : 'in what the target printed'} to ${actor}`
      : `in ${resourceWords(disclosure.resource)} of ${actor}`;
  const excerpt = escapeText(disclosure.unsafeExcerpt);
  return `${escapeText(disclosure.planted)} turned up ${where}${form}, ${ownerWords(disclosure.owner, outside(disclosure.planted))}: ${excerpt}`;
}

const past: Readonly<Record<Action, string>> = {
  read: 'read',
  list: 'listed',
  create: 'created',
  write: 'wrote',
  delete: 'deleted',
  metadata: 'changed the metadata of',
  link: 'made a link at',
  wait: 'waited for the other end of',
};

function headline(finding: Finding, paint: Paint): string {
  const severity = paint(severityStyle[finding.severity], finding.severity.toUpperCase());
  const property = paint('bold', escapeText(finding.property));
  return `${severity} ${property} in ${escapeText(finding.operation)} ${paint('dim', `(${escapeText(finding.cwe)})`)}`;
}

function labelled(label: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.map((line, index) => `  ${paint('dim', (index === 0 ? label : '').padEnd(8))} ${line}`);
}

/** The access or disclosure that convicts, with the item before and after, and a few further accesses. Escaped. */
export function touchedLines(finding: Finding, charactersMax: number): readonly string[] {
  const { access, disclosure, accesses } = finding.evidence;
  const first = [
    ...(access === null ? [] : [describeAccess(access), ...changeLines(access, charactersMax)]),
    ...(disclosure === null ? [] : [describeDisclosure(disclosure)]),
  ];
  const further = [...new Set(accesses.map(describeAccess))].filter((line) => !first.includes(line));
  const left = further.length - furtherAccessesMax;
  return [
    ...first,
    ...further.slice(0, furtherAccessesMax),
    ...(left > 0 ? [`and ${left} more in the JSON report`] : []),
  ];
}

function changeLines(access: Access, charactersMax: number): readonly string[] {
  const image = (value: unknown) => clipText(encodeJson(value, 0), charactersMax);
  const before = access.before ?? null;
  const after = access.after ?? null;
  return [
    ...(before === null ? [] : [`  before ${image(before)}`]),
    ...(after === null || access.action === 'read' ? [] : [`  after  ${image(after)}`]),
  ];
}

function refusal(access: Access): string {
  return access.refused ? 'was kept from what would have ' : '';
}

function resourceWords(resource: Resource): string {
  if (resource.store === 'item')
    return `item ${encodeJson(resource.key, 0)} of table ${escapeText(resource.table)}`;
  if (resource.store === 'object')
    return `object ${escapeText(resource.key)} of bucket ${escapeText(resource.bucket)}`;
  return `${resource.directory ? 'the folder ' : ''}${escapeText(resource.shown)}`;
}

function ownerWords(owner: Owner, where: string): string {
  switch (owner.kind) {
    case 'actor':
      return `which belongs to ${escapeText(owner.name)}`;
    case 'shared':
      return 'which everybody shares';
    case 'outside':
      return `which lies ${where}`;
  }
}
