/**
 * Replaces the content of a text or of bytes so that they still parse. Documents keep their names; encoded and compressed texts
 * their encoding; dates, identifiers and addresses their format. Other text keeps its length and its classes of characters.
 */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { changedDocument, turnedWord } from './documents.ts';
import { type Draw, otherBytes, otherEnd } from './draw.ts';
import { otherInFormat } from './formats.ts';

/** A text that is only a flag, or empty, stays: flags are inverted separately. */
export function perturbText(text: string, draw: Draw): string {
  if (text === '' || turnedWord(text) !== null || /^(?:null|none)$/i.test(text)) return text;
  const document = changedDocument(text, (value) => perturbText(value, draw));
  if (document !== null) return document;
  const other = perturbToken(text, draw) ?? perturbBase64(text, draw) ?? otherInFormat(text, draw);
  return other === text && !/[\p{L}\p{N}]/u.test(text) ? otherEnd(text, draw) : other;
}

/** Bytes are UTF-8 text, compressed text, or of unknown format: then every byte is replaced. */
export function perturbContent(bytes: Buffer, draw: Draw): Buffer {
  const packing = packings.find(({ signs }) => signs.test(bytes.subarray(0, 2).toString('hex')));
  const unpacked = packing === undefined ? null : unpack(bytes, packing.open);
  if (packing !== undefined && unpacked !== null) return packing.close(perturbContent(unpacked, draw));
  const text = readableText(bytes);
  return text === null ? Buffer.from(otherBytes(bytes, draw)) : Buffer.from(perturbText(text, draw));
}

const bytesUnpackedMax = 16 * 1024 * 1024;

const packings = [
  {
    signs: /^1f8b$/,
    open: (bytes: Buffer) => gunzipSync(bytes, { maxOutputLength: bytesUnpackedMax }),
    close: (bytes: Buffer) => gzipSync(bytes),
  },
  {
    signs: /^78(?:01|5e|9c|da)$/,
    open: (bytes: Buffer) => inflateSync(bytes, { maxOutputLength: bytesUnpackedMax }),
    close: (bytes: Buffer) => deflateSync(bytes),
  },
];

function unpack(bytes: Buffer, open: (bytes: Buffer) => Buffer): Buffer | null {
  try {
    return open(bytes);
  } catch {
    return null;
  }
}

/** Bytes decoded as text for people or parsers; null if they are no such text. */
function readableText(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes) && !/[\0-\x08\x0e-\x1f\x7f]/.test(text);
  // A few random bytes may be valid UTF-8.
  return isText && (bytes.length >= 16 || /^[^\u0080-\uffff]*$/.test(text)) ? text : null;
}

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const base64url = /^(?:[\w-]{4})*(?:[\w-]{2}(?:==)?|[\w-]{3}=?|[\w-]{4})$/;

/** Recognised as base64 by its padding; without padding only if it decodes to text. */
function perturbBase64(text: string, draw: Draw): string | null {
  const form = base64Pattern.test(text) ? 'base64' : base64url.test(text) ? 'base64url' : null;
  if (form === null) return null;
  const bytes = Buffer.from(text, form);
  const isPadded = text.endsWith('=');
  if (!isPadded && (text.length < 8 || readableText(bytes) === null)) return null;
  const other = perturbContent(bytes, draw).toString(form);
  return form === 'base64url' && isPadded
    ? other.padEnd(other.length + ((4 - (other.length % 4)) % 4), '=')
    : other;
}

/** A signed token of three parts (JWT): the header stays, the claims change. Nobody can sign the result. */
function perturbToken(text: string, draw: Draw): string | null {
  const [, header = '', claims = '', signature = ''] =
    /^(eyJ[\w-]+)\.(eyJ[\w-]+)\.([\w-]*)$/.exec(text) ?? [];
  if (header === '') return null;
  const other = perturbBase64(claims, draw) ?? claims;
  return [header, other, otherInFormat(signature, draw)].join('.');
}
