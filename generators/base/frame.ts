/**
 * Finds the frame of a harmless value, and puts hostile texts into it: `mailto:kq7w@example.com` has the frame `mailto:` and
 * `@example.com`, and `../x` becomes `mailto:../x@example.com`.
 */
import { filledText } from '../../model/archive.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { holdsPlaceholder } from '../../model/placeholder.ts';
import { partsOf, type Text, textOf } from '../../model/text.ts';
import { fileNamedIn } from './fileNames.ts';
import { startsRooted, staysInArena } from './harmlessText.ts';
import { withAttacker } from './withAttacker.ts';

/**
 * What a harmless value has before and behind its own word (`mailto:` and `@example.com`), or before and behind the
 * file that it names (`include "` and `"`); null where nothing.
 */
export type Frame = readonly [before: string, after: string] | null;

/** The harmless value around which a frame is made; an extension alone is no frame. */
interface Harmless {
  readonly knowledge: Knowledge;
  readonly extension: string;
}

/**
 * What a harmless value has before and behind its own word, as the attacker would fill it in, before and behind the file of
 * the sandbox that it names among other words, or before the name in its folder. An extension alone is no frame.
 */
export function frameOfExample(example: string, aim: Harmless): Frame {
  const core = fileNamedIn(example, aim.knowledge.files.names);
  if (core !== null) return frameAround(example, core);
  return holdsPlaceholder(withoutPlaces(example)) ? frameOf(example, aim) : folderFrame(example);
}

function frameOf(example: string, { knowledge, extension }: Harmless): Frame {
  const parts = withAttacker(example, knowledge.actors).split(/\{(?:token|from)\}/);
  const [before = '', after = ''] = parts;
  const plain = parts.length === 2 && !/\{\w+\}/.test(withoutPlaces(before + after));
  return plain && before + after !== '' && before + after !== extension ? [before, after] : null;
}

function withoutPlaces(example: string): string {
  return example.replace(/\{(?:sandbox(?::[\w-]+)?|temp)\}/g, '');
}

/**
 * The folder of a path that is relative or starts at a place of the arena, so that checks and joins of its first components
 * still pass; null if nobody could know the folder.
 */
function folderFrame(example: string): Frame {
  const end = example.lastIndexOf('/') + 1;
  const folder = example.slice(0, end);
  const isPlain =
    /^(?:\{(?:sandbox(?::[\w-]+)?|temp)\}\/)?(?:[\p{L}\p{N}_.-]+\/)*$/u.test(folder) &&
    folder !== '' &&
    end < example.length;
  return isPlain && !/\d{6}|[0-9a-f]{8}-|zq[a-z2-7]{14}/i.test(folder) ? [folder, ''] : null;
}

function frameAround(example: string, core: string): Frame {
  const [before = '', ...after] = example.split(core);
  return [before, after.join(core)];
}

/**
 * The text within the frame of the parameter's harmless value, so that it passes for one; null if there is no frame, or if the
 * result would name a place of the real system. A frame that itself begins with a slash (`/files/?name=`) is as harmless as the
 * harmless value: a target that takes it for a path of the real system would have used that in rehearsal.
 */
export function harmlesslyFramed({ frame }: { readonly frame: Frame }, text: Text): Text | null {
  if (frame === null) return null;
  const [before, after] = frame.map((around) => partsOf(filledText(around, '')));
  const framed = textOf([...(before ?? []), ...partsOf(text), ...(after ?? [])]);
  return staysInArena(framed) || (startsRooted(frame[0]) && staysInArena(text)) ? framed : null;
}
