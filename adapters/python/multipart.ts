/**
 * Writes multipart bodies (RFC 7578) as browsers do: names are raw UTF-8 or raw bytes, and only quotes and line ends are
 * escaped (WHATWG HTML, "multipart form data"). A hostile file name is not normalised.
 */
import { bytesOfText } from '../../model/text.ts';

export interface MultipartPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly content: Uint8Array;
}

const boundaryStem = '----trespass';

export function multipartBody(parts: readonly MultipartPart[]): { contentType: string; body: Uint8Array } {
  const boundary = boundaryFor(parts);
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n`),
    bytesOfText(partHead(part)),
    part.content,
    Buffer.from('\r\n'),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** Always the same boundary, so that requests repeat, unless some content holds it. */
function boundaryFor(parts: readonly MultipartPart[]): string {
  const holds = (boundary: string): boolean =>
    parts.some((part) => Buffer.from(part.content).includes(boundary) || partHead(part).includes(boundary));
  let boundary = boundaryStem;
  for (let count = 1; holds(boundary); count += 1) boundary = `${boundaryStem}${count}`;
  return boundary;
}

function partHead({ name, fileName, contentType }: MultipartPart): string {
  const file = fileName === null ? '' : `; filename="${escapeName(fileName)}"`;
  const type = contentType === null ? '' : `Content-Type: ${escapeLine(contentType)}\r\n`;
  return `Content-Disposition: form-data; name="${escapeName(name)}"${file}\r\n${type}\r\n`;
}

function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeLine(value: string): string {
  return value.replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
