/** Words of a line for bash, of any bytes. A word cannot hold NUL. */
import { bytesOfText } from './text.ts';

export function shellWord(text: string): string {
  return shellWordOfBytes(bytesOfText(text));
}

function shellWordOfBytes(bytes: Uint8Array): string {
  const isPlain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isPlain
    ? `'${Buffer.from(bytes).toString('latin1').replaceAll("'", "'\\''")}'`
    : `$'${escapedBytes(bytes, "'\\")}'`;
}

/** A command that writes bytes, NUL included. */
export function printingCommand(bytes: Uint8Array): string {
  return `printf '${escapedBytes(bytes, "'\\%")}'`;
}

/** Bytes with octal escapes for those that are not printable, and for those in `special`. */
function escapedBytes(bytes: Uint8Array, special: string): string {
  const escaped = (byte: number): string => {
    const sign = String.fromCharCode(byte);
    const isPlain = byte >= 0x20 && byte < 0x7f && !special.includes(sign);
    return isPlain ? sign : `\\${byte.toString(8).padStart(3, '0')}`;
  };
  return [...bytes].map(escaped).join('');
}
