/**
 * Puts a text into the file format that a parameter takes: for a PNG parameter `../a` becomes a valid picture that contains
 * `../a`. Pure.
 */
import { fileOf, formatTypes } from '../../model/fileFormat.ts';
import type { Parameter } from '../../model/operation.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import { textOfBytes } from '../../model/text.ts';

/** The argument in the parameter's format; `says` keeps the text, which the format may encode. */
export function inFormat({ format }: Parameter, argument: ResolvedArgument): ResolvedArgument {
  if (format === undefined) return argument;
  if (argument.kind === 'bytes') {
    const { bytes, says } = formed(format, argument.bytes, argument.says);
    return { kind: 'bytes', bytes, says };
  }
  if (argument.kind !== 'file') return argument;
  const { bytes, says } = formed(format, argument.content, argument.says);
  const isPlain = ['text/plain', 'application/octet-stream'].includes(argument.contentType);
  return {
    ...{ kind: 'file', name: argument.name, content: bytes, says },
    contentType: isPlain ? formatTypes[format] : argument.contentType,
  };
}

function formed(
  format: NonNullable<Parameter['format']>,
  content: Uint8Array,
  said: readonly string[] | undefined,
): { readonly bytes: Uint8Array; readonly says: readonly string[] } {
  const text = textOfBytes(content);
  return { bytes: fileOf(format, text), says: said ?? [text] };
}
