/** A line of `curl` is what a shell takes it for, whatever stands in it. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { curlLine } from '../../model/curlLine.ts';
import type { Exchange } from '../../model/exchange.ts';

const hostile = `$(touch owned)'";\`touch owned\`\n# *é\u202e\\ "$HOME"`;

const exchange: Exchange = {
  ...{ step: 0, operation: 'save', actor: 'attacker', method: 'POST', unsafeTarget: `/a?b=${hostile}` },
  unsafeHeaders: [
    ['X-Name', hostile],
    ['X-Empty', ''],
  ],
  body: { text: `@${hostile}` },
};

/** What bash hands to `curl`, and what that would read from where it is told to. */
async function wordsOf(line: string): Promise<readonly string[]> {
  const program = `curl() { for word; do case $word in @/dev/*) printf '%s\\0' read; cat "\${word#@}";; *) printf '%s\\0' "$word";; esac; done; }; URL=http://host; ${line}`;
  const { stdout } = await execa('bash', ['-c', program]);
  return stdout.split('\0');
}

it('hands over method, address, headers and body as they are', async () => {
  const line = curlLine(exchange);
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect((await wordsOf(line)).slice(0, -1)).toEqual([
    ...['--path-as-is', '--globoff', '-X', 'POST', `http://host/a?b=${hostile}`],
    ...['-H', `X-Name: ${hostile}`, '-H', 'X-Empty;', '-H', 'Content-Type:', '--data-raw', `@${hostile}`],
  ]);
});

it('reads bytes that are no text from a command', async () => {
  const words = await wordsOf(curlLine({ ...exchange, body: { text: 'a\0%s' } }));
  expect(words.slice(-3)).toEqual(['read', 'a', '%s']);
});
