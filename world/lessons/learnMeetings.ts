/**
 * Learns which steps meet: `claim` looks for the item `room#kq7w` and puts it later, and so does the victim's `claim` of the
 * same room. Taken from harmless runs of the attacker and of one victim, with sent values left open in keys and paths; only such
 * steps can be disturbed by a whole step of another in the middle (Warszawski and Bailis, "ACIDRain", SIGMOD 2017).
 */
import type { Argument, Attack, Step } from '../../model/attack.ts';
import type { MeetingSteps } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { ItemTouch, ObjectTouch, Turn } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { harmlessAttack, nothingBefore, performCase } from '../case/performCase.ts';
import type { Seen } from '../step/step.ts';
import { freeText } from './freeText.ts';

export type LearntMeetings = Readonly<Record<string, readonly MeetingSteps[]>>;

/** A thing that a step uses, with sent values left open: `item rooms {"pk":"room#{}"}`, by the parameters `['room']`. */
interface Place {
  readonly form: string;
  readonly parameters: readonly string[];
}

/** One harmless run, by what it looks at and changes at each of its turns. */
interface Run {
  readonly operation: Operation;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly looks: readonly (Place & { readonly turn: number })[];
  readonly changes: readonly (Place & { readonly turn: number })[];
}

/** Rejects with `EnvironmentError` where a harmless run does not come back. */
export async function learnMeetings(parts: CaseParts): Promise<LearntMeetings> {
  const { config, attacker } = parts;
  if (!config.attacker.powers.includes('race')) return {};
  const victim = config.actors.find(({ name }) => name !== attacker)?.name;
  const tried = config.operations.filter(
    ({ entry, operator }) => entry.kind !== 'command' && operator !== true,
  );
  const own: Run[] = [];
  const others: Run[] = [];
  for (const operation of tried) {
    const run = await runOf(parts, operation, attacker);
    own.push(run);
    if (victim !== undefined) others.push(await runOf(parts, operation, victim));
  }
  others.push(...own);
  return Object.fromEntries(
    own
      .map((run) => [run.operation.name, others.flatMap((other) => meetingOf(run, other, parts))] as const)
      .filter(([, meetings]) => meetings.length > 0),
  );
}

const countTurns: NonNullable<Attack['race']> = { step: 0, at: 0, up: 0, put: { kind: 'step' }, back: null };

async function runOf(parts: CaseParts, operation: Operation, actor: string): Promise<Run> {
  const harmless = harmlessAttack(parts, operation.name);
  const steps = harmless.steps.map((step) => ({ ...step, actor }));
  const attack: Attack = { ...harmless, steps, race: countTurns };
  const [seen] = await performCase(parts, attack, nothingBefore, countTurns);
  const args = parts.rehearsed.argumentsOf(operation, actor);
  const open = openIn(operation, args);
  if (seen === undefined) return { operation, actor, arguments: args, looks: [], changes: [] };
  return { operation, actor, arguments: args, ...usesOf(parts, seen, open) };
}

/** What the attacker may choose of a step's values, longest first. */
interface Open {
  readonly name: string;
  readonly value: string;
}

const valueCharactersMin = 3;

function openIn({ parameters }: Operation, args: ResolvedArguments): readonly Open[] {
  return parameters
    .flatMap(({ name, fixed }): Open[] => {
      const argument = args[name];
      return fixed !== true && argument?.kind === 'text' ? [{ name, value: argument.text }] : [];
    })
    .filter(({ value }) => value.length >= valueCharactersMin)
    .sort((one, other) => other.value.length - one.value.length);
}

/** A text with sent values left open. */
function placeOf(text: string, open: readonly Open[]): Place {
  const found: { at: number; name: string }[] = [];
  let form = text;
  for (const { name, value } of open) {
    const at = form.indexOf(value);
    if (at < 0) continue;
    found.push({ at, name });
    form = form.replaceAll(value, '\0'.repeat(value.length));
  }
  const parameters = found.sort((one, other) => one.at - other.at).map(({ name }) => name);
  return { form: form.replace(/\0+/g, '{}'), parameters };
}

function usesOf(parts: CaseParts, seen: Seen, open: readonly Open[]): Pick<Run, 'looks' | 'changes'> {
  const looks: Run['looks'][number][] = [];
  const changes: Run['looks'][number][] = [];
  for (const [turn, { action, path, call }] of (seen.turned.turns ?? []).entries()) {
    const note = (text: string, isChange: boolean): void => {
      const place = { ...placeOf(text, open), turn };
      looks.push(place);
      if (isChange) changes.push(place);
    };
    if (action !== 'request') note(`file ${parts.stage.shown(path)}`, changesFile(action));
    else for (const [text, isChange] of touchedBy(seen, call)) note(text, isChange);
  }
  return { looks, changes };
}

