/**
 * The page: overview, flaws, operations, ledger, remedies. It holds all that it needs and asks the network for nothing, which its
 * policy makes sure of: only its own style and its own script run, by their hashes.
 */
import { createHash } from 'node:crypto';
import { severities, type ToldProperty } from '../../model/finding.ts';
import type { Flaw } from '../../model/flaw.ts';
import { limits } from '../../model/limits.ts';
import { conditionalTitle } from '../conditionText.ts';
import { formatCount } from '../quantity.ts';
import { flawsOfRun } from '../runFlaws.ts';
import { isAccepted, type RunRecord } from '../runRecord.ts';
import { flawAnchor, flawStory, remedyAnchor, type StoryParts } from './flawStory.ts';
import { ledgerSection } from './ledgerMatrix.ts';
import { html, type Markup, markupText, ownContent } from './markup.ts';
import { operationTable, overview } from './overview.ts';
import { script } from './script.ts';
import type { ShownPlace } from './sourceLines.ts';
import { style } from './style.ts';

export interface PageParts {
  readonly cwd: string;
  readonly readSource: (place: ShownPlace) => Markup;
  /** The run goes on, so that its end is not missing; absent for a report of a whole run. */
  readonly isRunning?: boolean;
}

export function pageOf(record: RunRecord, { cwd, readSource, isRunning = false }: PageParts): string {
  const flaws = flawsOfRun(record);
  const properties = new Map((record.started?.properties ?? []).map((one) => [one.id, one]));
  const findings = new Map(record.findings.map((finding) => [finding.id, finding]));
  const stories = storiesOf(flaws, { cwd, readSource, findings, properties });
  const broken = new Set(flaws.flatMap(({ consequences }) => consequences.map(({ property }) => property)));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trespass report</title>
<style>${ownContent`${style}`}</style></head>
<body><a class="skip" href="#flaws">Skip to the flaws</a>
<header><h1>Trespass report</h1>${contents}</header>
<main>
${overview(record, flaws, isRunning)}${operationTable(record, flaws)}${stories}${ledgerSection(record)}${remedies([...properties.values()].filter(({ id }) => broken.has(id)))}
</main>
<script>${ownContent`${script}`}</script></body></html>
`;
  return markupText(page);
}

const contents: Markup = html`<nav aria-label="Contents"><ul class="counts"><li><a href="#overview">Overview</a></li><li><a href="#operations">Operations</a></li><li><a href="#flaws">Flaws</a></li><li><a href="#ledger">What was tried</a></li><li><a href="#remedies">Remedies</a></li></ul></nav>`;

const policy: string = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

function storiesOf(flaws: readonly Flaw[], parts: StoryParts): Markup {
  const told = withinBounds(flaws, parts);
  const conditional = ({ flaw: { ifGranted } }: ToldFlaw): boolean => ifGranted !== undefined;
  const informative = ({ flaw: { severity, ifGranted } }: ToldFlaw): boolean =>
    severity === 'info' && ifGranted === undefined;
  const decided = told.filter(({ flaw }) => isAccepted(flaw));
  const open = told.filter((one) => !decided.includes(one));
  const failing = open.filter((one) => !conditional(one) && !informative(one));
  return html`<section aria-labelledby="flaws"><h2 id="flaws">Flaws</h2>${filters}
${failing.length === 0 ? html`<p>None that fails the run.</p>` : failing.map(({ story }) => story)}</section>
${group('accepted', 'Accepted', decided, 'People live with these for now, so that they fail no run')}${group('conditional', 'If the attacker can do more', open.filter(conditional), conditionalTitle)}${group('informative', 'What only informs', open.filter(informative), 'These fail no run, because safe code does them too')}`;
}

const filters: Markup = html`<form class="filters" id="filters" hidden><label for="words">Words in a flaw <input id="words" type="search"></label><label for="worst">At least as severe as <select id="worst">${severities.toReversed().map((severity) => html`<option>${severity}</option>`)}</select></label><output id="shown" for="words worst"></output></form>`;

function group(id: string, title: string, told: readonly ToldFlaw[], why: string): Markup | null {
  if (told.length === 0) return null;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p>${why}.</p>
<details><summary>${formatCount(told.length)} of them</summary>${told.map(({ story }) => story)}</details></section>
`;
}

interface ToldFlaw {
  readonly flaw: Flaw;
  readonly story: Markup;
}

/** The worst flaws in full as far as there is room; of the rest the title, and why. */
function withinBounds(flaws: readonly Flaw[], parts: StoryParts): readonly ToldFlaw[] {
  let left: number = limits.htmlStoriesBytesMax;
  return flaws.map((flaw) => {
    if (left <= 0) return { flaw, story: titleAlone(flaw) };
    const story = flawStory(flaw, parts);
    left -= Buffer.byteLength(markupText(story));
    return { flaw, story };
  });
}

function titleAlone({ id, severity, title }: Flaw): Markup {
  return html`<article class="flaw ${severity}" id="${flawAnchor(id)}" data-severity="${severity}"><h3><span class="severity ${severity}">${severity}</span> ${title}</h3><p>Not told in full, because the page would be too large; the JSON report has it: ${id}.</p></article>
`;
}

function remedies(properties: readonly ToldProperty[]): Markup {
  const told = properties.flatMap(({ id, cwe, advice }) =>
    advice === undefined
      ? []
      : [
          html`<h3 id="${remedyAnchor(id)}">${id} (${cwe})</h3><p>${advice.remedy}</p><h4>Flawed</h4><pre>${codeLines(advice.flawed)}</pre><h4>Corrected</h4><pre>${codeLines(advice.corrected)}</pre>`,
        ],
  );
  return html`<section aria-labelledby="remedies"><h2 id="remedies">Remedies</h2>${told.length === 0 ? html`<p>None is needed, or none is known.</p>` : told}</section>
`;
}

function codeLines(code: string): readonly Markup[] {
  return code.split('\n').map(
    (line) => html`${line}
`,
  );
}
