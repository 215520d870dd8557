/**
 * Learns which identifiers another actor can guess of those that operations hand out: numbers that count up, times, UUIDs made
 * of time and machine, hashes of known values. `{"id": 1041}` after `{"id": 1040}` is guessable; a random UUID is not, nor is
 * the hash of a file that the attacker does not have. Looks only at members of answers that other operations take as input, and
 * not at values that the actor chose itself.
 */
import { createHash } from 'node:crypto';
import type { GuessableId } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import { leavesOf, stringsOf } from '../step/resolve.ts';
import type { Learner } from './learner.ts';

interface Sample {
  /** The identifier without the actor's name and the signs around it. */
  readonly id: string;
  readonly actor: string;
  readonly sent: readonly string[];
}

/** Fewer samples count up by chance. */
const samplesMin = 4;

/** Nothing is known of identifiers yet. */
export function guessableIds(operations: readonly Operation[]): Learner<readonly GuessableId[]> {
  const wanted = new Set(
    operations.flatMap(({ parameters }) =>
      parameters.flatMap(({ from }) => (from === undefined ? [] : [`${from.operation} ${from.name}`])),
    ),
  );
  const samples = new Map<string, { operation: string; field: string; seen: Sample[] }>();
  return {
    note: ({ operation: { name }, actor: { name: actor }, arguments: args, seen: { response } }) => {
      const sent = Object.values(args).flatMap(argumentTexts);
      for (const [path, value] of leavesOf(response.value)) {
        const field = path === '' ? 'response' : `response.${path}`;
        if (!wanted.has(`${name} ${field}`)) continue;
        const known = samples.get(`${name} ${field}`) ?? { operation: name, field, seen: [] };
        samples.set(`${name} ${field}`, known);
        known.seen.push({ id: withoutActor(value, actor), actor, sent });
      }
    },
    result: () =>
      [...samples.values()].flatMap(({ operation, field, seen }) => {
        const how = seen.length < samplesMin ? null : howMade(seen);
        return how === null ? [] : [{ operation, field, how }];
      }),
  };
}

/** What an argument sends besides the content of a file. */
function argumentTexts(argument: ResolvedArgument): readonly string[] {
  if (argument.kind === 'bytes') return [];
  return argument.kind === 'file' || argument.kind === 'path'
    ? stringsOf(argument).slice(0, 1)
    : stringsOf(argument);
}

function withoutActor(value: string, actor: string): string {
  return value.replaceAll(actor, '').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

function howMade(samples: readonly Sample[]): string | null {
  if (new Set(samples.map(({ id }) => id)).size < samples.length) return null;
  if (samples.every(({ id }) => /^\d{1,19}$/.test(id)))
    return howCounted(samples.map(({ id }) => BigInt(id)));
  if (samples.every(({ id }) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?1[0-9a-f]{3}-?[89ab]/i.test(id)))
    return 'a UUID of time and machine';
  return howHashed(samples);
}

const stepMax = 1_000n;
const dayMs = 86_400_000n;

function howCounted(numbers: readonly bigint[]): string | null {
  const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0n));
  if (steps.every((step) => step > 0n && step <= stepMax)) return 'a number that counts up';
  const now = BigInt(Date.now());
  const isTime = [now / 1_000n, now, now * 1_000n, now * 1_000_000n].some((moment) => {
    const day = (dayMs * moment) / now;
    return numbers.every((number) => number > moment - day && number < moment + day);
  });
  return isTime && steps.every((step) => step > 0n) ? 'the time' : null;
}

const hashes: readonly string[] = ['md5', 'sha1', 'sha256'];
const signs: readonly string[] = ['', '-', '_', ':', '/', '#', '|', '.', ' '];
/** A hash may be cut; shorter ones agree by chance. */
const hashCharactersMin = 8;

/** The hash that makes every sample, of a sent value or of that and the actor's name. */
function howHashed(samples: readonly Sample[]): string | null {
  const hash = hashes.find((name) => samples.every((sample) => isDigestOfSent(name, sample)));
  return hash === undefined ? null : `a hash of what was sent (${hash})`;
}

function isDigestOfSent(hash: string, { id, actor, sent }: Sample): boolean {
  if (id.length < hashCharactersMin) return false;
  return sent
    .flatMap((text) => inputsOf(text, actor))
    .some((input) => hexDigest(hash, input).startsWith(id.toLowerCase()));
}

function inputsOf(text: string, actor: string): string[] {
  return [text, ...signs.flatMap((sign) => [`${actor}${sign}${text}`, `${text}${sign}${actor}`])];
}

function hexDigest(hash: string, input: string): string {
  return createHash(hash).update(input, 'utf8').digest('hex');
}
