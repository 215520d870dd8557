/**
 * Commands to the driver as one line of JSON each: `{"do": "step", …}` with the bytes of a request in base64. Encoding only, no I/O; answers
 * are decoded by `protocol.ts`.
 */
import { limits } from '../../model/limits.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Intrusion, StepRequest, TargetOptions, TurnOrder } from '../../model/target.ts';
import type { Computing } from './computeArguments.ts';

/** Paths that differ in the jail: each folder of `shared` is the arena's `temp`, except for the paths of `kept` in it. */
export interface JailedPaths {
  readonly shared: readonly string[];
  readonly kept: readonly string[];
}

export type Command =
  | {
      readonly do: 'start';
      readonly options: TargetOptions;
      readonly jail: JailedPaths | null;
      /** The process that adopts orphans of the target. */
      readonly around: 'namespace' | 'keeper' | 'none';
    }
  | {
      readonly do: 'step';
      readonly actor: string;
      readonly request: StepRequest;
      readonly intrusion: Intrusion | null;
      readonly apart: boolean;
      readonly pipes: readonly string[];
      readonly turn: TurnOrder | null;
    }
  | ({ readonly do: 'compute' } & Computing)
  | { readonly do: 'watch'; readonly paths: readonly string[] }
  | {
      readonly do: 'load';
      readonly saved: string;
      readonly replaced: readonly (readonly [there: string, here: string])[];
    }
  | { readonly do: 'goOn' | 'seal' | 'save' | 'endLeftovers' | 'endCase' | 'stop' };

export function encodeCommand(command: Command): string {
  return `${JSON.stringify(wireCommand(command))}\n`;
}

function wireCommand(command: Command): unknown {
  if (command.do === 'step') return { ...command, request: wireRequest(command.request) };
  if (command.do === 'compute') {
    const { request } = command;
    return {
      ...command,
      arguments: wireArguments(withFiles(command.arguments)),
      request: request === null ? null : wireRequest({ kind: 'http', request }),
    };
  }
  if (command.do !== 'start') return command;
  const jail = command.jail && { shared: command.jail.shared, kept: command.jail.kept };
  const { stackFramesMax, recordsPerStepMax, responseBytesMax, savedBytesMax } = limits;
  const told = { stackFramesMax, recordsPerStepMax, responseBytesMax, savedBytesMax };
  return { ...command, jail, limits: told };
}

function wireRequest(request: StepRequest): unknown {
  if (request.kind === 'http') {
    const { method, target, headers, contentType = null, body } = request.request;
    return { kind: 'http', method, target, headers, contentType, body: base64(body) };
  }
  if (request.kind === 'consume' || request.kind === 'command') return request;
  return { ...request, arguments: wireArguments(request.arguments) };
}

function wireArguments(args: ResolvedArguments): Record<string, unknown> {
  const entries = Object.entries(args).map(([name, argument]) => {
    if (argument.kind === 'bytes') return [name, { kind: 'bytes', bytes: base64(argument.bytes) }];
    if (argument.kind === 'path') return [name, { kind: 'text', text: argument.path }];
    if (argument.kind === 'file') {
      const { kind, name: fileName, contentType, content } = argument;
      return [name, { kind, name: fileName, contentType, content: base64(content) }];
    }
    return [name, argument];
  });
  return Object.fromEntries(entries);
}

/** A file that is not in the inbox yet is sent with its content. */
function withFiles(args: ResolvedArguments): ResolvedArguments {
  return Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [
      name,
      argument.kind === 'path'
        ? {
            ...{ kind: 'file', name: argument.path, contentType: 'application/octet-stream' },
            content: argument.content,
          }
        : argument,
    ]),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
