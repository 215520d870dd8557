/**
 * Writes a config as TypeScript that a person goes on to edit: `text({ from: 'upload.response.id' })`, short values on one line,
 * what is uncertain as comments.
 */
import type { Json } from '../model/attack.ts';
import type { UserConfig, UserOperation, UserParameter } from './userConfig.ts';

/** Comments of a config, a sentence or a line each; where one has several lines they stand below one another. */
export interface ConfigComments {
  /** Above the config. */
  readonly head: readonly string[];
  /** Above the actors. */
  readonly actors: readonly string[];
  /** Below the last operation. */
  readonly operations: readonly string[];
}

const lineMax = 100;

export function configText(config: UserConfig, comments: ConfigComments): string {
  const used = new Set<string>();
  const { operations = {}, ...rest } = config;
  const members = Object.entries(rest).map(([name, value]) => {
    const above = name === 'actors' ? commentLines(comments.actors, '  ') : '';
    return `${above}  ${memberText(name, valueLiteral(value as Json, 2))},\n`;
  });
  const declared = Object.entries(operations).map(
    ([name, operation]) => `    ${memberText(name, operationLiteral(operation, used))},\n`,
  );
  const below = commentLines(comments.operations, '    ');
  const imports = ['defineConfig', ...[...used].sort()].join(', ');
  return (
    `${commentLines(comments.head, '')}import { ${imports} } from 'trespass';\n\n` +
    `export default defineConfig({\n${members.join('')}  operations: {\n${declared.join('')}${below}  },\n});\n`
  );
}

function commentLines(lines: readonly string[], indent: string): string {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => `${indent}//${line === '' ? '' : ` ${line}`}\n`)
    .join('');
}

function memberText(name: string, value: string): string {
  return `${nameText(name)}: ${value}`;
}

function nameText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name);
}

const parameterGroups = [
  'path',
  'query',
  'headers',
  'cookies',
  'form',
  'json',
  'multipart',
  'arguments',
  'options',
  'attributes',
] as const;

function operationLiteral(operation: UserOperation, used: Set<string>): string {
  const members = Object.entries(operation).map(([name, value]): [string, string] => {
    if (name === 'body') return [name, parameterText(value as UserParameter, used)];
    if (!(parameterGroups as readonly string[]).includes(name)) return [name, valueLiteral(value as Json, 6)];
    const parameters = Object.entries(value as Record<string, UserParameter>).map(
      ([parameter, declared]): [string, string] => [parameter, parameterText(declared, used)],
    );
    return [name, objectLiteral(parameters, 6)];
  });
  return objectLiteral(members, 4);
}

/** A parameter by the function that makes it. */
function parameterText({ kind, fixed, archive, ...options }: UserParameter, used: Set<string>): string {
  // `fixed()` takes a value alone.
  if (fixed === true && options.from !== undefined)
    return valueLiteral({ kind, ...options, fixed } as Json, 8);
  const name = fixed === true ? 'fixed' : archive === undefined || kind === 'file' ? kind : 'archive';
  used.add(name);
  if (fixed === true) return `fixed(${valueLiteral((options.example ?? '') as Json, 8)})`;
  const given = kind === 'file' && archive !== undefined ? { ...options, archive } : options;
  return Object.keys(given).length === 0 ? `${name}()` : `${name}(${valueLiteral(given as Json, 8)})`;
}

/** A value as TypeScript, on one line where it fits. */
function valueLiteral(value: Json, indent: number): string {
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return listText(
      value.map((one: Json) => valueLiteral(one, indent + 2)),
      indent,
    );
  const members = Object.entries(value).map(([name, one]): [string, string] => [
    name,
    valueLiteral(one, indent + 2),
  ]);
  return objectLiteral(members, indent);
}

function objectLiteral(members: readonly (readonly [string, string])[], indent: number): string {
  if (members.length === 0) return '{}';
  const written = members.map(([name, value]) => memberText(name, value));
  return bracketed('{ ', written, ' }', indent);
}

function listText(members: readonly string[], indent: number): string {
  return members.length === 0 ? '[]' : bracketed('[', members, ']', indent);
}

function bracketed(open: string, members: readonly string[], close: string, indent: number): string {
  const line = `${open}${members.join(', ')}${close}`;
  if (line.length + indent <= lineMax && !line.includes('\n')) return line;
  const inner = ' '.repeat(indent + 2);
  const lines = members.map((member) => `${inner}${member},\n`).join('');
  return `${open.trim()}\n${lines}${' '.repeat(indent)}${close.trim()}`;
}

/** A text as a valueLiteral: anything that could end it, or that a terminal would obey, is escaped. */
function textLiteral(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replace(/[\p{C}\u2028\u2029]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
  return `'${escaped}'`;
}
