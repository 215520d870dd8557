/** The requests of an attack, with the bytes that matter marked, in whatever form a request carries them. */
import { escapeText } from '../../model/escape.ts';
import { encodeJson } from '../../model/escapeJson.ts';
import type { Finding } from '../../model/finding.ts';
import { bytesOfText } from '../../model/text.ts';
import type { MatteringPart } from '../../model/walk.ts';
import { attackLines, curlLines } from '../findingText.ts';
import { matteringLines } from '../walkText.ts';
import { html, type Markup } from './markup.ts';
import { sentTexts, valuesFilledIn } from './sentTexts.ts';

const requestWidthMax = 600;
export const requestLinesMax = 60;

/** A piece of a line as it is shown. */
interface ShownPart {
  readonly text: string;
  readonly matters: boolean;
}

export function requestMarkup(finding: Finding): Markup {
  const { steps } = attackLines(finding, requestWidthMax);
  const shown = steps.slice(0, requestLinesMax).map((line) => shorten(line));
  const marks = waysToShow(finding);
  const left = steps.length - shown.length;
  const more = left > 0 ? html`<p class="dim">and ${left} more lines in the JSON report</p>` : null;
  const curls = curlLines(finding.evidence);
  const byHand =
    curls.length === 0
      ? null
      : html`<details><summary>by hand, with curl</summary><pre>${curls.join('\n')}</pre></details>`;
  const matters = matteringLines(finding.evidence.mattering, requestWidthMax);
  return html`<pre>${shown.map(
    (line) => html`${markLine(line, marks)}
`,
  )}</pre>${more}${byHand}${matters.length === 0 ? null : html`<p>What matters: ${matters.join('; ')}.</p>`}`;
}

function shorten(line: string): string {
  return line.length > requestWidthMax ? `${line.slice(0, requestWidthMax)}…` : line;
}

/** Each argument in each form, whole first: one part of it alone is marked nowhere. */
function waysToShow(finding: Finding): readonly (readonly ShownPart[])[] {
  const known = valuesFilledIn(finding);
  const examined = (finding.evidence.mattering ?? []).map(({ parts }) =>
    parts.map((part) => ({ ...part, unsafeText: filled(part, known) })),
  );
  // Where nothing was examined, all that the attacker sent may matter.
  const sent = examined.length > 0 ? [] : sentTexts(finding);
  const others = sent.flatMap(({ unsafeText }) =>
    unsafeText === null || unsafeText.length < 2 ? [] : [[{ unsafeText, matters: true }]],
  );
  return [...examined, ...others].flatMap((parts) =>
    requestForms.map((form) => parts.map(({ unsafeText, matters }) => ({ text: form(unsafeText), matters }))),
  );
}

function filled({ unsafeText }: MatteringPart, known: ReadonlyMap<string, string>): string {
  return unsafeText.replaceAll(/‹([^›]*)›/g, (all, reference: string) => known.get(reference) ?? all);
}

const requestForms: readonly ((unsafe: string) => string)[] = [
  escapeText,
  (unsafe) => escapeText(encodeJson(unsafe, 0).slice(1, -1)),
  (unsafe) => percentEncoded(unsafe, /[A-Za-z0-9\-._~]/),
  (unsafe) => percentEncoded(unsafe, /[A-Za-z0-9\-._~/]/),
];

function percentEncoded(unsafe: string, plain: RegExp): string {
  return [...bytesOfText(unsafe)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function markLine(line: string, ways: readonly (readonly ShownPart[])[]): Markup {
  if (/^ {2}.+ is \S+'s /.test(line)) return html`${line}`;
  const whole = (parts: readonly ShownPart[]): string => parts.map(({ text }) => text).join('');
  const way = ways.find((parts) => whole(parts) !== '' && line.includes(whole(parts)));
  if (way === undefined) return html`${line}`;
  const at = line.indexOf(whole(way));
  const marked = way.map(({ text, matters }) => (matters ? html`<mark>${text}</mark>` : html`${text}`));
  return html`${line.slice(0, at)}${marked}${line.slice(at + whole(way).length)}`;
}
