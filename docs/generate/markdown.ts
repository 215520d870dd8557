/** Pieces of Markdown that several pages have. */

/** Said at the end of every generated page. */
export const generated = 'This page is generated from the code by `npm run docs`.';

export function paragraphs(...parts: readonly (string | null)[]): string {
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

export function python(source: string): string {
  return `\`\`\`python\n${source}\n\`\`\``;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
