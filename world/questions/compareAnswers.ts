/**
 * Finds the steps that answer the attacker differently in a changed world (B) than in the case's own (A). The case is run in
 * turns, A A B A B …, and a step counts if a word is the same in all runs of A, the same in all runs of B, and different
 * between the two: `200` in A and `404` in B. Clocks, ids made in the case and rows in random order differ within one world
 * already, so they count for nothing. A server error in one world alone means that the target could not work with the changed
 * data, not that it reveals them.
 */
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import { outcomeOf } from '../../model/outcome.ts';

/** The case in one world: what was seen of it so far, and the way to run it once more. */
export interface Series {
  readonly seen: readonly Observation[];
  readonly run: () => Promise<Observation>;
}

/** What steps did in two worlds. */
export interface Compared {
  /** Steps that reveal something, by an answer or by what they put into things of the attacker's. */
  readonly told: ReadonlySet<number>;
  /** Those that were a server error in all runs of one world and in none of the other. */
  readonly failed: ReadonlySet<number>;
}

/** The steps whose answers to the attacker differ between the two worlds, in whatever way. */
export async function changedAnswers(same: Series, changed: Series): Promise<ReadonlySet<number>> {
  return (await compareSeries(same, changed, attackerAnswers)).told;
}

/** The same, with what a step put into items and objects of the attacker's. */
export async function changedAnything(same: Series, changed: Series): Promise<ReadonlySet<number>> {
  return (await compareSeries(same, changed, answersAndGains)).told;
}

/** The same for worlds that differ in the content of things: a step that failed in only one of them reveals nothing. */
export async function toldByContent(same: Series, changed: Series): Promise<Compared> {
  return withoutFailed(await compareSeries(same, changed, answersAndGains));
}

/** The same by answers only. */
export async function answeredByContent(same: Series, changed: Series): Promise<Compared> {
  return withoutFailed(await compareSeries(same, changed, attackerAnswers));
}

function withoutFailed({ told, failed }: Compared): Compared {
  return { told: new Set([...told].filter((step) => !failed.has(step))), failed };
}

/** Text that reached the attacker, in comparable words. */
interface AnswerText {
  readonly step: number;
  readonly words: readonly string[];
}

/** Two runs of the one world and one of the other show which steps may reveal something; only for those the series go on. */
async function compareSeries(
  same: Series,
  changed: Series,
  toldIn: (run: Observation) => readonly AnswerText[],
): Promise<Compared> {
  const [one, other] = [[...same.seen], [...changed.seen]];
  while (one.length < 2) one.push(await same.run());
  if (other.length === 0) other.push(await changed.run());
  const differing = (): ReadonlySet<number> => {
    const [first, second] = [one.map(toldIn), other.map(toldIn)];
    const steps = new Set([...first, ...second].flat().map(({ step }) => step));
    return new Set(
      [...steps].filter((step) => seriesDiffer(wordsOfStep(first, step), wordsOfStep(second, step))),
    );
  };
  let steps = differing();
  while (steps.size > 0 && other.length < limits.interleavedRunsMax) {
    one.push(await same.run());
    other.push(await changed.run());
    steps = differing();
  }
  return { told: steps, failed: new Set([...steps].filter((step) => failsInOne(step, one, other))) };
}

/** Whether a step of the case is a server error in all of these runs and in none of those, or the other way round. */
export function failsInOne(
  step: number,
  runs: readonly Observation[],
  others: readonly Observation[],
): boolean {
  const isFailed = ({ responses }: Observation): boolean => {
    const response = responses[step]?.response;
    return response !== undefined && outcomeOf(response) === 'failed';
  };
  const [first, second] = [runs.map(isFailed), others.map(isFailed)];
  const isOne = (all: readonly boolean[], none: readonly boolean[]): boolean =>
    all.length > 0 && all.every(Boolean) && !none.some(Boolean);
  return isOne(first, second) || isOne(second, first);
}

/** The words that a step revealed in each run. */
function wordsOfStep(runs: readonly (readonly AnswerText[])[], step: number): string[][] {
  return runs.map((told) => told.filter((part) => part.step === step).flatMap(({ words }) => words));
}

function answersAndGains(run: Observation): AnswerText[] {
  return [...attackerAnswers(run), ...attackerGains(run)];
}

function attackerGains({ accesses, attacker, rewritten = [] }: Observation): AnswerText[] {
  const gained = accesses
    .filter(({ action, owner }) => action === 'write' && owner.kind === 'actor' && owner.name === attacker)
    .map(({ step, after }) => ({ step, words: answerWords('kept', JSON.stringify(after ?? null)) }));
  const files = rewritten.map(({ step, text }) => ({ step, words: answerWords('kept in a file', text) }));
  return [...gained, ...files];
}

const ownHeaders: ReadonlySet<string> = new Set([
  ...['date', 'set-cookie', 'expires', 'last-modified', 'etag'],
  // The body itself is compared, and a time with fewer digits changes its length.
  'content-length',
]);

/** The answer to the attacker of each step. */
function attackerAnswers({ responses, attacker }: Observation): AnswerText[] {
  return responses.flatMap(({ actor, response }, step) => {
    if (actor !== attacker) return [];
    const headers = response.headers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !ownHeaders.has(name))
      .flatMap(([name, value]) => [`header ${name}`, ...answerWords(name, value)]);
    const exception = response.status === null ? (response.exception?.type ?? '') : '';
    const body = Buffer.from(response.body, 'base64').toString('latin1');
    return [
      {
        step,
        words: [`status ${response.status}`, `raised ${exception}`, ...headers, ...answerWords('body', body)],
      },
    ];
  });
}

/** The words of a text and the text between them, each with its position. */
function answerWords(where: string, text: string): string[] {
  return text
    .split(/([^A-Za-z0-9]+)/)
    .filter((word) => word !== '')
    .map((word) => `${where} ${word}`);
}

/** Whether a word comes as often in all runs of one world, and otherwise in all of the other; or in another order. */
function seriesDiffer(
  first: readonly (readonly string[])[],
  second: readonly (readonly string[])[],
): boolean {
  const [counts, others] = [first.map(countsOf), second.map(countsOf)];
  const words = new Set([...counts, ...others].flatMap((one) => [...one.keys()]));
  const settled = new Set<string>();
  for (const word of words) {
    const [count, other] = [constant(counts, word), constant(others, word)];
    if (count === null || other === null) continue;
    if (count !== other) return true;
    settled.add(word);
  }
  const order = (run: readonly string[]): string => run.filter((word) => settled.has(word)).join('\0');
  const [orders, otherOrders] = [new Set(first.map(order)), new Set(second.map(order))];
  return orders.size === 1 && otherOrders.size === 1 && [...orders][0] !== [...otherOrders][0];
}

function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How often a word comes in every one of the runs; null where it is not the same. */
function constant(runs: readonly ReadonlyMap<string, number>[], word: string): number | null {
  const counts = new Set(runs.map((one) => one.get(word) ?? 0));
  const [only] = counts;
  return counts.size === 1 && only !== undefined ? only : null;
}
