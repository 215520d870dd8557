/**
 * Texts of SARIF. Braces and brackets of hostile text are escaped, so that they form no placeholder and no link (SARIF 2.1.0,
 * 3.11.5 and 3.11.6).
 */
import { escapeText } from '../../model/escape.ts';

/** Raw text as a message. */
export function messageText(unsafe: string): string {
  return inMessage(escapeText(unsafe));
}

/** Text that is escaped already as a message. */
export function inMessage(safe: string): string {
  const unlinked = safe.includes('](') ? safe.replaceAll('[', '\\u{5b}') : safe;
  return unlinked.replaceAll('{', '{{').replaceAll('}', '}}');
}
