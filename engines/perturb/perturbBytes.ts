/** Replaces the content of a whole file or object by other content in the same format, for counterfactual questions. */
import { turnedDocument } from './documents.ts';
import { drawFrom } from './draw.ts';
import { perturbContent, perturbText } from './perturbText.ts';

/** A document keeps its names, and its flags are inverted too. */
export function perturbBytes(bytes: Buffer, nonce: string): Buffer {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) return perturbContent(bytes, drawFrom(nonce));
  const changed = perturbPlain(text, nonce);
  return Buffer.from(turnedDocument(changed) ?? changed);
}

/** The same for a text, whose flags stay. */
export function perturbPlain(text: string, nonce: string): string {
  return perturbText(text, drawFrom(nonce));
}
