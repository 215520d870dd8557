/**
 * Explores a Django project: starts it in an arena, asks its routes without knowing what they take, and writes down as a config
 * what it has found. The order: start, which repairs what keeps the project from starting; a survey by nobody in particular,
 * which shows how it knows who acts; then every operation as the attacker, in rounds, until nothing more is learnt.
 */
import { dirname, join } from 'node:path';
import type { Json } from '../model/attack.ts';
import { EnvironmentError, messageOf, TargetLostError } from '../model/errors.ts';
import type { ManagementCommand } from '../model/target.ts';
import { type Asked, scoreOf } from './asked.ts';
import type { Exploring } from './attempt.ts';
import type { Candidate } from './candidate.ts';
import { isReal, leftOutRoutes, makersFirst, withShownFields } from './candidates.ts';
import { commandRequest, isRun } from './commands.ts';
import { findConsumers, type TriedConsumers, tryConsumers } from './consumers.ts';
import { declaredStores, type LearntStores, type Performed, type ProjectGround } from './ground.ts';
import { type FoundIdentity, identitiesFrom, withFilledUsers } from './identities.ts';
import { readInfrastructure } from './infrastructure.ts';
import { offersOf } from './offers.ts';
import { operatorCandidates, refusedAddresses, withOperators, withThoseOfOperators } from './operators.ts';
import { Pool } from './pool.ts';
import { publicPages, visitor } from './publicPages.ts';
import { hashesPasswords } from './pythonFiles.ts';
import type { Reach } from './reach.ts';
import { repeated } from './repeated.ts';
import { type Explored, exploredOf } from './result.ts';
import { exploreInRounds, type ProjectAsking, survey } from './rounds.ts';
import { ProjectStart, refuseStoppedExploring, type StartOptions, type UserActors } from './start.ts';
import { withTokens } from './tokens.ts';

/** How long exploring takes at most. */
const exploringMs = 60_000;

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
/** How often a project is explored anew because it wanted to write to further folders, or answers operators. */
const anewMax = 4;

/** What was asked of a project, and the answers. */
interface Refusing {
  readonly candidates: readonly Candidate[];
  readonly surveyed: readonly Asked[];
  readonly reaches: readonly Reach[];
  readonly identity: FoundIdentity;
}

const none: ReadonlySet<string> = new Set();

const quickHashers: Json = ['django.contrib.auth.hashers.MD5PasswordHasher'];

class Exploration {
  readonly #options: ExploringOptions;
  readonly #stores: LearntStores;
  readonly #start: ProjectStart;
  readonly #until = performance.now() + exploringMs;
  /** From which the project imports its own modules. */
  readonly #folders: readonly string[];
  #ground: ProjectGround | null = null;
  readonly #refused = new Set<string>();
  #actors: UserActors = nobodyKnown.actors;

