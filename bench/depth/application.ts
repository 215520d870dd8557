/**
 * Draws an application from a seed: so many operations, of which about a quarter hold a planted flaw; the others are corrected
 * twins of flaws, plain features, and what flaws and twins need.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Dice, diceOf } from './dice.ts';
import { type Feature, type FlawKind, namesOf, type Style } from './feature.ts';
import { flawKinds } from './flaws/index.ts';
import { plainKinds } from './plain/index.ts';
import { projectFiles } from './project.ts';
import { actorNames, type Noun, nouns, siteNames } from './words.ts';

export interface PlacedFeature extends Feature {
  /** Kind of the flaw or of the plain feature. */
  readonly kind: string;
  readonly is: 'flaw' | 'twin' | 'plain';
}

export interface Application {
  readonly seed: string;
  readonly style: Style;
  readonly features: readonly PlacedFeature[];
  readonly files: Readonly<Record<string, string>>;
}

export interface ApplicationWish {
  readonly seed: string;
  /** Number of operations. */
  readonly size: number;
  readonly workMs: number;
  /** Kinds of flaws and twins to choose from; all where it is empty. */
  readonly kinds?: readonly string[];
}

const flawShare = 1 / 4;
const twinShare = 1 / 2;

export function drawApplication({ seed, size, workMs, kinds: wanted = [] }: ApplicationWish): Application {
  const dice = diceOf(`${seed}/${size}`);
  const place = placing(dice, workMs);
  const chosen = flawKinds.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const kinds = endlessly(dice.fork('flaws').shuffled(chosen));
  const twins = endlessly(dice.fork('twins').shuffled(chosen));
  const features: PlacedFeature[] = [];
  const left = (): number => size - features.flatMap(namesOf).length;
  const flaws = Math.max(1, Math.round(size * flawShare));
  while (features.length < flaws) features.push(place.flaw(kinds(), true));
  while (left() > 0) {
    const twin = dice.chance(twinShare) ? place.flaw(twins(), false) : null;
    if (twin !== null && namesOf(twin).length <= left()) features.push(twin);
    else features.push(place.plain(dice, left()));
  }
  return assembled(seed, place.style, dice.fork('order').shuffled(features));
}

/** Every kind of flaw and its corrected twin in one application. */
export function drawEverything(seed: string, workMs: number): Application {
  const dice = diceOf(`${seed}/everything`);
  const place = placing(dice, workMs);
  const features = flawKinds.flatMap((kind) => [place.flaw(kind, true), place.flaw(kind, false)]);
  return assembled(seed, place.style, features);
}

function assembled(seed: string, style: Style, features: readonly PlacedFeature[]): Application {
  return { seed, style, features, files: projectFiles(style, features) };
}

/** Plants features one after the other, each under a noun of its own. */
function placing(dice: Dice, workMs: number) {
  const style = drawStyle(dice.fork('style'));
  const left = dice.fork('nouns').shuffled(nouns);
  let count = 0;
  const plot = () => {
    const noun: Noun | undefined = left.pop();
    if (noun === undefined) throw new RangeError('no noun is left');
    count += 1;
    return { dice: dice.fork(`feature-${count}`), style, noun, workMs };
  };
  return {
    style,
    flaw: (kind: FlawKind, flawed: boolean): PlacedFeature => ({
      ...kind.plant(plot(), flawed),
      kind: kind.id,
      is: flawed ? 'flaw' : 'twin',
    }),
    plain: (choice: Dice, sizeMax: number): PlacedFeature => {
      const kind = choice.pick(plainKinds.filter(({ size }) => size <= sizeMax));
      return { ...kind.plant(plot()), kind: kind.id, is: 'plain' };
    },
  };
}

function endlessly<T>(list: readonly T[]): () => T {
  let at = 0;
  return () => {
    const one = list[at % list.length];
    at += 1;
    if (one === undefined) throw new RangeError('the list is empty');
    return one;
  };
}

function drawStyle(dice: Dice): Style {
  const site = dice.pick(siteNames);
  const [attacker = '', other = ''] = dice.shuffled(actorNames);
  const keys = dice.pick([
    ['pk', 'sk'],
    ['PK', 'SK'],
    ['partition', 'sort'],
    ['hash_key', 'range_key'],
  ] as const);
  const separator = dice.pick(['', '-', '.', ':', '_']);
  return {
    site,
    tenant: dice.pick(['tenant', 'account', 'organisation', 'workspace']),
    identity: dice.pick([
      { by: 'header', name: 'X-Tenant' },
      { by: 'header', name: 'X-Account' },
      { by: 'header', name: 'X-Forwarded-Org' },
      { by: 'cookie', name: 'account' },
    ] as const),
    pk: keys[0],
    sk: keys[1],
    owner: dice.pick(['owner', 'tenant', 'belongs_to', 'account']),
    // A name that holds the delimiter would make twins as flawed as the flaws.
    delimiter: dice.pick(['#', ':', '|', '/', '--', '~'].filter((one) => one !== separator)),
    table: dice.pick([`${site}-main`, `${site}_data`, `${site}.records`]),
    bucket: `${site}-objects`,
    media: dice.pick([
      { setting: 'MEDIA_ROOT', root: 'media' },
      { setting: 'FILES_ROOT', root: 'files' },
      { setting: 'UPLOAD_FOLDER', root: 'uploads' },
    ]),
    dropbox: dice.pick([
      { setting: 'DROPBOX_ROOT', root: 'dropbox' },
      { setting: 'EXCHANGE_FOLDER', root: 'exchange' },
    ]),
    attacker,
    separator,
    victims: [`${attacker}${separator}${dice.pick(['2', 'eu', 'b'])}`, other],
  };
}

/** Writes the project into an empty folder. */
export async function writeApplication({ files }: Application, folder: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
