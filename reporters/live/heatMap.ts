/** Attack classes by operations as a map: the more cases were judged, the stronger the colour, and each cell has its number. */
import { escapeText } from '../../model/escape.ts';
import { watchLimits } from '../../model/watchLimits.ts';
import { html, type Markup } from '../html/markup.ts';
import { formatCount } from '../quantity.ts';

const warmest = 5;

export function heatMap(
  cells: ReadonlyMap<string, ReadonlyMap<string, number>>,
  operations: readonly string[],
): Markup {
  const shown = operations.slice(0, watchLimits.operationsMax);
  const left = operations.length - shown.length;
  if (cells.size === 0) return html`<p class="dim">Nothing was judged yet.</p>`;
  const heads = shown.map((name) => html`<th scope="col" class="column">${escapeText(name)}</th>`);
  const rows = [...cells].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Map of attack classes and operations"><table class="matrix"><caption>Judged cases by attack class and operation. A dot is none.${left > 0 ? ` ${formatCount(left)} more operations are not shown.` : ''}</caption>
<thead><tr><th scope="col">class</th>${heads}</tr></thead>
<tbody>${rows.map(([id, row]) => html`<tr><th scope="row">${id}</th>${shown.map((name) => heatCell(row.get(name) ?? 0))}</tr>`)}</tbody></table></div>`;
}

function heatCell(cases: number): Markup {
  if (cases === 0) return html`<td>·</td>`;
  return html`<td class="heat${Math.min(warmest, 1 + Math.floor(Math.log10(cases) * 1.5))}">${formatCount(cases)}</td>`;
}
