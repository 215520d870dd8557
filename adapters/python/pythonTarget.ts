/**
 * Starts Python targets: Django projects, Storages and callables in their own interpreter. A step rejects with a
 * `TargetLostError` (the target is gone), an `EnvironmentError` (it cannot do what the config asks) or a `BugError`.
 */
import { randomUUID } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Json } from '../../model/attack.ts';
import {
  BugError,
  ConfigMistakeError,
  EnvironmentError,
  messageOf,
  StartFailedError,
  TargetLostError,
} from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { type Operation, recordsParameter } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import { batchOf, consumption, imageOfArguments, streamEvent } from '../../model/streamRecords.ts';
import type { StepRequest, Target, TargetOptions } from '../../model/target.ts';
import { textOfBytes } from '../../model/text.ts';
import { type Command, encodeCommand } from './commands.ts';
import { type Computed, type Computing, computeArguments } from './computeArguments.ts';
import { type DriverProcess, driverEntry, startDriverProcess } from './driverProcess.ts';
import { httpRequestOf } from './httpRequest.ts';
import { type Jail, openJail } from './jail.ts';
import { lacksOf } from './jailLacks.ts';
import { loopbackServices } from './loopback.ts';
import { AnswerDecoder } from './protocol.ts';
import { pythonEnvironment } from './pythonEnvironment.ts';
import { type Relay, startRelay } from './relay.ts';

/** Starts a target. Rejects with an `EnvironmentError` whose first sentence says what to do. */
export async function startPythonTarget(options: TargetOptions): Promise<Target> {
  await checkInterpreter(options.python);
  const environment = pythonEnvironment(options);
  const jail = await openJail(options, environment, driverEntry);
  const command = [options.python, '-B', '-X', 'utf8', driverEntry];
  let driver: DriverProcess | null = null;
  const { unwanted } = options;
  const giveUp = (): void => void driver?.lose('it is not wanted any more');
  const relayLost = 'the target ended the relay to the engines and to loopback';
  const relay =
    jail.works && jail.tool.rings.network
      ? await startRelay(options, hostsOf(options), () => driver?.lose(relayLost))
      : null;
  try {
    unwanted?.throwIfAborted();
    unwanted?.addEventListener('abort', giveUp, { once: true });
    driver = await startDriverProcess({
      command: jail.works ? jailed(jail, relay, command) : kept(options.python, command),
      wrapped: jail.works ? jail.tool.wraps : isLinux,
      keeps: !jail.works && isLinux,
      folder: options.project ?? options.configFolder,
      environment,
      outputFile: options.outputFile,
      mark: randomUUID(),
      onEnd: () => relay?.stop(),
    });
    unwanted?.throwIfAborted();
    return await startedTarget(driver, options, jail, relay);
  } catch (error) {
    await driver?.kill();
    relay?.stop();
    throw error instanceof TargetLostError ? startFailure(error) : error;
  } finally {
    unwanted?.removeEventListener('abort', giveUp);
  }
}

function aroundOf(jail: Jail): 'namespace' | 'keeper' | 'none' {
  if (jail.works) return jail.tool.rings.processes ? 'namespace' : 'none';
  return isLinux ? 'keeper' : 'none';
}

function jailed({ tool, plan }: Jail & { works: true }, relay: Relay | null, command: readonly string[]) {
  return tool.command(relay === null ? plan : { ...plan, relay: relay.plan }, command);
}

const isLinux = process.platform === 'linux';
const keeperScript = join(driverEntry, 'trespass_driver', 'keeper.py');

/** The command under a keeper, which kills the target's processes if there is no jail to do it. */
function kept(python: string, command: readonly string[]): readonly string[] {
  return isLinux ? [python, '-I', '-S', '-B', keeperScript, String(process.pid), ...command] : command;
}

