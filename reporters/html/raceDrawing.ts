/**
 * Draws a race as a time line from top to bottom: the accesses of the step, the moment at which the intruder acts, and what the
 * step does next. Where a whole step is done in the middle of another one, it stands in a lane of its own.
 */
import { isBetweenSteps, type Race } from '../../model/attack.ts';
import type { Finding } from '../../model/finding.ts';
import { describeAccess } from '../findingText.ts';
import { html, type Markup } from './markup.ts';

interface Moment {
  readonly words: string;
  readonly by: 'target' | 'intruder';
}

const momentHeight = 34;
const momentCharacterWidth = 8;
const laneWidth = 26;
const momentCharactersMax = 120;

/** Null without a race. `what` is the intruder's act in words, escaped. */
export function raceDrawing(finding: Finding, what: string | null, id: string): Markup | null {
  const { race } = finding.attack;
  if (race === null) return null;
  const moments = momentsOf(race, what ?? 'the intruder acts', usedText(finding));
  const width = 70 + Math.max(...moments.map(({ words }) => words.length)) * momentCharacterWidth;
  const height = moments.length * momentHeight;
  const title = `${id}-race`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Time line of the race"><svg role="img" aria-labelledby="${title}" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title id="${title}">Time line of step ${race.step + 1}: ${moments.map(({ words }) => words).join('; ')}</title><line class="wire" x1="14" y1="10" x2="14" y2="${height - 10}"/>${moments.map(momentMarkup)}</svg></div>`;
}

function momentMarkup({ words, by }: Moment, index: number): Markup {
  const y = index * momentHeight + momentHeight / 2;
  const x = by === 'target' ? 14 : 14 + laneWidth;
  const mark =
    by === 'target'
      ? html`<circle class="step" cx="${x}" cy="${y}" r="7"/>`
      : html`<path class="step beyond" d="M${x} ${y - 9}l9 9l-9 9l-9 -9z"/><line class="jump" x1="14" y1="${y}" x2="${x - 9}" y2="${y}"/>`;
  return html`${mark}<text class="${by === 'target' ? '' : 'beyond'}" x="${14 + 2 * laneWidth}" y="${y + 5}">${words}</text>`;
}

function momentsOf(race: Race, what: string, used: string): readonly Moment[] {
  const step = `step ${race.step + 1}`;
  const act: Moment = { by: 'intruder', words: momentWords(what) };
  if (race.flip !== undefined)
    return [{ by: 'target', words: `${step} begins` }, act, { by: 'target', words: used }];
  const [one, many] = isBetweenSteps(race) ? ['turn', 'turns'] : ['access', 'accesses'];
  const before: Moment = {
    by: 'target',
    words:
      race.at === 0 ? `${step} begins` : `${step} begins, and makes ${race.at} ${race.at === 1 ? one : many}`,
  };
  const goesOn: Moment = { by: 'target', words: `${step} goes on with its ${one} ${race.at + 1}` };
  const back: readonly Moment[] =
    race.back === null ? [] : [{ by: 'intruder', words: `${race.back} later, everything is back as it was` }];
  return [before, act, goesOn, ...back, { by: 'target', words: used }];
}

function usedText({ evidence: { access } }: Finding): string {
  return access === null ? 'the step ends' : momentWords(describeAccess(access));
}

function momentWords(words: string): string {
  return words.length > momentCharactersMax ? `${words.slice(0, momentCharactersMax)}…` : words;
}
