/**
 * Links that are planted before a step that uses their names: the `link.` classes. `own/l -> ../../secret.txt`, then `read` of
 * `l`. Limits: no devices.
 */
import fc from 'fast-check';
import type { LayoutEntry, Zone } from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import { type Text, textOf } from '../../model/text.ts';
import { type Aim, absolutePaths, climb, existingPlaces, foreignPart, nameOrFile } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { oneOf, phrase, placePart, type Word, weighted } from '../base/phrase.ts';
import { moatFileNames, moatFolderNames } from '../base/pool.ts';
import { normalised, pathSegments, type Recogniser, samplePlaces } from '../base/sent.ts';
import { repeatUnit } from '../texts/paths.ts';
import { decoyFolder } from './decoys.ts';
import { ends, exists, leadsToLink, leadsToTenant, links, loops, passes } from './layoutRecognisers.ts';
import { plantFolders } from './plantFolders.ts';
import { variant, variantNames } from './predictable.ts';

/** A layout, and the text by which a step runs into it. */
export interface PlantedLayout {
  readonly layout: readonly LayoutEntry[];
  readonly text: Text;
}

export interface LayoutGenerator extends Recogniser {
  readonly class: AttackClass;
  readonly weight: number;
  /** Layouts of the class in one zone; null where the target gives nothing to aim with. */
  readonly arbitrary: (aim: Aim, zone: Zone) => fc.Arbitrary<PlantedLayout> | null;
}

export const layoutGenerators: readonly LayoutGenerator[] = [
  {
    class: 'link.final',
    weight: 100,
    arbitrary: (aim, zone) => linkUnderFreeName(aim, zone, outsideFile(aim)),
    recognises: (attack) => links(attack).some(({ path }) => ends(attack, baseName(path))),
  },
  {
    class: 'link.parent',
    weight: 100,
    arbitrary: (aim, zone) => linkUnderFreeName(aim, zone, outsideFolder(aim), phrase('/', nameOrFile(aim))),
    recognises: (attack) => links(attack).some(({ path }) => passes(attack, baseName(path))),
  },
  {
    class: 'link.dangling',
    weight: 20,
    arbitrary: (aim, zone) => {
      const free = fc.constantFrom(...aim.names);
      return linkUnderFreeName(
        aim,
        zone,
        fc.oneof(phrase(placePart('moat'), '/', free), phrase(repeatUnit('../', climb()), free)),
      );
    },
    recognises: (attack) => links(attack).some(({ to }) => !exists(attack, to ?? '')),
  },
  {
    class: 'link.chain',
    weight: 15,
    arbitrary: (aim, zone) => chained(aim, zone, fc.oneof(outsideFile(aim), outsideFolder(aim))),
    recognises: (attack) => links(attack).some(({ path, to }) => leadsToLink(attack, path, to ?? '')),
  },
  {
    class: 'link.loop',
    weight: 10,
    arbitrary: (aim, zone) => looped(aim, zone),
    recognises: (attack) => links(attack).some(({ path }) => loops(attack, path)),
  },
  {
    class: 'link.transit',
    weight: 15,
    arbitrary: (aim, zone) => {
      const out = fc.oneof(outsideFolder(aim), phrase(repeatUnit('../', climb(3)), placePart('sandboxName')));
      return linkUnderFreeName(aim, zone, out, phrase('/../', nameOrFile(aim)));
    },
    recognises: (attack) =>
      links(attack).some(({ path, to }) => {
        const again =
          pathSegments(to ?? '').includes(baseName(samplePlaces.sandbox)) && to?.startsWith('..') === true;
        return again || attack.sent.some(({ sample }) => sample.includes(`${baseName(path)}/..`));
      }),
  },
  {
    class: 'link.absolute',
    weight: 15,
    arbitrary: (aim, zone) => linkUnderFreeName(aim, zone, absolutePaths(aim)),
    recognises: (attack) => links(attack).some(({ to }) => to?.startsWith('/') === true),
  },
  {
    class: 'link.relative',
    weight: 15,
    arbitrary: (aim, zone) =>
      linkUnderFreeName(aim, zone, phrase(repeatUnit('../', climb()), oneOf(...moatFileNames))),
    recognises: (attack) => links(attack).some(({ to }) => to?.startsWith('/') === false),
  },
  {
    class: 'link.to-root',
    weight: 15,
    arbitrary: (aim, zone) => {
      const roots = existingPlaces(aim.knowledge).filter((name) => name === 'sandbox' || name === 'own');
      const to = fc.oneof(phrase(oneOf(...roots).map(placePart)), phrase(oneOf('.', '..', '../..')));
      return linkUnderFreeName(aim, zone, to, fc.oneof(phrase(''), phrase('/', nameOrFile(aim))));
    },
    recognises: (attack) =>
      links(attack).some(({ to }) => roots.includes(normalised(to ?? '')) || /^[./]+$/.test(to ?? '')),
  },
  {
    class: 'link.hard',
    weight: 20,
    arbitrary: plantedHardLink,
    recognises: ({ attack }) => attack.layout.some(({ kind }) => kind === 'hardlink'),
  },
  {
    class: 'link.other-tenant',
    weight: 30,
    arbitrary: otherTenant,
    recognises: (attack) => attack.planted.some((entry) => leadsToTenant(attack, entry)),
  },
  {
    ...variant,
    weight: 25,
    arbitrary: (aim, zone) =>
      fc
        .tuple(likelyFolder(aim, zone), variantNames(aim), outsideFile(aim))
        .map(([within, { name, derived }, to]) => ({
          layout: [symlinkIn(zone, within + derived, to)],
          text: name,
        })),
  },
];

