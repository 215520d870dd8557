/**
 * Changes by an intruder in the middle of a step: the `race.` classes. At the second lookup of `own/a.txt` it becomes a link to
 * the moat. Limits: one change a case.
 */
import fc from 'fast-check';
import { type Attack, isBetweenSteps, type Race, type RacePut, type Step } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import type { AttackerMeans, Knowledge, KnownActors, LearntAccess } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { aimAt, attackable, unnamedParameter } from '../base/aim.ts';
import { weighted } from '../base/phrase.ts';
import type { Recogniser, SentAttack } from '../base/sent.ts';
import { outsideFile, outsideFolder } from '../layouts/layouts.ts';
import { argumentOf } from '../steps/arguments.ts';
import { returnedFields, stepOf } from '../steps/sequences.ts';
import { otherStep } from './meetingProbes.ts';

export interface RaceGenerator extends Recogniser {
  readonly class: AttackClass;
  readonly weight: number;
  /** Attacks on harmless steps; null where rehearsal saw nothing to get in between. */
  readonly arbitrary: (knowledge: Knowledge, operation: Operation) => fc.Arbitrary<Attack> | null;
}

export const raceGenerators: readonly RaceGenerator[] = [
  {
    class: 'race.final-swap',
    weight: 6,
    arbitrary: (knowledge, operation) => swaps(knowledge, operation, { up: 0 }),
    recognises: withRace(({ put, up, back }) => put.kind === 'symlink' && up === 0 && back === null),
  },
  {
    class: 'race.parent-swap',
    weight: 6,
    arbitrary: (knowledge, operation) => parentSwaps(knowledge, operation),
    recognises: withRace(({ put, up, back }) => put.kind === 'symlink' && up > 0 && back === null),
  },
  {
    class: 'race.back-swap',
    weight: 3,
    arbitrary: (knowledge, operation) =>
      swaps(knowledge, operation, { up: 0 })
        ?.chain((attack) => fc.tuple(fc.constant(attack), fc.integer({ min: 1, max: 4 })))
        .map(([attack, back]) => withRaceOf(attack, { back })) ?? null,
    recognises: withRace(({ back }) => back !== null),
  },
  {
    class: 'race.create',
    weight: 1,
    arbitrary: (knowledge, operation) => puts(knowledge, operation, ['file', 'directory']),
    recognises: withRace(({ put }) => put.kind === 'file' || put.kind === 'directory'),
  },
  {
    class: 'race.delete',
    weight: 1,
    arbitrary: (knowledge, operation) => puts(knowledge, operation, ['nothing']),
    recognises: withRace(({ put }) => put.kind === 'nothing'),
  },
  {
    class: 'race.temp-to-final',
    weight: 2,
    arbitrary: (knowledge, operation) => swaps(knowledge, operation, { up: 0, only: 'rename' }),
    recognises: withRace(
      ({ put, at }, accesses) => put.kind !== 'nothing' && accesses[at]?.action === 'rename',
    ),
  },
  {
    class: 'race.upload-to-process',
    weight: 3,
    arbitrary: betweenSteps,
    recognises: withRace(({ step, at }) => step > 0 && at === 0),
  },
  otherStep,
];

/** A draw among all classes; null where nothing can be raced. */
export function races(knowledge: Knowledge, operation: Operation): fc.Arbitrary<Attack> | null {
  if (!knowledge.means.powers.includes('race')) return null;
  return weighted(
    raceGenerators.map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary(knowledge, operation) })),
  );
}

export function canRace({ powers, zones }: AttackerMeans): boolean {
  return powers.includes('race') && zones.length > 0;
}

/** The lookups that races on an operation count. */
export function racedAccesses(knowledge: Knowledge, operation: string): readonly LearntAccess[] {
  return knowledge.races.accesses[operation] ?? [];
}

function withRace(
  recognises: (race: Race, accesses: readonly LearntAccess[]) => boolean,
): (sent: SentAttack) => boolean {
  return ({ attack, knowledge }) => {
    const { race, steps } = attack;
    if (race === null || isBetweenSteps(race)) return false;
    // Where a link comes and goes all the time, no access is chosen.
    const counted = race.flip === undefined;
    return recognises(race, counted ? racedAccesses(knowledge, steps[race.step]?.operation ?? '') : []);
  };
}

function withRaceOf(attack: Attack, changed: Partial<Race>): Attack {
  return attack.race === null ? attack : { ...attack, race: { ...attack.race, ...changed } };
}

interface Swap {
  readonly up: number;
  readonly only?: LearntAccess['action'];
}

