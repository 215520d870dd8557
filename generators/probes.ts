/**
 * Probes: a finite list of the most telling attacks on one operation, the likeliest first. They are tried before
 * anything is drawn, so that what one step in the right place shows does not wait for luck. Drawn attacks go on from
 * there: probes promise no class in full.
 */
import type { Argument, Attack, Step } from '../model/attack.ts';
import type { Knowledge, Operation, Parameter } from '../model/operation.ts';
import type { Text } from '../model/text.ts';
import { archiveProbes, plantedThenNamed, twoArchiveProbes } from './archives/archiveProbes.ts';
import { type Aim, aimAt, attackable, reachesNoFile, unnamed } from './base/aim.ts';
import { inTurn } from './base/inTurn.ts';
import { layoutProbes, unnamedLayoutProbes } from './layouts/layoutProbes.ts';
import { pipeProbes } from './layouts/pipes.ts';
import { predictableProbes } from './layouts/predictable.ts';
import { flipProbes } from './races/flipProbes.ts';
import { raceProbes } from './races/raceProbes.ts';
import { alikeWith, sentAlike } from './steps/alike.ts';
import { plainArgument } from './steps/arguments.ts';
import { followedProbes } from './steps/followed.ts';
import { identitySplits } from './steps/identitySplits.ts';
import { keyCollisions } from './steps/keyCollisions.ts';
import { keyPairs } from './steps/keyPairs.ts';
import { byIdentity, otherIdentities } from './steps/otherIdentities.ts';
import { sequenceProbes } from './steps/sequenceProbes.ts';
import { stepOf } from './steps/sequences.ts';
import { impersonations } from './steps/steps.ts';
import { streamProbes } from './steps/streams.ts';
import { namedProbes, typedProbes } from './steps/types.ts';
import { undeclaredArguments } from './steps/undeclared.ts';
import { unevenProbes } from './steps/unevenProbes.ts';
import { jsonTexts } from './texts/jsonTexts.ts';
import { keyProbes, textProbes } from './texts/textProbes.ts';

/** Attacks whose last step is `operation`, none twice. Throws a `RangeError` for an operation that is not there. */
export function probesOf(knowledge: Knowledge, name: string): readonly Attack[] {
  const operation = knowledge.operations.find((one) => one.name === name);
  if (operation === undefined) throw new RangeError(`no operation ${name} to attack`);
  const parameters = attackable(operation);
  const alone = parameters.map((parameter) => singleProbes(knowledge, operation, parameter));
  const alike = parameters.map((parameter) => alikeProbes(knowledge, operation, parameter));
  const typed = parameters.map((parameter) => {
    const aim = aimAt(knowledge, operation, parameter);
    return [...namedProbes(aim), ...typedProbes(aim)].map((argument) =>
      attackOf(knowledge, operation, { [parameter.name]: argument }),
    );
  });
  const planted = [
    ...parameters.map((parameter) => plantedProbes(knowledge, operation, parameter)),
    unnamedLayoutProbes(aimAt(knowledge, operation, unnamed)).map((layout) => ({
      ...attackOf(knowledge, operation, {}),
      layout,
    })),
  ];
  const others = [...impersonations(knowledge, operation), ...streamProbes(knowledge, operation)];
  const undeclared = undeclaredArguments(knowledge, operation).map((args) =>
    attackOf(knowledge, operation, args),
  );
  const together = others.map((args) => attackOf(knowledge, operation, args));
  const archives = parameters.map((parameter) =>
    archiveProbes(knowledge, operation, parameter).map((argument) =>
      attackOf(knowledge, operation, { [parameter.name]: argument }),
    ),
  );
  const sequences = sequenceProbes(knowledge, operation);
  const twice = [...twoArchiveProbes(knowledge, operation), ...plantedThenNamed(knowledge, operation)].map(
    (steps) => ({ layout: [], steps, race: null }),
  );
  // What a request alone can do is tried first, then what several can: a finding names the least that suffices. The likeliest
  // of several come before the less likely of one, or there might be no time left for them.
  const splits = identitySplits(knowledge, operation).map((args) => attackOf(knowledge, operation, args));
  const collisions = [keyCollisions(knowledge, operation), splits, keyPairs(knowledge, operation)];
  const single = [...collisions, together, ...archives, ...alone, ...alike];
  const several = [followedProbes(knowledge, operation), sequences, twice];
  const rest = [...single, ...several].map((list) => list.slice(leastFirst));
  const races = raceProbes(knowledge, name);
  const likeliest = inTurn(single.map((list) => list.slice(0, soonest)));
  return distinct([
    ...likeliest,
    // Whoever belongs to no tenant may pass a check that compares tenants.
    ...otherIdentities(knowledge, operation).flatMap((as) =>
      likeliest.map((attack) => byIdentity(attack, as)),
    ),
    ...inTurn(several.map((list) => list.slice(0, severalSoon))),
    ...inTurn(single.map(firstOf)),
    ...inTurn([undeclared.slice(0, undeclaredFirst), ...several.map(firstOf)]),
    ...inTurn([...learntProbes(knowledge, operation), ...planted, races, ...typed, ...rest]),
    ...undeclared,
    ...pipeProbes(knowledge, operation),
    ...flipProbes(knowledge, name),
  ]);
}

