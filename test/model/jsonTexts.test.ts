/** Texts in JSON stand where their marks are, and go when their places do. */
import { expect, it } from 'vitest';
import { markedTexts, withoutIdleTexts, withText, withWords } from '../../model/jsonText.ts';

const known = { known: { actor: 'a', operation: 'save', name: 'arguments.id' } };
const argument = {
  json: { ids: ['{text:2}', '{text}'], '{text:1}': '{text:3} of {text:1}' },
  within: '{text:1}',
  further: ['b', [known]],
};

it('puts each text where its mark is, in names too, and reads no marks in texts', () => {
  const words = new Map([...markedTexts(argument).keys()].map((mark) => [mark, `<${mark}>`]));
  expect(withWords(argument.json, words)).toEqual({
    ids: ['<{text:2}>', '<{text}>'],
    '<{text:1}>': '{text:3} of <{text:1}>',
  });
  expect(withText('{text}+{text:2}', markedTexts(argument))).toEqual(['{text:1}+', known]);
});

it('leaves out texts without a place, and keeps the numbers of others', () => {
  expect(withoutIdleTexts({ ...argument, json: ['{text:2}'] })).toEqual({
    json: ['{text:2}'],
    further: ['', [known]],
  });
  expect(withoutIdleTexts({ ...argument, json: ['{text}'] })).toEqual({
    json: ['{text}'],
    within: '{text:1}',
  });
});
