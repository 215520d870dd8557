/**
 * Recognises the `link.` classes from an attack's value: how its planted links lead to each other and which of its texts name
 * them. `own/l -> ../b` with the argument `l` is `link.final`, with `l/x` it is `link.parent`.
 */
import { baseName } from '../base/fileNames.ts';
import { moatFileNames, moatFolderNames } from '../base/pool.ts';
import { type PlantedSample, pathSegments, type SentAttack, samplePlaces } from '../base/sent.ts';

/** The planted links of an attack. */
export function links({ planted: all }: SentAttack): readonly PlantedSample[] {
  return all.filter(({ entry }) => entry.kind === 'symlink');
}

/** Whether some text ends with the name, or with what the name is derived from. */
export function ends({ sent }: SentAttack, name: string): boolean {
  return (
    sent.length === 0 ||
    sent.some(({ sample }) => sample !== '' && name.startsWith(baseName(sample)) && baseName(sample) !== '')
  );
}

/** Whether some path goes through the name. */
export function passes({ sent, planted: all }: SentAttack, name: string): boolean {
  const paths = [...sent.map(({ sample }) => sample), ...all.map(({ path }) => path)];
  return paths.some((path) => pathSegments(path).slice(0, -1).includes(name));
}

/** Whether a link leads to something that exists, as far as a value can show. */
export function exists({ planted: all, knowledge }: SentAttack, to: string): boolean {
  const name = baseName(to);
  const fixed = [
    '',
    '.',
    '..',
    ...moatFileNames,
    ...moatFolderNames,
    ...Object.values(samplePlaces).map(baseName),
  ];
  return (
    fixed.includes(name) ||
    all.some(({ path }) => !to.includes('/') && baseName(path) === to) ||
    knowledge.files.names.some((path) => pathSegments(path).includes(name))
  );
}

/** Whether a link leads to another planted one. */
export function leadsToLink(attack: SentAttack, from: string, to: string): boolean {
  return links(attack).some(
    ({ path }) => path !== from && !to.startsWith('/') && baseName(path) === baseName(to),
  );
}

/** Whether links lead from one to the next without an end. */
export function loops(attack: SentAttack, start: string): boolean {
  let at = baseName(start);
  for (let hop = 0; hop <= attack.planted.length; hop++) {
    const next = links(attack).find(({ path }) => baseName(path) === at)?.to;
    if (next === undefined || next === null || next.includes('/')) return false;
    at = next;
  }
  return true;
}

/** Whether a link leads into another tenant's folder. */
export function leadsToTenant({ knowledge }: SentAttack, { entry, to }: PlantedSample): boolean {
  if (to === null || !('to' in entry)) return false;
  const { victims } = knowledge.actors;
  const referred =
    Array.isArray(entry.to) &&
    entry.to.some((p) => typeof p === 'object' && 'known' in p && victims.includes(p.known.actor));
  return (
    referred ||
    to.startsWith(samplePlaces.foreign) ||
    (to.startsWith(`${samplePlaces.sandbox}/`) && victims.length > 0 && !to.startsWith(samplePlaces.own))
  );
}
