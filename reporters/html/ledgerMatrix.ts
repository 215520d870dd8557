/** The ledger as a matrix of attack classes and operations: in how many judged cases each was tried there. */
import { escapeText } from '../../model/escape.ts';
import type { LedgerRow } from '../../model/finding.ts';
import { ledgerNotes } from '../ledgerText.ts';
import { plainPaint } from '../paint.ts';
import { formatCount } from '../quantity.ts';
import type { RunRecord } from '../runRecord.ts';
import { linesMarkup } from './flawStory.ts';
import { html, type Markup } from './markup.ts';

/** More columns than that are left out, and it is said. */
const operationsMax = 120;

export function ledgerSection(record: RunRecord): Markup {
  const { ledger, notes } = record;
  const lines = ledgerNotes(ledger, notes, plainPaint);
  return html`<section aria-labelledby="ledger"><h2 id="ledger">What was tried</h2>
${ledger.length === 0 ? html`<p>Nothing: the run has no ledger.</p>` : matrix(record)}
${lines.length === 0 ? null : html`<details><summary>What was learnt, left out and could not be tried</summary><pre>${linesMarkup(lines)}</pre></details>`}
</section>
`;
}

function matrix({ ledger, operations }: RunRecord): Markup {
  const names = operations.map(({ name }) => name);
  const shown = names.slice(0, operationsMax);
  const left = names.length - shown.length;
  const heads = shown.map((name) => html`<th scope="col" class="column">${escapeText(name)}</th>`);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Matrix of attack classes and operations"><table class="matrix"><caption>Judged cases by attack class and operation; a case with several steps counts in the operation of each. A dot is none.${left > 0 ? ` ${formatCount(left)} more operations are in the JSON report.` : ''}</caption>
<thead><tr><th scope="col">class</th><th scope="col">generated</th><th scope="col">reached a sink</th><th scope="col">judged</th>${heads}</tr></thead>
<tbody>${ledger.map((row) => matrixRow(row, shown))}</tbody></table></div>`;
}

function matrixRow(row: LedgerRow, operations: readonly string[]): Markup {
  const cases = new Map((row.judgedIn ?? []).map(({ operation, cases: count }) => [operation, count]));
  const head = html`<th scope="row">${row.class}</th>`;
  if (row.impossible !== null && row.generated === 0)
    return html`<tr>${head}<td colspan="${operations.length + 3}">could not be tried: ${row.impossible}</td></tr>
`;
  const numbers = [row.generated, row.reachedSink, row.judged].map(
    (count) => html`<td class="number">${formatCount(count)}</td>`,
  );
  const cells = operations.map((name) => {
    const count = cases.get(name) ?? 0;
    return html`<td>${count === 0 ? '·' : formatCount(count)}</td>`;
  });
  return html`<tr>${head}${numbers}${cells}</tr>
`;
}
