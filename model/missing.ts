/**
 * Finds what an attack refers to and a target lacks by now: an operation that was removed from the config, a renamed parameter
 * or member of an answer, an actor, a folder of the attacker's own. Such an attack cannot be performed as intended, so its
 * result proves nothing. If it sends the victim's `response.owner` of `save` and `save` answers without one, this is "the value
 * of response.owner of save as victim".
 */
import type { Attack, Step } from './attack.ts';
import { textsOfAttack, textsOfStep } from './attackTexts.ts';
import type { AttackerMeans, Knowledge } from './knowledge.ts';
import { omittedParameter, undeclaredField } from './operation.ts';
import { type KnownReference, type Place, partsOf, type Text, type TextPart } from './text.ts';

/** The first missing thing, in words; null if the attack can be performed. */
export function missingFrom(attack: Attack, knowledge: Knowledge): string | null {
  for (const [index, step] of attack.steps.entries()) {
    const missing = missingForStep(attack, step, index, knowledge);
    if (missing !== null) return missing;
  }
  if (attack.layout.some(({ zone }) => zone === 'own') && !hasHome(knowledge.means)) return ownFolder;
  const index = indexOf(knowledge);
  for (const part of textsOfAttack(attack).flatMap(partsOf)) {
    const missing = missingForPart(part, knowledge, index);
    if (missing !== null) return missing;
  }
  return null;
}

function missingForStep(attack: Attack, step: Step, index: number, knowledge: Knowledge): string | null {
  const { attacker, victims, identities: attackerIdentities } = knowledge.actors;
  const operation = knowledge.operations.find(({ name }) => name === step.operation);
  if (operation === undefined) return `operation ${step.operation}`;
  for (const name of Object.keys(step.arguments)) {
    const parameter = operation.parameters.find((one) => one.name === name);
    if (parameter?.fixed === true) return `parameter ${name} of ${operation.name} as the attacker's choice`;
    const isBeside = undeclaredField(operation, name) !== null || omittedParameter(operation, name) !== null;
    if (parameter === undefined && !isBeside) return `parameter ${name} of ${operation.name}`;
  }
  if (step.actor !== attacker && !victims.includes(step.actor)) return `actor ${step.actor}`;
  if (step.as !== undefined && (step.actor !== attacker || !attackerIdentities.includes(step.as)))
    return `identity ${step.as} of ${step.actor}`;
  for (const { step: from, field } of returnedIn(textsOfStep(step))) {
    const source = from < index ? attack.steps[from] : undefined;
    if (source === undefined) return `step ${from + 1}, which step ${index + 1} refers to`;
    const sent = /^arguments\.([^.]+)/.exec(field)?.[1];
    if (sent !== undefined && !takesArgument(knowledge, source.operation, sent))
      return `parameter ${sent} of ${source.operation}`;
  }
  return null;
}

/** Whether an operation has an argument of this name; names of parameters may contain dots. */
function takesArgument({ operations }: Knowledge, name: string, sent: string): boolean {
  const parameters = operations.find((one) => one.name === name)?.parameters ?? [];
  return parameters.some((one) => one.name === sent || one.name.startsWith(`${sent}.`));
}

const ownFolder = "a folder of the attacker's own";

function missingForPart(part: TextPart, knowledge: Knowledge, known: ReadonlySet<string>): string | null {
  if (typeof part === 'string' || 'returned' in part) return null;
  if ('place' in part) return missingPlace(part.place, knowledge);
  const { actor, operation, name } = part.known;
  return known.has(referenceKey(part.known)) ? null : `the value of ${name} of ${operation} as ${actor}`;
}

function missingPlace(place: Place, knowledge: Knowledge): string | null {
  if (place === 'own' && !hasHome(knowledge.means)) return ownFolder;
  const hasForeign = hasHome(knowledge.means) && knowledge.actors.victims.length > 0;
  return place === 'foreign' && !hasForeign ? 'a folder of another actor' : null;
}

function hasHome({ homes, zones }: AttackerMeans): boolean {
  return homes.length > 0 || zones.includes('own');
}

/** The references to earlier answers in texts. */
export function returnedIn(
  texts: readonly Text[],
): readonly { readonly step: number; readonly field: string }[] {
  return texts
    .flatMap(partsOf)
    .flatMap((part) => (typeof part === 'object' && 'returned' in part ? [part.returned] : []));
}

const indexes = new WeakMap<Knowledge, ReadonlySet<string>>();

function indexOf(knowledge: Knowledge): ReadonlySet<string> {
  const made = indexes.get(knowledge);
  if (made !== undefined) return made;
  const index = new Set([...knowledge.known, ...knowledge.stores.written].map(referenceKey));
  indexes.set(knowledge, index);
  return index;
}

function referenceKey({ actor, operation, name }: KnownReference): string {
  return JSON.stringify([actor, operation, name]);
}
