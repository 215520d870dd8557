/**
 * The one escaper of hostile text: lossless, printable, one line. Controls, separators, bidi marks, lone surrogates, unassigned
 * and private characters become `\u{…}`, undecodable bytes `\xNN`, and the backslash `\\`. Nothing is stripped. The result
 * contains no character that a terminal, an HTML page or an XML file interprets, apart from `<`, `>`, `&` and quotes, which the
 * libraries of these formats escape.
 */
export function escapeText(unsafe: string): string {
  let safe = '';
  for (const character of unsafe) safe += escapeCharacter(character);
  return safe;
}

/**
 * The reverse of {@link escapeText}; throws a SyntaxError on a sequence that the escaper never writes.
 *
 * @internal Nothing unescapes but the tests, which show by it that nothing is lost.
 */
export function unescapeText(safe: string): string {
  return safe.replace(
    /\\(?:(\\)|x([0-9a-f]{2})|u\{([0-9a-f]{1,6})\}|(.?))/gsu,
    (all, backslash, byte, code) => {
      if (backslash !== undefined) return '\\';
      if (byte !== undefined) return String.fromCharCode(0xdc00 + Number.parseInt(byte, 16));
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      throw new SyntaxError(`not an escape: ${all}`);
    },
  );
}

const visible = /^[\p{L}\p{N}\p{P}\p{S} ]$/u;

function escapeCharacter(character: string): string {
  if (character === '\\') return '\\\\';
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  // Halfwidth fillers and the like are letters by category, but invisible.
  const blank = code === 0x115f || code === 0x1160 || code === 0x3164 || code === 0xffa0 || code === 0x2800;
  return visible.test(character) && !blank ? character : `\\u{${code.toString(16)}}`;
}
