/**
 * A flaw told as a story: what happens, the attack drawn, what was touched and whose it was, the target's own lines, why it is
 * wrong and what to do, and how to see it again.
 */
import type { Finding, ToldProperty } from '../../model/finding.ts';
import type { Flaw } from '../../model/flaw.ts';
import { type FlawStatus, flawStatusOf } from '../acceptedText.ts';
import { conditionLine } from '../conditionText.ts';
import { attackLines, placeLine, powerWords, touchedLines } from '../findingText.ts';
import { shortenFile } from '../place.ts';
import { keyAnatomy } from './keyAnatomy.ts';
import { html, type Markup, raw } from './markup.ts';
import { raceDrawing } from './raceDrawing.ts';
import { requestMarkup } from './requestText.ts';
import { placedIn, type ShownPlace } from './sourceLines.ts';
import { walkDrawing } from './walkDrawing.ts';

export interface StoryParts {
  readonly cwd: string;
  readonly readSource: (place: ShownPlace) => Markup;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly properties: ReadonlyMap<string, ToldProperty>;
}

const statusWords: Readonly<Record<FlawStatus, string>> = {
  new: '',
  known: ' · known before this run',
  accepted: ' · accepted',
  expired: ' · no longer accepted',
};

const furtherMax = 30;
const placesMax = 4;
const storyCharactersMax = 400;

/** An `article` with an `h3`, whose id is {@link flawAnchor}. */
export function flawStory(flaw: Flaw, parts: StoryParts): Markup {
  const { first, severity } = flaw;
  const anchor = flawAnchor(flaw.id);
  return html`<article class="flaw ${severity}" id="${anchor}" data-severity="${flaw.ifGranted?.severity ?? severity}" aria-labelledby="${anchor}-title">
<h3 id="${anchor}-title"><span class="severity ${severity}">${severity}</span> ${flaw.title}</h3>
<p>${raw(first.summary)}</p>
<p class="dim">${placeLine(first, parts.cwd)} · ${flaw.cwes.join(', ')} · needs ${powerWords[flaw.power]}${statusWords[flawStatusOf(flaw)]}${first.confirmed === 'flaky' ? ' · does not repeat every time' : ''}</p>
${flaw.accepted === undefined ? null : html`<p><strong>${flaw.accepted.expired ? 'Was accepted, and is over' : 'Accepted'}</strong> (until ${flaw.accepted.until}): ${raw(flaw.accepted.because)}</p>`}
${flaw.ifGranted === undefined ? null : html`<p>It counts if ${conditionLine(flaw.ifGranted)}.</p>`}
<h4>The attack</h4>
${attackMarkup(first, anchor)}
<h4>What was touched, and whose it was</h4>
<pre>${linesMarkup(touchedLines(first, storyCharactersMax))}</pre>
${keyMarkup(first)}
<h4>In your code</h4>
${sourceMarkup(first, parts)}
<h4>Why this is wrong, and what to do</h4>
${adviceMarkup(first.property, parts.properties.get(first.property))}
${alsoMarkup(flaw, parts)}
<h4>See it again</h4>
<pre>trespass replay ${flaw.id}</pre>
${furtherMarkup(flaw, parts)}
</article>
`;
}

/** The id of a flaw's article. Ids of findings that are no ids stay text. */
export function flawAnchor(id: string): string {
  return `flaw-${encodeURIComponent(id.toWellFormed())}`;
}

function attackMarkup(first: Finding, anchor: string): Markup {
  const { layout, race } = attackLines(first, storyCharactersMax);
  const planted =
    layout.length === 0 ? null : html`<p>Planted beforehand:</p><pre>${linesMarkup(layout)}</pre>`;
  return html`${planted}${requestMarkup(first)}
${walkDrawing(first.evidence.access?.walk, anchor)}
${raceDrawing(first, race, anchor)}`;
}

function keyMarkup(first: Finding): Markup | null {
  const rows = keyAnatomy(first);
  return rows.length === 0 ? null : html`<p>How the key is made:</p>${rows}`;
}

/** The place that belongs to the operation, and those that it went through from there. */
function sourceMarkup({ location, via = [] }: Finding, { cwd, readSource }: StoryParts): Markup {
  if (location === null) return html`<p class="dim">No line of the target is known.</p>`;
  const places = [location, ...via].slice(0, placesMax);
  const left = via.length + 1 - places.length;
  return html`${places.map(
    (place) =>
      html`<p class="mono">${shortenFile(place.file, cwd)}:${place.line}</p>${readSource(placedIn(place, cwd))}`,
  )}${left > 0 ? html`<p class="dim">and ${left} more places in the JSON report</p>` : null}`;
}

function adviceMarkup(id: string, property: ToldProperty | undefined): Markup {
  if (property === undefined) return html`<p><strong>${id}</strong></p>`;
  const { promise, cwe, advice } = property;
  const remedy =
    advice === undefined
      ? null
      : html`<p><strong>Remedy.</strong> ${advice.remedy} <a href="#${remedyAnchor(id)}">Example for ${id}</a></p>`;
  return html`<p><strong>${id}</strong> (${cwe}) promises: ${promise}</p>${remedy}`;
}

/** The other promises that it breaks, each with its remedy. */
function alsoMarkup({ consequences, first }: Flaw, { properties }: StoryParts): Markup | null {
  const others = consequences.filter(({ property }) => property !== first.property);
  if (others.length === 0) return null;
  const links = others.map(({ property, severity, finding }) => {
    const name =
      properties.get(property)?.advice === undefined
        ? html`${property}`
        : html`<a href="#${remedyAnchor(property)}">${property}</a>`;
    return html`<li><span class="severity ${severity}">${severity}</span> ${name} <span class="dim">${finding}</span></li>`;
  });
  return html`<p>It also breaks:</p><ul>${links}</ul>`;
}

export function remedyAnchor(property: string): string {
  return `remedy-${encodeURIComponent(property.toWellFormed())}`;
}

function furtherMarkup(flaw: Flaw, { findings, cwd }: StoryParts): Markup | null {
  if (flaw.further.length === 0) return null;
  const shown = flaw.further.slice(0, furtherMax).flatMap((id) => findings.get(id) ?? []);
  const left = flaw.further.length - shown.length;
  return html`<details><summary>${flaw.further.length} further attacks that show it</summary><ul>${shown.map(
    (finding) =>
      html`<li><span class="severity ${finding.severity}">${finding.severity}</span> ${raw(finding.property)}: ${raw(finding.summary)} <span class="dim">${placeLine(finding, cwd)}, ${finding.id}</span></li>`,
  )}</ul>${left > 0 ? html`<p>and ${left} more in the JSON report</p>` : null}</details>`;
}

export function linesMarkup(lines: readonly string[]): readonly Markup[] {
  return lines.map(
    (line) => html`${line}
`,
  );
}
