/** Forms of DynamoDB requests beside those of harmless traffic at the same line. */
import { canaryWord } from '../../../model/canary.ts';
import type { ItemRequest } from '../../../model/itemRequest.ts';
import type { Observation } from '../../../model/observation.ts';
import { learnt, observed, request, type Table, words } from '../kit.ts';

const guess = canaryWord('a word');
const harmless = words('table notes', 'name title', 'sign =', 'sign :');
const usual = learnt(harmless);

function asks(more: Partial<ItemRequest>): Observation {
  return observed({ requests: [request({ learnt: usual, ...more })] });
}
function filters(
  name: string,
  unsafeChosen: readonly string[],
  more: Partial<ItemRequest> = {},
): Observation {
  return asks({ words: words('table notes', `name ${name}`, 'sign =', 'sign :'), unsafeChosen, ...more });
}
const wide = { covers: ['mallory', 'victor'], words: harmless } as const;

export const requestTables: Readonly<Record<string, Table>> = {
  'no-wide-scope': {
    fails: {
      'a range that covers another’s items': [asks(wide), /covers items of victor too/],
      'an exact key in a form of its own that covers others': [
        asks({ ...wide, exact: true, words: words('table notes', 'index by-board', 'name board') }),
        /covers items of victor too/,
      ],
      'a filter that lets rows of others through with own ones': [
        asks({ ...wide, filteredTo: ['mallory', 'victor'] }),
        /victor/,
      ],
      'a filter that lets rows of others through': [asks({ ...wide, filteredTo: ['victor'] }), /victor/],
    },
    holds: {
      'a range that covers own items alone': asks({ ...wide, covers: ['mallory'] }),
      'a range that covers others in harmless traffic as well': asks({
        ...wide,
        learnt: { ...usual, coversForeign: true },
      }),
      'a filter that drops every row of another': asks({ ...wide, filteredTo: ['mallory'] }),
      'an exact key as harmless traffic asks for it': asks({ ...wide, exact: true }),
      'a request in which the attack chose nothing': asks({ ...wide, unsafeChosen: [] }),
      'a line to which harmless traffic never came': asks({ ...wide, learnt: null }),
      'a request of a victim': asks({ ...wide, actor: 'victor' }),
      'no item engine': observed(),
    },
  },
  'no-expression-injection': {
    fails: {
      'an attribute that the attack named': [filters('x y', ['x y']), /the attribute "x y" of a Query/],
      'an attribute that one of several texts named': [filters('x y', ['other', 'x y']), /"x y"/],
      'an attribute in which a text stands that no constant has': [filters('a x y b', ['x y']), /"a x y b"/],
      'an attribute cut out of a text, blanks and all': [filters('x y', ['a x y b']), /"x y"/],
      'an attribute that is called as an operator is': [filters('IN', ['IN']), /the attribute "IN"/],
      'an operator that there is none of': [
        asks({ words: words('table notes', 'name title', 'operator x y'), unsafeChosen: ['x y'] }),
        /the operator "x y"/,
      ],
      'an unguessable word cut out of a longer text': [
        filters(guess, [`a/${guess}.txt`]),
        new RegExp(`the attribute "${guess}"`),
      ],
      'a parameter that the attack added': [
        asks({ words: words('table notes', 'parameter Select', 'name title'), unsafeChosen: ['Select'] }),
        /the parameter "Select"/,
      ],
      'an operator of older requests that the attack chose': [
        asks({
          words: words('table notes', 'name title', 'operator NE'),
          unsafeChosen: ['ComparisonOperator', 'NE'],
        }),
        /the operator "NE"/,
      ],
      'a list that goes on as a text of the attack does': [
        asks({
          words: words('table notes', 'name title', 'sign ,', 'name zz', 'sign =', 'sign :'),
          unsafeChosen: ['title, zz'],
        }),
        /the attribute "zz"/,
      ],
      'a text that ends a literal of a statement': [
        asks({ endedBy: "x' OR 'a'='a", words: harmless }),
        /lets "x' OR 'a'='a" end a literal/,
      ],
    },
    holds: {
      'values alone that are others': asks({ words: harmless, unsafeChosen: ['anything'] }),
      'an attribute that items have': filters('title2', ['title2'], { knownNames: new Set(['title2']) }),
      'an attribute of the target’s own': filters('state', ['sent']),
      'an attribute of the target’s own that a longer text shares': filters('secret', ['../../secret.txt']),
      'a sign of the language that was sent as well': asks({
        words: words('table notes', 'name title', 'sign AND'),
        unsafeChosen: ['AND'],
      }),
      'a name of harmless traffic that was sent as well': asks({
        ...{ words: words('table notes', 'name title', 'sign ,'), unsafeChosen: ['title'] },
        knownNames: new Set(),
      }),
      'a request that ends where a text goes on': asks({
        words: words('table notes', 'name title', 'sign ,', 'name zz'),
        unsafeChosen: ['title, zz, more'],
      }),
      'an operator that the target chose': asks({
        words: words('table notes', 'name title', 'operator NE'),
        unsafeChosen: ['NE'],
      }),
      'a parameter of the target’s own': asks({ words: words('table notes', 'parameter Limit') }),
      'an unguessable name where harmless traffic has one': filters(`by-${guess}`, [guess], {
        learnt: learnt(words('table notes', 'name by-{}')),
      }),
      'a line to which harmless traffic never came': filters('x y', ['x y'], { learnt: null }),
      'no item engine': observed(),
    },
  },
};
