/** The texts and numbers of an attribute, wherever they stand in it. */
import type { Json } from './attack.ts';
import { eachText } from './eachText.ts';

/** `{"M": {"id": {"N": "7"}}}` has the text `7`. */
export function textsOfValue(value: Json): readonly string[] {
  const texts: string[] = [];
  eachText(value, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}
