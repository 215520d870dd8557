/** What is drawn leaves nothing behind in the turns of probes: a campaign draws millions of attacks. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Attack } from '../../model/attack.ts';
import { takeTurns } from '../../search/probeTurns.ts';
import { sending } from './fakeWorld.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it('holds no drawn attack', () => {
  const turns = takeTurns(() => [{ kind: 'text', attack: sending('a') }]);
  turns.next();
  const before = heldBytes();
  for (let at = 0; at < 20_000; at += 1) {
    const drawn: Attack = {
      ...sending('x'),
      race: { step: 0, at, up: 0, back: null, put: { kind: 'symlink', to: `${at}${'y'.repeat(1_000)}` } },
    };
    turns.learn('drawn', drawn, 'alike');
  }
  expect(heldBytes() - before).toBeLessThan(8_000_000);
  expect(turns.learn('drawn', sending('b'), 'other')).toBe(true);
});