const roots: readonly string[] = [samplePlaces.sandbox, samplePlaces.own];

/** One link under a free name, and the argument that names it, with what follows. */
function linkUnderFreeName(
  aim: Aim,
  zone: Zone,
  to: fc.Arbitrary<Text>,
  rest?: Word,
): fc.Arbitrary<PlantedLayout> {
  return fc
    .tuple(
      likelyFolder(aim, zone),
      linkName(aim, zone),
      rest === undefined ? ending(aim) : fc.constant(''),
      to,
      phrase(rest ?? ''),
    )
    .map(([within, name, derived, target, after]) => ({
      layout: [symlinkIn(zone, `${within}${name}${derived}`, target)],
      text: textOf([name, ...(typeof after === 'string' ? [after] : after)]),
    }));
}

/** Several links, each hop innocent; the last one leads out. */
function chained(aim: Aim, zone: Zone, to: fc.Arbitrary<Text>): fc.Arbitrary<PlantedLayout> {
  const after = fc.oneof(phrase(''), phrase('/', nameOrFile(aim)));
  return fc
    .tuple(linkName(aim, zone), fc.integer({ min: 1, max: 3 }), to, after, likelyFolder(aim, zone))
    .map(([name, hops, target, rest, within]) => {
      const hop = (index: number) => (index === 0 ? name : `h${index}`);
      const between = Array.from({ length: hops }, (_, i) => symlinkIn(zone, within + hop(i), hop(i + 1)));
      return {
        layout: [...between, symlinkIn(zone, within + hop(hops), target)],
        text: textOf([name, ...(typeof rest === 'string' ? [rest] : rest)]),
      };
    });
}

function looped(aim: Aim, zone: Zone): fc.Arbitrary<PlantedLayout> {
  const after = fc.constantFrom('', '/a');
  return fc
    .tuple(linkName(aim, zone), fc.boolean(), after, likelyFolder(aim, zone))
    .map(([name, self, rest, within]) => ({
      layout: self
        ? [symlinkIn(zone, within + name, name)]
        : [symlinkIn(zone, within + name, 'h1'), symlinkIn(zone, `${within}h1`, name)],
      text: name + rest,
    }));
}

/** Hard links lead to files that exist: canaries and other tenants' files. */
function plantedHardLink(aim: Aim, zone: Zone): fc.Arbitrary<PlantedLayout> | null {
  if (!aim.knowledge.means.powers.includes('hard-link')) return null;
  const existing = weighted<Text>([
    { weight: 3, arbitrary: phrase(placePart('moat'), '/', oneOf(...moatFileNames)) },
    { weight: 2, arbitrary: tenantFile(aim) },
  ]);
  const to = existing ?? phrase(placePart('moat'));
  return fc
    .tuple(likelyFolder(aim, zone), linkName(aim, zone), ending(aim), to)
    .map(([within, name, derived, target]) => ({
      layout: [{ kind: 'hardlink', zone, path: `${within}${name}${derived}`, to: target }],
      text: name,
    }));
}