  constructor(options: ExploringOptions) {
    this.#options = options;
    const folder = join(dirname(options.file), options.found.project);
    const paths = options.found.pythonPath.map((path) => join(dirname(options.file), path));
    this.#folders = paths.length === 0 ? [folder] : paths;
    this.#stores = declaredStores(readInfrastructure(folder));
    this.#start = new ProjectStart(options, this.#stores);
    // Without users of Django's, nothing in its settings shows that passwords are hashed.
    if (this.#folders.some(hashesPasswords))
      this.#start.replace('PASSWORD_HASHERS', quickHashers, 'tests need no slow hashes of passwords');
  }

  async run(): Promise<Explored> {
    let ground = await this.#restart(nobodyKnown.actors);
    const { routes, commands, project } = ground.description;
    let surveyed = await survey(routes, this.#asking(nobodyKnown));
    let identity = identitiesFrom(surveyed, project ?? null);
    if (identity.by.length > 0) {
      ground = await this.#restart(identity.actors);
      surveyed = await survey(routes, this.#asking(identity));
      const filled = await this.#filledUsers(identity, surveyed);
      if (filled !== null) ({ identity, surveyed } = filled);
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
    let raised = await this.#operators({ candidates, surveyed, reaches, identity });
    for (let time = 0; time < anewMax; time++) {
      if (!this.#addRefusedRoots() && raised === null) break;
      ({ candidates, identity } = raised ?? { candidates, identity });
      raised = null;
      await this.#restart(identity.actors);
      reaches = await exploreInRounds(candidates, this.#asking(identity));
    }
    const operated = await this.#commands(commands, identity);
    const hasLogins = Object.values(identity.actors).some(({ login }) => login !== undefined);
    await this.#restart(hasLogins ? { ...identity.actors, [visitor]: {} } : identity.actors);
    const pool = new Pool();
    reaches = await repeated(reaches, pool, this.#asking(identity));
    const shown = hasLogins ? await this.#publicPages(reaches, this.#asking(identity).exploring(pool)) : none;
    let consumers = await this.#consumers(reaches, this.#asking(identity).exploring(pool));
    if (consumers.offered.length > 0 && this.#addRefusedRoots()) {
      await this.#restart(this.#actors);
      const fresh = new Pool();
      reaches = await repeated(reaches, fresh, this.#asking(identity));
      consumers = await this.#consumers(reaches, this.#asking(identity).exploring(fresh));
    }
    const changed = new Map(consumers.changed.map((one) => [one.name, one]));
    reaches = reaches.map((found) => withCandidate(found, changed.get(found.asked.candidate.name)));
    const offers = offersOf(consumers.offered, project, reaches);
    const leftOut = leftOutRoutes(routes);
    const found = { identity, reaches, leftOut, commands, operated, consumers, offers, shown };
    return exploredOf(found, this.#start, {
      project: this.#options.found,
      tables: this.#stores.tables.inputs().length,
    });
  }

  async close(): Promise<void> {
    for (const path of this.#ground?.refusedWrites ?? []) this.#refused.add(path);
    await this.#ground?.close();
    this.#ground = null;
  }

  async #restart(actors: UserActors): Promise<ProjectGround> {
    await this.close();
    this.#actors = actors;
    this.#ground = await this.#start.start(actors);
    return this.#ground;
  }

  /** Gives folders of the arena to the settings below which the target wanted to write since this was asked last. */
  #addRefusedRoots(): boolean {
    for (const path of this.#ground?.refusedWrites ?? []) this.#refused.add(path);
    const refused = [...this.#refused];
    this.#refused.clear();
    return this.#start.addRefusedRoots(refused, this.#ground?.description.project);
  }

  #asking(identity: FoundIdentity): ProjectAsking {
    const { signal, onProgress } = this.#options;
    return {
      exploring: (pool) => {
        refuseStoppedExploring(signal);
        if (this.#ground === null) throw new EnvironmentError('the project is not running');
        return {
          ...{ ground: this.#ground, pool, actor: 'attacker', words: identity.words, until: this.#until },
          context: {
            ...{ identity: identity.keys, hasTenant: true },
            ownWords: new Set(Object.values(identity.words)),
          },
          session: identity.session ?? null,
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

  /** Users with all their texts filled in, if the project lets them come further: it may know its tenants by one of these. */
  async #filledUsers(
    identity: FoundIdentity,
    surveyed: readonly Asked[],
  ): Promise<Pick<Refusing, 'identity' | 'surveyed'> | null> {
    const { project = null, routes = [] } = this.#ground?.description ?? {};
    const filled = withFilledUsers(identity, project);
    if (filled === null) return null;
    await this.#restart(filled.actors);
    const further = await survey(routes, this.#asking(filled));
    if (furthestOf(further) > furthestOf(surveyed)) return { identity: filled, surveyed: further };
    await this.#restart(identity.actors);
    return null;
  }

  /** What answers nobody but those who run the project; null if nothing does. */
  async #operators({
    candidates,
    surveyed,
    reaches,
    identity,
  }: Refusing): Promise<Pick<Refusing, 'candidates' | 'identity'> | null> {
    const { project = null, routes = [] } = this.#ground?.description ?? {};
    const raised = withOperators(identity, project);
    const addresses = refusedAddresses(surveyed, reaches);
    if (raised === null || addresses.size === 0) return null;
    try {
      await this.#restart(raised.actors);
    } catch (thrown) {
      if (!(thrown instanceof EnvironmentError)) throw thrown;
      this.#start.assumed.push(`no operator could be made a user: ${messageOf(thrown)}`);
      await this.#restart(identity.actors);
      return null;
    }
    const found = await operatorCandidates(routes, addresses, this.#asking(raised));
    if (found.length > 0)
      return { candidates: makersFirst(withThoseOfOperators(candidates, found)), identity: raised };
    await this.#restart(identity.actors);
    return null;
  }

  /** Commands that end and touch a store, each run once; anew where one wanted to write to a further folder. */
  async #commands(
    commands: readonly ManagementCommand[],
    identity: FoundIdentity,
  ): Promise<readonly ManagementCommand[]> {
    const found: ManagementCommand[] = [];
    for (const command of commands.filter(isRun)) {
      let performed = await this.#performed(command, identity);
      if (performed !== null && this.#addRefusedRoots()) {
        await this.#restart(this.#actors);
        performed = await this.#performed(command, identity);
      }
      if (performed !== null && performed.response.exception === null && performed.reached.length > 0)
        found.push(command);
    }
    return found;
  }

  async #publicPages(reaches: readonly Reach[], exploring: Exploring): Promise<ReadonlySet<string>> {
    try {
      return await publicPages(reaches, exploring);
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      await this.#restart(this.#actors);
      return none;
    }
  }

  /** All are offered alone where one ends the target. */
  async #consumers(reaches: readonly Reach[], exploring: Exploring): Promise<TriedConsumers> {
    const found = findConsumers(this.#folders);
    try {
      return await tryConsumers(found, reaches, exploring);
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      return { operations: [], changed: [], offered: found };
    }
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
}

function furthestOf(surveyed: readonly Asked[]): number {
  return surveyed.reduce((sum, asked) => sum + scoreOf(asked), 0);
}

function withCandidate({ asked, ...found }: Reach, candidate: Candidate = asked.candidate): Reach {
  return { ...found, candidate, asked: { ...asked, candidate } };
}
