/**
 * `operations`: lists the operations of the config with the sinks that each reaches, and the project's other URLs. The URLs are
 * listed even if actors or operations of the config are wrong, because that is when somebody needs them.
 */
import { loadConfig } from '../config/loadConfig.ts';
import { attackerName, type Config } from '../model/config.ts';
import { EnvironmentError, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { RehearsedOperation } from '../model/finding.ts';
import type { Operation } from '../model/operation.ts';
import type { JailChoice, Route } from '../model/target.ts';
import { chainText } from '../model/textChain.ts';
import type { World } from '../model/world.ts';
import { noLessons } from '../world/lessons/lessons.ts';
import { worldMaker } from './compose.ts';
import { harmlessLines } from './harmlessText.ts';
import { keyLines } from './keysCommand.ts';
import { parameterLines, unreachedLine } from './operationLines.ts';
import { readOrExplore } from './readConfig.ts';

export interface OperationsFlags {
  readonly config: string | null;
  readonly jail: JailChoice;
  /** Whether the harmless request and answer of each are shown. */
  readonly verbose: boolean;
  /** Keep what exploring finds where there is no config. */
  readonly savesConfig: boolean;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  readonly remark: (line: string) => void;
}

/** Lists operations and routes, one line each. */
export async function runOperations(flags: OperationsFlags): Promise<0> {
  const { config: path, jail, verbose, savesConfig: saves, signal, write, remark } = flags;
  const config = await readOrExplore(path, process.cwd(), { jail, signal, saves, remark });
  const createWorld = await worldMaker(config, { jail });
  const world = await createWorld().catch(async (thrown: unknown) => {
    if (thrown instanceof UsageError || thrown instanceof EnvironmentError)
      await writeOffered(config, jail, write);
    throw thrown;
  });
  try {
    write(config.operations.length === 0 ? 'No operations are declared.' : 'Declared operations:');
    for (const operation of config.operations) {
      const rehearsed = world.rehearsal.operations.find(({ name }) => name === operation.name);
      write(`  ${operationText(operation, rehearsed)}`);
      for (const line of printedLines(rehearsed)) write(`    ${line}`);
      for (const line of belowOperation(operation, rehearsed, world)) write(`    ${line}`);
      if (verbose) for (const line of await harmlessLines(world, operation)) write(`    ${line}`);
    }
    for (const line of keyLines(world.knowledge.stores)) write(line);
    for (const line of chainLines(world)) write(line);
    for (const line of offeredLines(config, world)) write(line);
    for (const { text } of world.rehearsal.notes) write(`note: ${escapeText(text)}`);
    return 0;
  } finally {
    await world.close();
  }
}

/** Lists names alone, one a line, for programs that ask before they start anything. */
export async function writeNames(path: string | null, write: (line: string) => void): Promise<0> {
  for (const { name } of (await loadConfig(path, process.cwd())).operations) write(escapeText(name));
  return 0;
}

function belowOperation(
  operation: Operation,
  rehearsed: RehearsedOperation | undefined,
  { knowledge: { stores } }: World,
): string[] {
  const why = rehearsed === undefined ? null : unreachedLine(rehearsed);
  return [...parameterLines(operation, stores), ...(why === null ? [] : [why])];
}

function chainLines({ knowledge: { stores } }: World): string[] {
  const lines = stores.chains.map((chain) => `  ${escapeText(chainText(chain))}`);
  return lines.length === 0 ? [] : ['Texts on their way, as harmless values show:', ...lines];
}

/** The config without anything that can be wrong in actors and operations: the bare project. */
function bareConfig(config: Config): Config {
  const actors = config.actors
    .filter(({ name }) => name === attackerName)
    .map((actor) => ({ ...actor, headers: {}, cookies: {}, login: null, hook: null }));
  const { target, attacker, stores } = config;
  const dynamodb = stores.dynamodb === null ? null : { tables: [], endpoint: null };
  return {
    ...{ ...config, actors, operations: [] },
    target: { ...target, setup: null },
    attacker: { ...attacker, knows: [] },
    stores: { ...stores, shared: null, dynamodb },
  };
}

/** Lists the URLs of a project although its config fails; the caller reports the failure. */
async function writeOffered(config: Config, jail: JailChoice, write: (line: string) => void): Promise<void> {
  if (config.target.project === null) return;
  try {
    const createWorld = await worldMaker(bareConfig(config), { jail, lessons: noLessons });
    const world = await createWorld();
    for (const line of offeredLines(config, world)) write(line);
    await world.close();
  } catch {
    // The project does not start at all, which the caller's error says.
  }
}

function offeredLines(config: Config, { routes, commands }: World): string[] {
  const others = routes.filter((route) => config.operations.every((operation) => !isRoute(operation, route)));
  const left = commands.filter(({ name }) =>
    config.operations.every(({ entry }) => entry.kind !== 'command' || entry.command !== name),
  );
  return [
    ...(others.length > 0 ? ['Found in the URL configuration, not declared:'] : []),
    ...others.map((route) => `  ${routeText(route)}`),
    ...(left.length > 0 ? ['Management commands of the project, not declared:'] : []),
    ...left.map(({ name, application }) => `  ${escapeText(`${name} of ${application}`)}`),
  ];
}

function operationText(operation: Operation, rehearsed: RehearsedOperation | undefined): string {
  const sinks = rehearsed?.reached.length
    ? rehearsed.reached.map((sink) => `${sink}s`).join(' and ')
    : 'nothing: not tested';
  return `${operation.name}: ${entryText(operation)}; reaches ${sinks}; harmless run: ${escapeText(rehearsed?.answer ?? '')}`;
}

function printedLines(rehearsed: RehearsedOperation | undefined): string[] {
  const printed = rehearsed?.unsafePrinted ?? [];
  return printed.length === 0 ? [] : ['it printed:', ...printed.map((line) => `  ${escapeText(line)}`)];
}

function entryText({ entry, parameters }: Operation): string {
  const named = parameters.map(({ name, place }) => `${name} (${place})`).join(', ') || 'no parameters';
  switch (entry.kind) {
    case 'http':
      return `${entry.method} ${escapeText(entry.path)}, ${named}`;
    case 'consumer':
      return `${escapeText(entry.function)}, records of ${escapeText(entry.table)}, ${named}`;
    case 'call':
      return `${escapeText(entry.function)}, ${named}`;
    case 'storage':
      return `${escapeText(entry.storage)}.${entry.method}, ${named}`;
    case 'field':
      return `${escapeText(entry.field)}.save, ${named}`;
    case 'command':
      return `command ${escapeText(entry.command)}, ${named}`;
  }
}

function isRoute({ entry }: Operation, route: Route): boolean {
  if (entry.kind !== 'http') return false;
  const shape = (path: string): string => path.replace(/\{\w+\}/g, '{}');
  return shape(entry.path) === shape(route.path);
}

function routeText({ path, methods, parameters, name }: Route): string {
  const typed = parameters.map((parameter) => `${parameter.name}: ${parameter.converter}`).join(', ');
  const asked = methods.length === 0 ? 'any method' : methods.join('|');
  return escapeText(
    `${asked} ${path}${typed === '' ? '' : ` (${typed})`}${name === null ? '' : ` as ${name}`}`,
  );
}
