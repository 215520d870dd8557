/**
 * Information flow, shown by counterfactual: the case is repeated in a world where the items and objects in question have
 * other content of the same shape. If the attacker is answered otherwise, or something else is put into what was the
 * attacker's before, what was read reached the attacker; if not, the code fetched one and told nothing of it, which is safe.
 * What is new may be a log that the attacker never sees, so it proves nothing.
 */
import type { HarnessWrite } from '../model/itemEngine.ts';
import type { Access, Observation } from '../model/observation.ts';
import { itemIdentity } from '../observers/dynamodb/identity.ts';
import { perturbItem } from '../observers/dynamodb/perturb.ts';
import { type Beforehand, type CaseParts, runCase } from './caseRun.ts';

/** Decides every open question of an observation, each by at most three more executions of its attack. */
export async function resolveFlow(parts: CaseParts, observation: Observation): Promise<Observation> {
  const open = observation.accesses.filter(({ flow }) => flow === 'unknown');
  if (open.length === 0) return observation;
  const shown =
    open.some((access) => isDisclosed(access, observation)) ||
    (await answersDiffer(parts, observation, open));
  const accesses = observation.accesses.map((access) =>
    access.flow === 'unknown' ? { ...access, flow: shown ? ('shown' as const) : ('none' as const) } : access,
  );
  return { ...observation, accesses };
}

/** A canary of the item's owner in the answer of the same step needs no further proof. */
function isDisclosed(access: Access, { disclosures }: Observation): boolean {
  return disclosures.some(
    ({ step, owner, where }) =>
      step === access.step &&
      where === 'response' &&
      owner.kind === 'actor' &&
      access.owner.kind === 'actor' &&
      owner.name === access.owner.name,
  );
}

async function answersDiffer(
  parts: CaseParts,
  observation: Observation,
  open: readonly Access[],
): Promise<boolean> {
  const { attack } = observation;
  const first = reached(observation);
  const again = reached(await runCase(parts, attack));
  const changed = reached(await runCase(parts, attack, perturbations(open, 'one')));
  return differs(first, again, changed);
}

function perturbations(open: readonly Access[], nonce: string): Beforehand {
  const objects = open.flatMap(({ resource }) =>
    resource.store === 'object' ? [{ bucket: resource.bucket, key: resource.key, nonce }] : [],
  );
  return { items: itemPerturbations(open, nonce), objects };
}

function itemPerturbations(open: readonly Access[], nonce: string): HarnessWrite[] {
  const writes = new Map<string, HarnessWrite>();
  for (const { resource, after } of open) {
    if (resource.store !== 'item' || after === null || after === undefined) continue;
    const { table, key } = resource;
    writes.set(itemIdentity(table, key), { table, key, item: perturbItem(after, key, nonce) });
  }
  return [...writes.values()];
}

const ownHeaders: ReadonlySet<string> = new Set(['date', 'set-cookie', 'expires', 'last-modified', 'etag']);

/** What came to the attacker: the answers, and what was put into items and objects of the attacker's. */
function reached(observation: Observation): string[][] {
  return [...attackerAnswers(observation), ...attackerGains(observation)];
}

function attackerGains({ accesses, attacker }: Observation): string[][] {
  return accesses
    .filter(({ action, owner }) => action === 'write' && owner.kind === 'actor' && owner.name === attacker)
    .map(({ after }) => wordsOf(JSON.stringify(after ?? null)));
}

/** What the attacker was told by each step, in comparable words. */
function attackerAnswers({ responses, attacker }: Observation): string[][] {
  return responses
    .filter(({ actor }) => actor === attacker)
    .map(({ response }) => {
      const headers = response.headers
        .filter(([name]) => !ownHeaders.has(name.toLowerCase()))
        .map((pair) => pair.join(':'));
      const exception = response.status === null ? (response.exception?.type ?? '') : '';
      const body = Buffer.from(response.body, 'base64').toString('latin1');
      return [String(response.status), exception, ...headers, ...wordsOf(body)];
    });
}

function wordsOf(text: string): string[] {
  return text.split(/([^A-Za-z0-9]+)/);
}

/** Whether the changed world answers otherwise in any word that two runs of the same world have in common. */
function differs(first: string[][], again: string[][], changed: string[][]): boolean {
  return first.some((words, step) => {
    const repeated = again[step] ?? [];
    const other = changed[step] ?? [];
    if (words.length !== repeated.length) return false;
    if (words.length !== other.length) return true;
    return words.some((word, index) => word === repeated[index] && word !== other[index]);
  });
}
