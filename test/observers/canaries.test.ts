/** Canary words are found in texts of any length, as they are and encoded. */
import { describe, expect, it } from 'vitest';
import { type Canary, canaryWord } from '../../model/canary.ts';
import { findCanaries } from '../../observers/canaries.ts';

const word = canaryWord('victim/show/id/1');
const canary: Canary = { word, owner: { kind: 'actor', name: 'victim' }, planted: 'a test' };
const register = new Map([[word, canary]]);

const forms = {
  plain: word,
  base64: Buffer.from(`{"id":"${word}"}`).toString('base64'),
  hex: Buffer.from(word).toString('hex'),
} as const;

describe('in a run of 15 million letters without a break', () => {
  it.each(['plain', 'base64', 'hex'] as const)('a word is found wherever it stands: %s', (form) => {
    // Whole groups of four before it, so that what stands there is base64 of something.
    for (const before of [0, 2_000_000, 1_048_000, 1_048_320, 14_000_000]) {
      const filler = 'abcd'.repeat(before / 4);
      const text = filler + forms[form] + 'abcd'.repeat((15_000_000 - before) / 4);
      expect(findCanaries(text, register).map((sighting) => sighting.form)).toEqual([form]);
    }
  });

  it('nothing is found where nothing is', () => {
    expect(findCanaries('abcd'.repeat(4_000_000), register)).toEqual([]);
  });
});

it('a word in hexadecimal is found behind an odd number of letters that are digits too', () => {
  expect(findCanaries(`a${forms.hex}`, register)).toHaveLength(1);
});
