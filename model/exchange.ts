/** A request of an attack as it was sent, with its answer. Secrets of actors are replaced by a mark, folders of the arena by their names. */

/** Stands for the value of a header or cookie that says who an actor is. */
export const secretMark = 'SECRET';

/** Bytes as text where they are UTF-8, else in base64; of too many only how many there are. */
export type ExchangedBytes =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly omittedBytes: number };

type UnsafeHeader = readonly [name: string, value: string];

export interface Exchange {
  /** Index of the step of the attack. */
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly method: string;
  /** Path and query. Values that only an earlier answer gives are named. */
  readonly unsafeTarget: string;
  readonly unsafeHeaders: readonly UnsafeHeader[];
  readonly body: ExchangedBytes;
  /** Absent where the step was not seen. */
  readonly answer?: {
    readonly status: number;
    readonly unsafeHeaders: readonly UnsafeHeader[];
    readonly body: ExchangedBytes;
  };
}

/** Names of headers and cookies whose values are secrets. */
const secretName =
  /authori[sz]ation|cookie|token|secret|api-?key|password|passwd|session|signature|credential/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