/** Addresses by port that a target in a network namespace may reach: the engines, and permitted services. */
function hostsOf({
  dynamodbEndpoint,
  s3Endpoint,
  loopbackPorts,
}: TargetOptions): ReadonlyMap<number, string> {
  const engines = [dynamodbEndpoint, s3Endpoint ?? null].flatMap((endpoint): [number, string][] =>
    endpoint === null ? [] : [[Number(new URL(endpoint).port), new URL(endpoint).hostname]],
  );
  const services = [...loopbackServices()].filter(
    ([port]) => loopbackPorts === null || loopbackPorts.includes(port),
  );
  const asked = (loopbackPorts ?? []).map((port): [number, string] => [port, '127.0.0.1']);
  return new Map([...asked, ...services, ...engines]);
}

async function checkInterpreter(python: string): Promise<void> {
  if (!isAbsolute(python)) return;
  try {
    await access(python, constants.X_OK);
  } catch (error) {
    throw new EnvironmentError(
      `there is no Python interpreter at ${python}; name the project's own as \`python\` in the config`,
      { cause: error },
    );
  }
}

function startFailure(error: TargetLostError): EnvironmentError {
  return new EnvironmentError(`the target did not start: ${error.message}`, { cause: error });
}

async function startedTarget(
  driver: DriverProcess,
  { enginesReady, unwanted: _unwanted, ...options }: TargetOptions,
  jail: Jail,
  relay: Relay | null,
): Promise<Target> {
  const decoder = new AnswerDecoder();
  // What worked in rehearsal and fails in a case was broken by the case: that loses the target, not the run.
  let isSealed = false;
  const ask = async (command: Command, deadlineMs: number): Promise<unknown> => {
    const line = await driver.ask(encodeCommand(command), deadlineMs);
    const answer = understood(() => decoder.decode(line));
    if (answer.ok) return answer.carried;
    const tail = command.do === 'start' ? await driver.outputTail() : '';
    const details = [answer.traceback.trimEnd(), tail].filter((text) => text !== '');
    const message = [answer.message, ...details].join('\n');
    if (isSealed) throw driver.lose(message, { isEarlier: answer.earlier });
    if (answer.lacked !== undefined) throw new StartFailedError(answer.lacked, message);
    throw answer.mistake ? new ConfigMistakeError(message) : new EnvironmentError(message);
  };
  /** Decodes an answer. The driver lives in the target's process, which can write into its pipes and add hooks. */
  const understood = <Decoded>(decode: () => Decoded): Decoded => {
    try {
      return decode();
    } catch (thrown) {
      if (!(thrown instanceof BugError)) throw thrown;
      throw driver.lose(`the target broke the driver in its process: ${thrown.message}`, { cause: thrown });
    }
  };
  const start: Command = {
    ...{ do: 'start', options, around: aroundOf(jail) },
    jail: jail.works ? jail.plan : null,
  };
  await enginesReady;
  const started = await ask(start, limits.startDeadlineMs);
  const description = understood(() => decoder.description(started));
  const compute = async (computing: Computing): Promise<Computed> => {
    const answer = await ask({ do: 'compute', ...computing }, limits.stepDeadlineMs);
    return understood(() => decoder.computed(answer));
  };
  const tell = async (command: Command): Promise<void> => {
    await ask(command, limits.stepDeadlineMs);
  };
  return {
    description: {
      ...description,
      noJail: jail.works ? null : jail.why,
      jailLacks: lacksOf(jail, relay?.missing() ?? []),
    },
    prepare,
    compute: (actor, operation, args) =>
      operation.parameters.some(({ compute }) => compute !== undefined)
        ? computeArguments(actor, operation, args, compute, () => isSealed)
        : Promise.resolve({ arguments: args, empty: [] }),
    step: async (actor, request, deadlineMs, circumstances = {}) => {
      const { intrusion = null, apart = false, pipes = [], turn = null } = circumstances;
      const report = await ask({ do: 'step', actor, request, intrusion, apart, pipes, turn }, deadlineMs);
      return understood(() => decoder.report(report));
    },
    goOn: async (deadlineMs) => {
      const report = await ask({ do: 'goOn' }, deadlineMs);
      return understood(() => decoder.report(report));
    },
    watch: (paths) => tell({ do: 'watch', paths }),
    seal: async () => {
      await tell({ do: 'seal' });
      isSealed = true;
    },
    save: async () => {
      const answer = await ask({ do: 'save' }, limits.stepDeadlineMs);
      return understood(() => decoder.saved(answer));
    },
    load: (saved, replaced) => tell({ do: 'load', saved, replaced }),
    endLeftovers: () => tell({ do: 'endLeftovers' }),
    // Undone while the world restores its files; a failure is reported by the next step.
    endCase: async () => driver.tell(encodeCommand({ do: 'endCase' })),
    stop: () => stop(driver),
  };
}

