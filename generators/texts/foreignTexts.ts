/**
 * Texts that name a victim's data: its values and files as they are (`kq7w.txt`), beside other words, and one folder away
 * (`../8/kq7w.txt`).
 */

import type { KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { identityOperation } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import {
  type Aim,
  changed,
  distinctValues,
  existingPlaces,
  foreignPaths,
  freeName,
  knownPart,
} from '../base/aim.ts';
import { delimiters } from '../base/pool.ts';

/** Victims' own values, those that belong here first. */
export function foreignValueTexts({ foreign }: Aim): Text[] {
  return distinctValues(foreign)
    .slice(0, limits.foreignValuesFirst)
    .map((known) => [knownPart(known)]);
}

/** Files of other tenants: from the sandbox, from a tenant's folder, and absolute; and free names beside them. */
export function foreignFileTexts(aim: Aim): Text[] {
  const paths = foreignPaths(aim).slice(0, limits.foreignFilesFirst);
  const free = freeName(aim);
  const folders = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const hasHome = existingPlaces(aim.knowledge).includes('foreign');
  return [
    ...paths.flatMap((path): Text[] => [`../${path}`, path]),
    ...folders.flatMap((folder): Text[] => [`../${folder}/${free}`, `${folder}/${free}`]),
    ...paths.flatMap((path): Text[] => [`../../${path}`, [{ place: 'sandbox' }, `/${path}`]]),
    ...(hasHome ? [[{ place: 'foreign' as const }, `/${free}`]] : []),
    ...folders.flatMap((folder): Text[] => [
      folder,
      `../${folder}`,
      [{ place: 'sandbox' as const }, `/${folder}`],
    ]),
  ];
}

/** A victim's value behind the word that identifies the victim. */
export function qualified({ knowledge, foreign }: Aim): Text[] {
  const [best] = distinctValues(foreign);
  const owner = knowledge.known.find(
    ({ actor, operation }) => actor === best?.actor && operation === identityOperation,
  );
  if (best === undefined || owner === undefined) return [];
  return ownerSigns.map((sign): Text => [knownPart(owner), sign, knownPart(best)]);
}

/** A victim's value behind the attacker's own, where one text may name several things. */
export function among({ foreign, own, operation, parameter }: Aim): Text[] {
  const isSame = (one: KnownValue): boolean =>
    one.operation === operation.name && one.name === `arguments.${parameter.name}`;
  const theirs = foreign.find(isSame) ?? foreign[0];
  const mine = own.find(isSame) ?? own[0];
  if (theirs === undefined || mine === undefined) return [];
  return listSigns.map((sign): Text => [knownPart(mine), sign, knownPart(theirs)]);
}

const listSigns: readonly string[] = [',', ' '];

/** Possible delimiters between an owner and the name of a thing. */
const ownerSigns: readonly string[] = ['/', '#', ':'];

/** Another tenant's value, one step away. */
export function alteredNames({ foreign }: Aim): Text[] {
  const [best] = distinctValues(foreign);
  if (best === undefined) return delimiters.slice(0, 4).map((sign) => sign);
  const part = knownPart(best);
  const altered = (['upper', 'dropLast', 'percent', 'fullwidth'] as const).map(
    (change): Text => [changed(part, change)],
  );
  return [
    ...altered,
    ...delimiters.slice(0, 4).flatMap((sign): Text[] => [
      [part, sign],
      [sign, part],
    ]),
    [' ', part],
    [part, ' '],
    [part, '/'],
    [part, '\0'],
    ['./', part],
  ];
}
