/**
 * Texts solved through what harmless values showed is done to a parameter: where it is normalised by NFKC on its way to a path,
 * `．．／8／kq7w.txt` leads to the victim's file, and passes what looks for `..` before. A victim's name in capitals, where
 * letters are folded, is another.
 */
import { preimagesOf, signsShown } from '../../model/preimages.ts';
import {
  applyChange,
  literalOf,
  partsOf,
  type Text,
  type TextPart,
  textOf,
  type ValueChange,
} from '../../model/text.ts';
import type { TextChain } from '../../model/textChain.ts';
import { applySteps } from '../../model/textSteps.ts';
import { type Aim, changed, distinctValues, knownPart } from '../base/aim.ts';
import { staysInArena } from '../base/harmlessText.ts';
import { inTurn } from '../base/inTurn.ts';
import { moatFileNames } from '../base/pool.ts';
import { learntWays } from './learntWays.ts';

/** Ways out and to others' files that show less of it than these do themselves; none where nothing hides any sign. */
export function solvedWays(aim: Aim): readonly Text[] {
  return waysSolved(aim).flatMap(({ text, hides }) => (hides ? [text] : []));
}

/** The same that show as much, which pass what looks at the beginning alone. */
export function otherWaysSolved(aim: Aim): readonly Text[] {
  return waysSolved(aim).flatMap(({ text, hides }) => (hides ? [] : [text]));
}

interface SolvedWay {
  readonly text: Text;
  readonly hides: boolean;
}

function waysSolved(aim: Aim): readonly SolvedWay[] {
  const [file = ''] = moatFileNames;
  const goals: Text[] = [...learntWays(aim), [{ place: 'moat' }, `/${file}`]];
  const chains = chainsOf(aim).filter(({ store, steps }) => store === 'file' && steps.length > 0);
  const ways = chains.map((chain) =>
    inTurn(
      goals.map((goal) =>
        solved(goal, chain).map((text): SolvedWay => {
          return { text, hides: signsShown(literalOf(text)) < signsShown(literalOf(goal)) };
        }),
      ),
    ),
  );
  return inTurn(ways).filter(({ text }) => staysInArena(text));
}

/** The victims' values in other forms that become them. */
export function solvedNames(aim: Aim): readonly Text[] {
  const chains = chainsOf(aim).filter(({ steps }) => steps.length > 0);
  const theirs = distinctValues(aim.foreign).slice(0, namesMax);
  const forms = theirs.map((known): Text[] => {
    const become = (text: string): boolean =>
      chains.some(({ steps }) => applySteps(text, steps) === applySteps(known.value, steps));
    const inOtherForm = changes
      .filter((change) => applyChange(known.value, change) !== known.value)
      .filter((change) => become(applyChange(known.value, change)))
      .map((change): Text => [changed(knownPart(known), change)]);
    const around = surroundings
      .filter(([before, after]) => become(before + known.value + after))
      .map(([before, after]): Text => textOf([before, knownPart(known), after]));
    return [...inOtherForm, ...around];
  });
  return inTurn(forms);
}

const namesMax = 3;
const changes: readonly ValueChange[] = ['upper', 'fullwidth', 'percent', 'capital', 'nfd', 'lower'];
const surroundings: readonly (readonly [string, string])[] = [
  ...['', ' ', '.', '/', './', 'x/', 'x/../'].flatMap((before) =>
    ['', ' ', '.', '/', '\t'].map((after) => [before, after] as const),
  ),
].filter(([before, after]) => before + after !== '');

function chainsOf({ knowledge, operation, parameter }: Aim): readonly TextChain[] {
  return knowledge.stores.chains.filter(
    (chain) => chain.operation === operation.name && chain.parameter === parameter.name,
  );
}

/** Characters that occur nowhere else, in place of parts that are filled in later. */
const firstHole = 0xe000;

function solved(goal: Text, { steps }: TextChain): readonly Text[] {
  const parts = partsOf(goal);
  const held = parts.filter((part) => typeof part !== 'string');
  let next = firstHole;
  const image = parts.map((part) => (typeof part === 'string' ? part : String.fromCharCode(next++))).join('');
  return preimagesOf(image, steps).map((text) => withParts(text, held));
}

function withParts(text: string, held: readonly TextPart[]): Text {
  return textOf([...text].map((sign): TextPart => held[sign.charCodeAt(0) - firstHole] ?? sign));
}
