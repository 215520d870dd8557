/**
 * Python as a template: common indentation is taken off, what is put in keeps the indentation of its place, and a line that
 * holds nothing but an empty value goes. Backslashes stand as they are.
 */
export function python(strings: TemplateStringsArray, ...values: readonly string[]): string {
  let text = strings.raw[0] ?? '';
  for (const [index, value] of values.entries()) {
    const indent = /(?:^|\n)([ ]*)[^\n]*$/.exec(text)?.[1] ?? '';
    const before = value === '' && /(^|\n) *$/.test(text) ? gone : '';
    text += before + value.replaceAll('\n', `\n${indent}`) + (strings.raw[index + 1] ?? '');
  }
  const lines = text
    .split('\n')
    .filter((line) => !(line.trimStart().startsWith(gone) && line.trim() === gone));
  const indents = lines.flatMap((line) =>
    line.trim() === '' ? [] : [line.length - line.trimStart().length],
  );
  const common = Math.min(...indents);
  return lines
    .map((line) => line.replaceAll(gone, '').slice(common).trimEnd())
    .join('\n')
    .trim();
}

/** Marks the place of an empty value. */
const gone = '\u0000';

/** A text as a Python literal. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Of the standard library, what generated modules import. */
const standardModules: ReadonlySet<string> = new Set([
  ...[
    'base64',
    'hashlib',
    'html',
    'json',
    'os',
    'pathlib',
    'posixpath',
    're',
    'secrets',
    'shutil',
    'stat',
    'tarfile',
  ],
  ...['tempfile', 'unicodedata', 'urllib', 'uuid', 'zipfile'],
]);

/** A module: imports in groups as isort has them, names of one module in one line and unused ones left out, then its parts with two empty lines between. */
export function moduleOf(title: string, imports: readonly string[], parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '').join('\n\n\n');
  const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b(?!=)`).test(body);
  const named = new Map<string, Set<string>>();
  for (const line of imports) {
    const [, from, names = ''] = /^(from \S+ import )(.*)$/.exec(line) ?? [];
    const [key, used] = from === undefined ? [line, ['']] : [from, names.split(', ').filter(isUsed)];
    if (used.length > 0) named.set(key, new Set([...(named.get(key) ?? []), ...used]));
  }
  const lines = [...named].map(([from, names]) => from + [...names].sort().join(', ')).sort();
  const groupOf = (line: string): string => {
    if (/^from \S+ import (?:.*, )?(?:inputs|stores|work)\b/.test(line)) return 'own';
    return standardModules.has(/^(?:import|from) (\w+)/.exec(line)?.[1] ?? '') ? 'standard' : 'installed';
  };
  const groups = ['standard', 'installed', 'own'].map((group) =>
    // `import` comes before `from`, whatever the module.
    lines
      .filter((line) => groupOf(line) === group)
      .sort((one, other) => Number(other.startsWith('import ')) - Number(one.startsWith('import '))),
  );
  const head = groups.filter((group) => group.length > 0).map((group) => group.join('\n'));
  return `"""${title}"""\n\n${head.join('\n\n')}\n\n\n${body}\n`;
}
