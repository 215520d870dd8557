/**
 * Which steps answer an attacker otherwise in a changed world: compared word by word with what two runs of the same
 * world have in common. What came of one step says nothing of another.
 */
import type { Observation } from '../model/observation.ts';

const ownHeaders: ReadonlySet<string> = new Set(['date', 'set-cookie', 'expires', 'last-modified', 'etag']);

/** The steps whose answers differ from those of the first run, where `again` shows what differs anyway. */
export function changedAnswers(
  first: Observation,
  again: Observation,
  changed: Observation,
): ReadonlySet<number> {
  return changedSteps([first, again, changed], attackerAnswers);
}

/** The same, with what a step put into items and objects of the attacker's. */
export function changedAnything(
  first: Observation,
  again: Observation,
  changed: Observation,
): ReadonlySet<number> {
  return changedSteps([first, again, changed], (one) => [...attackerAnswers(one), ...attackerGains(one)]);
}

/** Something that came to the attacker, in comparable words. */
interface Told {
  readonly step: number;
  readonly words: readonly string[];
}

type Runs = readonly [first: Observation, again: Observation, changed: Observation];

function changedSteps(runs: Runs, toldIn: (run: Observation) => readonly Told[]): ReadonlySet<number> {
  const [first, again, changed] = runs.map(toldIn);
  if (first === undefined || again === undefined || changed === undefined) return new Set();
  const steps = [...new Set([...first, ...changed].map(({ step }) => step))];
  return new Set(
    steps.filter((step) => {
      const [one, same, other] = [first, again, changed].map((told) =>
        told.filter((part) => part.step === step),
      );
      return differs(one ?? [], same ?? [], other ?? []);
    }),
  );
}

function attackerGains({ accesses, attacker }: Observation): Told[] {
  return accesses
    .filter(({ action, owner }) => action === 'write' && owner.kind === 'actor' && owner.name === attacker)
    .map(({ step, after }) => ({ step, words: wordsOf(JSON.stringify(after ?? null)) }));
}

/** What the attacker was told by each step. */
function attackerAnswers({ responses, attacker }: Observation): Told[] {
  return responses.flatMap(({ actor, response }, step) => {
    if (actor !== attacker) return [];
    const headers = response.headers
      .filter(([name]) => !ownHeaders.has(name.toLowerCase()))
      .map((pair) => pair.join(':'));
    const exception = response.status === null ? (response.exception?.type ?? '') : '';
    const body = Buffer.from(response.body, 'base64').toString('latin1');
    return [{ step, words: [String(response.status), exception, ...headers, ...wordsOf(body)] }];
  });
}

function wordsOf(text: string): string[] {
  return text.split(/([^A-Za-z0-9]+)/);
}

/** Whether the changed world tells otherwise in any word that two runs of the same world have in common. */
function differs(first: readonly Told[], again: readonly Told[], changed: readonly Told[]): boolean {
  if (first.length !== again.length) return false;
  if (first.length !== changed.length) return true;
  return first.some(({ words }, part) => {
    const repeated = again[part]?.words ?? [];
    const other = changed[part]?.words ?? [];
    if (words.length !== repeated.length) return false;
    if (words.length !== other.length) return true;
    return words.some((word, index) => word === repeated[index] && word !== other[index]);
  });
}
