/**
 * Explores a Django project: starts it in an arena, asks its routes without knowing what they take, and writes down as a config
 * what it has found. The order: start, which repairs what keeps the project from starting; a survey by nobody in particular,
 * which shows how it knows who acts; then every operation as the attacker, in rounds, until nothing more is learnt.
 */
import { dirname, join } from 'node:path';
import type { UserActor, UserConfig, UserOperation } from '../config/userConfig.ts';
import { EnvironmentError, messageOf, TargetLostError } from '../model/errors.ts';
import type { ManagementCommand } from '../model/target.ts';
import { afterOf } from './after.ts';
import type { Candidate } from './candidate.ts';
import { isReal, type LeftOutRoute, leftOutRoutes, makersFirst, withShownFields } from './candidates.ts';
import { commandName, commandOperation, commandRequest, isRun } from './commands.ts';
import { actingByTenant, operationOf, projectOf, storesOf } from './explored.ts';
import { declaredStores, type LearntStores, type Performed, type ProjectGround } from './ground.ts';
import { type FoundIdentity, identitiesFrom } from './identities.ts';
import { readInfrastructure } from './infrastructure.ts';
import type { Reach } from './reach.ts';
import { repeated } from './repeated.ts';
import { exploreInRounds, type ProjectAsking, survey } from './rounds.ts';
import { ProjectStart, refuseStoppedExploring, type StartOptions, type UserActors } from './start.ts';
import { tokenSource, withToken } from './tokens.ts';

/** How long exploring takes at most. */
const exploringMs = 60_000;

/** What was found of a project. */
export interface Explored {
  readonly config: UserConfig;
  /** What was assumed, a sentence each. */
  readonly assumed: readonly string[];
  readonly reaches: readonly Reach[];
  readonly leftOut: readonly LeftOutRoute[];
  /** Those that became no operations. */
  readonly commands: readonly ManagementCommand[];
}

export interface ExploringOptions extends StartOptions {
  readonly onProgress?: (text: string) => void;
}

/** Rejects with an `EnvironmentError` if the project does not start whatever is tried. */
export async function explore(options: ExploringOptions): Promise<Explored> {
  const exploration = new Exploration(options);
  try {
    return await exploration.run();
  } finally {
    await exploration.close();
  }
}

const nobodyKnown: FoundIdentity = { actors: { attacker: {} }, keys: new Set(), words: {}, by: [] };
/** How often a project is explored anew because it wanted to write to a further folder. */
const foldersMax = 4;

/** The commands that became operations. */
interface Operated {
  readonly operated: readonly ManagementCommand[];
}

class Exploration {
  readonly #options: ExploringOptions;
  readonly #stores: LearntStores;
  readonly #start: ProjectStart;
  readonly #until = performance.now() + exploringMs;
  #ground: ProjectGround | null = null;
  #actors: UserActors = nobodyKnown.actors;

  constructor(options: ExploringOptions) {
    this.#options = options;
    const folder = join(dirname(options.file), options.found.project);
    this.#stores = declaredStores(readInfrastructure(folder));
    this.#start = new ProjectStart(options, this.#stores);
  }

