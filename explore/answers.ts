/**
 * What an answer tells of a request that nobody has declared: whether it was done, refused for its sender, or lacks something,
 * and which fields a refusal names.
 */
import type { Json } from '../model/attack.ts';
import { headerValue } from '../model/headerValue.ts';
import { isList, isObject } from '../model/json.ts';
import type { StepResponse } from '../model/records.ts';
import { textOfBytes } from '../model/text.ts';

export type AskOutcome = 'done' | 'missing' | 'invalid' | 'refused' | 'login' | 'failed' | 'method';

/** How near each is to an operation that does what it is for. How far one came beside it counts more (`scoreOf`). */
export const nearness: Readonly<Record<AskOutcome, number>> = {
  done: 100,
  missing: 24,
  invalid: 23,
  failed: 22,
  refused: 10,
  login: 10,
  method: 0,
};

/** `loginUrl` is the address to which the project sends those who have to log in; null if it has none. */
export function askOutcomeOf(response: StepResponse, method: string, loginUrl: string | null): AskOutcome {
  const { status, exception, value } = response;
  if (exception !== null || status === null || status >= 500) return 'failed';
  if (status === 401) return 'login';
  if (status === 403) return 'refused';
  if (status === 404 || status === 410) return 'missing';
  if (status === 405 || status === 501) return 'method';
  if (status >= 400) return 'invalid';
  if (status >= 300) return redirectOutcome(headerValue(response.headers, 'location') ?? '', loginUrl);
  if (tellsError(value)) return 'invalid';
  return method !== 'GET' && /class="[^"]*\berrorlist\b/.test(bodyText(response)) ? 'invalid' : 'done';
}

function redirectOutcome(location: string, loginUrl: string | null): AskOutcome {
  const path = location.replace(/^https?:\/\/[^/]+/, '').split('?')[0] ?? '';
  const isLogin = loginUrl !== null && loginUrl !== '' && path.startsWith(loginUrl);
  return isLogin || (/[?&]next=/.test(location) && /log-?in|sign-?in|auth/i.test(path)) ? 'login' : 'done';
}

/** Whether JSON of a successful status tells of an error all the same. */
function tellsError(value: Json): boolean {
  if (!isObject(value)) return false;
  const said = value['error'] ?? value['errors'];
  const isSaid = said !== undefined && said !== null && said !== false && said !== '';
  return (
    (isSaid && !(isList(said) && said.length === 0)) || value['ok'] === false || value['success'] === false
  );
}

const textBytesMax = 100_000;

/** The beginning of an answer's body, as text. */
export function bodyText({ body }: Pick<StepResponse, 'body'>, bytesMax: number = textBytesMax): string {
  return textOfBytes(Buffer.from(body, 'base64').subarray(0, bytesMax));
}

/** A field that a refusal names, with what it says of it. */
export interface NamedField {
  readonly name: string;
  readonly message: string;
}

const fieldName = /^[A-Za-z_][\w-]{0,60}$/;
/** Members that tell of the whole request, and those that do so where they hold one text. */
const wholes = new Set([
  'detail',
  'error',
  'errors',
  'messages',
  'success',
  'ok',
  'result',
  'non_field_errors',
  '__all__',
]);
const oftenWholes = new Set(['message', 'code', 'status', 'type', 'title']);

/** The fields that an answer names as missing or wrong, by members, by places (`loc`), or in a sentence. */
export function fieldsNamed(response: StepResponse): readonly NamedField[] {
  const found = [
    ...fieldsIn(response.value, 0),
    ...fieldsInText(answerSentences(response)),
    ...fieldsInErrorLists(bodyText(response)),
  ];
  const byName = new Map(found.map((field) => [field.name, field]));
  return [...byName.values()].slice(0, fieldsMax);
}

/** `<ul class="errorlist" id="id_day_error"><li>Enter a date.</li></ul>`, or one before the element that has the name. */
function fieldsInErrorLists(html: string): NamedField[] {
  const lists = html.matchAll(
    /<ul class="[^"]*\berrorlist\b[^"]*"(?: id="id_([\w-]+)_error")?[^>]*>(.*?)<\/ul>/gs,
  );
  return [...lists].flatMap(({ 1: id, 2: items = '', 0: all, index }) => {
    const behind = html.slice(index + all.length, index + all.length + nameWithin);
    const name = id ?? /\bname="([\w-]+)"/.exec(behind)?.[1];
    const message = items
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    return name === undefined ? [] : [{ name, message }];
  });
}

const nameWithin = 400;
const fieldsMax = 30;
const answerDepthMax = 4;

function fieldsIn(value: Json, depth: number): NamedField[] {
  if (depth > answerDepthMax) return [];
  if (isList(value)) return value.flatMap((one) => placedField(one) ?? fieldsIn(one, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, said]) => {
    const isWhole = wholes.has(name) || (oftenWholes.has(name) && !isList(said));
    if (isWhole || !fieldName.test(name)) return fieldsIn(said, depth + 1);
    const message = messageIn(said);
    return message === null ? fieldsIn(said, depth + 1) : [{ name, message }];
  });
}

/** `{"loc": ["body", "payload", "name"], "msg": "field required"}`, as validators of types write it. */
function placedField(value: Json): NamedField[] | null {
  if (!isObject(value) || !isList(value['loc'])) return null;
  const name = value['loc'].filter((part) => typeof part === 'string').at(-1);
  const message = value['msg'];
  return name === undefined ? [] : [{ name, message: typeof message === 'string' ? message : '' }];
}

/** The sentence of a member; null if it holds none: a list of texts, of texts with codes, or one text. */
function messageIn(said: Json): string | null {
  if (typeof said === 'string') return /\s/.test(said) ? said : null;
  if (!isList(said)) return null;
  const texts = said.flatMap((one) => {
    const text = isObject(one) ? one['message'] : one;
    return typeof text === 'string' ? [text] : [];
  });
  return texts.length === 0 ? null : texts.join(' ');
}

/** All that an answer or an exception says in words. */
export function answerSentences({ value, exception, headers, body }: StepResponse): string {
  const told = exception === null ? '' : `${exception.type}: ${exception.message}`;
  const texts = textsIn(value, 0).join('\n');
  const isText = value === null && (headerValue(headers, 'content-type') ?? '').startsWith('text/plain');
  return [told, texts, isText ? bodyText({ body }) : ''].filter((text) => text !== '').join('\n');
}

function textsIn(value: Json, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > answerDepthMax) return [];
  return Object.values(value).flatMap((one) => textsIn(one, depth + 1));
}

const namedInSentence = [
  /['"`]([A-Za-z_][\w-]*)['"`] (?:is|field is|parameter is)? ?(?:required|missing|needed|must)/gi,
  /(?:missing|required|needs?|expected|no)(?: (?:a|the|field|parameter|value|key|header|argument|member|for))* ['"`]([A-Za-z_][\w-]*)['"`]/gi,
  /\b([a-z_][\w-]*) (?:is|are) (?:required|missing)\b/gi,
  /\bmissing (?:field |parameter |value )?:? ?([a-z_][\w-]*)\b/gi,
  /\bKeyError: ['"]([A-Za-z_][\w-]*)['"]/g,
];
const fillers = new Set([
  'or',
  'not',
  'no',
  'this',
  'it',
  'field',
  'value',
  'that',
  'which',
  'and',
  'body',
  'json',
  'parameter',
  'authentication',
  'a',
  'the',
]);

function fieldsInText(text: string): NamedField[] {
  return namedInSentence.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([message, name = '']) =>
      fillers.has(name.toLowerCase()) ? [] : [{ name, message }],
    ),
  );
}
