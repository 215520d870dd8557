/** What a world knows for generators to aim with. */
import type { Zone } from '../../model/attack.ts';
import { attackerName, type Config } from '../../model/config.ts';
import type { Knowledge, PredictableName } from '../../model/operation.ts';
import { identitiesIn } from '../step/principals.ts';
import { withOrigins } from './origins.ts';
import type { Rehearsed } from './rehearse.ts';

export function knowledgeOf(
  config: Config,
  rehearsed: Rehearsed,
  zones: Record<Zone, readonly string[]>,
  predictable: readonly PredictableName[],
): Knowledge {
  const powers = config.powers;
  const traced = withOrigins([...rehearsed.known, ...rehearsed.kept], config.operations);
  return {
    attacker: attackerName,
    attackerIdentities: identitiesIn(config, attackerName),
    attackerWords: config.actors.find(({ name }) => name === attackerName)?.words ?? {},
    victims: config.actors.map(({ name }) => name).filter((name) => name !== attackerName),
    operations: config.operations,
    known: traced.slice(0, rehearsed.known.length),
    kept: traced.slice(rehearsed.known.length),
    stores: Object.fromEntries(rehearsed.operations.map(({ name, reached }) => [name, reached])),
    storedUses: rehearsed.storedUses,
    sinks: rehearsed.sinks,
    fileNames: [...new Set([...config.rootFiles.map(({ path }) => path), ...rehearsed.fileNames])],
    endings: rehearsed.endings,
    fileBases: rehearsed.fileBases,
    keyPatterns: rehearsed.keyPatterns,
    cuts: rehearsed.cuts,
    predictable,
    ...(config.s3 === null ? {} : { objects: true }),
    powers,
    granted: config.granted,
    zones: [
      ...(zones.own.length > 0 && powers.includes('own-folder') ? (['own'] as const) : []),
      ...(powers.includes('shared-temp') ? (['temp'] as const) : []),
    ],
  };
}
