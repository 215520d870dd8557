/**
 * Two requests that name different things never reach the same item or object: `a` with `b#c` and `a#b` with `c` must not both
 * write `a#b#c`.
 */
import type { Step } from '../model/attack.ts';
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { Access, Observation } from '../model/observation.ts';
import { isRefusal } from '../model/outcome.ts';
import { literalOf, partsOf } from '../model/text.ts';
import { resourceName, sameResource } from './judging.ts';

export const noKeyCollision: DocumentedProperty = {
  id: 'no-key-collision',
  cwe: 'CWE-694',
  severity: 'low',
  promise:
    'Of two requests of the attacker to one operation, whose arguments differ and are part of the key as they were sent, the second does not overwrite the item or object that the first one created. Both are the attacker’s own; what belongs to another actor is judged by no-cross-tenant-write and no-cross-tenant-read. Values that become equal by letter case, Unicode normalisation or trimming may be meant to, as may paths that are composed of folders; both are ignored.',
  remedy:
    'Join the parts of a key with a delimiter that no part may hold, or put each part into an attribute of its own: partition key, sort key.',
  flawed: `def save(request, folder, name):
    table.put_item(Item={"pk": request.tenant, "sk": f"{folder}-{name}"})`,
  corrected: `def save(request, folder, name):
    if "#" in folder or "#" in name:
        return HttpResponseBadRequest()
    table.put_item(Item={"pk": request.tenant, "sk": f"{folder}#{name}"})`,
  judge: (observation) => {
    const { accesses } = observation;
    return accesses.flatMap((made) =>
      made.action === 'create'
        ? accesses.flatMap((overwritten) =>
            collides(made, overwritten, observation) ? [collisionViolation(overwritten)] : [],
          )
        : [],
    );
  },
};

function collides(made: Access, overwritten: Access, { attack, attacker, responses }: Observation): boolean {
  if (overwritten.step <= made.step || overwritten.action !== 'write') return false;
  if (!sameResource(made.resource, overwritten.resource)) return false;
  const steps = [made, overwritten].map(({ step }) => attack.steps[step]);
  const [first, second] = steps;
  if (first === undefined || second === undefined || first.operation !== second.operation) return false;
  if (steps.some((step) => step?.actor !== attacker)) return false;
  if ([made, overwritten].some(({ step }) => isRefusal(responses[step]?.response))) return false;
  return differ(first, second) && [first, second].every((step) => standsIn(step, resourceKeyText(made)));
}

/** Whether any text that both steps send differs, by more than letter case and Unicode normalisation. */
function differ(first: Step, second: Step): boolean {
  const names = Object.keys(first.arguments);
  if (names.length < 2 || names.length !== Object.keys(second.arguments).length) return false;
  return names.some((name) => folded(plainTextSent(first, name)) !== folded(plainTextSent(second, name)));
}

/** Whether everything that a step sends is part of the key. */
function standsIn(step: Step, key: string): boolean {
  return Object.keys(step.arguments).every((name) => {
    const text = plainTextSent(step, name);
    // With a slash in it a text may name folders: `a/b` and `c` then mean the same as `a` and `b/c`.
    return text !== null && text !== '' && !text.includes('/') && key.includes(text);
  });
}

/** A text without references that are filled in later; null for anything else. */
function plainTextSent(step: Step, name: string): string | null {
  const argument = step.arguments[name];
  if (argument === undefined || !('text' in argument)) return null;
  return partsOf(argument.text).every((part) => typeof part === 'string') ? literalOf(argument.text) : null;
}

function folded(text: string | null): string | null {
  return text === null ? null : text.normalize('NFKC').toLowerCase().trim();
}

function resourceKeyText({ resource }: Access): string {
  if (resource.store === 'object') return resource.key;
  return resource.store === 'item' ? JSON.stringify(Object.values(resource.key)) : '';
}

function collisionViolation({ operation, step, actor, location, resource }: Access): Violation {
  const unsafeSummary = `${operation}, done as ${actor}, comes with other arguments to ${resourceName(resource)} and overwrites it`;
  return { operation, step, location, unsafeSummary, access: null, disclosure: null };
}
