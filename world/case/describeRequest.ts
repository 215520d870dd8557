/**
 * Writes a request as lines from which it can be sent again: `POST /rename/`, the headers, and the body line by line. Raw text.
 * Where a long body is cut, a line says so, and the part that the attack chose is never cut.
 */
import { baseNameOf } from '../../arena/filePath.ts';
import { limits } from '../../model/limits.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import type { HttpRequest, StepRequest } from '../../model/target.ts';
import { textOfBytes } from '../../model/text.ts';

/** The request in its first line, what belongs to it indented below. `chosen` are the texts of the attack. */
export function requestLines(request: StepRequest, chosen: readonly string[]): string[] {
  return [
    requestLine(request),
    ...(request.kind === 'http' ? messageLines(request.request, chosen).map((line) => `  ${line}`) : []),
  ];
}

function requestLine(request: StepRequest): string {
  if (request.kind === 'http') return `${request.request.method} ${request.request.target}`;
  if (request.kind === 'consume') return `${request.function}(${JSON.stringify(request.event)})`;
  if (request.kind === 'command')
    return [request.command, ...request.words.map((word) => JSON.stringify(word))].join(' ');
  const args = Object.entries(request.arguments).map(
    ([name, argument]) => `${name}=${argumentText(argument)}`,
  );
  return `${calledName(request)}(${args.join(', ')})`;
}

function calledName(request: Exclude<StepRequest, { kind: 'http' | 'command' | 'consume' }>): string {
  switch (request.kind) {
    case 'call':
      return request.function;
    case 'field':
      return `${request.field}.save`;
    case 'storage':
      return `${request.storage}.${request.method}`;
  }
}

function argumentText(argument: ResolvedArgument): string {
  switch (argument.kind) {
    case 'text':
      return JSON.stringify(argument.text);
    case 'json':
      return JSON.stringify(argument.json);
    case 'path':
      return `file {inbox}/${baseNameOf(argument.path)}${holding(argument.content)}`;
    case 'bytes':
      return bytesText(argument.bytes);
    case 'file':
      return `file ${JSON.stringify(argument.name)}${holding(argument.content)}`;
  }
}

function holding(content: Uint8Array): string {
  return content.length === 0 ? '' : ` holding ${bytesText(content)}`;
}

/** Bytes that say something as text; of others only how many there are. */
function bytesText(bytes: Uint8Array): string {
  const text = textOfBytes(bytes);
  return bytes.length <= limits.shownBytesMax && isReadable(text)
    ? `bytes ${JSON.stringify(text)}`
    : `${bytes.length} bytes`;
}

function messageLines({ headers, contentType, body }: HttpRequest, chosen: readonly string[]): string[] {
  const typed = contentType === undefined ? [] : [['Content-Type', contentType] as const];
  const lines = [...headers, ...typed].map(([name, value]) => `${name}: ${value}`);
  return body.length === 0 ? lines : [...lines, ...bodyLines(textOfBytes(body).split(/\r?\n/), chosen)];
}

/** The beginning of a body, and all of it that the attack chose. */
function bodyLines(lines: readonly string[], chosen: readonly string[]): string[] {
  const forms = chosen.filter((text) => text !== '').flatMap(sentForms);
  const told: string[] = [];
  let left = 0;
  const tellLeft = (): void => {
    if (left > 0) told.push(`‹${left} more ${left === 1 ? 'line' : 'lines'}›`);
    left = 0;
  };
  for (const [index, line] of lines.entries()) {
    if (index < limits.bodyLinesMax || forms.some((form) => line.includes(form))) {
      tellLeft();
      told.push(isReadable(line) ? line : `‹${line.length} characters of binary content›`);
    } else left += 1;
  }
  tellLeft();
  return told;
}

/** The lines of a text: plain, in JSON and in a form. */
function sentForms(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const encoded = text.isWellFormed() ? [encodeURIComponent(text)] : [];
  return [...lines, JSON.stringify(text).slice(1, -1), ...encoded];
}

/** Whether a line of a body is readable text. */
function isReadable(line: string): boolean {
  return !/[\0-\x08\x0e-\x1a]|[\udc80-\udcff]/.test(line);
}
