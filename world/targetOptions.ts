/** What a target is started with in an arena, by its config and the engines that run beside it. */
import type { Arena } from '../arena/arena.ts';
import type { Config } from '../model/config.ts';
import type { JailChoice, TargetOptions } from '../model/target.ts';
import { firstRoot } from './grounds.ts';
import { principalsOf } from './principals.ts';
import type { StageParts } from './stage.ts';

export interface Started extends Pick<StageParts, 'engine' | 'objects'> {
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  readonly jail?: JailChoice;
}

export function targetOptions(
  config: Config,
  arena: Arena,
  { python, jail = 'auto', engine, objects }: Started,
): TargetOptions {
  const pathOf = (root: string): string => arena.roots.get(root) ?? firstRoot(arena);
  const map = <Value>(
    names: Readonly<Record<string, string>>,
    value: (root: string) => Value,
  ): Record<string, Value> =>
    Object.fromEntries(Object.entries(names).map(([name, root]) => [name, value(root)]));
  return {
    python,
    project: config.project,
    settingsModule: config.settingsModule,
    asgi: config.asgi,
    configFolder: config.folder,
    pythonPath: config.pythonPath,
    environment: { ...config.environment, ...map(config.rootEnvironment, pathOf) },
    settings: { ...config.settings, ...map(config.rootSettings, pathOf) },
    actors: principalsOf(config),
    setup: config.setup,
    arena: arena.folder,
    sandboxRoots: [...arena.roots.values()],
    temp: arena.temp,
    home: arena.home,
    outputFile: arena.outputFile,
    dynamodbEndpoint: engine?.endpoint ?? null,
    s3Endpoint: objects?.endpoint ?? null,
    jail,
    memoryBytesMax: config.memoryBytesMax,
    loopbackPorts: config.loopbackPorts,
  };
}
