/** The forms that a value takes in a key, and the way back: `kq7w` as `base64` is `a3E3dw==`. */
import type { KeyForm } from '../../model/keyPattern.ts';

/** The text in that form; null for what cannot be made of it here: a hash, a cut. */
export function inForm(value: string, form: KeyForm): string | null {
  switch (form) {
    case 'plain':
      return value;
    case 'upper':
      return value.toUpperCase();
    case 'lower':
      return value.toLowerCase();
    case 'nfkc':
      return value.normalize('NFKC');
    case 'percent':
      return encodeURIComponent(value.toWellFormed());
    case 'base64':
    case 'base64url':
    case 'hex':
      return Buffer.from(value, 'utf8').toString(form);
    default:
      return null;
  }
}

/** Texts that become a piece of a key in a form; empty if none is known. */
export function preimages(piece: string, form: KeyForm): readonly string[] {
  const candidates = form === 'percent' ? [unescaped(piece)] : [caseUndone(piece, form)];
  return candidates.filter((value) => inForm(value, form) === piece);
}

function caseUndone(piece: string, form: KeyForm): string {
  if (form === 'upper') return piece.toLowerCase();
  if (form === 'lower') return piece.toUpperCase();
  if (form === 'base64' || form === 'base64url' || form === 'hex')
    return Buffer.from(piece, form).toString('utf8');
  return piece;
}

function unescaped(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}
