/**
 * Values in answers by their names: `response.items.0.id` of JSON (`-1` is the last of a list), `response` for all of it, and
 * those of `model/answerSource.ts` for headers, cookies, HTML and text.
 */
import { selectAll } from 'css-select';
import { DomUtils, parseDocument } from 'htmlparser2';
import { type AnswerSource, sourceIn } from '../../model/answerSource.ts';
import type { Json } from '../../model/attack.ts';
import { headerValue } from '../../model/headerValue.ts';
import { isList, isObject } from '../../model/json.ts';
import type { StepResponse } from '../../model/records.ts';

/** The value of that name, `undefined` where the answer has none or null. */
export function answerValue(response: StepResponse, name: string): Json | undefined {
  const source = sourceIn(name);
  if (source !== null) return found(response, source);
  const path = name.replace(/^response\.?/, '');
  return memberAt(response.value, path) ?? undefined;
}

/** A member by dotted path; the whole value where the path is empty. */
export function memberAt(json: Json, path: string): Json | undefined {
  let value: Json | undefined = json;
  for (const member of path === '' ? [] : path.split('.')) {
    if (isList(value)) value = /^-?\d+$/.test(member) ? value.at(Number(member)) : undefined;
    else value = isObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
  }
  return value;
}

/** Whether an answer has nothing where that name leads: a list on the way is empty, or something is null. */
export function isVacantAt({ value }: StepResponse, name: string): boolean {
  if (sourceIn(name) !== null) return false;
  const members = name.split('.').slice(1);
  const held = members.map((_, index) => memberAt(value, members.slice(0, index).join('.')));
  return [...held, memberAt(value, members.join('.'))].some(
    (one) => one === null || (isList(one) && one.length === 0),
  );
}

function found(response: StepResponse, source: AnswerSource): string | undefined {
  const { match } = source;
  const texts = textsAt(response, source);
  if (match === undefined) return texts[0];
  const pattern = new RegExp(match);
  for (const text of texts) {
    const [whole, group] = pattern.exec(text) ?? [];
    if (whole !== undefined) return group ?? whole;
  }
  return undefined;
}

/** All texts that a source names, in the order of the answer. */
function textsAt(
  { headers, body }: StepResponse,
  { header, cookie, select, attribute }: AnswerSource,
): readonly string[] {
  const named = (name: string): string[] =>
    headers.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  if (header !== undefined) return named(header);
  if (cookie !== undefined) return named('Set-Cookie').flatMap((line) => cookieIn(line, cookie));
  const text = Buffer.from(body, 'base64').toString('utf8');
  if (select === undefined) return [text];
  return selectAll(select, parseDocument(text).children).flatMap((element) => {
    if (!('attribs' in element)) return [];
    const value =
      attribute === undefined
        ? DomUtils.textContent(element).trim()
        : DomUtils.getAttributeValue(element, attribute);
    return value === undefined ? [] : [value];
  });
}

/** The value that a `Set-Cookie` line gives a cookie (RFC 6265), quotes around it left out. */
function cookieIn(line: string, cookie: string): string[] {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  if (at < 0 || pair.slice(0, at).trim() !== cookie) return [];
  return [
    pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  ];
}

/** The members of an answer that can be named, in a few words, for somebody who named a missing one. */
export function answerMembers({ value, headers, status, body }: StepResponse): string {
  const paths = pathsIn(value, 'response');
  if (paths.length > 0) {
    const shown = paths.slice(0, shownMembersMax).join(', ');
    return paths.length > shownMembersMax ? `${shown} and ${paths.length - shownMembersMax} more` : shown;
  }
  const type = headerValue(headers, 'content-type') ?? 'no type';
  const names = [...new Set(headers.map(([name]) => name))].join(', ');
  const text = Buffer.from(body, 'base64').toString('utf8').slice(0, excerptMax).replace(/\s+/g, ' ');
  return status === null
    ? `no JSON: ${text || 'nothing'}`
    : `no JSON (${status}, ${type}; headers ${names || 'none'}): ${text || 'an empty body'}`;
}

const shownMembersMax = 30;
const excerptMax = 200;

function pathsIn(json: Json, path: string): string[] {
  if (json === null) return path === 'response' ? [] : [`${path} (null)`];
  if (typeof json !== 'object') return [path];
  const members = Object.entries(json);
  if (members.length === 0) return [`${path} (empty)`];
  // The first element of a list represents all.
  return (isList(json) ? members.slice(0, 1) : members).flatMap(([name, value]) =>
    pathsIn(value, `${path}.${name}`),
  );
}
