/** One case: plants the layout, does the steps in order, looks, and goes back to the rehearsed state. */
import { plantLayout } from '../../arena/layout.ts';
import { perturbBytes } from '../../engines/perturb/perturbBytes.ts';
import { type Argument, type Attack, isByChance, type Race, type Step } from '../../model/attack.ts';
import { textsOfStep } from '../../model/attackTexts.ts';
import { eachText } from '../../model/eachText.ts';
import { UnresolvedError } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { limits } from '../../model/limits.ts';
import { returnedIn } from '../../model/missing.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';
import { type Access, isForeignTo, type Observation } from '../../model/observation.ts';
import { type KnownValue, type Operation, type Parameter, undeclaredName } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { StepResponse } from '../../model/records.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Intruded, Intrusion } from '../../model/target.ts';
import { bytesOfText, type Place, type Text } from '../../model/text.ts';
import { responseField, sentAs } from '../rehearsal/knownValues.ts';
import type { Rehearsed } from '../rehearsal/rehearse.ts';
import {
  clearAside,
  intrudedZones,
  intrusionOf,
  isForeseeable,
  neededTheName,
  racedAt,
  type ZoneFolders,
} from '../stage/intrusion.ts';
import { later } from '../stage/later.ts';
import { mayLookAtOthers } from '../stage/lookups.ts';
import type { Stage, StageParts } from '../stage/stage.ts';
import { asTaken, inboxName } from '../step/inbox.ts';
import { inFormat } from '../step/inFormat.ts';
import { rootPlaces, withRoots } from '../step/places.ts';
import { type ResolveContext, resolveArgument, resolveText, stringsOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import { typedLike } from '../step/typedLike.ts';
import { withRecords } from './consumers.ts';
import { unevenIn } from './uneven.ts';

export interface CaseParts extends StageParts {
  readonly stage: Stage;
  readonly rehearsed: Rehearsed;
  readonly zones: ZoneFolders;
  readonly place: (place: Place) => string;
  readonly attacker: string;
  /** Paths that steps make again by themselves when they are gone, so that something else may wait there. */
  readonly replaceable: ReadonlySet<string>;
  /** Names of files and folders that are others'. */
  readonly namesOfOthers: readonly string[];
}

/** An item that a case makes itself is changed once it is there: before the step of this index. */
export interface CaseWrite extends HarnessWrite {
  readonly before?: number;
}

/** What is changed in a case, before its first step where nothing else is said, so that its world differs in just that. */
export interface Beforehand {
  readonly items: readonly CaseWrite[];
  readonly objects: readonly ObjectChange[];
  readonly files: readonly FileToChange[];
  /** Files and folders that are not there. */
  readonly absent: readonly Absent[];
  /** What else is changed before the step of this index, by what was seen of those before it; nothing where it is not said. */
  readonly alter?: (index: number, seen: readonly Seen[]) => readonly HarnessWrite[];
}

/** What is taken away before the step of this index, before the first one where nothing is said. */
export interface Absent {
  readonly path: string;
  readonly before?: number;
}

/** A file of the sandbox that holds something else from the start, of the same shape. */
export interface FileToChange {
  readonly path: string;
  readonly nonce: string;
}

export const nothing: Beforehand = { items: [], objects: [], files: [], absent: [] };

/**
 * Runs one attack. `beforehand` is done to items, objects and files first, for a world that differs in just that. A race that
 * made something under a name that nothing had is repeated without the intruder: where the name is another one
 * then, no attacker could have known it, and what happened without the race is what counts.
 */
export async function runCase(
  parts: CaseParts,
  attack: Attack,
  beforehand: Beforehand = nothing,
): Promise<Observation> {
  if (isByChance(attack)) return runByChance(parts, attack, beforehand);
  const done = await performCase(parts, attack, beforehand, attack.race);
  const made = neededTheName(intrudedIn(done));
  if (made === null) return observationOf(parts, attack, done);
  const without = await performCase(parts, attack, beforehand, null);
  const accesses = intrudedIn(without)?.accesses ?? [];
  return observationOf(parts, attack, isForeseeable(made, accesses) ? done : without);
}

/** Runs an attack whose race is left to chance again and again, until something is seen or the budget is spent. */
async function runByChance(parts: CaseParts, attack: Attack, beforehand: Beforehand): Promise<Observation> {
  const started = performance.now();
  for (let executions = 1; ; executions += 1) {
    const done = await performCase(parts, attack, beforehand, attack.race);
    const observation = { ...observationOf(parts, attack, done), executions };
    const isSpent = executions >= limits.flipExecutionsMax || performance.now() - started >= limits.flipMsMax;
    if (isSpent || isTrespass(observation)) return observation;
  }
}

function isTrespass({ accesses, disclosures }: Observation): boolean {
  return disclosures.length > 0 || accesses.some(({ owner, actor }) => isForeignTo(owner, actor));
}

/** One step of the attacker's as rehearsal does it. */
export function harmlessAttack({ attacker }: CaseParts, operation: string): Attack {
  return { layout: [], steps: [{ operation, actor: attacker, arguments: {} }], race: null };
}

/** Does the steps and goes back. An attack with a race has its lookups counted, even where `race` is null. */
export async function performCase(
  parts: CaseParts,
  attack: Attack,
  beforehand: Beforehand,
  race: Race | null,
): Promise<readonly Seen[]> {
  const responses: StepResponse[] = [];
  const given: ResolvedArguments[] = [];
  const context = contextOf(parts, responses, given);
  const resolve = (text: Text): string => resolveText(text, context);
  const entries = plantLayout(attack.layout, parts.zones, resolve, (path) => parts.replaceable.has(path));
  if (entries.some(({ replaced }) => replaced)) parts.stage.disk.settle();
  const planted = new Set(entries.map(({ path }) => path));
  const pipes = entries.filter(({ kind }) => kind === 'pipe').map(({ path }) => path);
  const targets = linkTargets(attack).map(resolve);
  const sent: string[] = [...targets];
  const plantedLinks = { folders: parts.zones.own, targets: new Set(targets) };
  if (race?.put.kind === 'symlink' && isName(race.put.holding))
    parts.stage.disk.furnish(`${resolve(race.put.to)}/${race.put.holding}`);
  const unsafeChosen: string[] = [];
  const seen: Seen[] = [];
  try {
    for (const { path, nonce } of beforehand.files)
      parts.stage.disk.change(path, (content) => perturbBytes(content, nonce));
    if (beforehand.objects.length > 0) await parts.objects?.change(beforehand.objects);
    for (const [index, step] of attack.steps.entries()) {
      const operation = operationOf(parts, step);
      if (operation === undefined) throw new UnresolvedError(`operation ${step.operation}`);
      if (notReturned(parts, attack, index, context, responses) !== null) break;
      const writes = [
        ...beforehand.items.filter(({ before = 0 }) => before === index),
        ...(beforehand.alter?.(index, seen) ?? []),
      ];
      const absent = beforehand.absent.filter(({ before = 0 }) => before === index);
      if (absent.length > 0) parts.stage.disk.hide(absent.map(({ path }) => path));
      if (writes.length > 0) await parts.engine?.write(writes);
      const { all: asked, hostile } = argumentsOf(
        parts,
        operation,
        step,
        context,
        ownSteps(attack, seen, step),
      );
      const all = await parts.stage.computed(operation, step.actor, asked);
      given.push(all);
      sent.push(...Object.values(all).flatMap(stringsOf));
      const chosen = Object.entries(all).flatMap(([name, one]) => (hostile.has(name) ? stringsOf(one) : []));
      unsafeChosen.push(...chosen);
      const done = await parts.stage.act({
        ...{
          index,
          operation: step.as === undefined ? operation : { ...operation, as: step.as },
          actor: step.actor,
          arguments: all,
          hostile,
          sent,
          planted,
          unsafeChosen: [...unsafeChosen],
          ...(targets.length > 0 ? { plantedLinks } : {}),
        },
        pipes,
        looks: step.actor === parts.attacker && mayLookAtOthers(attack, chosen, parts.namesOfOthers),
        ...(attack.race?.step === index ? { intrusion: intrusionIn(parts, race, planted, resolve) } : {}),
      });
      seen.push({ ...done, computed: computedOf(operation, all) });
      responses.push(done.response);
    }
  } finally {
    await endCase(parts);
    if (attack.race !== null) clearAside(parts.arena.aside);
  }
  return seen;
}

function computedOf({ parameters }: Operation, all: ResolvedArguments): ResolvedArguments {
  const names = new Set(parameters.flatMap(({ name, compute }) => (compute === undefined ? [] : [name])));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

function isName(holding: string | undefined): holding is string {
  return holding !== undefined && !/^\.{0,2}$|[/\0]/.test(holding);
}

function linkTargets({ layout, race }: Attack): Text[] {
  const put = race?.put.kind === 'symlink' ? [race.put.to] : [];
  return [...layout.flatMap((entry) => ('to' in entry ? [entry.to] : [])), ...put];
}

function intrusionIn(
  parts: CaseParts,
  race: Race | null,
  planted: ReadonlySet<string>,
  resolve: (text: Text) => string,
): Intrusion {
  return intrusionOf(race, zonesOfRace(parts), [...planted], parts.arena.aside, resolve);
}

/** Where intruders act. */
export function zonesOfRace({ zones, config }: CaseParts): ZoneFolders {
  return intrudedZones(zones, config.powers);
}

/** What the intruder of a case met and did. */
export function intrudedIn(seen: readonly Seen[]): Intruded | null {
  return seen.find(({ intruded }) => intruded !== null)?.intruded ?? null;
}

/** Goes back to the rehearsed state. */
export async function endCase({ stage, target, engine, objects }: CaseParts): Promise<void> {
  // The engines undo while the disk is put back.
  const [renewed] = await Promise.all([later(() => stage.disk.restore()), engine?.undo(), objects?.undo()]);
  stage.registers.endCase();
  await target.endCase();
  if (renewed.length > 0) await target.watch(renewed);
}

function observationOf(parts: CaseParts, attack: Attack, seen: readonly Seen[]): Observation {
  const { attacker } = parts;
  const asked = seen.flatMap((one) => one.asked);
  const lookups = seen.flatMap((one) => one.lookups);
  const guessable = handedOutIn(parts, attack, seen);
  const limitsReached = seen.flatMap((one) => one.limitsReached);
  const raced = racedAt(attack.race, intrudedIn(seen), zonesOfRace(parts));
  const unresolved = notReturned(
    parts,
    attack,
    seen.length,
    contextOf(parts, responsesOf(seen)),
    responsesOf(seen),
  );
  const uneven = unevenIn(parts.rehearsed.sinks, attack, seen, attacker, parts.stage.shown);
  const computed = seen.map((one) => one.computed ?? {});
  return {
    attack,
    attacker,
    accesses: seen.flatMap(({ accesses, disclosures }) => {
      const marked = accesses.map(parts.rehearsed.routines.mark).map((access) => askedOf(access, parts));
      const mayHideNothing = attack.layout.length > 0 || attack.race !== null || disclosures.length > 0;
      return mayHideNothing ? marked : marked.map((access) => asQuestion(access, marked, parts));
    }),
    disclosures: seen.flatMap(({ disclosures }) => disclosures),
    responses: seen.map(({ response }, index) => ({
      operation: attack.steps[index]?.operation ?? '',
      actor: attack.steps[index]?.actor ?? '',
      response,
    })),
    reachedSink: seen.map(({ reached }) => reached.size > 0),
    requests: seen.flatMap(({ requests }) => requests),
    ...(asked.length === 0 ? {} : { asked }),
    ...(lookups.length === 0 ? {} : { lookups }),
    ...(guessable.length === 0 ? {} : { guessable }),
    ...(uneven.length === 0 ? {} : { uneven }),
    ...(limitsReached.length === 0 ? {} : { limitsReached }),
    ...(unresolved === null ? {} : { unresolved }),
    ...(computed.every((one) => Object.keys(one).length === 0) ? {} : { computed }),
    ...(attack.race === null ? {} : { raced: (intrudedIn(seen)?.replaced ?? null) !== null }),
    ...(raced === null ? {} : { racedAt: raced }),
  };
}

/** What a victim reads of the attacker's is no question: were it changed, answers would differ by what is the attacker's own. */
function askedOf(access: Access, { attacker }: CaseParts): Access {
  return access.flow === 'unknown' && access.actor !== attacker ? { ...access, flow: null } : access;
}

function responsesOf(seen: readonly Seen[]): readonly StepResponse[] {
  return seen.map(({ response }) => response);
}

/**
 * What the step of this index takes from the answer of an earlier one, where that answer lacks it and so do the answers of
 * harmless runs: the member is called something else now, say. Null for nothing. An earlier step that was refused, or handled
 * in another way than harmless ones, was answered with nothing to go on with, which is an answer too.
 */
function notReturned(
  { rehearsed }: CaseParts,
  { steps }: Attack,
  index: number,
  { returned }: ResolveContext,
  responses: readonly StepResponse[],
): string | null {
  const step = steps[index];
  for (const { step: from, field } of step === undefined ? [] : returnedIn(textsOfStep(step))) {
    const response = responses[from];
    const operation = steps[from]?.operation;
    if (response === undefined || isRefusal(response) || returned(from, field) !== null) continue;
    if (field.startsWith('arguments.')) continue;
    const path = field.replace(/^response\.?/, '');
    const name = path === '' ? 'response' : `response.${path}`;
    const isUsual = rehearsed.known.some(
      (one) => one.operation === operation && anyPlace(one.name) === anyPlace(name),
    );
    if (!isUsual) return `${name} of ${operation}, by which step ${index + 1} refers to step ${from + 1}`;
  }
  return null;
}

/** A name of a member with the places in lists left open. */
function anyPlace(name: string): string {
  return name.replace(/\.\d+(?=\.|$)/g, '.*');
}

/**
 * A read of another's file may have told nothing, as where the file says itself whose it is and the step refuses. That is
 * asked where the step changes nothing into which its content could have gone.
 */
function asQuestion(access: Access, others: readonly Access[], { attacker }: CaseParts): Access {
  const { action, actor, owner, resource } = access;
  if (resource.store !== 'file' || action !== 'read' || actor !== attacker) return access;
  if (owner.kind !== 'actor' || owner.name === actor) return access;
  const isQuiet = others.every((one) => looking.has(one.action) || one.routine === true);
  return isQuiet ? { ...access, flow: 'unknown' } : access;
}

const looking: ReadonlySet<string> = new Set(['read', 'list']);

/** Guessable identifiers that the attacker's steps were answered with. */
function handedOutIn(
  { rehearsed: { guessable }, attacker }: CaseParts,
  { steps }: Attack,
  seen: readonly Seen[],
): NonNullable<Observation['guessable']> {
  return steps.flatMap(({ operation, actor }, step) => {
    const { response } = seen[step] ?? {};
    if (actor !== attacker || response === undefined || (response.status ?? 0) >= 400) return [];
    return guessable
      .filter((one) => one.operation === operation)
      .filter(({ field }) => responseField(response, field.replace(/^response\.?/, '')) !== null)
      .map((one) => ({ ...one, step, actor }));
  });
}

/** What the actor of a step has done before it. */
function ownSteps({ steps }: Attack, seen: readonly Seen[], { actor }: Step): Seen[] {
  return seen.filter((_, index) => steps[index]?.actor === actor);
}

/** The arguments of a step: harmless ones, and over them those that the attack chose and may choose. */
export function argumentsOf(
  parts: CaseParts,
  operation: Operation,
  step: Step,
  context: ResolveContext,
  earlier: readonly Seen[] = [],
): { readonly all: ResolvedArguments; readonly hostile: ReadonlySet<string> } {
  const chosen: Record<string, ResolvedArgument> = {};
  const harmless = parts.rehearsed.argumentsOf(operation, step.actor);
  for (const parameter of operation.parameters) {
    const argument = step.arguments[parameter.name];
    if (argument === undefined || parameter.fixed === true) continue;
    const own = harmless[parameter.name];
    const called = inboxName(own, argument);
    const resolved = typedLike(
      inKind(parameter, withSource(parameter, step, resolveArgument(argument, context), context)),
      own,
    );
    const placed = withRoots(resolved, parameter.example, rootPlaces(parts.arena.roots));
    chosen[parameter.name] = asTaken(
      parameter,
      inAttack(parameter, argument, placed),
      parts.arena.inbox,
      called,
    );
  }
  for (const [name, argument] of Object.entries(step.arguments))
    if (undeclaredName(operation, name) !== null) chosen[name] = resolveArgument(argument, context);
  const all = withRecords(operation, { ...harmless, ...chosen }, harmless, earlier);
  return { all, hostile: new Set(Object.keys(chosen)) };
}

/** JSON in which the actor's own value of the parameter's source stands where the example says. */
function withSource(
  { from }: Parameter,
  { actor }: Step,
  argument: ResolvedArgument,
  { known }: ResolveContext,
): ResolvedArgument {
  const own = from === undefined ? null : known({ actor, ...from });
  if (argument.kind !== 'json' || own === null) return argument;
  return { ...argument, json: eachText(argument.json, (text) => text.replaceAll('{from}', () => own)) };
}

/** Raw bytes of an attack are no text to carry. */
function inAttack(parameter: Parameter, argument: Argument, resolved: ResolvedArgument): ResolvedArgument {
  const isRaw = 'bytes' in argument || ('file' in argument && 'bytes' in argument.file.content);
  return isRaw ? resolved : inFormat(parameter, resolved);
}

/** Bytes are a text that is sent as they are. */
function inKind({ kind }: Parameter, argument: ResolvedArgument): ResolvedArgument {
  return kind === 'bytes' && argument.kind === 'text'
    ? { kind: 'bytes', bytes: bytesOfText(argument.text) }
    : argument;
}

export function operationOf(parts: CaseParts, step: Step): Operation | undefined {
  return parts.config.operations.find(({ name }) => name === step.operation);
}

/** What this world fills into the parts of a text. */
export function contextOf(
  parts: CaseParts,
  responses: readonly StepResponse[],
  given: readonly ResolvedArguments[] = [],
): ResolveContext {
  const { rehearsed, place } = parts;
  return {
    place,
    known: ({ actor, operation, name }) => {
      const isMeant = (one: KnownValue): boolean =>
        one.actor === actor && one.operation === operation && one.name === name;
      return (rehearsed.known.find(isMeant) ?? rehearsed.kept.find(isMeant))?.value ?? null;
    },
    returned: (step, field) => {
      const sent = /^arguments\.(.+)$/.exec(field)?.[1];
      const same = sent === undefined ? null : sentAs(given[step] ?? {}, sent);
      const response = responses[step];
      if (same !== null || response === undefined) return same;
      return responseField(response, field.replace(/^response\.?/, ''));
    },
  };
}
