/**
 * Makes harmless arguments: what an actor sends when nobody attacks. Without an example in the config each value holds a canary
 * word, so that it names its owner wherever it turns up: `title` of `save` as mallory is `zq4k…`. Pure.
 */

import { withActor } from '../../model/actorText.ts';
import { type ArchiveKind, archiveFileName, archiveTypes, plainArchive } from '../../model/archive.ts';
import type { Json } from '../../model/attack.ts';
import { type Canary, canaryUuid, canaryWord } from '../../model/canary.ts';
import { eachText } from '../../model/eachText.ts';
import { memberOf } from '../../model/json.ts';
import { holdsSource, type Operation, type Parameter, sharedName } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Actor } from '../../model/target.ts';
import { bytesOfText, literalOf } from '../../model/text.ts';
import { asTaken } from '../step/inbox.ts';
import { inFormat } from '../step/inFormat.ts';
import { withPlaceholders } from '../step/places.ts';
import { resolveArchive } from '../step/resolve.ts';

export interface BenignContext {
  readonly actor: string;
  /** Words of the actor's own. */
  readonly words: NonNullable<Actor['words']>;
  /** Distinguishes this run of the operation from others by the same actor. */
  readonly round: string;
  /** The value of `operation.name` in the actor's own rehearsal, `undefined` before it has one. */
  readonly earlier: (operation: string, name: string) => Json | undefined;
  /** Absolute folders for `{sandbox}`, `{temp}` and `{config}` in examples. */
  readonly places: Readonly<Record<string, string>>;
  readonly plant: (canary: Canary) => void;
  /** Which kind of archive to send where one is meant. */
  readonly archiveKind: (operation: Operation, parameter: Parameter) => ArchiveKind;
}

/** Harmless arguments for all parameters of an operation. */
export function benignArguments(operation: Operation, context: BenignContext): ResolvedArguments {
  return Object.fromEntries(
    operation.parameters.map((parameter) => [parameter.name, benignArgument(operation, parameter, context)]),
  );
}

function benignArgument(
  operation: Operation,
  parameter: Parameter,
  context: BenignContext,
): ResolvedArgument {
  // Made of the others when they are known.
  if (parameter.compute !== undefined) return { kind: 'text', text: `‹what ${parameter.compute} computes›` };
  const earlier =
    parameter.from === undefined ? undefined : context.earlier(parameter.from.operation, parameter.from.name);
  if (earlier !== undefined && !holdsSource(parameter.example)) return valueInKind(parameter, earlier);
  const fill = filler(operation, parameter, earlier, context);
  const inbox = context.places.inbox ?? '';
  const name = fill(parameter.fileName ?? (parameter.archive === undefined ? '{token}.bin' : '{token}'));
  if (parameter.archive !== undefined && memberOf(parameter.example, 'base64') === undefined) {
    const kind = context.archiveKind(operation, parameter);
    const sent = archiveToSend(parameter, kind, fill);
    return asTaken(parameter, sent, inbox, archiveFileName(name, kind));
  }
  const plain = exampleArgument(parameter, fill, earlier);
  // An example that is given as base64 is a file already.
  const formed = memberOf(parameter.example, 'base64') === undefined ? inFormat(parameter, plain) : plain;
  return asTaken(parameter, formed, inbox, name);
}

/** An archive of the harmless members, under the example's name where it is a file. */
function archiveToSend(
  { kind: parameterKind, archive, example }: Parameter,
  kind: ArchiveKind,
  fill: (text: string) => string,
): ResolvedArgument {
  const members = Object.entries(archive?.members ?? {}).map(([name, text]) => [fill(name), fill(text)]);
  const { content, says } = resolveArchive(plainArchive(kind, Object.fromEntries(members)), literalOf);
  if (parameterKind === 'bytes') return { kind: 'bytes', bytes: content, says };
  const given = memberOf(example, 'name');
  const type = memberOf(example, 'contentType');
  const name = archiveFileName(fill(typeof given === 'string' ? given : '{token}'), kind);
  const contentType = typeof type === 'string' ? type : archiveTypes[kind];
  return { kind: 'file', name, contentType, content, says };
}

function exampleArgument(
  parameter: Parameter,
  fill: (text: string) => string,
  earlier: Json | undefined,
): ResolvedArgument {
  const { example } = parameter;
  switch (parameter.kind) {
    case 'text':
      return { kind: 'text', text: fill(example === undefined ? '{token}' : textOfJson(example)) };
    case 'bytes':
      return { kind: 'bytes', bytes: exampleContent(example, fill, 'bytes {token}') };
    case 'file':
      return exampleFile(example, fill, parameter.format);
    case 'json':
      return {
        kind: 'json',
        json: example === undefined ? fill('{token}') : withSourceValue(example, earlier, fill),
      };
  }
}

/** A value taken from another operation keeps its type: a number stays one in JSON. */
function valueInKind({ kind, place }: Parameter, value: Json): ResolvedArgument {
  if (kind === 'bytes') return { kind: 'bytes', bytes: bytesOfText(textOfJson(value)) };
  return kind === 'json' || ((place === 'json' || place === 'attribute') && typeof value !== 'string')
    ? { kind: 'json', json: value }
    : { kind: 'text', text: textOfJson(value) };
}

/** An example with the value in place of `{from}`; if the string is nothing else, the value keeps its type. */
export function withSourceValue(
  example: Json,
  value: Json | undefined,
  fill: (text: string) => string,
): Json {
  return eachText(example, (text) => (text === '{from}' && value !== undefined ? value : fill(text)));
}

function exampleFile(
  example: Json | undefined,
  fill: (text: string) => string,
  format: Parameter['format'],
): ResolvedArgument {
  const given = memberOf(example, 'name');
  const type = memberOf(example, 'contentType');
  const name = fill(typeof given === 'string' ? given : `{token}.${format ?? 'txt'}`);
  const contentType = typeof type === 'string' ? type : 'text/plain';
  return { kind: 'file', name, contentType, content: exampleContent(example, fill, 'content {content}\n') };
}

function exampleContent(
  example: Json | undefined,
  fill: (text: string) => string,
  otherwise: string,
): Uint8Array {
  const base64 = memberOf(example, 'base64');
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  const text = typeof example === 'string' ? example : memberOf(example, 'text');
  return bytesOfText(fill(typeof text === 'string' ? text : otherwise));
}

function textOfJson(json: Json): string {
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** Fills `{token}`, `{content}`, `{uuid}`, `{actor}`, `{actor.tenant}`, `{round}`, `{from}` and places into an example. */
function filler(
  operation: Operation,
  parameter: Parameter,
  earlier: Json | undefined,
  context: BenignContext,
): (text: string) => string {
  const { actor, words, round, places } = context;
  const label = `${actor}/${operation.name}/${sharedName(parameter)}/${round}`;
  const plantWord = (what: string): string => {
    const word = canaryWord(`${label}/${what}`);
    // What an operator sends, as the title of a book that all shall find, belongs to nobody in particular.
    if (!parameter.public && operation.operator !== true) {
      context.plant({
        word,
        owner: { kind: 'actor', name: actor },
        planted: `${actor}'s ${operation.name}.${parameter.name}`,
      });
    }
    return word;
  };
  return (text) =>
    withPlaceholders(withActor(text, { name: actor, words }), (name) => {
      if (name === 'token' || name === 'content') return plantWord(name);
      if (name === 'from') return earlier === undefined ? plantWord('token') : textOfJson(earlier);
      if (name === 'uuid') return canaryUuid(label);
      if (name === 'round') return round;
      return places[name];
    });
}
