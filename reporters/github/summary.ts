/** The summary of a job of GitHub Actions as Markdown: the verdict, flaws as a table, what is fixed, and what to do next. */
import { escapeText } from '../../model/escape.ts';
import type { Flaw } from '../../model/flaw.ts';
import { acceptedText, fixedLines, flawStatusOf } from '../acceptedText.ts';
import { endedText } from '../endedText.ts';
import { curlLines, placeLine } from '../findingText.ts';
import { nextSteps } from '../nextSteps.ts';
import { formatCount, formatDuration, formatQuantity } from '../quantity.ts';
import { fixedOf, flawsOfRun } from '../runFlaws.ts';
import { faultsOf, isAccepted, isFailure, type RunRecord } from '../runRecord.ts';
import { scopeText } from '../scopeText.ts';

/** A job summary may have 1 MiB. */
const flawRowsMax = 200;
/** Requests are shown of the worst flaws, as far as there is room. */
const byHandCharactersMax = 300_000;

/** `root`: the folder of the repository. */
export function summaryText(record: RunRecord, root: string): string {
  const flaws = flawsOfRun(record);
  const shown = flaws.filter((flaw) => isFailure(flaw) || isAccepted(flaw));
  const faults = [...record.errors.map(({ message }) => message), ...faultsOf(record)].map(escapeText);
  const remarks = [
    ...fixedLines(fixedOf(record)),
    ...nextSteps(record).map((step) => `next: ${step}`),
    ...[scopeText(record), endedText(record)].filter((text) => text !== null),
  ];
  const { cases, seconds } = record.stats;
  return [
    `## Trespass: ${verdictOf(record, flaws)}`,
    '',
    `${formatQuantity(cases, 'case')} in ${formatDuration(seconds)}`,
    ...(faults.length === 0 ? [] : ['', ...faults.map((fault) => `- **error**: ${asMarkdown(fault)}`)]),
    ...(shown.length === 0 ? [] : ['', ...flawRows(shown, root)]),
    ...byHand(flaws.filter(isFailure)),
    ...(remarks.length === 0 ? [] : ['', ...remarks.map((remark) => `- ${asMarkdown(remark)}`)]),
    '',
    '',
  ].join('\n');
}

function verdictOf({ exitCode }: RunRecord, flaws: readonly Flaw[]): string {
  if (exitCode === null) return 'the run was cut off';
  if (exitCode === 2) return 'the run failed';
  const failing = flaws.filter(isFailure).length;
  return failing === 0 ? 'nothing found' : formatQuantity(failing, 'flaw');
}

function flawRows(flaws: readonly Flaw[], root: string): readonly string[] {
  const rows = flaws.slice(0, flawRowsMax).map((flaw) => {
    const { severity, title, first, id } = flaw;
    const decided = acceptedText(flaw);
    const status = isAccepted(flaw) || decided !== '' ? decided : flawStatusOf(flaw);
    return `| ${[severity, title, placeLine(first, root), status, escapeText(id)].map(asMarkdown).join(' | ')} |`;
  });
  const left = flaws.length - rows.length;
  return [
    '| severity | flaw | where | | replay |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...(left > 0 ? ['', `and ${formatCount(left)} more in the log`] : []),
  ];
}

/** The requests of each flaw as `curl` lines, folded up: `$URL` stands for a server that the reader has started. */
function byHand(flaws: readonly Flaw[]): readonly string[] {
  let left = byHandCharactersMax;
  return flaws.flatMap(({ id, title, first }) => {
    const lines = curlLines(first.evidence);
    left -= lines.join('\n').length;
    if (lines.length === 0 || left < 0) return [];
    const heading = asMarkdown(`${title} (${escapeText(id)}), by hand`);
    return ['', `<details><summary>${heading}</summary>`, '', ...codeBlock(lines), '', '</details>'];
  });
}

/** A block that nothing in its lines ends. */
function codeBlock(lines: readonly string[]): readonly string[] {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}sh`, ...lines, fence];
}

/** Text that Markdown shows as it is: every mark of it is written as a character reference. */
function asMarkdown(safe: string): string {
  return safe
    .replaceAll('\n', ' ')
    .replace(/[!-/:-@[-`{-~]/g, (mark) => (/[,/-]/.test(mark) ? mark : `&#${mark.charCodeAt(0)};`));
}
