/**
 * All texts in one argument of an attack: of an upload its file name and content, of an archive the names, targets and contents
 * of its members.
 */
import { archiveTexts } from '../../model/archive.ts';
import { type Argument, archiveIn } from '../../model/attack.ts';
import { markedTexts } from '../../model/jsonText.ts';
import type { Text } from '../../model/text.ts';

export function stepTexts(argument: Argument): readonly Text[] {
  const archive = archiveIn(argument);
  const packed = archive === null ? [] : archiveTexts(archive);
  if ('text' in argument) return [argument.text];
  if ('json' in argument) return [...markedTexts(argument).values()];
  if (!('file' in argument)) return packed;
  const { name, content } = argument.file;
  return [name, ...('text' in content ? [content.text] : packed)];
}
