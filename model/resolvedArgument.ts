/** The arguments that a step really sends, by the names of its parameters. */
import type { Json } from './attack.ts';

/** An argument with every place, known value and reference filled in. `says` are the texts in an archive. */
export type ResolvedArgument =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly says?: readonly string[] }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly contentType: string;
      readonly content: Uint8Array;
      readonly says?: readonly string[];
    }
  /** A file of the inbox, written before the step; the target gets its absolute path. */
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly content: Uint8Array;
      readonly says?: readonly string[];
    }
  | { readonly kind: 'json'; readonly json: Json; readonly first?: Json };

export type ResolvedArguments = Readonly<Record<string, ResolvedArgument>>;
