/** A request as a line of `curl` for bash, sent to whatever server `$URL` names: `curl … "$URL"'/notes/a'`. It is printable ASCII, whatever is sent. */
import type { Exchange, ExchangedBytes } from './exchange.ts';
import { printingCommand, shellWord } from './shellWords.ts';

export function curlLine({ method, unsafeTarget, unsafeHeaders, body }: Exchange): string {
  const isTyped = unsafeHeaders.some(([name]) => name.toLowerCase() === 'content-type');
  const sent = sentBody(body);
  return [
    `curl --path-as-is --globoff -X ${shellWord(method)} "$URL"${shellWord(unsafeTarget)}`,
    ...unsafeHeaders.map(
      ([name, value]) => `-H ${shellWord(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    // Without it `curl` names a type of its own for whatever it sends.
    ...(sent !== '' && !isTyped ? ["-H 'Content-Type:'"] : []),
    ...(sent === '' ? [] : [sent]),
  ].join(' ');
}

function sentBody(body: ExchangedBytes): string {
  if ('omittedBytes' in body) return `--data-binary '<${body.omittedBytes} bytes>'`;
  if ('base64' in body) return `--data-binary @<(${printingCommand(Buffer.from(body.base64, 'base64'))})`;
  if (body.text === '') return '';
  return body.text.includes('\0')
    ? `--data-binary @<(${printingCommand(Buffer.from(body.text))})`
    : `--data-raw ${shellWord(body.text)}`;
}
