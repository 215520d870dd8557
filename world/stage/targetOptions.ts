/**
 * The options with which the target of one arena is started: the config's settings and roots as absolute folders, and the
 * endpoints of the engines. `MEDIA_ROOT: '{sandbox}'` becomes `/tmp/trespass-arena-x/…/media`.
 */
import type { Arena } from '../../arena/arena.ts';
import type { Config } from '../../model/config.ts';
import type { EngineAddress } from '../../model/itemEngine.ts';
import type { ObjectEngine } from '../../model/objectEngine.ts';
import type { JailChoice, TargetOptions } from '../../model/target.ts';
import { filledWithPlaces, type Places, rootPlaces, withPlaceholders } from '../step/places.ts';
import { principalsOf } from '../step/principals.ts';
import { firstRoot } from './grounds.ts';

export interface StartedParts {
  readonly engine: EngineAddress | null;
  readonly objects: Pick<ObjectEngine, keyof EngineAddress> | null;
  /** Settled when the engines hold their tables; absent if they do. */
  readonly enginesReady?: Promise<unknown>;
  readonly unwanted?: AbortSignal;
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  readonly jail?: JailChoice;
  /** Whether steps report which ways they take through the target's own code. */
  readonly branches?: boolean;
}

export function targetOptions(
  config: Config,
  arena: Arena,
  { python, jail = 'auto', branches = false, engine, objects, enginesReady, unwanted }: StartedParts,
): TargetOptions {
  const pathOf = (root: string): string => arena.roots.get(root) ?? firstRoot(arena);
  const map = <Value>(
    names: Readonly<Record<string, string>>,
    value: (root: string) => Value,
  ): Record<string, Value> =>
    Object.fromEntries(Object.entries(names).map(([name, root]) => [name, value(root)]));
  const places: Places = {
    ...{ sandbox: firstRoot(arena), temp: arena.temp, config: config.folder },
    ...rootPlaces(arena.roots),
  };
  const environment = Object.entries(config.target.environment).map(
    ([name, value]) => [name, withPlaceholders(value, (place) => places[place])] as const,
  );
  const settings = Object.entries(config.target.settings).map(
    ([name, value]) => [name, filledWithPlaces(value, places)] as const,
  );
  return {
    python,
    project: config.target.project,
    settingsModule: config.target.settingsModule,
    asgi: config.target.asgi,
    server: config.target.server,
    configFolder: config.folder,
    pythonPath: config.target.pythonPath,
    environment: { ...Object.fromEntries(environment), ...map(config.roots.environment, pathOf) },
    settings: { ...Object.fromEntries(settings), ...map(config.roots.settings, pathOf) },
    actors: principalsOf(config),
    setup: config.target.setup,
    argv: config.target.argv,
    arena: arena.folder,
    sandboxRoots: [...arena.roots.values()],
    temp: arena.temp,
    home: arena.home,
    outputFile: arena.outputFile,
    dynamodbEndpoint: engine?.endpoint ?? null,
    s3Endpoint: objects?.endpoint ?? null,
    engineSockets: engineSocketsOf([engine, objects]),
    ...(enginesReady === undefined ? {} : { enginesReady }),
    ...(unwanted === undefined ? {} : { unwanted }),
    jail,
    ...(branches ? { branches } : {}),
    memoryBytesMax: config.limits.memoryBytesMax,
    loopbackPorts: config.limits.loopbackPorts,
  };
}

function engineSocketsOf(engines: readonly (EngineAddress | null)[]): Record<number, string> {
  return Object.fromEntries(
    engines.flatMap((engine): [string, string][] =>
      typeof engine?.socket === 'string' ? [[new URL(engine.endpoint).port, engine.socket]] : [],
    ),
  );
}
