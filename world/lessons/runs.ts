/**
 * What a harmless step looks at and changes at each of its turns, with the values that it was sent left open: `get_item` of
 * `room#kq7w`, then `put_item` of it, are a look at and a change of `room#{}` by the parameter `room`.
 */
import type { Race, Step } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { ItemTouch, ObjectTouch, Turn } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { nothingBefore, performCase } from '../case/performCase.ts';
import type { Seen } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';

/** A thing that a step uses, with sent values left open: `item rooms {"pk":"room#{}"}`, by the parameters `['room']`. */
export interface TouchedPlace {
  readonly form: string;
  readonly parameters: readonly string[];
}

/** One harmless run, by what it looks at and changes at each of its turns. */
export interface Run {
  readonly operation: Operation;
  /** Steps of the same actor that came before it. */
  readonly before: readonly Step[];
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly looks: readonly (TouchedPlace & { readonly turn: number })[];
  readonly changes: readonly (TouchedPlace & { readonly turn: number })[];
}

const countTurns: Race = { step: 0, at: 0, up: 0, put: { kind: 'step' }, back: null };

/** What the harmless step of an actor does by itself. */
export async function runOf(
  parts: CaseParts,
  runs: CountedRuns,
  operation: Operation,
  actor: string,
): Promise<Run> {
  return describeRun(parts, operation, actor, [], await runs.of(operation, actor));
}

/** What it does behind other steps. */
export async function runBehind(
  parts: CaseParts,
  operation: Operation,
  actor: string,
  before: readonly Step[],
): Promise<Run> {
  const race = { ...countTurns, step: before.length };
  const steps = [...before, { operation: operation.name, actor, arguments: {} }];
  const seen = await performCase(parts, { layout: [], steps, race }, nothingBefore, race);
  return describeRun(parts, operation, actor, before, seen[before.length]);
}

function describeRun(
  parts: CaseParts,
  operation: Operation,
  actor: string,
  before: readonly Step[],
  seen: Seen | undefined,
): Run {
  const args = parts.rehearsed.argumentsOf(operation, actor);
  if (seen !== undefined) noteUncounted(parts, operation, seen);
  const uses = seen === undefined ? { looks: [], changes: [] } : usesOf(parts, seen, openIn(operation, args));
  return { operation, before, actor, arguments: args, ...uses };
}

/** For the ledger: requests of a step's further threads, and what comes after too many turns. */
function noteUncounted({ stage: { cuts } }: CaseParts, { name }: Operation, seen: Seen): void {
  const turns = seen.turned.turns ?? [];
  const all = [...seen.records, ...seen.stored].length;
  const kept = turns.filter(({ action }) => action === 'request').length;
  cuts.note(
    'requests are turns at which a step can be stopped (not those of its further threads)',
    name,
    kept,
    all,
  );
  if (turns.length >= limits.turnsPerStepMax)
    cuts.note('turns of a step are counted', name, turns.length, turns.length + 1);
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
function placeOf(text: string, open: readonly Open[]): TouchedPlace {
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
  // A folder that exists already is not made again.
  const changed = new Set(seen.changes.map(({ path }) => path));
  const looks: Run['looks'][number][] = [];
  const changes: Run['looks'][number][] = [];
  for (const [turn, { action, path, call }] of (seen.turned.turns ?? []).entries()) {
    const note = (text: string, isChange: boolean): void => {
      const place = { ...placeOf(text, open), turn };
      looks.push(place);
      if (isChange) changes.push(place);
    };
    if (action !== 'request')
      note(`file ${parts.stage.shown(path)}`, changed.has(path) && changesFile(action));
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

/** Whether both are the same thing, if the same values are sent; or the one searches where the other changes something. */
export function meets(look: TouchedPlace, change: TouchedPlace): boolean {
  if (look.form.startsWith('table '))
    return change.form.startsWith(`item ${look.form.slice('table '.length)} `);
  return look.form === change.form && look.parameters.length === change.parameters.length;
}
