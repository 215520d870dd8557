/**
 * All learners of harmless runs, which are given each run together: one `upload` of `kq7w.txt` teaches endings, folders, keys,
 * sinks and more.
 */
import type { Config } from '../../model/config.ts';
import type { Store } from '../../model/finding.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { TouchedModel } from '../../model/touchedModel.ts';
import { identitiesOf } from '../owners/identities.ts';
import type { RehearsalStage } from '../stage/stage.ts';
import { chooseKinds, type KindChoice } from './archiveKinds.ts';
import { learnEndings } from './endings.ts';
import { learnFileBases } from './fileBases.ts';
import { guessableIds } from './guessableIds.ts';
import { countFailures, type Failures } from './harmlessRuns.ts';
import { cacheKeysAsked, createKeyAnatomy, type KeyAnatomy, objectKeysAsked } from './keyAnatomy.ts';
import type { HarmlessListener, HarmlessRun, Learner } from './learner.ts';
import { changesSomething, makesSomething } from './makes.ts';
import { learnMinted } from './mintedFields.ts';
import { createSourceRegister, type SourceRegister } from './missingSources.ts';
import { learnRealFiles } from './realFiles.ts';
import type { Reasons } from './reasons.ts';
import { learnRoutines, type Routines } from './routines.ts';
import { learnSinks } from './sinks.ts';
import { type Created, existsOnDisk } from './stableNames.ts';
import { storedUses } from './storedUses.ts';
import { noteTraffic } from './traffic.ts';

/** What operations did in their harmless runs, by name. */
export interface Deeds extends HarmlessListener {
  readonly reached: ReadonlyMap<string, ReadonlySet<Store>>;
  /** Models of Django that they touched, by label. */
  readonly models: ReadonlyMap<string, ReadonlyMap<string, TouchedModel>>;
  /** Headers that the project's own code looked up. */
  readonly headers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Files that were created. */
  readonly created: readonly Created[];
  /** Operations that make something. */
  readonly makers: ReadonlySet<string>;
  /** Operations that leave anything otherwise than it was. */
  readonly changers: ReadonlySet<string>;
  /** Operations that move names into the temporary folder or out of it. */
  readonly crossing: ReadonlySet<string>;
  /** Operations that use names in the temporary folder as an actor, as `victim/export`. */
  readonly temporary: ReadonlySet<string>;
}

export interface Learners extends HarmlessListener {
  readonly deeds: Deeds;
  readonly kinds: KindChoice;
  readonly endings: ReturnType<typeof learnEndings>;
  readonly bases: ReturnType<typeof learnFileBases>;
  readonly stored: ReturnType<typeof storedUses>;
  readonly realFiles: ReturnType<typeof learnRealFiles>;
  readonly anatomy: KeyAnatomy;
  /** The same for keys of objects. */
  readonly objectAnatomy: KeyAnatomy;
  /** The same for keys of caches. */
  readonly cacheAnatomy: KeyAnatomy;
  readonly sinks: ReturnType<typeof learnSinks>;
  readonly routines: Routines;
  readonly identifiers: Learner<ReturnType<ReturnType<typeof guessableIds>['result']>>;
  readonly minted: ReturnType<typeof learnMinted>;
  readonly traffic: ReturnType<typeof noteTraffic>;
  readonly sources: SourceRegister;
  readonly failures: Failures;
  readonly reasons: Reasons;
}

/** Nobody has learnt anything yet. `reasons` knows what the config is to blame for. */
export function createLearners(
  stage: RehearsalStage,
  config: Config,
  actors: readonly string[],
  reasons: Reasons,
): Learners {
  const identities = identitiesOf(config.actors);
  const habits: HarmlessListener = {
    note: ({ operation, arguments: args, seen }) => stage.habits.learn(operation, args, seen),
  };
  const bounds: HarmlessListener = {
    note: ({ operation, seen: { reported } }) => {
      const fields = (reported.models ?? []).flatMap((model) =>
        model.fields.map((field) => ({ model, field })),
      );
      for (const { model, field } of fields)
        stage.cuts.note(
          textsNamed,
          `${model.label}.${field.name}`,
          field.texts.length,
          field.texts.length + (field.left ?? 0),
        );
      const { keys = [], all = 0 } = reported.cached ?? {};
      stage.cuts.note('keys of caches that a step names are learnt', operation.name, keys.length, all);
    },
  };
  const learners = {
    deeds: noteDeeds(stage.temp),
    kinds: chooseKinds(),
    endings: learnEndings(stage.cuts),
    bases: learnFileBases(stage.sandbox, existsOnDisk),
    realFiles: learnRealFiles(config.target, stage.cuts),
    stored: storedUses(stage.registers.canaries),
    anatomy: createKeyAnatomy(stage.cuts, identities),
    objectAnatomy: createKeyAnatomy(stage.cuts, identities, objectKeysAsked),
    cacheAnatomy: createKeyAnatomy(stage.cuts, identities, cacheKeysAsked),
    sinks: learnSinks(stage.shown),
    routines: learnRoutines(stage.cuts),
    identifiers: guessableIds(config.operations),
    minted: learnMinted(config.operations),
    traffic: noteTraffic(config.stores.dynamodb?.tables ?? [], identities),
    sources: createSourceRegister(config.operations, actors),
    failures: countFailures(),
    reasons,
  };
  const all: readonly HarmlessListener[] = [habits, bounds, ...Object.values(learners)];
  return {
    ...learners,
    note: (run) => {
      for (const one of all) one.note(run);
    },
  };
}

const textsNamed = 'text fields to which relations lead are named in filters';

function noteDeeds(temp: string): Deeds {
  const reached = new Map<string, Set<Store>>();
  const models = new Map<string, Map<string, TouchedModel>>();
  const headers = new Map<string, Set<string>>();
  const created: Created[] = [];
  const [makers, changers, crossing] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const temporary = new Set<string>();
  return {
    ...{ reached, models, headers, created, makers, changers, crossing, temporary },
    note: ({ operation: { name }, actor, seen }: HarmlessRun) => {
      const stores = reached.get(name) ?? new Set();
      for (const store of seen.reached) stores.add(store);
      reached.set(name, stores);
      const touched = models.get(name) ?? new Map();
      for (const model of seen.reported.models ?? []) touched.set(model.label, model);
      if (touched.size > 0) models.set(name, touched);
      const looked = seen.reported.headers ?? [];
      if (looked.length > 0) headers.set(name, new Set([...(headers.get(name) ?? []), ...looked]));
      if (makesSomething(seen)) makers.add(name);
      if (changesSomething(seen)) changers.add(name);
      if (seen.crossed) crossing.add(name);
      if (seen.hooks.some(({ path }) => isWithin(path, temp))) temporary.add(`${actor.name}/${name}`);
      const files = seen.changes.filter(({ what, directory }) => what === 'created' && !directory);
      created.push(...files.map(({ path }) => ({ operation: name, path })));
    },
  };
}
