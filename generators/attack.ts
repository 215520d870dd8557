/** The arbitrary of whole attacks on a target, or on one of its operations: `save` with `../x`, a planted link, or a race. */
import fc from 'fast-check';
import type { Argument, Attack, Step, Zone } from '../model/attack.ts';
import { attackSchema } from '../model/codec.ts';
import type { AttackerMeans, Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import type { Operation, Parameter } from '../model/operation.ts';
import { archiveArgument } from './archives/archiveAim.ts';
import { archiveSequences } from './archives/archiveSequences.ts';
import { hostileArchive } from './archives/archives.ts';
import { type Aim, aimAt, attackable, unnamedParameter } from './base/aim.ts';
import { baseName } from './base/fileNames.ts';
import { weighted } from './base/phrase.ts';
import { plainNames } from './base/pool.ts';
import { Shrinkable } from './base/shrinkable.ts';
import { layoutGenerators, type PlantedLayout } from './layouts/layouts.ts';
import { pipeProbes } from './layouts/pipes.ts';
import { predictableProbes } from './layouts/predictable.ts';
import { races } from './races/races.ts';
import { attackShrinks } from './shrinks/attackShrinks.ts';
import { alikeWith, sentAlike } from './steps/alike.ts';
import { argumentOf, hostileText } from './steps/arguments.ts';
import { fieldArguments } from './steps/fields.ts';
import { followedProbes } from './steps/followed.ts';
import { byIdentity, otherIdentities } from './steps/otherIdentities.ts';
import { sequences, stepOf } from './steps/sequences.ts';
import { hostileArguments } from './steps/steps.ts';
import { orTyped } from './steps/types.ts';

/**
 * Attacks whose target step, the last one, is `operation`; any operation where null. They shrink by their
 * value alone. Throws a `RangeError` for an operation that the target does not have.
 */
export function attackArbitrary(knowledge: Knowledge, operation: string | null): fc.Arbitrary<Attack> {
  const targets = knowledge.operations.filter(({ name }) => operation === null || name === operation);
  if (targets.length === 0) throw new RangeError(`no operation ${operation ?? 'at all'} to attack`);
  const source = fc.oneof(
    ...targets.map((target) => ({
      weight: attackable(target).length > 0 ? 4 : 1,
      arbitrary: attacksOn(knowledge, target),
    })),
  );
  return new Shrinkable(source, isAttack, (attack) => shrinksFor(knowledge, attack));
}

function isAttack(value: unknown): value is Attack {
  return attackSchema.safeParse(value).success;
}

/** Smaller attacks that need no zone which neither the target nor the attack has. */
function* shrinksFor(
  { means: { zones }, races: { accesses } }: Knowledge,
  attack: Attack,
): Generator<Attack> {
  const given = new Set([...zones, ...attack.layout.map(({ zone }) => zone)]);
  for (const shrunk of attackShrinks(attack, accesses))
    if (shrunk.layout.every(({ zone }) => given.has(zone))) yield shrunk;
}

function attacksOn(knowledge: Knowledge, target: Operation): fc.Arbitrary<Attack> {
  const asAttacker = (args: Step['arguments']) => attackOf([stepOf(target, knowledge.actors.attacker, args)]);
  const together = hostileArguments(knowledge, target);
  const predicted = predictableProbes(knowledge, target);
  const waiting = pipeProbes(knowledge, target);
  const followed = followedProbes(knowledge, target);
  const drawn = weighted<Attack>([
    { weight: 60, arbitrary: requestArguments(knowledge, target)?.map(asAttacker) ?? null },
    { weight: 12, arbitrary: together?.map(asAttacker) ?? null },
    { weight: 3, arbitrary: fieldArguments(knowledge, target)?.map(asAttacker) ?? null },
    { weight: 25, arbitrary: layouts(knowledge, target) },
    { weight: 4, arbitrary: predicted.length === 0 ? null : fc.constantFrom(...predicted) },
    { weight: 1, arbitrary: waiting.length === 0 ? null : fc.constantFrom(...waiting) },
    { weight: 2, arbitrary: followed.length === 0 ? null : fc.constantFrom(...followed) },
    { weight: 16, arbitrary: archiveSequences(knowledge, target)?.map((steps) => attackOf(steps)) ?? null },
    { weight: 24, arbitrary: sequences(knowledge, target)?.map((steps) => attackOf(steps)) ?? null },
    { weight: 10, arbitrary: races(knowledge, target) },
    { weight: 3, arbitrary: racesOnHostile(knowledge, target) },
  ]);
  return byAnyIdentity(knowledge, target, drawn ?? fc.constant(asAttacker({})));
}

/** One attack of some is performed by another identity of the attacker's, if it has one. */
function byAnyIdentity(
  knowledge: Knowledge,
  target: Operation,
  attacks: fc.Arbitrary<Attack>,
): fc.Arbitrary<Attack> {
  const others = otherIdentities(knowledge, target);
  if (others.length === 0) return attacks;
  return fc.oneof(
    { weight: 8, arbitrary: attacks },
    {
      weight: 1,
      arbitrary: fc.tuple(attacks, fc.constantFrom(...others)).map((drawn) => byIdentity(...drawn)),
    },
  );
}

/** A race on a step that is hostile by itself. */
function racesOnHostile(knowledge: Knowledge, target: Operation): fc.Arbitrary<Attack> | null {
  const raced = races(knowledge, target);
  const hostile = requestArguments(knowledge, target);
  if (raced === null || hostile === null) return null;
  return fc.tuple(raced, hostile).map(([attack, args]) => ({
    ...attack,
    steps: [...attack.steps.slice(0, -1), stepOf(target, knowledge.actors.attacker, args)],
  }));
}

function attackOf(steps: readonly Step[], layout: Attack['layout'] = []): Attack {
  return { layout, steps: [...steps], race: null };
}

/** Hostile arguments of one request: one mostly, two at times, seldom more. The others stay harmless. */
function requestArguments(knowledge: Knowledge, target: Operation): fc.Arbitrary<Step['arguments']> | null {
  const parameters = attackable(target);
  if (parameters.length === 0) return null;
  const hostile = new Map(
    parameters.map((parameter) => [parameter, hostileArgument(knowledge, target, parameter)]),
  );
  const single = parameters.map((parameter) =>
    alikeOrAlone(target, parameter, drawnArguments([parameter], hostile)),
  );
  const most = Math.min(parameters.length, limits.hostileArgumentsMax);
  const several = (minLength: number, maxLength: number) =>
    parameters.length < minLength
      ? null
      : fc
          .subarray([...parameters], { minLength, maxLength })
          .chain((chosen) => drawnArguments(chosen, hostile));
  return weighted<Step['arguments']>([
    { weight: 14, arbitrary: fc.oneof(...single) },
    { weight: 3, arbitrary: several(2, 2) },
    { weight: 2, arbitrary: parameters.length < 3 ? null : several(3, most) },
  ]);
}

/** A step with a hostile argument for each parameter, to lend them one by one; null where nothing can be attacked. */
export function wholeHostileStep(knowledge: Knowledge, operation: string): fc.Arbitrary<Attack> | null {
  const target = knowledge.operations.find(({ name }) => name === operation);
  const parameters = target === undefined ? [] : attackable(target);
  if (target === undefined || parameters.length === 0) return null;
  const hostile = new Map(
    parameters.map((parameter) => [parameter, hostileArgument(knowledge, target, parameter)]),
  );
  return drawnArguments(parameters, hostile).map((args) =>
    attackOf([stepOf(target, knowledge.actors.attacker, args)]),
  );
}

/** Half the time a hostile argument is sent in all places of the request with its parameter's name. */
function alikeOrAlone(
  target: Operation,
  parameter: Parameter,
  alone: fc.Arbitrary<Step['arguments']>,
): fc.Arbitrary<Step['arguments']> {
  const others = alikeWith(target, parameter);
  if (others.length === 0) return alone;
  return fc.oneof(
    alone,
    alone.map((args) => sentAlike(args, parameter, others)),
  );
}

function hostileArgument(
  knowledge: Knowledge,
  target: Operation,
  parameter: Parameter,
): fc.Arbitrary<Argument> {
  const aim = aimAt(knowledge, target, parameter);
  const archive = hostileArchive(aim);
  const text = orTyped(aim, hostileText(aim));
  if (archive === null) return text;
  const name = fc.constantFrom(...plainNames);
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(archive, name).map((drawn) => archiveArgument(aim, ...drawn)) },
    { weight: parameter.kind === 'file' ? 2 : 1, arbitrary: text },
  );
}

