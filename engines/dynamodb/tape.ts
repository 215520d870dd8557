/** The tape of a recorder: requests since it was last collected, up to a bound, and reasons why some could not be decoded. */
import type { Json } from '../../model/attack.ts';
import { isDeeperThan } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import type { ItemTouch, WireRecord } from '../../model/records.ts';
import { callNumberOf, type RawAnswer, type RawRequest, reasonCharactersMax } from '../wire/rawRequest.ts';
import { dynamodbError } from './backend.ts';
import { tableOf } from './decode.ts';

export interface Drained {
  readonly records: readonly WireRecord[];
  /** Why some requests could not be decoded, a sentence each. */
  readonly undecoded: readonly string[];
}

export interface Tape {
  readonly keep: (
    raw: RawRequest,
    operation: string,
    request: Json,
    answer: RawAnswer,
    touches: readonly ItemTouch[],
    /** The PartiQL statement that was translated to the request. */
    statement?: string,
  ) => RawAnswer;
  /** Records that a request could not be decoded, and answers it with the reason. */
  readonly refuse: (why: string, status?: number, type?: string) => RawAnswer;
  readonly take: () => Drained;
  readonly forget: () => void;
}

/** Documents may nest 32 levels, each of which is two levels of JSON; the rest is the request around them. */
export const jsonDepthMax = 80;
/** One reason fails a run; several help to understand it. */
const reasonsMax = 20;

/** An empty tape. */
export function openTape(): Tape {
  let records: WireRecord[] = [];
  let undecoded = new Set<string>();
  let bytes = 0;
  let sequence = 0;
  const full = (): boolean => records.length >= limits.wireRecordsPerStepMax || bytes > limits.frameBytesMax;
  const forget = (): void => {
    records = [];
    bytes = 0;
  };
  return {
    keep: (raw, operation, unsafeRequest, answer, touches, statement) => {
      if (full()) {
        undecoded.add(`more than ${records.length} requests came before they were collected`);
        return answer;
      }
      sequence += 1;
      bytes += raw.body.length + answer.body.length;
      const { status } = answer;
      // Every engine refuses deeper nesting, and it could not be passed on.
      const request = isDeeperThan(unsafeRequest, jsonDepthMax) ? null : unsafeRequest;
      records.push({
        sequence,
        operation,
        table: tableOf(request),
        status,
        touches,
        call: callNumberOf(raw),
        request,
        ...(statement === undefined ? {} : { statement }),
      });
      return answer;
    },
    refuse: (unsafeWhy, status = 400, type = 'UnknownOperationException') => {
      const why = unsafeWhy.slice(0, reasonCharactersMax);
      if (undecoded.size < reasonsMax) undecoded.add(why);
      return dynamodbError(status, type, why);
    },
    take: () => {
      const drained = { records, undecoded: [...undecoded] };
      forget();
      undecoded = new Set();
      return drained;
    },
    forget,
  };
}
