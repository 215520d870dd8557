/** `operations`: what the config declares and which sinks each reaches, and what else the project's URLs offer. */
import { loadConfig } from '../config/loadConfig.ts';
import { escapeText } from '../model/escape.ts';
import type { Operation } from '../model/operation.ts';
import type { JailChoice, Route } from '../model/target.ts';
import { worldMaker } from './compose.ts';
import { keyLines } from './keysCommand.ts';

/** Lists operations and routes, one line each. */
export async function runOperations(
  path: string | null,
  jail: JailChoice,
  write: (line: string) => void,
): Promise<0> {
  const config = await loadConfig(path, process.cwd());
  const createWorld = await worldMaker(config, { jail });
  const world = await createWorld();
  try {
    write(config.operations.length === 0 ? 'No operations are declared.' : 'Declared operations:');
    for (const operation of config.operations) {
      const rehearsed = world.rehearsal.operations.find(({ name }) => name === operation.name);
      const sinks = rehearsed?.reached.length
        ? rehearsed.reached.map((sink) => `${sink}s`).join(' and ')
        : 'nothing: not tested';
      write(
        `  ${operation.name}: ${entryText(operation)}; reaches ${sinks}; harmless run: ${escapeText(rehearsed?.answer ?? '')}`,
      );
    }
    for (const line of keyLines(world.knowledge)) write(line);
    const others = world.routes.filter((route) =>
      config.operations.every((operation) => !isRoute(operation, route)),
    );
    if (others.length > 0) write('Found in the URL configuration, not declared:');
    for (const route of others) write(`  ${routeText(route)}`);
    const commands = world.commands.filter(({ name }) =>
      config.operations.every(({ entry }) => entry.kind !== 'command' || entry.command !== name),
    );
    if (commands.length > 0) write('Management commands of the project, not declared:');
    for (const { name, application } of commands) write(`  ${escapeText(`${name} of ${application}`)}`);
    for (const { text } of world.rehearsal.notes) write(`note: ${escapeText(text)}`);
    return 0;
  } finally {
    await world.close();
  }
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
