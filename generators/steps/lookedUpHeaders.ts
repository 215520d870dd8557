/**
 * Headers that nobody declares and the project's own code looks up: `X-Original-URL` in a middleware leads to the path of another
 * operation, `Host` to a victim's tenant, any other one may name a file. Harmless runs show which are looked up; none is sent by
 * which actors are told apart and nothing else tells them. Class `key.header`.
 */
import { distinctByContent } from '../../model/distinctByContent.ts';
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { identityOperation, type Operation, sentName, undeclaredArgument } from '../../model/operation.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { attackable, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { moatFileNames } from '../base/pool.ts';
import type { StepArguments } from './stepGenerator.ts';
import { firstVictimsArguments, victimsValue } from './victims.ts';

/** Requests with one such header. */
export function lookedUpHeaders(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'http') return [];
  const declared = new Set(operation.parameters.map((one) => sentName(one).toLowerCase()));
  const names = (knowledge.headers[operation.name] ?? []).filter((name) => !declared.has(name));
  const lists = names.map((name) => argumentsFor(knowledge, operation, name));
  const what = 'headers that the project looks up are sent with hostile values';
  return firstTried(knowledge, operation, distinctByContent(inTurn(lists)), limits.omissionsMax, what);
}

function argumentsFor(knowledge: Knowledge, operation: Operation, name: string): readonly StepArguments[] {
  const sent = (text: Text): StepArguments => ({ [undeclaredArgument(name, 'header')]: { text } });
  if (hostHeaders.has(name)) return hostsOfVictims(knowledge).map((one) => sent([knownPart(one)]));
  if (knowledge.actors.headers.includes(name)) return [];
  if (methodHeaders.has(name))
    return otherMethods.map((method) => ({
      ...firstVictimsArguments(knowledge, operation),
      ...sent(method),
    }));
  if (pathHeaders.has(name)) return pathsOfVictims(knowledge, operation).map(sent);
  const [file = ''] = moatFileNames;
  const waysOut: readonly Text[] = [`../${file}`, textOf([{ place: 'moat' }, `/${file}`]), `../../${file}`];
  const theirs = idsOfVictims(knowledge).map((one): Text => [knownPart(one)]);
  return inTurn([waysOut, theirs]).map(sent);
}

const hostHeaders: ReadonlySet<string> = new Set(['host', 'x-forwarded-host', 'x-host']);
const pathHeaders: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url', 'x-forwarded-uri']);
const methodHeaders: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);
const otherMethods: readonly string[] = ['DELETE', 'PUT', 'GET'];

/** Hosts by which actors are told apart, where a session goes with each request all the same. */
function hostsOfVictims({ known, actors: { victims, toldByMore } }: Knowledge): readonly KnownValue[] {
  const isHost = ({ operation, name }: KnownValue): boolean =>
    operation === identityOperation && name.toLowerCase() === 'host';
  return toldByMore === true ? known.filter((one) => isHost(one) && victims.includes(one.actor)) : [];
}

/** Paths of other operations as the victim asks for them, then a way out. */
function pathsOfVictims(knowledge: Knowledge, operation: Operation): readonly Text[] {
  const [file = ''] = moatFileNames;
  const others = knowledge.operations.filter((other) => other !== operation);
  const paths = others.flatMap((other) =>
    knowledge.actors.victims.map((victim) => victimsPath(knowledge, victim, other)),
  );
  return [...paths.filter((path) => path !== null), `/../${file}`];
}

/** `/notes/7`, as the victim asks; null where a part of it is not known. */
function victimsPath(knowledge: Knowledge, victim: string, operation: Operation): Text | null {
  if (operation.entry.kind !== 'http') return null;
  const parts: TextPart[] = [];
  for (const [at, piece] of operation.entry.path.split(/[{}]/).entries()) {
    const parameter = at % 2 === 0 ? undefined : attackable(operation).find((one) => sentName(one) === piece);
    const known = parameter === undefined ? null : victimsValue(knowledge, victim, operation, parameter);
    if (at % 2 === 0) parts.push(piece);
    else if (known === null) return null;
    else parts.push(knownPart(known));
  }
  return textOf(parts.filter((part) => part !== ''));
}

const idsMax = 3;

/** What victims' steps were answered with, which a header may name. */
function idsOfVictims({ known, actors: { victims } }: Knowledge): readonly KnownValue[] {
  return known
    .filter(({ actor, name }) => victims.includes(actor) && /^response\.(?:.*\.)?\w*id$/i.test(name))
    .slice(-idsMax);
}