function changesFile(action: Turn['action']): boolean {
  return action !== 'look' && action !== 'read' && action !== 'list';
}

const changing: ReadonlySet<string> = new Set(['create', 'write', 'delete']);

/** Items and objects that a request touches, and tables that it searches. */
function touchedBy({ records, stored }: Seen, call: number | null): readonly (readonly [string, boolean])[] {
  if (call === null) return [];
  const items = records.filter((record) => record.call === call);
  const objects = stored.filter((record) => record.call === call);
  return [
    ...items.flatMap(({ touches }) =>
      touches.map((touch) => [itemText(touch), changing.has(touch.action)] as const),
    ),
    ...items
      .filter(({ operation }) => operation === 'Query' || operation === 'Scan')
      .map(({ table }) => [`table ${table}`, false] as const),
    ...objects.flatMap(({ touches }) =>
      touches.map((touch) => [objectText(touch), changing.has(touch.action)] as const),
    ),
  ];
}

function itemText({ table, key }: ItemTouch): string {
  return `item ${table} ${JSON.stringify(key)}`;
}

function objectText({ bucket, key }: ObjectTouch): string {
  return `object ${bucket} ${key}`;
}

/** The steps with which a run meets another one; none if it looks at nothing that the other changes. */
function meetingOf(run: Run, other: Run, parts: CaseParts): readonly MeetingSteps[] {
  const last = Math.max(-1, ...run.changes.map(({ turn }) => turn));
  const met = run.looks
    .filter(({ turn }) => turn < last)
    .flatMap((look) => {
      const change = other.changes.find((one) => meets(look, one));
      return change === undefined ? [] : [{ look, change }];
    });
  const [first] = met.filter(({ look }) => look.parameters.length > 0).concat(met);
  if (first === undefined) return [];
  const turns = turnsAfter(run, first.look.turn).slice(0, limits.turnsPerMeetingMax);
  return [{ ...sentIn(run, other, first, parts), turns }];
}

/** Whether both are the same thing, if the same values are sent; or the one searches where the other changes something. */
function meets(look: Place, change: Place): boolean {
  if (look.form.startsWith('table '))
    return change.form.startsWith(`item ${look.form.slice('table '.length)} `);
  return look.form === change.form && look.parameters.length === change.parameters.length;
}

/** Turns behind a look, those that change something first. */
function turnsAfter({ changes }: Run, look: number): readonly number[] {
  const later = [...new Set(changes.map(({ turn }) => turn))].filter((turn) => turn > look);
  const all = Array.from(
    { length: Math.max(0, (later.at(-1) ?? look) - look) },
    (_, index) => look + 1 + index,
  );
  return [...new Set([...later, ...all])];
}

function sentIn(
  run: Run,
  other: Run,
  { look, change }: { readonly look: Place; readonly change: Place },
  { attacker }: CaseParts,
): Pick<MeetingSteps, 'arguments' | 'other'> {
  const args: Record<string, Argument> = {};
  const ofOther: Record<string, Argument> = {};
  for (const [index, name] of look.parameters.entries()) {
    const same = change.parameters[index];
    if (same === undefined) continue;
    const own = run.arguments[name];
    const free = own?.kind === 'text' ? freeText(own.text, 1) : null;
    const isTaken = run.operation.parameters.some((one) => one.name === name && one.from !== undefined);
    if (free !== null && !isTaken) args[name] = ofOther[same] = { text: free };
    else
      ofOther[same] = {
        text: [{ known: { actor: attacker, operation: run.operation.name, name: `arguments.${name}` } }],
      };
  }
  const isSelf = other.actor === run.actor;
  const step: Step = {
    operation: other.operation.name,
    actor: other.actor,
    arguments: isSelf ? { ...othersOf(other), ...ofOther } : ofOther,
  };
  return { arguments: args, other: step };
}

/** The attacker's own second request is about something else, so that both make something. */
function othersOf({ operation, arguments: args }: Run): Step['arguments'] {
  return Object.fromEntries(
    operation.parameters.flatMap(({ name, fixed, from }) => {
      const own = args[name];
      const free =
        fixed === true || from !== undefined || own?.kind !== 'text' ? null : freeText(own.text, 2);
      return free === null ? [] : [[name, { text: free }]];
    }),
  );
}
