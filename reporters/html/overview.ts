/** The overview: the verdict, flaws by severity, operations with what each reached and what was found, faults and limits. */
import { type RehearsedOperation, type Severity, severities } from '../../model/finding.ts';
import type { Flaw } from '../../model/flaw.ts';
import { fixedLines } from '../acceptedText.ts';
import { endedText } from '../endedText.ts';
import { formatCount, formatDuration, formatQuantity } from '../quantity.ts';
import { fixedOf } from '../runFlaws.ts';
import { faultsOf, isFailure, type RunRecord } from '../runRecord.ts';
import { scopeText } from '../scopeText.ts';
import { flawAnchor } from './flawStory.ts';
import { html, type Markup, raw } from './markup.ts';

/** `isRunning`: the run goes on, so that it was not cut off. */
export function overview(record: RunRecord, flaws: readonly Flaw[], isRunning: boolean): Markup {
  const { stats, started } = record;
  const remarks = [scopeText(record), endedText(record)].filter((text) => text !== null);
  return html`<section aria-labelledby="overview"><h2 id="overview">Overview</h2>
<p><strong>${isRunning ? 'The run goes on.' : verdict(record, flaws)}</strong> ${formatQuantity(stats.cases, 'case')} in ${formatDuration(stats.seconds)}, ${formatQuantity(record.findings.length, 'finding')}${started === null ? '' : `, seed ${started.seed}, trespass ${started.version}`}.</p>
<ul class="counts">${severities.map((severity) => severityCount(severity, flaws))}</ul>
${remarks.map((text) => html`<p>${text}</p>`)}
${fixedLines(fixedOf(record)).map((line) => html`<p>${capital(line)}.</p>`)}
${faults(record, isRunning)}
</section>
`;
}

function capital(line: string): string {
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}

function verdict(record: RunRecord, flaws: readonly Flaw[]): string {
  if (record.exitCode === null) return 'The run was cut off.';
  if (record.exitCode === 2) return 'The run failed.';
  const failing = flaws.filter(isFailure).length;
  return failing === 0 ? 'Nothing was found that fails the run.' : `${formatQuantity(failing, 'flaw')}.`;
}

function severityCount(severity: Severity, flaws: readonly Flaw[]): Markup {
  const count = flaws.filter((flaw) => flaw.severity === severity).length;
  return html`<li><span class="severity ${severity}">${severity}</span> ${formatCount(count)}</li>`;
}

function faults(record: RunRecord, isRunning: boolean): Markup | null {
  const errors = record.errors.map(({ kind, message, operation }) => ({ kind, message, operation }));
  const all = [
    ...errors,
    ...(isRunning ? [] : faultsOf(record)).map((message) => ({ kind: 'run', message, operation: null })),
  ];
  if (all.length === 0) return null;
  return html`<h3>Errors</h3><ul>${all.map(
    ({ kind, message, operation }) =>
      html`<li><strong>${kind}</strong>${operation === null ? null : html` in ${raw(operation)}`}: ${raw(message)}</li>`,
  )}</ul>`;
}

/** One row an operation, in the order in which the config declares them. */
export function operationTable({ operations }: RunRecord, flaws: readonly Flaw[]): Markup {
  return html`<section aria-labelledby="operations"><h2 id="operations">Operations</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Table of operations"><table><caption>What each operation reached when it was asked without harm, and what was found in it</caption>
<thead><tr><th scope="col">operation</th><th scope="col">reached</th><th scope="col">answer</th><th scope="col">flaws</th></tr></thead>
<tbody>${operations.map((operation) => operationRow(operation, flaws))}</tbody></table></div></section>
`;
}

function operationRow(operation: RehearsedOperation, flaws: readonly Flaw[]): Markup {
  const { name, reached, tested, answer, advice } = operation;
  const own = flaws.filter(({ operations }) => operations.includes(name));
  const links = own.map(
    ({ id, severity, title }) =>
      html`<li><span class="severity ${severity}">${severity}</span> <a href="#${flawAnchor(id)}">${title}</a></li>`,
  );
  const what = tested ? reached.map((store) => `${store}s`).join(', ') : 'nothing: not tested';
  return html`<tr><th scope="row">${raw(name)}</th><td>${what}</td><td>${raw(answer)}${advice === undefined ? null : html`<br><span class="dim">${raw(advice)}</span>`}</td><td>${links.length === 0 ? 'none' : html`<ul class="plain">${links}</ul>`}</td></tr>
`;
}
