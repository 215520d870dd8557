/**
 * The page of a running campaign: parts that the server makes and escapes, and a script that puts each in its place when it has
 * changed. Flaws lead to the report so far, which is the HTML report.
 */
import { createHash } from 'node:crypto';
import { severities } from '../../model/finding.ts';
import type { Flaw } from '../../model/flaw.ts';
import { placeLine } from '../findingText.ts';
import { flawAnchor } from '../html/flawStory.ts';
import { html, type Markup, markupText, ownContent, raw } from '../html/markup.ts';
import { style } from '../html/style.ts';
import { formatCount, formatDuration, formatQuantity } from '../quantity.ts';
import { flawsOfRun } from '../runFlaws.ts';
import { heatMap } from './heatMap.ts';
import { watchPlot } from './watchPlot.ts';
import type { ProgressSample, WatchState } from './watchState.ts';

/** In the order of the page. */
const partNames = ['status', 'plot', 'flaws', 'map'] as const;

export type WatchParts = Readonly<Record<(typeof partNames)[number], string>>;

/** Flaws beyond that are in the report. */
const flawsMax = 300;
const paceSeconds = 30;

/** Makes parts again only where what they show has changed. */
export function watchPartsMaker(state: WatchState, cwd: string): () => WatchParts {
  let [flaws, map] = [emptyPart, emptyPart];
  return () => {
    const { record, cells, cellsVersion, samples } = state;
    if (flaws.of !== record.findings)
      flaws = { of: record.findings, text: markupText(flawList(flawsOfRun(record), cwd)) };
    const names = record.operations.map(({ name }) => name);
    if (map.of !== cellsVersion) map = { of: cellsVersion, text: markupText(heatMap(cells, names)) };
    return {
      ...{ status: markupText(runningStatus(state)), plot: markupText(watchPlot(samples)) },
      ...{ flaws: flaws.text, map: map.text },
    };
  };
}

const emptyPart: { readonly of: unknown; readonly text: string } = { of: null, text: '' };

function runningStatus({ record, samples, doing }: WatchState): Markup {
  const { stats, started, exitCode, errors } = record;
  const what =
    exitCode === null ? html`Running: ${raw(doing)}` : html`The run has ended, with exit code ${exitCode}.`;
  return html`<p><strong>${what}</strong></p>
<ul class="counts"><li>${formatQuantity(stats.cases, 'case')}</li><li>${formatDuration(stats.seconds)}</li><li>${formatCount(paceOf(samples))} cases a second</li><li>${formatQuantity(record.findings.length, 'finding')}</li>${errors.length === 0 ? null : html`<li>${formatQuantity(errors.length, 'error')}</li>`}${started === null ? null : html`<li>seed ${started.seed}</li>`}</ul>`;
}

/** Cases a second, of late. */
function paceOf(samples: readonly ProgressSample[]): number {
  const last = samples.at(-1);
  if (last === undefined) return 0;
  const since = samples.find(({ seconds }) => seconds >= last.seconds - paceSeconds);
  const first = since === undefined || since === last ? { seconds: 0, cases: 0 } : since;
  return (last.cases - first.cases) / Math.max(0.001, last.seconds - first.seconds);
}

function flawList(flaws: readonly Flaw[], cwd: string): Markup {
  if (flaws.length === 0) return html`<p>None so far.</p>`;
  const counts = severities.map((severity) => {
    const count = flaws.filter((flaw) => flaw.severity === severity).length;
    return html`<li><span class="severity ${severity}">${severity}</span> ${formatCount(count)}</li>`;
  });
  const shown = flaws
    .slice(0, flawsMax)
    .map(
      ({ id, severity, title, first }) =>
        html`<li><span class="severity ${severity}">${severity}</span> <a href="report#${flawAnchor(id)}">${title}</a> <span class="dim">${placeLine(first, cwd)}</span></li>`,
    );
  const left = flaws.length - shown.length;
  return html`<ul class="counts">${counts}</ul><ul class="plain">${shown}</ul>${left > 0 ? html`<p>and ${formatCount(left)} more in <a href="report">the report so far</a></p>` : null}`;
}

const watchScript = `
const source = new EventSource('events');
function put(parts) {
  for (const name of ${JSON.stringify(partNames)}) {
    if (typeof parts[name] === 'string') document.getElementById(name).innerHTML = parts[name];
  }
}
source.onmessage = (event) => put(JSON.parse(event.data));
source.addEventListener('ended', () => {
  source.close();
  document.getElementById('connection').textContent = 'The run has ended. This page stays as it is, and its links lead nowhere any more.';
});
source.onerror = () => { document.getElementById('connection').textContent = 'The run does not answer.'; };
source.onopen = () => { document.getElementById('connection').textContent = ''; };
`;

const heatStyle = `
td.heat1 { background: color-mix(in srgb, var(--accent) 10%, transparent); }
td.heat2 { background: color-mix(in srgb, var(--accent) 18%, transparent); }
td.heat3 { background: color-mix(in srgb, var(--accent) 26%, transparent); }
td.heat4 { background: color-mix(in srgb, var(--accent) 34%, transparent); }
td.heat5 { background: color-mix(in srgb, var(--accent) 42%, transparent); }
`;
const pageStyle: string = style + heatStyle;

/** For the header: its own style and script run, and it asks its own address alone. */
export const watchPolicy: string = [
  "default-src 'none'",
  `style-src '${sha256(pageStyle)}'`,
  `script-src '${sha256(watchScript)}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sha256(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/** `parts` were made by {@link watchPartsMaker}, so that they are put in as they are. */
export function watchPage(parts: WatchParts): string {
  const place = (name: keyof WatchParts): Markup => ownContent`${parts[name]}`;
  return markupText(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trespass campaign</title>
<style>${ownContent`${pageStyle}`}</style></head>
<body><header><h1>Trespass campaign</h1><p id="connection" role="status"></p></header>
<main>
<section aria-labelledby="now"><h2 id="now">Now</h2><div id="status">${place('status')}</div></section>
<section aria-labelledby="found"><h2 id="found">Flaws so far</h2><div id="flaws">${place('flaws')}</div><p><a href="report">The report so far</a></p></section>
<section aria-labelledby="shown"><h2 id="shown">What it has shown</h2><div id="plot">${place('plot')}</div></section>
<section aria-labelledby="tried"><h2 id="tried">What was tried</h2><div id="map">${place('map')}</div></section>
</main>
<script>${ownContent`${watchScript}`}</script></body></html>
`);
}
