/** The source of a regular expression that matches a text as it is: `a.b` becomes `a\.b`. */
export function literalPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
