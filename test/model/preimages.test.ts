/** Learnt steps are applied as Python applies them, and what is solved through them becomes what it was solved for. */
import { describe, expect, it } from 'vitest';
import { preimagesOf } from '../../model/preimages.ts';
import { applySteps, stepText, type TextStep } from '../../model/textSteps.ts';

const rows: readonly [does: TextStep, from: string, to: string][] = [
  [{ do: 'percent' }, '%2e%252e%', '.%2e%'],
  [{ do: 'plus' }, 'a+%2B', 'a +'],
  [{ do: 'entities' }, '&#46;&#x2f;&sol;&nope;', './/&nope;'],
  [{ do: 'nfc' }, 'e\u0301', '\u00e9'],
  [{ do: 'nfkc' }, '\uff0e\u2025', '...'],
  [{ do: 'lower' }, 'Aq', 'aq'],
  [{ do: 'upper' }, 'aQ', 'AQ'],
  [{ do: 'base' }, 'a/b', 'b'],
  [{ do: 'normalise' }, 'a/../../b/./c', '../b/c'],
  [{ do: 'trim', signs: ' .', side: 'both' }, '. a.b .', 'a.b'],
  [{ do: 'trim', signs: '.', side: 'end' }, '.a.', '.a'],
  [{ do: 'remove', text: '../', again: false }, '....//a', '../a'],
  [{ do: 'remove', text: '../', again: true }, '....//a', 'a'],
  [{ do: 'replace', text: '\\', by: '/' }, '..\\a', '../a'],
  [{ do: 'drop', signs: '~!' }, 'a~b!', 'ab'],
  [{ do: 'swap', signs: '/:', by: '_' }, 'a/b:c', 'a_b_c'],
  [{ do: 'squeeze' }, 'a  b', 'a b'],
  [{ do: 'slug' }, ' Ä b_c! ', 'a-b_c'],
  [{ do: 'validName' }, ' a b/ä! ', 'a_bä'],
  [{ do: 'secureName' }, '../a b/c', 'a_b_c'],
  [{ do: 'until', sign: ' ' }, 'a b', 'a'],
  [{ do: 'cut', at: 3 }, 'abcd', 'abc'],
];

describe('a step', () => {
  it.each(rows)('%o', (step, from, to) => {
    expect(applySteps(from, [step])).toBe(to);
    expect(stepText(step)).not.toBe('');
  });
});

describe('what becomes a way out', () => {
  const chains: readonly (readonly TextStep[])[] = [
    [{ do: 'percent' }],
    [{ do: 'percent' }, { do: 'percent' }],
    [{ do: 'nfkc' }, { do: 'lower' }],
    [{ do: 'entities' }, { do: 'trim', signs: ' ', side: 'both' }],
    [{ do: 'remove', text: '../', again: false }],
    [{ do: 'replace', text: '\\', by: '/' }],
    [{ do: 'percent' }, { do: 'normalise' }],
  ];

  it.each(chains)('becomes it (%o, …)', (...steps) => {
    const found = preimagesOf('../../secret.txt', steps);
    expect(found.filter((one) => one.recipe !== '').length).toBeGreaterThan(0);
    for (const { text, recipe } of found.filter((one) => one.recipe !== '')) {
      expect(applySteps(text, steps)).toBe('../../secret.txt');
      expect(text).not.toBe('../../secret.txt');
      expect(recipe).toMatch(/^(?: \d+\.\d+)+$/);
    }
  });

  it('shows no sign of one first', () => {
    const [{ text: first } = { text: '..' }] = preimagesOf('../a', [
      { do: 'nfkc' },
      { do: 'lower' },
      { do: 'trim', signs: ' ', side: 'both' },
    ]);
    expect(first).not.toMatch(/\.\.|\//);
  });

  it('is none where steps leave none', () => {
    expect(preimagesOf('../a', [{ do: 'remove', text: '.', again: false }])).toEqual([]);
    expect(preimagesOf('../a', [{ do: 'base' }])).toEqual([]);
  });
});
