/** Colours text for a terminal, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

export type Paint = (style: Style | readonly Style[], text: string) => string;

/** Leaves text unchanged. */
export const plainPaint: Paint = (_style, text) => text;

const coloured: Paint = (style, text) =>
  styleText(typeof style === 'string' ? style : [...style], text, { validateStream: false });

export function paintFor(colour: boolean): Paint {
  return colour ? coloured : plainPaint;
}

/** `FORCE_COLOR` (unless 0 or false) wins over `NO_COLOR` (if not empty), and both over the terminal. */
export function wantsColour(
  terminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: kind } = environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return terminal && kind !== 'dumb';
}
