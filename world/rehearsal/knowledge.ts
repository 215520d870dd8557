/**
 * Puts together what a world has learnt, for generators to aim with: operations, zones, powers, values of victims, patterns of
 * keys, bases of files. A generator reads from it that `save` answered the victim with the id `7`.
 */
import type { Arena } from '../../arena/arena.ts';
import type { Zone } from '../../model/attack.ts';
import { attackerName, type Config } from '../../model/config.ts';
import { type KeyShape, objectKeyName } from '../../model/keyShape.ts';
import type {
  AttackerMeans,
  Knowledge,
  KnownActors,
  KnownValue,
  PredictableName,
} from '../../model/knowledge.ts';
import type { Actor } from '../../model/target.ts';
import type { TextChain } from '../../model/textChain.ts';
import { belowRoot } from '../stage/grounds.ts';
import { identitiesIn } from '../step/principals.ts';
import { withOrigins } from './origins.ts';
import type { Rehearsed } from './rehearse.ts';

/** What lessons add. */
interface LearntByLessons {
  readonly predictable: readonly PredictableName[];
  readonly chains: readonly TextChain[];
  readonly shapes: readonly KeyShape[];
}

export function knowledgeOf(
  config: Config,
  rehearsed: Rehearsed,
  zones: Record<Zone, readonly string[]>,
  arena: Arena,
  { predictable, chains, shapes }: LearntByLessons,
): Omit<Knowledge, 'races'> {
  const traced = withOrigins([...rehearsed.known, ...rehearsed.kept], config.operations);
  const stored = traced.slice(rehearsed.known.length);
  const isObjectKey = ({ name }: KnownValue): boolean => name === objectKeyName;
  return {
    operations: config.operations,
    actors: actorsOf(config),
    known: traced.slice(0, rehearsed.known.length),
    stores: {
      reached: Object.fromEntries(rehearsed.operations.map(({ name, reached }) => [name, reached])),
      models: rehearsed.models,
      uses: rehearsed.storedUses,
      sinks: rehearsed.sinks,
      written: stored.filter((one) => !isObjectKey(one)),
      objectKeys: stored.filter(isObjectKey),
      objectPatterns: rehearsed.objectPatterns,
      cachePatterns: rehearsed.cachePatterns,
      keyPatterns: rehearsed.keyPatterns,
      chains,
      keyShapes: shapes,
      objects: config.stores.s3 !== null,
    },
    files: {
      names: [...new Set([...config.roots.files.map(({ path }) => path), ...rehearsed.fileNames])],
      bases: rehearsed.fileBases,
      endings: rehearsed.endings,
      predictable,
      ...(rehearsed.realFiles.length === 0 ? {} : { real: rehearsed.realFiles }),
    },
    headers: rehearsed.headers,
    means: meansOf(config, zones, arena),
    cuts: rehearsed.cuts,
  };
}

function actorsOf(config: Config): KnownActors {
  const attacker = config.actors.find(({ name }) => name === attackerName);
  return {
    attacker: attackerName,
    identities: identitiesIn(config, attackerName),
    words: attacker?.words ?? {},
    headers: [...new Set(config.actors.flatMap(headersOf))],
    ...(isTold(attacker) ? { toldByMore: true as const } : {}),
    victims: config.actors.map(({ name }) => name).filter((name) => name !== attackerName),
  };
}

function headersOf({ headers }: Actor): string[] {
  return Object.keys(headers).map((name) => name.toLowerCase());
}

/** Whether an actor has a login or cookies. */
function isTold(actor: Actor | undefined): boolean {
  return actor !== undefined && (actor.login !== null || Object.keys(actor.cookies).length > 0);
}

function meansOf(
  { attacker: { powers, granted } }: Config,
  zones: Record<Zone, readonly string[]>,
  arena: Arena,
): AttackerMeans {
  return {
    powers,
    granted,
    zones: [
      ...(zones.own.length > 0 && powers.includes('own-folder') ? (['own'] as const) : []),
      ...(powers.includes('shared-temp') ? (['temp'] as const) : []),
    ],
    homes: zones.own.map((folder) => belowRoot(folder, arena)),
  };
}
