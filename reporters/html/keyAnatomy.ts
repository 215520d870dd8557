/**
 * The anatomy of a key: which characters the attacker sent, and which the target put around them. Where two steps come to one key
 * with other arguments, the joined text is shown split in both ways.
 */
import type { Finding } from '../../model/finding.ts';
import type { Resource } from '../../model/observation.ts';
import { html, type Markup, raw } from './markup.ts';
import { type ArgumentText, sentTexts } from './sentTexts.ts';

interface KeyCell {
  readonly unsafeText: string;
  /** Null for what the target put there. */
  readonly unsafeParameter: string | null;
}

/** Empty for a finding that is about no key. */
export function keyAnatomy(finding: Finding): readonly Markup[] {
  const { access } = finding.evidence;
  const sent = sentTexts(finding);
  if (access === null) return finding.property === 'no-key-collision' ? bothSplits(sent) : [];
  return attributesOf(access.resource).map(
    ([name, text]) =>
      html`<p class="dim">${raw(name)}</p>${keyRow(
        cellsOf(
          text,
          sent.filter(({ step }) => step <= access.step),
        ),
      )}`,
  );
}

/** The texts of a key by attribute. */
function attributesOf(resource: Resource): readonly (readonly [name: string, text: string])[] {
  if (resource.store === 'file') return [];
  if (resource.store === 'object') return [[`key in bucket ${resource.bucket}`, resource.key]];
  return Object.entries(resource.key).flatMap(([name, value]): [string, string][] => {
    const typed = typeof value === 'object' && value !== null ? Object.entries(value)[0] : undefined;
    const [type, text] = typed ?? [];
    return typeof text === 'string' && type !== undefined
      ? [[`${name} in table ${resource.table} (${type})`, text]]
      : [];
  });
}

/** From left to right, the longest sent text that stands there. */
function cellsOf(text: string, sent: readonly ArgumentText[]): readonly KeyCell[] {
  const longestFirst = sent
    .flatMap(({ unsafeText, unsafeParameter }) =>
      unsafeText === null || unsafeText === '' ? [] : [{ unsafeText, unsafeParameter }],
    )
    .toSorted((one, other) => other.unsafeText.length - one.unsafeText.length);
  const cells: KeyCell[] = [];
  for (let at = 0; at < text.length; ) {
    const last = cells.at(-1);
    const follows = at === 0 || last?.unsafeParameter !== null || !isWordCharacter(text.charAt(at - 1));
    const found = longestFirst.find(
      (one) =>
        text.startsWith(one.unsafeText, at) &&
        (one.unsafeText.length >= tellingLength ||
          (follows && endsThere(text, at + one.unsafeText.length, longestFirst))),
    );
    if (found !== undefined) cells.push(found);
    else if (last?.unsafeParameter === null)
      cells[cells.length - 1] = { ...last, unsafeText: last.unsafeText + text.charAt(at) };
    else cells.push({ unsafeText: text.charAt(at), unsafeParameter: null });
    at += found?.unsafeText.length ?? 1;
  }
  return cells;
}

/** A shorter text stands in many words by chance, so it counts between delimiters and other sent texts only. */
const tellingLength = 3;

function endsThere(text: string, at: number, sent: readonly { readonly unsafeText: string }[]): boolean {
  return !isWordCharacter(text.charAt(at)) || sent.some(({ unsafeText }) => text.startsWith(unsafeText, at));
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

const keyDelimiters = ['', '#', ':', '/', '|', '-', '_', '.', '@', '~', '+', '!', ',', ' ', '##', '::', '--'];

/** The first two steps that differ, where one delimiter makes one text of both. */
function bothSplits(sent: readonly ArgumentText[]): readonly Markup[] {
  const [first = 0, second = 0] = [...new Set(sent.map(({ step }) => step))].slice(-2);
  const texts = (step: number): readonly ArgumentText[] => sent.filter((one) => one.step === step);
  const joined = (step: number, by: string): string =>
    texts(step)
      .map(({ unsafeText }) => unsafeText ?? '')
      .join(by);
  const delimiter = keyDelimiters.find((by) => joined(first, by) === joined(second, by));
  if (delimiter === undefined || first === second) return [];
  return [first, second].map((step) => {
    const cells = texts(step).flatMap(({ unsafeText, unsafeParameter }, index): KeyCell[] => [
      ...(index === 0 || delimiter === '' ? [] : [{ unsafeText: delimiter, unsafeParameter: null }]),
      { unsafeText: unsafeText ?? '', unsafeParameter },
    ]);
    return html`<p class="dim">As step ${step + 1} means it</p>${keyRow(cells)}`;
  });
}

function keyRow(cells: readonly KeyCell[]): Markup {
  return html`<div class="key">${cells.map(({ unsafeText, unsafeParameter }) =>
    unsafeParameter === null
      ? html`<span class="cell"><code>${raw(unsafeText)}</code><small>the target’s</small></span>`
      : html`<span class="cell sent"><code>${raw(unsafeText)}</code><small>sent as ${raw(unsafeParameter)}</small></span>`,
  )}</div>`;
}
