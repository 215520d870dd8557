/** The requests of an attack with all that their actors send, and what was answered, for people who send them again. */

import { withActorHeaders } from '../../model/actorHeaders.ts';
import { principalOf } from '../../model/actorText.ts';
import type { Attack, Step } from '../../model/attack.ts';
import { type Exchange, type ExchangedBytes, isSecretName, secretMark } from '../../model/exchange.ts';
import { limits } from '../../model/limits.ts';
import type { Observation } from '../../model/observation.ts';
import type { StepResponse } from '../../model/records.ts';
import { withFolderNames } from '../stage/folderNames.ts';
import { principalsOf } from '../step/principals.ts';
import { contextOf } from './caseContext.ts';
import type { CaseParts } from './caseParts.ts';
import { openReferences } from './describe.ts';
import { operationOfStep } from './performCase.ts';
import { argumentsOfStep } from './stepArguments.ts';

/** Those of HTTP operations; other steps have none. */
export function exchangesOf(
  parts: CaseParts,
  { steps }: Attack,
  seen?: Pick<Observation, 'responses' | 'computed'>,
): readonly Exchange[] {
  return steps.flatMap((step, index) => {
    const exchange = exchangeOf(parts, step, index, seen?.computed[index] ?? {});
    const response = seen?.responses[index]?.response;
    if (exchange === null) return [];
    return [
      response?.status == null
        ? exchange
        : { ...exchange, answer: answerOf(parts, response, response.status) },
    ];
  });
}

function exchangeOf(
  parts: CaseParts,
  step: Step,
  index: number,
  computed: Observation['computed'][number],
): Exchange | null {
  const operation = operationOfStep(parts, step);
  if (operation === undefined || operation.entry.kind !== 'http') return null;
  const open = openReferences(contextOf(parts, []));
  const { all } = argumentsOfStep(parts, operation, step, open.context);
  const prepared = parts.target.prepare(operation, { ...all, ...computed });
  if (prepared.kind !== 'http') return null;
  const { request } = prepared;
  const actor = principalOf(step.actor, step.as ?? operation.as);
  const named = (text: string): string => withPlaces(parts, open.named(text));
  return {
    ...{ step: index, operation: operation.name, actor, method: request.method },
    unsafeTarget: named(request.target),
    unsafeHeaders: withActorHeaders(request, actorSends(parts, actor)).map(([name, value]) => [
      name,
      named(value),
    ]),
    body: bytesOf(request.body, named),
  };
}

/** What the actor sends with every request, without its secrets. */
function actorSends({ target, config }: CaseParts, name: string): Parameters<typeof withActorHeaders>[1] {
  const known = principalsOf(config).find((one) => one.name === name);
  const headers = Object.entries(target.description.headers[name] ?? known?.headers ?? {});
  const login = known?.login === null || known === undefined ? [] : [`sessionid=${secretMark}`];
  return {
    headers: headers.map(([header, value]) => [header, isSecretName(header) ? secretMark : value]),
    cookies: [...Object.keys(known?.cookies ?? {}).map((cookie) => `${cookie}=${secretMark}`), ...login],
  };
}

function answerOf(
  parts: CaseParts,
  { headers, body }: StepResponse,
  status: number,
): NonNullable<Exchange['answer']> {
  const named = (text: string): string => withPlaces(parts, text);
  const told = headers.map(([name, value]): [string, string] => [
    name,
    isSecretName(name) ? value.replace(/^([^=;]*=)?[^;]*/, `$1${secretMark}`) : named(value),
  ]);
  return { status, unsafeHeaders: told, body: bytesOf(Buffer.from(body, 'base64'), named) };
}

function withPlaces({ stage, arena }: CaseParts, text: string): string {
  return withFolderNames(text, { roots: stage.roots, moat: arena.moat });
}

function bytesOf(bytes: Uint8Array, named: (text: string) => string): ExchangedBytes {
  if (bytes.length > limits.objectExcerptBytesMax) return { omittedBytes: bytes.length };
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes)
    ? { text: named(text) }
    : { base64: Buffer.from(bytes).toString('base64') };
}
