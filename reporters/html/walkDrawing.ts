/**
 * Draws the walk of a path: the tree of the places that it comes by, its steps as numbers on them, links as arrows to where they
 * lead, and a line where it leaves what it was given. The same is said in words below it.
 */
import { escapeText } from '../../model/escape.ts';
import type { Walk } from '../../model/walk.ts';
import { clipText } from '../attackText.ts';
import { walkLines } from '../walkText.ts';
import { html, type Markup } from './markup.ts';
import { type PlaceRow, placeRows } from './placeTree.ts';

const placeHeight = 26;
const depthWidth = 22;
const numberWidth = 22;
const placeCharacterWidth = 8;
const placeCharactersMax = 40;

/** Null without a walk. `id` is unique on the page. */
export function walkDrawing(walk: Walk | undefined, id: string): Markup | null {
  if (walk === undefined) return null;
  const rows = placeRows(walk);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Drawing of the walk">${tree(rows, id)}</div>
<details><summary>The walk in words</summary><pre>${walkLines(walk)
    .join('\n')
    .split('\n')
    .map(
      (line) => html`${line}
`,
    )}</pre></details>`;
}

function tree(rows: readonly PlaceRow[], id: string): Markup {
  const gutter = 12 + numberWidth * Math.max(1, ...rows.map(({ steps }) => steps.length));
  const widths = rows.map(
    (row) =>
      gutter +
      row.depth * depthWidth +
      (placeName(row).length + placeWordsOf(row).length + 6) * placeCharacterWidth,
  );
  const width = Math.max(...widths) + 60;
  const height = rows.length * placeHeight + 8;
  const title = `${id}-walk`;
  return html`<svg role="img" aria-labelledby="${title}" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title id="${title}">${titleOf(rows)}</title>${grounds(rows, width)}${wires(rows, gutter)}${path(rows)}${rows.map((row, index) => rowMarkup(row, index, gutter))}${jumps(rows, widths)}</svg>`;
}

function titleOf(rows: readonly PlaceRow[]): string {
  const beyond = rows.find(({ isBeyond }) => isBeyond);
  const links = rows.filter(({ leadsTo }) => leadsTo !== null).length;
  const followed = links === 0 ? '' : `, by ${links === 1 ? 'a link' : `${links} links`}`;
  const left = beyond === undefined ? '' : `; it leaves what it was given at ${placeName(beyond)}`;
  return `The walk over ${rows.length} places${followed}${left}`;
}

function middle(index: number): number {
  return index * placeHeight + placeHeight / 2 + 4;
}

/** A coloured ground behind what lies beyond, and a line at its edge. */
function grounds(rows: readonly PlaceRow[], width: number): readonly Markup[] {
  return rows.flatMap((row, index) => {
    if (!row.isBeyond) return [];
    const top = index * placeHeight + 4;
    const isEdge = index === 0 || rows[index - 1]?.isBeyond !== true;
    const ground = html`<rect class="ground" x="0" y="${top}" width="${width}" height="${placeHeight}"/>`;
    return isEdge
      ? [ground, html`<line class="edge" x1="0" y1="${top}" x2="${width}" y2="${top}"/>`]
      : [ground];
  });
}

/** From each place to the folder that it lies in. */
function wires(rows: readonly PlaceRow[], gutter: number): readonly Markup[] {
  return rows.flatMap((row, index) => {
    if (row.depth === 0) return [];
    const parent = rows.slice(0, index).findLastIndex(({ depth }) => depth === row.depth - 1);
    if (parent < 0) return [];
    const x = gutter + (row.depth - 1) * depthWidth + 6;
    return [
      html`<path class="wire" d="M${x} ${middle(parent) + 9}V${middle(index)}H${x + depthWidth - 10}"/>`,
    ];
  });
}

/** The steps of the walk, from number to number. */
function path(rows: readonly PlaceRow[]): Markup {
  const points = rows
    .flatMap(({ steps }, index) =>
      steps.map((step, column) => ({ step, x: numberX(column), y: middle(index) })),
    )
    .toSorted((one, other) => one.step - other.step)
    .map(({ x, y }) => `${x},${y}`);
  return html`<polyline class="walk" points="${points.join(' ')}"/>`;
}

function numberX(column: number): number {
  return 14 + column * numberWidth;
}

function rowMarkup(row: PlaceRow, index: number, gutter: number): Markup {
  const x = gutter + row.depth * depthWidth;
  const y = middle(index) + 4;
  const name = placeName(row);
  const words = placeWordsOf(row);
  const kind = row.isBeyond ? 'beyond' : '';
  const numbers = row.steps.map(
    (step, column) =>
      html`<circle class="step ${kind}" cx="${numberX(column)}" cy="${middle(index)}" r="9"/><text class="number" x="${numberX(column)}" y="${y}">${step}</text>`,
  );
  const said =
    words === ''
      ? null
      : html`<text class="${kind === '' ? 'dim' : kind}" x="${x + (name.length + 2) * placeCharacterWidth}" y="${y}">${words}</text>`;
  return html`${numbers}<text class="${kind}" x="${x}" y="${y}">${name}</text>${said}`;
}

function placeName({ unsafeName }: PlaceRow): string {
  return escapeText(clipText(unsafeName, placeCharactersMax));
}

const leavingWords = {
  sandbox: 'outside the sandbox',
  given: 'outside what is given',
  own: 'of another',
} as const;

function placeWordsOf({ step, leadsTo, isBeyond }: PlaceRow): string {
  if (step === null) return '';
  const kind = leadsTo === null ? step.was : 'link';
  const leaves = step.leaves === undefined || !isBeyond ? [] : [leavingWords[step.leaves]];
  const same = step.unsafeSameAs === undefined ? [] : ['the same file as another'];
  return [kind, ...(step.became === undefined ? [] : [step.became]), ...same, ...leaves].join(', ');
}

/** Arrows from links to where they lead. */
function jumps(rows: readonly PlaceRow[], widths: readonly number[]): readonly Markup[] {
  return rows.flatMap(({ leadsTo }, index) => {
    if (leadsTo === null || leadsTo < 0) return [];
    const from = { x: (widths[index] ?? 0) - 24, y: middle(index) };
    const to = { x: (widths[leadsTo] ?? 0) - 20, y: middle(leadsTo) };
    const bend = Math.max(from.x, to.x) + 50;
    return [
      html`<path class="jump" d="M${from.x} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${to.x} ${to.y}"/><path class="step beyond" d="M${to.x - 8} ${to.y}l10 -5v10z"/>`,
    ];
  });
}
