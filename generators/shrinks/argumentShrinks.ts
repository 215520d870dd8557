/**
 * Smaller arguments: of JSON, bytes, archives and files the content shrinks too: `{"a": 1, "to": "../x"}` becomes `{"to":
 * "../x"}`.
 */
import type { Argument, Content, Json, JsonArgument } from '../../model/attack.ts';
import { isList } from '../../model/json.ts';
import { withoutIdleTexts } from '../../model/jsonText.ts';
import { staysInArena } from '../base/harmlessText.ts';
import { archiveShrinks } from './archiveShrinks.ts';
import { jsonWeight } from './measure.ts';
import { textShrinks, withoutRuns } from './textShrinks.ts';

/** The same argument with less in it; its texts shrink by themselves. */
export function* argumentShrinks(argument: Argument): Generator<Argument> {
  if ('bytes' in argument) for (const bytes of byteShrinks(argument.bytes)) yield { bytes };
  if ('json' in argument)
    for (const smaller of jsonArgumentShrinks(argument)) yield withoutIdleTexts(smaller);
  if ('archive' in argument) for (const archive of archiveShrinks(argument.archive)) yield { archive };
  if (!('file' in argument)) return;
  const { name, content, contentType } = argument.file;
  if (contentType !== undefined) yield { file: { name, content } };
  for (const held of contentShrinks(content)) yield { file: { ...argument.file, content: held } };
}

function* jsonArgumentShrinks(argument: JsonArgument): Generator<JsonArgument> {
  const { first, ...alone } = argument;
  if (first !== undefined) yield* [alone, { ...alone, json: first }];
  for (const json of jsonShrinks(argument.json)) yield { ...argument, json };
  if (first !== undefined) for (const shorter of jsonShrinks(first)) yield { ...argument, first: shorter };
}

function* contentShrinks(content: Content): Generator<Content> {
  if ('text' in content) return;
  yield { text: '' };
  if ('archive' in content) for (const archive of archiveShrinks(content.archive)) yield { archive };
  else for (const bytes of byteShrinks(content.bytes)) yield { bytes };
}

function* byteShrinks(encoded: string): Generator<string> {
  const bytes = [...Buffer.from(encoded, 'base64')];
  if (bytes.length > 0) yield '';
  for (const kept of withoutRuns(bytes)) {
    const shorter = Buffer.from(kept);
    if (staysInArena(shorter.toString('latin1'))) yield shorter.toString('base64');
  }
}

function* jsonShrinks(json: Json): Generator<Json> {
  const weight = jsonWeight(json);
  for (const candidate of jsonCandidates(json)) if (jsonWeight(candidate) < weight) yield candidate;
}

function* jsonCandidates(json: Json): Generator<Json> {
  yield* [null, 0, ''];
  if (typeof json === 'string') yield* [...textShrinks(json)].filter((text) => typeof text === 'string');
  if (typeof json !== 'object' || json === null) return;
  yield* Object.values(json);
  if (isList(json)) {
    yield* withoutRuns(json);
    for (const [at, item] of json.entries())
      for (const smaller of jsonShrinks(item)) yield json.with(at, smaller);
    return;
  }
  for (const kept of withoutRuns(Object.entries(json))) yield Object.fromEntries(kept);
  for (const [member, value] of Object.entries(json))
    for (const smaller of jsonShrinks(value)) yield { ...json, [member]: smaller };
}
