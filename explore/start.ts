/**
 * Starts a project of which nobody has said what it needs, and starts it again with what a failed start has shown to be missing: an
 * environment variable, a folder of the arena for a setting.
 */
import { dirname, join } from 'node:path';
import { completeConfig } from '../config/completeConfig.ts';
import type { UserActor, UserConfig } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { EnvironmentError, StartFailedError, StoppedError } from '../model/errors.ts';
import type { ProjectFacts } from '../model/exploring.ts';
import { type ExploredStores, projectOf, storesOf } from './explored.ts';
import { type GroundMakers, type LearntStores, openGround, type ProjectGround } from './ground.ts';
import type { FoundProject } from './project.ts';

export type UserActors = Readonly<Record<string, UserActor>>;

export interface StartOptions {
  readonly found: FoundProject;
  /** The config file as which paths are resolved; it need not exist. */
  readonly file: string;
  readonly makers: GroundMakers;
  readonly signal: AbortSignal;
}

/** How often a project is started again because something was missing. */
const startsMax = 20;

export class ProjectStart {
  readonly #options: StartOptions;
  readonly #stores: LearntStores;
  readonly #roots = new Map<string, string>();
  readonly #settings = new Map<string, Json>();
  readonly #environment = new Map<string, string>();
  /** By variable: the present value and those that may be tried instead. */
  readonly #untried = new Map<string, readonly string[]>();
  /** What was replaced or made up, a sentence each. */
  readonly assumed: string[] = [];

  constructor(options: StartOptions, stores: LearntStores) {
    this.#options = options;
    this.#stores = stores;
  }

  /** Starts it with what is known by now. Rejects like any start of a target if nothing helps. */
  async start(actors: UserActors): Promise<ProjectGround> {
    const { makers, signal } = this.#options;
    for (let time = 0; ; time++) {
      refuseStoppedExploring(signal);
      const known = storesKnown(this.#stores);
      try {
        const ground = await openGround(this.#configWith(actors), makers, this.#stores);
        if (!this.#learnProject(ground)) return ground;
        await ground.close();
      } catch (thrown) {
        const isMade = storesKnown(this.#stores) > known;
        if (time >= startsMax || (!isMade && !this.#repair(thrown))) throw thrown;
      }
    }
  }

  /** Has the project start with a setting of another value. */
  replace(setting: string, value: Json, why: string): void {
    this.#settings.set(setting, value);
    this.assumed.push(`${setting} was replaced: ${why}`);
  }

  /** Takes over what the project's settings say; true if it has to be started again for that. */
  #learnProject({ description: { project } }: ProjectGround): boolean {
    if (project === undefined) return false;
    for (const { setting, value, why } of project.replaced) {
      if (!this.#settings.has(setting)) this.replace(setting, value, why);
    }
    const media = project.folders.find(({ setting }) => setting === 'MEDIA_ROOT');
    if (media === undefined || this.#roots.has('MEDIA_ROOT')) return false;
    this.#addRoot('MEDIA_ROOT');
    return true;
  }

  /** Gives an arena folder to each setting below whose folder the target wanted to write. False if there is none. */
  addRefusedRoots(refused: readonly string[], project: ProjectFacts | undefined): boolean {
    const { found, file } = this.#options;
    const own = `${join(dirname(file), found.project)}/`;
    // A setting with the project's own folder, or one above it, stays as it is: code and templates are found by it.
    const free = (project?.folders ?? []).filter(
      ({ setting, path }) => !this.#roots.has(setting) && !own.startsWith(`${path}/`),
    );
    const chosen = new Set(refused.flatMap((one) => nearestSettings(one, free)));
    for (const setting of chosen) this.#addRoot(setting);
    return chosen.size > 0;
  }

  #addRoot(setting: string): void {
    const plain =
      setting
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/-?(?:root|dir|directory|folder|path)$/, '') || 'files';
    let name = plain;
    for (let at = 2; [...this.#roots.values()].includes(name); at++) name = `${plain}-${at}`;
    this.#roots.set(setting, name);
  }

  /** Whether a start has failed for a reason that is known, and that another start can do without. */
  #repair(thrown: unknown): boolean {
    const { missingEnvironment = null, refusedWrite = null } =
      thrown instanceof StartFailedError ? thrown.failure : {};
    if (missingEnvironment !== null && !this.#environment.has(missingEnvironment)) {
      this.#setEnvironment(missingEnvironment, madeUpValues(missingEnvironment));
      return true;
    }
    const setting = refusedWrite?.settings.find((name) => !this.#roots.has(name));
    if (setting !== undefined) {
      this.#addRoot(setting);
      return true;
    }
    // What came last may be of the wrong kind: a number is wanted, and a word was given.
    const last = [...this.#environment.keys()].at(-1);
    const [, ...others] = last === undefined ? [] : (this.#untried.get(last) ?? []);
    if (last === undefined || others.length === 0 || !(thrown instanceof EnvironmentError)) return false;
    this.#setEnvironment(last, others);
    return true;
  }

  #setEnvironment(name: string, values: readonly string[]): void {
    this.#untried.set(name, values);
    this.#environment.set(name, values[0] ?? '');
    const sentence = `the environment variable ${name} is needed; it got a made-up value`;
    if (!this.assumed.includes(sentence)) this.assumed.push(sentence);
  }

  #configWith(actors: UserActors): Config {
    const { found, file } = this.#options;
    const user: UserConfig = { ...projectOf(found), ...storesOf(this.stores()), actors };
    return completeConfig(user, file);
  }

  /** What the config says of stores by now. */
  stores(): ExploredStores {
    return {
      roots: Object.fromEntries(this.#roots),
      settings: Object.fromEntries(this.#settings),
      environment: Object.fromEntries(this.#environment),
      tables: this.#stores.tables.inputs(),
      buckets: [...this.#stores.buckets].sort(),
      files: [...this.#stores.files].sort(),
    };
  }
}

function storesKnown({ tables, buckets }: LearntStores): number {
  return tables.inputs().length + buckets.size;
}

/** The settings whose folder is nearest to what was written. */
function nearestSettings(written: string, folders: ProjectFacts['folders']): readonly string[] {
  const found = folders.filter(
    ({ path }) => written === path || written.startsWith(`${path}/`) || path.startsWith(`${written}/`),
  );
  const nearest = Math.max(0, ...found.map(({ path }) => path.length));
  return found.filter(({ path }) => path.length === nearest).map(({ setting }) => setting);
}

export function refuseStoppedExploring(signal: AbortSignal): void {
  if (signal.aborted) throw new StoppedError('the run was stopped while the project was explored');
}

/** Values for a variable of that name, the likeliest first. */
function madeUpValues(name: string): readonly string[] {
  const likely = byVariable.flatMap(([pattern, value]) => (pattern.test(name) ? [value] : []));
  return [...new Set([...likely, 'trespass', '1', 'http://127.0.0.1:9/trespass', 'true'])];
}

const byVariable: readonly (readonly [RegExp, string])[] = [
  [/(?:DIR|ROOT|PATH|FOLDER|HOME|VOLUME|SPOOL)$/i, '{sandbox}'],
  [/REGION/i, 'eu-central-1'],
  [/(?:URL|URI|ENDPOINT)$/i, 'http://127.0.0.1:9/trespass'],
  [
    /(?:SIZE|COUNT|LIMIT|MAX|MIN|BYTES|[KMG]B|PORT|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT|TTL|AGE|LENGTH)$/i,
    '1000',
  ],
  [/(?:DEBUG|ENABLED?|USE_\w+)$/i, '1'],
];
