/**
 * The target's own lines around a place, read when the report is made. A stream of events is a document that people exchange and
 * may name any file, so only Python files are shown, and none outside `root`, whatever links say.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from '../../model/isWithin.ts';
import { limits } from '../../model/limits.ts';
import { clipText } from '../attackText.ts';
import { html, type Markup } from './markup.ts';

export interface ShownPlace {
  readonly file: string;
  readonly line: number;
}

const linesAround = 4;
const sourceCharactersMax = 160;

/** A reader that reads each file once. `root`: null for everywhere. */
export function sourceReader(root: string | null): (place: ShownPlace) => Markup {
  const files = new Map<string, readonly string[] | null>();
  return ({ file, line }) => {
    if (!files.has(file)) files.set(file, sourceLinesOf(file, root));
    const lines = files.get(file) ?? null;
    if (lines === null || line < 1 || line > lines.length)
      return html`<p class="dim">Its source could not be read when this report was made.</p>`;
    const first = Math.max(1, line - linesAround);
    const shown = lines.slice(first - 1, line + linesAround);
    return html`<pre>${shown.map((text, index) => sourceLine(text, first + index, line))}</pre>`;
  };
}

function sourceLine(text: string, number: number, here: number): Markup {
  const mark = number === here ? 'line here' : 'line';
  const pointer = number === here ? '▶' : ' ';
  const cut = clipText(text.replaceAll('\t', '    '), sourceCharactersMax);
  return html`<span class="${mark}">${pointer}${String(number).padStart(5)}  ${cut}</span>`;
}

function sourceLinesOf(file: string, root: string | null): readonly string[] | null {
  try {
    const path = realpathSync(file);
    const isAllowed = path.endsWith('.py') && (root === null || isWithin(path, realpathSync(root)));
    const stats = statSync(path);
    if (!isAllowed || !stats.isFile() || stats.size > limits.sourceBytesMax) return null;
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return null;
  }
}

/** Where a place that is relative lies. */
export function placedIn(place: ShownPlace, cwd: string): ShownPlace {
  return place.file.startsWith('/') ? place : { ...place, file: join(cwd, place.file) };
}
