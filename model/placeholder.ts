/** The placeholders in strings of an example. Any other text in braces is the target's own. */
export const placeholder: RegExp =
  /\{(?:token|content|uuid|actor|round|from|sandbox(?::[\w-]+)?|temp|config|inbox)\}/g;

export function holdsPlaceholder(example: string): boolean {
  return example.search(placeholder) >= 0;
}
