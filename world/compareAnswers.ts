/** Whether an attacker is answered otherwise: compared word by word with what two runs of the same world have in common. */
import type { Observation } from '../model/observation.ts';

const ownHeaders: ReadonlySet<string> = new Set(['date', 'set-cookie', 'expires', 'last-modified', 'etag']);

/** Whether the answers of a changed world differ from those of the first, where `again` shows what differs anyway. */
export function changedAnswer(first: Observation, again: Observation, changed: Observation): boolean {
  return differs(attackerAnswers(first), attackerAnswers(again), attackerAnswers(changed));
}

/** The same, with what was put into items and objects of the attacker's. */
export function changedAnything(first: Observation, again: Observation, changed: Observation): boolean {
  const reached = (one: Observation): string[][] => [...attackerAnswers(one), ...attackerGains(one)];
  return differs(reached(first), reached(again), reached(changed));
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
