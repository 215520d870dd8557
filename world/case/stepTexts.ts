/** The texts of one argument of an attack, wherever they stand in it: a file's name and what it holds, members of archives. */
import { archiveTexts } from '../../model/archive.ts';
import { type Argument, archiveIn } from '../../model/attack.ts';
import type { Text } from '../../model/text.ts';

export function stepTexts(argument: Argument): readonly Text[] {
  const archive = archiveIn(argument);
  const packed = archive === null ? [] : archiveTexts(archive);
  if ('text' in argument) return [argument.text];
  if ('json' in argument) return argument.within === undefined ? [] : [argument.within];
  if (!('file' in argument)) return packed;
  const { name, content } = argument.file;
  return [name, ...('text' in content ? [content.text] : packed)];
}
