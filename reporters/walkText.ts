/** Shows the walk of a path, and which parts of the input matter. Lines are escaped one by one. */
import { escapeText } from '../model/escape.ts';
import { limits } from '../model/limits.ts';
import type { Mattering, Walk, WalkStep } from '../model/walk.ts';
import { clipText } from './attackText.ts';

const nameCharactersMax = 40;

/** One line for each component: its name, its kind, and where it left the sandbox. Empty without a walk. */
export function walkLines(walk: Walk | undefined): readonly string[] {
  if (walk === undefined) return [];
  const names = walk.steps.map(({ unsafeName }) => escapeText(clipText(unsafeName, nameCharactersMax)));
  const width = Math.max(...names.map((name) => name.length));
  const lines = walk.steps.map((step, index) => `${(names[index] ?? '').padEnd(width)}  ${stepWords(step)}`);
  if (walk.left === 0) return lines;
  const middle = limits.walkHeadMax;
  return [...lines.slice(0, middle), `and ${walk.left} more`, ...lines.slice(middle)];
}

function stepWords(step: WalkStep): string {
  const { became, unsafeSameAs, leaves } = step;
  const said = [
    kindWords(step),
    ...(became === undefined ? [] : [became]),
    ...(unsafeSameAs === undefined ? [] : [`the same file as ${escapeText(unsafeSameAs)}`]),
  ].join(', ');
  if (leaves === undefined) return said;
  return `${said}  ${leavesWords[leaves]}`;
}

const leavesWords: Readonly<Record<NonNullable<WalkStep['leaves']>, string>> = {
  sandbox: 'leaves the sandbox here',
  given: 'leaves the folder that it is given here',
  own: "is another's from here",
};

function kindWords({ unsafeName, was, unsafeTarget, unsafeAt }: WalkStep): string {
  const at = escapeText(unsafeAt);
  if (was === 'link' && unsafeTarget !== undefined) {
    const target = escapeText(clipText(unsafeTarget, nameCharactersMax * 2));
    return target === at ? `link to ${at}` : `link to ${target}, which is ${at}`;
  }
  return unsafeName === '..' && was === 'folder' ? at : was;
}

/** `../../ of name; the rest may be anything`, one line for each argument. */
export function matteringLines(
  mattering: readonly Mattering[] | undefined,
  charactersMax: number,
): readonly string[] {
  return (mattering ?? []).map(({ step, parameter, parts }, _, all) => {
    const kept = parts.filter(({ matters }) => matters);
    const shown = kept.map(({ unsafeText }) => escapeText(clipText(unsafeText, charactersMax))).join(' … ');
    const where = all.some((other) => other.step !== step) ? ` in step ${step + 1}` : '';
    const name = `${escapeText(parameter)}${where}`;
    if (kept.length === parts.length) return `all of ${name}`;
    return kept.length === 0 ? `nothing of ${name}` : `${shown} of ${name}; the rest may be anything`;
  });
}
