/** Parses a page as a browser would and says what is wrong with its structure, one line each. */
import { Parser } from 'htmlparser2';

export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of the elements around it, the outermost first. */
  readonly within: readonly string[];
  /** All text in it. */
  text: string;
}

export interface ParsedPage {
  readonly elements: readonly PageElement[];
  readonly text: string;
  /** Elements that no tag of their own ended. */
  readonly unclosed: readonly string[];
}

const voidElements = new Set(['meta', 'input', 'br', 'img', 'link', 'hr']);

export function parsePage(page: string): ParsedPage {
  const elements: PageElement[] = [];
  const open: PageElement[] = [];
  const unclosed: string[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const element = { name, attributes, within: open.map((outer) => outer.name), text: '' };
      elements.push(element);
      open.push(element);
    },
    ontext: (piece) => {
      text += piece;
      for (const element of open) element.text += piece;
    },
    onclosetag: (name, implied) => {
      open.pop();
      const isSelfClosed = /^(?:rect|line|path|circle|polyline)$/.test(name);
      if (implied && !voidElements.has(name) && !isSelfClosed) unclosed.push(name);
    },
  });
  parser.end(page);
  return { elements, text, unclosed: [...unclosed, ...open.map(({ name }) => name)] };
}

/** Faults of structure that keep a page from being read by keyboard, by ear or at all. */
export function structureFaults({ elements, unclosed }: ParsedPage): string[] {
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  const has = (id: string): boolean => ids.includes(id);
  const references = elements.flatMap(({ attributes }) => [
    ...(attributes['aria-labelledby']?.split(' ') ?? []),
    ...(attributes['for']?.split(' ') ?? []),
    ...(attributes['href']?.startsWith('#') === true ? [attributes['href'].slice(1)] : []),
  ]);
  return [
    ...unclosed.map((name) => `${name} is not closed`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`),
    ...references.filter((id) => !has(id)).map((id) => `${id} is referred to and not there`),
    ...headingFaults(elements),
    ...elements.flatMap(elementFaults),
  ];
}

function headingFaults(elements: readonly PageElement[]): string[] {
  const levels = elements.flatMap(({ name }) => /^h([1-6])$/.exec(name)?.[1] ?? []).map(Number);
  const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  const tops = levels.filter((level) => level === 1).length;
  return [
    ...skipped.map((level) => `h${level} skips a level`),
    ...(tops === 1 ? [] : [`there are ${tops} h1`]),
  ];
}

function elementFaults({ name, attributes, within, text }: PageElement): string[] {
  const handlers = Object.keys(attributes).filter((attribute) => /^on|^style$|^src/.test(attribute));
  const isUnnamed =
    name === 'svg' && (attributes['role'] !== 'img' || attributes['aria-labelledby'] === undefined);
  const isUnlabelled = (name === 'input' || name === 'select') && !within.includes('label');
  const isMute = attributes['tabindex'] === '0' && attributes['aria-label'] === undefined;
  const isEmpty = /^(?:h[1-6]|a|th|title|summary|caption)$/.test(name) && text.trim() === '';
  return [
    ...handlers.map((attribute) => `${name} has ${attribute}`),
    ...(isUnnamed ? ['svg has no name'] : []),
    ...(isUnlabelled ? [`${name} has no label`] : []),
    ...(isMute ? [`${name} is stopped at and says nothing`] : []),
    ...(isEmpty ? [`${name} is empty`] : []),
  ];
}
