/** Requests and answers of an engine as the bytes on the wire, unchanged. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { limits } from '../../model/limits.ts';

/** A request as it was received. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** The length of a reported reason why a request could not be decoded. */
export const reasonCharactersMax = 1_000;

/** The engine behind the recorder no longer answers. */
export class EngineLostError extends Error {
  override readonly name = 'EngineLostError';
}

/** The first header with this name, which is given in lower case. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const at = rawHeaders.findIndex((header, index) => index % 2 === 0 && header.toLowerCase() === name);
  return at < 0 ? null : (rawHeaders[at + 1] ?? null);
}

/** The number with which the target's hook marked the request; null if it has none. */
export function callNumberOf({ rawHeaders }: Pick<RawRequest, 'rawHeaders'>): number | null {
  const text = headerOf(rawHeaders, 'x-trespass-call') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The body of an answer as it was before compression. */
export function plainBody(answer: RawAnswer): Buffer {
  const encoding = answer.headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1] ?? '';
  const options = { maxOutputLength: limits.frameBytesMax };
  if (encoding === 'gzip') return gunzipSync(answer.body, options);
  if (encoding === 'deflate') return inflateSync(answer.body, options);
  return encoding === 'br' ? brotliDecompressSync(answer.body, options) : answer.body;
}