/** The link stays in the sandbox and leads into another tenant's folder. */
function otherTenant(aim: Aim, zone: Zone): fc.Arbitrary<PlantedLayout> | null {
  const foreign = foreignPart(aim);
  if (foreign === null) return null;
  const folderTo = weighted<Text>([
    {
      weight: 2,
      arbitrary: existingPlaces(aim.knowledge).includes('foreign') ? phrase(placePart('foreign')) : null,
    },
    { weight: 1, arbitrary: phrase(repeatUnit('../', climb(3)), foreign) },
  ]);
  const file = tenantFile(aim);
  const ways = weighted<PlantedLayout>([
    {
      weight: 1,
      arbitrary: folderTo && linkUnderFreeName(aim, zone, folderTo, phrase('/', nameOrFile(aim))),
    },
    { weight: 1, arbitrary: file && linkUnderFreeName(aim, zone, file) },
  ]);
  return ways;
}

/** Files of other tenants, by their place or by their path below the sandbox. */
function tenantFile(aim: Aim): fc.Arbitrary<Text> | null {
  if (aim.paths.length === 0) return null;
  const path = fc.constantFrom(...aim.paths);
  const below = phrase(placePart('sandbox'), '/', path);
  if (!existingPlaces(aim.knowledge).includes('foreign')) return below;
  return fc.oneof(below, phrase(placePart('foreign'), '/', path.map(baseName)));
}

export function outsideFile(aim: Aim): fc.Arbitrary<Text> {
  const file = fc.constantFrom(...moatFileNames, ...moatFileNames, ...aim.names);
  return fc.oneof(
    { weight: 4, arbitrary: phrase(placePart('moat'), '/', file) },
    { weight: 3, arbitrary: phrase(repeatUnit('../', climb()), file) },
    { weight: 1, arbitrary: tenantFile(aim) ?? phrase(placePart('moat'), '/', file) },
    { weight: 3, arbitrary: phrase(decoyFolder(aim), '/', file) },
  );
}

export function outsideFolder(aim: Aim): fc.Arbitrary<Text> {
  const [vault = ''] = moatFolderNames;
  return fc.oneof(
    { weight: 4, arbitrary: phrase(placePart('moat')) },
    { weight: 2, arbitrary: repeatUnit('../', climb(7)).map((up) => `${up}..`) },
    { weight: 1, arbitrary: phrase(placePart('moat'), '/', vault) },
    { weight: 1, arbitrary: phrase(repeatUnit('../', climb()), vault) },
    { weight: 2, arbitrary: decoyFolder(aim) },
  );
}

/** Free names; in a shared temporary folder also those that rehearsal predicts. */
function linkName(aim: Aim, zone: Zone): fc.Arbitrary<string> {
  const predicted = zone === 'temp' ? aim.paths.map(baseName) : [];
  return fc.constantFrom(...aim.names, ...aim.names, ...predicted);
}

/** What a target may add to a name on its way to the disk: mostly nothing, else an extension seen in rehearsal. */
function ending(aim: Aim): fc.Arbitrary<string> {
  const seen = new Set(aim.paths.flatMap((path) => /\.[A-Za-z0-9]{1,5}$/.exec(path)?.[0] ?? []));
  seen.delete(aim.extension);
  return seen.size === 0
    ? fc.constant('')
    : fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...seen) });
}

/** The likeliest folder, mostly, and others of the zone. */
function likelyFolder(aim: Aim, zone: Zone): fc.Arbitrary<string> {
  const [first = '', ...others] = plantFolders(aim, zone);
  return others.length === 0
    ? fc.constant(first)
    : fc.oneof(
        { weight: 1, arbitrary: fc.constant(first) },
        { weight: 1, arbitrary: fc.constantFrom(...others) },
      );
}

function symlinkIn(zone: Zone, path: Text, to: Text): LayoutEntry {
  return { kind: 'symlink', zone, path, to };
}