/** What waits at names that the target comes to by itself, and what two operations keep in one place. */
function learntProbes(knowledge: Knowledge, operation: Operation): (readonly Attack[])[] {
  return [predictableProbes(knowledge, operation), unevenProbes(knowledge, operation)];
}

/** Members that no parameter declares: all of a victim's item, its keys, and words that tell the victim come early. */
const undeclaredFirst = 3;

/** The likeliest requests for each parameter, and after them the likeliest of several. */
const soonest = 7;
const severalSoon = 5;

/** Requests for each parameter that come before anything is planted. */
const leastFirst = 16;

function firstOf(list: readonly Attack[]): readonly Attack[] {
  return list.slice(0, leastFirst);
}

function singleProbes(knowledge: Knowledge, operation: Operation, parameter: Parameter): Attack[] {
  const aim = aimAt(knowledge, operation, parameter);
  const texts = reachesNoFile(knowledge, operation) ? keyProbes(aim) : textProbes(aim);
  return plainArguments(aim, texts).map((argument) =>
    attackOf(knowledge, operation, { [parameter.name]: argument }),
  );
}

/** The same in all places of a request where one name stands, as a target insists that compares path and body. */
function alikeProbes(knowledge: Knowledge, operation: Operation, parameter: Parameter): Attack[] {
  const others = alikeWith(operation, parameter);
  if (others.length === 0) return [];
  return singleProbes(knowledge, operation, parameter).map((attack) => ({
    ...attack,
    steps: attack.steps.map((step) => ({
      ...step,
      arguments: sentAlike(step.arguments, parameter, others),
    })),
  }));
}

/** Each text by each value that may carry it: first all texts, by one value or another, and so on until each has had all. */
function plainArguments(aim: Aim, texts: readonly Text[]): readonly Argument[] {
  if (aim.parameter.kind !== 'json') return texts.map((text) => plainArgument(aim, text));
  const carriers = jsonTexts(aim);
  return carriers.flatMap((_, round) =>
    texts.flatMap((text, index) => {
      const json = carriers[(index + round) % carriers.length];
      return json === undefined ? [] : [{ json, within: text }];
    }),
  );
}

function plantedProbes(knowledge: Knowledge, operation: Operation, parameter: Parameter): Attack[] {
  if (parameter.kind !== 'text' && parameter.kind !== 'file') return [];
  if (reachesNoFile(knowledge, operation)) return [];
  const aim = aimAt(knowledge, operation, parameter);
  return layoutProbes(aim).map(({ layout, text }) => ({
    ...attackOf(knowledge, operation, { [parameter.name]: plainArgument(aim, text) }),
    layout,
  }));
}

function attackOf(knowledge: Knowledge, operation: Operation, args: Step['arguments']): Attack {
  return { layout: [], steps: [stepOf(operation, knowledge.attacker, args)], race: null };
}

function distinct(attacks: readonly Attack[]): Attack[] {
  const told = new Map<string, Attack>();
  for (const attack of attacks) {
    const written = JSON.stringify(attack);
    if (!told.has(written)) told.set(written, attack);
  }
  return [...told.values()];
}
