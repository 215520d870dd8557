/**
 * Why an operation was not reached, and what would help, in a word that can be looked up and a sentence that can be acted on:
 * `missing-login`, `missing-data`, `refused-always`, `body-unknown`, `fails-always`, `no-store-reached`.
 */
import { answerSentences, fieldsNamed } from './answers.ts';
import type { Asked } from './asked.ts';

export interface Unreached {
  readonly word: string;
  readonly sentence: string;
}

const quotedMax = 120;

/** Null for an operation that does what it is for and touches a store. */
export function unreachedBy({ outcome, response, reached, candidate }: Asked): Unreached | null {
  const said = answerSentences(response).split('\n')[0]?.trim().slice(0, quotedMax) ?? '';
  const told = said === '' ? '' : `; it says: ${said}`;
  switch (outcome) {
    case 'login':
      return {
        word: 'missing-login',
        sentence: `it answers ${response.status ?? ''} to every actor; say in \`actors\` how one logs in${told}`,
      };
    case 'refused':
      return {
        word: 'refused-always',
        sentence: `it answers 403 to every actor; give actors the right that it asks for, in \`setup\`${told}`,
      };
    case 'missing':
      return {
        word: 'missing-data',
        sentence: `it answers ${response.status ?? ''} whatever is asked for; let \`from\` name the operation that makes it, or make it in \`setup\`${told}`,
      };
    case 'invalid': {
      const names = fieldsNamed(response).map(({ name }) => name);
      const tried = candidate.wanted.map(({ name }) => name);
      const members = [...new Set([...names, ...tried])].join(', ');
      return {
        word: 'body-unknown',
        sentence: `it refuses what it is sent; give an \`example\`${members === '' ? '' : ` for ${members}`}${told}`,
      };
    }
    case 'failed':
      return { word: 'fails-always', sentence: `it fails whatever it is sent${told}` };
    case 'method':
      return { word: 'no-method', sentence: 'it does not take this method' };
    case 'done':
      return reached.length > 0
        ? null
        : { word: 'no-store-reached', sentence: 'it touches no file, item or object' };
  }
}
