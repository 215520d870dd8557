/** What a campaign has shown over time, as an inline drawing: it rises steeply at first, and is flat when nothing new comes any more. */
import { html, type Markup } from '../html/markup.ts';
import { formatCount, formatDuration } from '../quantity.ts';
import type { ProgressSample } from './watchState.ts';

const [width, height, left, bottom] = [640, 180, 56, 24] as const;

export function watchPlot(samples: readonly ProgressSample[]): Markup {
  const last = samples.at(-1);
  if (last === undefined) return html`<p class="dim">Nothing was tried yet.</p>`;
  const [end, top] = [Math.max(1, last.seconds), Math.max(1, last.shown)];
  const x = (seconds: number): string => (left + (seconds / end) * (width - left - 8)).toFixed(1);
  const y = (shown: number): string => (height - bottom - (shown / top) * (height - bottom - 16)).toFixed(1);
  const points = samples.map(({ seconds, shown }) => `${x(seconds)},${y(shown)}`).join(' ');
  const told = `${formatCount(last.shown)} new things shown in ${formatDuration(last.seconds)}`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Plot"><svg role="img" aria-labelledby="plot-title" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title id="plot-title">${told}</title>
<path class="wire" d="M${left} 8V${height - bottom}H${width - 8}"/>
<polyline class="walk" points="${points}"/>
<text class="dim" x="4" y="20">${formatCount(top)}</text><text class="dim" x="4" y="${height - bottom}">0</text>
<text class="dim" x="${left}" y="${height - 6}">0 s</text><text class="dim" x="${width - 90}" y="${height - 6}">${formatDuration(last.seconds)}</text>
</svg></div><p class="dim">${told}: effects, forms of answers, ways through the code.</p>`;
}