function drawnArguments(
  chosen: readonly Parameter[],
  hostile: ReadonlyMap<Parameter, fc.Arbitrary<Argument>>,
): fc.Arbitrary<Step['arguments']> {
  const entries = chosen.flatMap((parameter) => {
    const argument = hostile.get(parameter);
    return argument === undefined ? [] : [[parameter.name, argument] as const];
  });
  return fc.record(Object.fromEntries(entries), { noNullPrototype: true });
}

/**
 * A planted layout, and one step that runs into it: because an argument names what was planted, or because the target uses that
 * name by itself.
 */
function layouts(knowledge: Knowledge, target: Operation): fc.Arbitrary<Attack> | null {
  const zones = knowledge.means.zones.filter((zone) => mayPlantIn(knowledge.means, zone));
  const parameters = attackable(target).filter(({ kind }) => kind === 'text' || kind === 'file');
  return weighted<Attack>(
    zones.flatMap((zone) => [
      { weight: zone === 'temp' ? 2 : 1, arbitrary: plantedFor(knowledge, target, unnamedParameter, zone) },
      ...parameters.map((parameter) => ({
        weight: 8,
        arbitrary: plantedFor(knowledge, target, parameter, zone),
      })),
    ]),
  );
}

function mayPlantIn({ powers }: AttackerMeans, zone: Zone): boolean {
  return powers.includes(zone === 'own' ? 'own-folder' : 'shared-temp');
}

/** Aims at the names that rehearsal predicts; in the attacker's own folder they exist already. */
function unnamedAim(knowledge: Knowledge, target: Operation, zone: Zone): Aim {
  const aim = aimAt(knowledge, target, unnamedParameter);
  const predicted = [...new Set(aim.paths.map(baseName))];
  return zone === 'temp' && predicted.length > 0 ? { ...aim, names: predicted } : aim;
}

function plantedFor(
  knowledge: Knowledge,
  target: Operation,
  parameter: Parameter,
  zone: Zone,
): fc.Arbitrary<Attack> | null {
  const aim =
    parameter === unnamedParameter
      ? unnamedAim(knowledge, target, zone)
      : aimAt(knowledge, target, parameter);
  const planted = weighted<PlantedLayout>(
    layoutGenerators.map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary(aim, zone) })),
  );
  if (planted === null) return null;
  if (parameter === unnamedParameter)
    return planted.map(({ layout }) => attackOf([stepOf(target, knowledge.actors.attacker, {})], layout));
  return planted.chain(({ layout, text }) =>
    argumentOf(aim, fc.constant(text)).map((argument) =>
      attackOf([stepOf(target, knowledge.actors.attacker, { [parameter.name]: argument })], layout),
    ),
  );
}
