/** What is known of each project: its routes with what they touch, the flaws planted in it, and places that only look dangerous. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../model/packageRoot.ts';

export const fieldFolder: string = join(packageRoot, 'bench', 'field');

const stores = ['file', 'item', 'object', 'sql'] as const;

export interface TrueRoute {
  /** `GET /parts/{sku}`, `COMMAND export_orders`, `CONSUMER module:function`. */
  readonly route: string;
  readonly stores: readonly (typeof stores)[number][];
}

export interface PlantedFlaw {
  readonly id: string;
  /** The routes of which a finding may be told. */
  readonly routes: readonly string[];
  readonly kind: string;
  readonly says: string;
}

export interface SafePlace {
  readonly id: string;
  readonly route: string;
  readonly says: string;
}

/** What a person found when looking at findings that tell of no planted flaw. */
export interface Judged {
  readonly property: string;
  readonly route: string;
  readonly is: 'real' | 'false alarm' | 'debatable';
  readonly says: string;
}

export interface Truth {
  readonly about: string;
  readonly settings: string;
  /** Management commands that a developer runs before the first start. */
  readonly prepare: readonly string[];
  /** Folders of the project that its start puts on Python's path. */
  readonly paths: readonly string[];
  /** What a developer sets before the first start; paths are relative to the project. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the project describes its tables, if no command makes them. */
  readonly tables: string | null;
  readonly buckets: readonly string[];
  readonly routes: readonly TrueRoute[];
  readonly flaws: readonly PlantedFlaw[];
  readonly safe: readonly SafePlace[];
  readonly judged: readonly Judged[];
}

const route = z.string().regex(/^[A-Z]+ \S+$/);
const id = z.string().regex(/^\w+$/);
const truthSchema: z.ZodType<Truth> = z.strictObject({
  about: z.string(),
  settings: z.string(),
  prepare: z.array(z.string()).default([]),
  paths: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  tables: z.string().nullable().default(null),
  buckets: z.array(z.string()).default([]),
  routes: z.array(z.strictObject({ route, stores: z.array(z.enum(stores)) })),
  flaws: z.array(z.strictObject({ id, routes: z.array(route).min(1), kind: z.string(), says: z.string() })),
  safe: z.array(z.strictObject({ id, route, says: z.string() })),
  judged: z
    .array(
      z.strictObject({
        property: z.string(),
        route,
        is: z.enum(['real', 'false alarm', 'debatable']),
        says: z.string(),
      }),
    )
    .default([]),
});

export const projectNames: readonly string[] = readdirSync(join(fieldFolder, 'projects')).sort();

export function projectFolder(name: string): string {
  return join(fieldFolder, 'projects', name);
}

export function truthFile(name: string): string {
  return join(fieldFolder, 'truth', `${name}.json`);
}

/** Throws if the file is none of this shape, or names a route that it does not list. */
export function truthOf(name: string): Truth {
  const truth = truthSchema.parse(JSON.parse(readFileSync(truthFile(name), 'utf8')));
  const known = new Set(truth.routes.map((one) => one.route));
  const named = [...truth.flaws.flatMap((flaw) => flaw.routes), ...truth.safe.map((place) => place.route)];
  const unknown = named.filter((one) => !known.has(one));
  if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join(', ')}`);
  return truth;
}
