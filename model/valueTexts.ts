/** The strings in a JSON value, names of members excluded. */
import type { Json } from './attack.ts';
import { eachText } from './eachText.ts';

/** `{"M": {"id": {"N": "7"}}}` has the text `7`: for an attribute they are its texts and numbers. */
export function textsOfValue(value: Json): readonly string[] {
  const texts: string[] = [];
  eachText(value, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}