function prepare(operation: Operation, args: ResolvedArguments): StepRequest {
  const { entry } = operation;
  switch (entry.kind) {
    case 'http':
      return { kind: 'http', request: httpRequestOf(operation, entry, args) };
    case 'call':
      return { kind: 'call', function: entry.function, arguments: inOrder(operation, args) };
    case 'consumer':
      return { kind: 'consume', function: entry.function, takes: entry.takes, event: eventOf(entry, args) };
    case 'storage':
      return {
        kind: 'storage',
        storage: entry.storage,
        options: entry.options,
        method: entry.method,
        arguments: inOrder(operation, args),
      };
    case 'field':
      return { kind: 'field', field: entry.field, arguments: inOrder(operation, args) };
    case 'command':
      return { kind: 'command', command: entry.command, words: wordsOf(operation, args) };
  }
}

/** A command line as a person would type it: arguments in the order declared, options as `--name=value`. */
function wordsOf(operation: Operation, args: ResolvedArguments): string[] {
  const isOption = (name: string): boolean =>
    operation.parameters.some((parameter) => parameter.name === name && parameter.place === 'option');
  return Object.entries(inOrder(operation, args)).map(([name, argument]) =>
    isOption(name) ? `${name}=${wordOf(argument)}` : wordOf(argument),
  );
}

function wordOf(argument: ResolvedArgument): string {
  switch (argument.kind) {
    case 'text':
      return argument.text;
    case 'json':
      return typeof argument.json === 'string' ? argument.json : JSON.stringify(argument.json);
    case 'bytes':
      return textOfBytes(argument.bytes);
    case 'path':
      return argument.path;
    case 'file':
      return argument.name;
  }
}

/** The event of a consumer: records of changes that the case has really made, if any, else generated ones. */
function eventOf(entry: Extract<Operation['entry'], { kind: 'consumer' }>, args: ResolvedArguments): Json {
  const records = args[recordsParameter];
  const consumed = consumption(records?.kind === 'json' ? records.json : null);
  const changes = batchOf(consumed, imageOfArguments(args), entry.keyNames, entry.before);
  return streamEvent(entry.table, entry.view, changes);
}

/** The arguments in the order of declaration: Storage methods take them by position. */
function inOrder(operation: Operation, args: ResolvedArguments): ResolvedArguments {
  const unknown = Object.keys(args).find((name) => operation.parameters.every((one) => one.name !== name));
  if (unknown !== undefined) throw new BugError(`${operation.name} has no parameter ${unknown}`);
  const present = operation.parameters.flatMap(({ name }) => {
    const argument = args[name];
    return argument === undefined ? [] : [[name, argument] as const];
  });
  return Object.fromEntries(present);
}

/** Lets the target end by itself for a moment, then kills it. A target that is gone already is no error. */
async function stop(driver: DriverProcess): Promise<void> {
  try {
    await driver.ask(encodeCommand({ do: 'stop' }), limits.stopDeadlineMs);
  } catch (error) {
    if (!(error instanceof TargetLostError)) throw new EnvironmentError(messageOf(error), { cause: error });
  } finally {
    await driver.kill();
  }
}