  async run(): Promise<Explored> {
    let ground = await this.#restart(nobodyKnown.actors);
    const { routes, commands, project } = ground.description;
    let surveyed = await survey(routes, this.#asking(nobodyKnown));
    let identity = identitiesFrom(surveyed, project ?? null);
    if (identity.by.length > 0) {
      ground = await this.#restart(identity.actors);
      surveyed = await survey(routes, this.#asking(identity));
    }
    const real = surveyed.filter(isReal).map(({ candidate }) => withShownFields(candidate, surveyed));
    let candidates = makersFirst(real);
    let reaches = await exploreInRounds(candidates, this.#asking(identity));
    const carried = withTokens(candidates, reaches, identity);
    if (carried !== null) {
      candidates = carried.candidates;
      identity = carried.identity;
      ground = await this.#restart(identity.actors);
      reaches = await exploreInRounds(candidates, this.#asking(identity));
    }
    for (let time = 0; time < foldersMax; time++) {
      const refused = reaches.flatMap(({ asked }) => asked.refusedWrites);
      if (!this.#start.addRefusedRoots(refused, ground.description.project)) break;
      ground = await this.#restart(identity.actors);
      reaches = await exploreInRounds(candidates, this.#asking(identity));
    }
    const operated = await this.#commands(commands, identity);
    await this.#restart(identity.actors);
    reaches = await repeated(reaches, this.#asking(identity));
    return this.#result(identity, { reaches, leftOut: leftOutRoutes(routes), commands, operated });
  }

  async close(): Promise<void> {
    await this.#ground?.close();
    this.#ground = null;
  }

  async #restart(actors: UserActors): Promise<ProjectGround> {
    await this.close();
    this.#actors = actors;
    this.#ground = await this.#start.start(actors);
    return this.#ground;
  }

  #asking(identity: FoundIdentity): ProjectAsking {
    const { signal, onProgress } = this.#options;
    return {
      exploring: (pool) => {
        refuseStoppedExploring(signal);
        if (this.#ground === null) throw new EnvironmentError('the project is not running');
        return {
          ...{ ground: this.#ground, pool, actor: 'attacker', words: identity.words, until: this.#until },
          context: { identity: identity.keys, hasTenant: true },
        };
      },
      surviving: async (candidate, work) => {
        try {
          return await work();
        } catch (thrown) {
          if (!(thrown instanceof TargetLostError)) throw thrown;
          this.#start.assumed.push(`${candidate.name} is left out: ${messageOf(thrown)}`);
          await this.#restart(this.#actors);
          return null;
        }
      },
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }

  /** Commands that end and touch a store, each run once; anew where one wanted to write to a further folder. */
  async #commands(
    commands: readonly ManagementCommand[],
    identity: FoundIdentity,
  ): Promise<readonly ManagementCommand[]> {
    const found: ManagementCommand[] = [];
    for (const command of commands.filter(isRun)) {
      let performed = await this.#performed(command, identity);
      const project = this.#ground?.description.project;
      if (performed !== null && this.#start.addRefusedRoots(performed.refusedWrites, project)) {
        await this.#restart(this.#actors);
        performed = await this.#performed(command, identity);
      }
      if (performed !== null && performed.response.exception === null && performed.reached.length > 0)
        found.push(command);
    }
    return found;
  }

  async #performed(command: ManagementCommand, { words }: FoundIdentity): Promise<Performed | null> {
    refuseStoppedExploring(this.#options.signal);
    if (performance.now() > this.#until || this.#ground === null) return null;
    try {
      return await this.#ground.perform(commandRequest(command, words), 'attacker');
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      this.#start.assumed.push(`the command ${command.name} is left out: ${messageOf(thrown)}`);
      await this.#restart(this.#actors);
      return null;
    }
  }

  #result(
    identity: FoundIdentity,
    { reaches, leftOut, commands, operated }: Omit<Explored, 'config' | 'assumed'> & Operated,
  ): Explored {
    const done = reaches.filter(({ asked }) => asked.outcome === 'done');
    // Nothing else tells who acts, where nothing was found that does.
    const described = (one: Candidate) =>
      identity.by.length === 0 ? actingByTenant(operationOf(one)) : operationOf(one);
    const after = afterOf(done.map(({ asked }) => asked.candidate));
    const asked = done.map(({ asked: { candidate } }): [string, UserOperation] => {
      const before = after.get(candidate.name);
      return [
        candidate.name,
        { ...described(candidate), ...(before === undefined ? {} : { after: before }) },
      ];
    });
    const run = operated.map((one): [string, UserOperation] => [commandName(one), commandOperation(one)]);
    const operations = Object.fromEntries([...asked, ...run]);
    const usesWords = JSON.stringify(operations).includes('{actor.tenant}');
    const config: UserConfig = {
      ...projectOf(this.#options.found),
      ...storesOf(this.#start.stores()),
      actors: usesWords ? identity.actors : withoutWords(identity.actors),
      operations,
    };
    const tables = this.#stores.tables.inputs().length;
    const assumed = [
      ...this.#start.assumed,
      toldApart(identity, usesWords),
      ...(tables > 0 ? [`${tables} DynamoDB tables were made from the requests for them`] : []),
    ];
    return { config, assumed, reaches, leftOut, commands: commands.filter((one) => !operated.includes(one)) };
  }
}

/** Where all that is refused asks for a token, and an operation answers one: the candidates with it, and actors without theirs. */
function withTokens(
  candidates: readonly Candidate[],
  reaches: readonly Reach[],
  identity: FoundIdentity,
): { readonly candidates: readonly Candidate[]; readonly identity: FoundIdentity } | null {
  const header = Object.keys(identity.actors['attacker']?.headers ?? {}).find((name) =>
    /^authorization$|token|api-?key/i.test(name),
  );
  const refused = new Set(
    reaches.filter(({ asked }) => asked.outcome === 'login').map(({ candidate }) => candidate.name),
  );
  const source = header === undefined || refused.size === 0 ? null : tokenSource(reaches);
  if (header === undefined || source === null) return null;
  const sent = identity.actors['attacker']?.headers?.[header] ?? '';
  const scheme = sent.includes(' ') ? `${sent.split(' ')[0]} ` : '';
  const without = Object.fromEntries(
    Object.entries(identity.actors).map(([name, actor]) => [name, withoutHeader(actor, header)]),
  );
  return {
    candidates: candidates.map((one) =>
      refused.has(one.name) ? withToken(one, header, scheme, source) : one,
    ),
    identity: { ...identity, actors: without, by: [`the token that ${source.operation} answers`] },
  };
}

function withoutHeader({ headers = {}, ...actor }: UserActor, header: string): UserActor {
  const others = Object.entries(headers).filter(([name]) => name !== header);
  return others.length === 0 ? actor : { ...actor, headers: Object.fromEntries(others) };
}

function toldApart({ by }: FoundIdentity, usesWords: boolean): string {
  const ways = [
    ...by,
    ...(usesWords
      ? [
          by.length === 0
            ? 'a parameter with their tenant, which no attacker changes'
            : 'a parameter with their tenant',
        ]
      : []),
  ];
  return ways.length === 0
    ? 'nothing in its requests tells who acts: say in `actors` how tenants are told apart'
    : `actors are told apart by ${ways.join(' and ')}`;
}

function withoutWords(actors: Readonly<Record<string, UserActor>>): Record<string, UserActor> {
  return Object.fromEntries(Object.entries(actors).map(([name, { words: _, ...actor }]) => [name, actor]));
}
