/**
 * Makes HTML of templates: whatever is filled in is text, unless a template made it. Characters that show nothing or that act on
 * a page are written out as the escaper does, then `&`, `<`, `>` and quotes become entities, so that a name is text wherever it is
 * put, between tags or in a quoted attribute.
 */
import { escapeUTF8 } from 'entities';
import { escapeText } from '../../model/escape.ts';

const markupContent: unique symbol = Symbol('markup');

/** What {@link html} made, and nothing else. */
export interface Markup {
  readonly [markupContent]: string;
}

export type MarkupPiece = Markup | string | number | null | readonly MarkupPiece[];

/** A template whose values are escaped: `html`<b>${name}</b>``. Lists are put one after the other, null is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly MarkupPiece[]): Markup {
  const text = strings.map((string, index) => string + markupOf(pieces[index] ?? null)).join('');
  return { [markupContent]: text };
}

/** The text of a page. */
export function markupText(markup: Markup): string {
  return markup[markupContent];
}

/** Text of ours that is no HTML: the content of `style` and `script`. Never for what a run says. */
export function ownContent(strings: TemplateStringsArray, ...texts: readonly string[]): Markup {
  return { [markupContent]: String.raw({ raw: strings }, ...texts) };
}

/** Raw text, without loss: a backslash of its own is doubled. */
export function raw(unsafe: string): Markup {
  return { [markupContent]: escapeUTF8(escapeText(unsafe)) };
}

function markupOf(piece: MarkupPiece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escapeUTF8(withVisible(piece));
  if (typeof piece === 'number') return String(piece);
  if (isPieceList(piece)) return piece.map(markupOf).join('');
  return piece[markupContent];
}

function isPieceList(piece: Markup | readonly MarkupPiece[]): piece is readonly MarkupPiece[] {
  return Array.isArray(piece);
}

/** As the escaper writes it, but leaving backslashes alone: what is escaped already stays as it is. */
function withVisible(text: string): string {
  return escapeText(text).replaceAll('\\\\', '\\');
}
