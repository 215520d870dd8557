/**
 * No text of the attacker's becomes part of a DynamoDB expression, or names an attribute, a table or a parameter: `a' OR pk='b`
 * stays a value.
 */
import { canaryPattern } from '../model/canary.ts';
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { ItemRequest, LearntRequests, RequestWord } from '../model/itemRequest.ts';
import { shapeKey, wordKey } from '../model/requestShape.ts';
import { tokensOf } from '../model/requestTokens.ts';

export const noExpressionInjection: DocumentedProperty = {
  id: 'no-expression-injection',
  cwe: 'CWE-943',
  severity: 'high',
  promise:
    'What the attacker sends never becomes part of a DynamoDB expression, and never names an attribute, a table, an index, a parameter or a legacy operator. A request is a finding if no harmless request at the same line had its shape, and if it contains text of the attack that is no known name, as a whole or with what surrounds it there. Whether the engine accepts it does not matter. Bound values never count, nor names of attributes that items have (a list of allowed fields looks the same), nor keys of maps that are passed as placeholders. A word that the target cuts out of a longer text counts if it is unguessable. In PartiQL, a sent text that ends a quoted literal is a finding, too.',
  remedy:
    'Never write a value into an expression or a PartiQL statement: bind it by `ExpressionAttributeValues`, `Key()`, `Attr()` or `Parameters`. Where a request chooses an attribute or a table, look the name up in a list of allowed ones.',
  flawed: `def search(request):
    statement = f"SELECT * FROM tasks WHERE pk = '{request.tenant}' AND title = '{request.GET['title']}'"
    return JsonResponse(client.execute_statement(Statement=statement))`,
  corrected: `def search(request):
    statement = "SELECT * FROM tasks WHERE pk = ? AND title = ?"
    values = [{"S": request.tenant}, {"S": request.GET["title"]}]
    return JsonResponse(client.execute_statement(Statement=statement, Parameters=values))`,
  judge: (observation) => observation.requests.flatMap(injectionViolations),
};

function injectionViolations(request: ItemRequest): Violation[] {
  const { learnt, words, step, operation, actor, location, api, endedBy } = request;
  if (endedBy !== null) {
    const unsafeSummary = `${operation}, done as ${actor}, lets ${JSON.stringify(endedBy)} end a literal of a statement and become part of it`;
    return [{ operation, step, location, unsafeSummary, access: null, disclosure: null }];
  }
  if (learnt === null || learnt.shapes.has(shapeKey(words))) return [];
  const injected = words.find((word, at) => isInjected(word, at, request, learnt));
  if (injected === undefined) return [];
  const unsafeSummary = `${operation}, done as ${actor}, lets what was sent become ${nouns[injected.kind]} ${JSON.stringify(injected.text)} of a ${api}`;
  return [{ operation, step, location, unsafeSummary, access: null, disclosure: null }];
}

const nouns: Record<RequestWord['kind'], string> = {
  table: 'the table',
  index: 'the index',
  parameter: 'the parameter',
  name: 'the attribute',
  operator: 'the operator',
  sign: 'the part',
};

/** Whether a word was sent by the attack, never occurred there in harmless runs, and would be in no list of allowed words. */
function isInjected(word: RequestWord, at: number, request: ItemRequest, learnt: LearntRequests): boolean {
  const { unsafeChosen, words } = request;
  if (word.kind === 'sign' || learnt.words.has(wordKey(word))) return false;
  if (word.kind === 'parameter') return unsafeChosen.includes(word.text);
  if (word.kind === 'operator' && legacyOperators.has(word.text))
    return unsafeChosen.includes('ComparisonOperator') && unsafeChosen.includes(word.text);
  if (word.text.length < 2 || request.knownNames.has(word.text)) return false;
  const [before, after] = [words[at - 1], words[at + 1]];
  return unsafeChosen.some(
    (text) =>
      (carries(word.text, text) || continuesAsText(word.text, text, before, after)) &&
      !standsForGuess(word, text, learnt),
  );
}

/**
 * Whether a text is the word, contains an unguessable one as a separate word, or shares a part with it that no constant has.
 */
function carries(word: string, text: string): boolean {
  if (text === word || (holdsCanary(word) && wordsBetweenSigns(text).includes(word))) return true;
  const [short, long] = text.length < word.length ? [text, word] : [word, text];
  return short.length > 1 && /[^\w.:#-]/.test(short.trim()) && long.includes(short);
}

function holdsCanary(word: string): boolean {
  return word.match(canaryPattern) !== null;
}

function wordsBetweenSigns(text: string): string[] {
  return text.split(/[^\p{L}\p{N}_]+/u);
}

/**
 * Whether the request continues as the sent text does around the word: `title, zz` became `title, zz = :v`. A request with an
 * attribute of its own called `secret` shares that word with `../../secret.txt`, but nothing around it.
 */
function continuesAsText(
  word: string,
  text: string,
  before: RequestWord | undefined,
  after: RequestWord | undefined,
): boolean {
  const tokens = tokensOf(text, 'expression').map(({ raw }) => raw);
  if (tokens.length < 2) return false;
  return tokens.some(
    (token, at) => token === word && isSameWord(tokens[at - 1], before) && isSameWord(tokens[at + 1], after),
  );
}

/** Whether a word of a request matches the sent text at that position; after the end of the text anything matches. */
function isSameWord(token: string | undefined, word: RequestWord | undefined): boolean {
  if (token === undefined) return true;
  if (word === undefined) return false;
  // All values are alike, and so are placeholders of names.
  if (/^[:'"]|^\d+$/.test(token) && (word.text === ':' || word.text === '0')) return true;
  return /^[#"]/.test(token) ? word.kind === 'name' : token.toUpperCase() === word.text.toUpperCase();
}

/**
 * Whether harmless runs have an unguessable word exactly where the whole sent text is now, so that any word is legitimate
 * there.
 */
function standsForGuess({ kind, text }: RequestWord, sent: string, learnt: LearntRequests): boolean {
  return sent !== '' && learnt.words.has(wordKey({ kind, text: text.replace(sent, '{}') }));
}

const legacyOperators: ReadonlySet<string> = new Set([
  ...['', 'EQ', 'NE', 'LE', 'LT', 'GE', 'GT', 'NOT_NULL', 'NULL', 'CONTAINS', 'NOT_CONTAINS', 'BEGINS_WITH'],
  ...['IN', 'BETWEEN', 'PUT', 'ADD', 'DELETE'],
]);