/** A link in place of the path that an access names. */
function swaps(knowledge: Knowledge, operation: Operation, { up, only }: Swap): fc.Arbitrary<Attack> | null {
  const at = accessIndex(racedAccesses(knowledge, operation.name), up, only);
  if (at === null) return null;
  const aim = aimAt(knowledge, operation, attackable(operation)[0] ?? unnamedParameter);
  const file = outsideFile(aim);
  const to = up > 0 ? outsideFolder(aim) : fc.oneof({ weight: 4, arbitrary: file }, outsideFolder(aim));
  return fc
    .tuple(at, to)
    .map(([index, target]) => raced(knowledge.actors, operation, index, up, linkTo(target)));
}

/** The folders above, as deep as the deepest access. */
function parentSwaps(knowledge: Knowledge, operation: Operation): fc.Arbitrary<Attack> | null {
  const depth = Math.max(1, ...racedAccesses(knowledge, operation.name).map(pathDepth));
  const ups = Array.from({ length: depth - 1 }, (_, index) => index + 1);
  return weighted(ups.map((up) => ({ weight: 1, arbitrary: swaps(knowledge, operation, { up }) })));
}

function puts(
  knowledge: Knowledge,
  operation: Operation,
  kinds: readonly Exclude<RacePut['kind'], 'symlink'>[],
): fc.Arbitrary<Attack> | null {
  const at = accessIndex(racedAccesses(knowledge, operation.name), 0);
  if (at === null) return null;
  return fc
    .tuple(at, fc.constantFrom(...kinds))
    .map(([index, kind]) => raced(knowledge.actors, operation, index, 0, { kind }));
}

/** Between two steps: what the first one left is changed before the second one looks at it. */
function betweenSteps(knowledge: Knowledge, operation: Operation): fc.Arbitrary<Attack> | null {
  const harmless = swaps(knowledge, operation, { up: 0 });
  if (harmless === null) return null;
  const firsts = knowledge.operations.filter((first) => first !== operation);
  return weighted(
    firsts.map((first) => ({
      weight: feeding(first, operation) === undefined ? 1 : 8,
      arbitrary: fc
        .tuple(harmless, argumentsAfter(knowledge, first, operation))
        .map(([attack, args]) => withStepBefore(attack, knowledge, first, operation, args)),
    })),
  );
}

function withStepBefore(
  attack: Attack,
  { actors: { attacker } }: Knowledge,
  first: Operation,
  operation: Operation,
  args: Step['arguments'],
): Attack {
  const steps = [stepOf(first, attacker, {}), stepOf(operation, attacker, args)];
  return { ...withRaceOf(attack, { step: 1, at: 0 }), steps };
}

function feeding(first: Operation, { parameters }: Operation): Parameter | undefined {
  return parameters.find(({ from, fixed }) => from?.operation === first.name && fixed !== true);
}

/** What the first step returned, where the second takes it. */
function argumentsAfter(
  knowledge: Knowledge,
  first: Operation,
  operation: Operation,
): fc.Arbitrary<Step['arguments']> {
  const parameter = feeding(first, operation);
  const fields = parameter === undefined ? [] : returnedFields(knowledge, first, parameter);
  if (parameter === undefined || fields.length === 0) return fc.constant({});
  const texts = fields.map((field): Text => [{ returned: { step: 0, field } }]);
  return argumentOf(aimAt(knowledge, operation, parameter), fc.constantFrom(...texts)).map((argument) => ({
    [parameter.name]: argument,
  }));
}

/** Mostly uses, sometimes checks; only accesses that are deep enough. */
function accessIndex(
  accesses: readonly LearntAccess[],
  up: number,
  only?: LearntAccess['action'],
): fc.Arbitrary<number> | null {
  const fitting = [...accesses.keys()].filter((at) => pathDepth(accesses[at]) > up);
  const of = (wanted: (action: LearntAccess['action'] | undefined) => boolean) => {
    const found = fitting.filter((at) => wanted(accesses[at]?.action));
    return found.length === 0 ? null : fc.constantFrom(...found);
  };
  if (only !== undefined) return of((action) => action === only);
  return weighted([
    { weight: 4, arbitrary: of((action) => action !== 'look') },
    { weight: 1, arbitrary: of((action) => action === 'look') },
  ]);
}

function pathDepth(access: LearntAccess | undefined): number {
  return access === undefined ? 0 : access.path.split('/').length;
}

function linkTo(to: Text): RacePut {
  return { kind: 'symlink', to };
}

/** A race on a harmless step of an operation, done as the attacker. */
function raced(
  { attacker }: KnownActors,
  operation: Operation,
  at: number,
  up: number,
  put: RacePut,
): Attack {
  return {
    layout: [],
    steps: [stepOf(operation, attacker, {})],
    race: { step: 0, at, up, put, back: null },
  };
}
