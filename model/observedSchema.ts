/**
 * The forms of what a run saw, as JSON: places, resources, owners, accesses, disclosures. `objectForm` asks for a form of every field
 * of a type, so that a new field without one does not compile.
 */
import { z } from 'zod';
import { isWrittenJson } from './codec.ts';
import type { Access, Disclosure, Owner, Resource } from './observation.ts';
import type { FileAction, ItemImage, Location } from './records.ts';
import type { Mattering, MatteringPart, Walk, WalkStep } from './walk.ts';

/** A form of each field; one of an optional field may be absent, and is never undefined. */
export type FormsOf<Value> = {
  readonly [Field in keyof Value]-?: Record<never, never> extends Pick<Value, Field>
    ? z.ZodExactOptional<z.ZodType<Value[Field]>>
    : z.ZodType<Value[Field]>;
};

/** The form of an object that has these fields and no other. */
export function objectForm<Value extends object>(forms: FormsOf<Value>): z.ZodType<Value> {
  const form: z.ZodType<unknown> = z.strictObject(forms as z.ZodRawShape);
  return form as z.ZodType<Value>;
}

export const placeForm: z.ZodType<{ readonly file: string; readonly line: number }> = objectForm<{
  readonly file: string;
  readonly line: number;
}>({ file: z.string(), line: z.int().nonnegative() });

const locationForm: z.ZodType<Location> = z.lazy(() => {
  const nested = z.array(locationForm);
  return objectForm<Location>({
    file: z.string(),
    line: z.int().nonnegative(),
    function: z.string(),
    callers: nested.exactOptional(),
    start: z.int().nonnegative().exactOptional(),
    way: nested.exactOptional(),
  });
});

// Checked by hand, because zod's records drop a member named `__proto__`, which is an attribute like any other.
const imageForm: z.ZodType<ItemImage> = z.custom<ItemImage>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isWrittenJson(value),
  'not an item',
);

const actions = [
  ...([
    'read',
    'list',
    'create',
    'write',
    'delete',
    'metadata',
    'link',
    'wait',
  ] as const satisfies readonly FileAction[]),
];

const fileForm = objectForm<Extract<Resource, { store: 'file' }>>({
  store: z.literal('file'),
  ground: z.enum(['sandbox', 'moat', 'system']),
  path: z.string(),
  shown: z.string(),
  directory: z.boolean(),
});
const resourceForm: z.ZodType<Resource> = z.union([
  fileForm,
  objectForm<Extract<Resource, { store: 'item' }>>({
    store: z.literal('item'),
    table: z.string(),
    key: imageForm,
  }),
  objectForm<Extract<Resource, { store: 'object' }>>({
    store: z.literal('object'),
    bucket: z.string(),
    key: z.string(),
  }),
]);

const ownerForm: z.ZodType<Owner> = z.union([
  objectForm<Extract<Owner, { kind: 'actor' }>>({ kind: z.literal('actor'), name: z.string() }),
  objectForm<Extract<Owner, { kind: 'shared' }>>({ kind: z.literal('shared') }),
  objectForm<Extract<Owner, { kind: 'outside' }>>({ kind: z.literal('outside') }),
]);

const walkStepForm = objectForm<WalkStep>({
  unsafeName: z.string(),
  was: z.enum(['folder', 'file', 'link', 'missing', 'other']),
  unsafeTarget: z.string().exactOptional(),
  unsafeAt: z.string(),
  became: z.enum(['created', 'deleted']).exactOptional(),
  unsafeSameAs: z.string().exactOptional(),
  leaves: z.enum(['sandbox', 'given', 'own']).exactOptional(),
});
const walkForm = objectForm<Walk>({ steps: z.array(walkStepForm), left: z.int().nonnegative() });

export const matteringForm: z.ZodType<Mattering> = objectForm<Mattering>({
  step: z.int().nonnegative(),
  parameter: z.string(),
  parts: z.array(objectForm<MatteringPart>({ unsafeText: z.string(), matters: z.boolean() })),
});

export const accessForm: z.ZodType<Access> = objectForm<Access>({
  step: z.int().nonnegative(),
  operation: z.string(),
  actor: z.string(),
  action: z.enum(actions),
  resource: resourceForm,
  owner: ownerForm,
  seenBy: z.array(z.enum(['hook', 'tripwire', 'inspection', 'wire', 'answer'])),
  refused: z.boolean(),
  asked: z.string().nullable(),
  location: locationForm.nullable(),
  through: locationForm.exactOptional(),
  apart: z.literal(true).exactOptional(),
  walk: walkForm.exactOptional(),
  flow: z.enum(['unknown', 'shown', 'none']).nullable(),
  question: z.enum(['over', 'free', 'counted', 'overwritten']).exactOptional(),
  routine: z.boolean().exactOptional(),
  before: imageForm.nullable().exactOptional(),
  after: imageForm.nullable().exactOptional(),
  unchanged: z.boolean().exactOptional(),
  again: z.literal(true).exactOptional(),
  signed: z.literal(true).exactOptional(),
  condition: z.enum(['own', 'sent']).exactOptional(),
  adds: z.array(z.string()).exactOptional(),
});

export const disclosureForm: z.ZodType<Disclosure> = objectForm<Disclosure>({
  step: z.int().nonnegative(),
  operation: z.string(),
  actor: z.string(),
  owner: ownerForm,
  where: z.enum(['response', 'output', 'kept']),
  resource: resourceForm.exactOptional(),
  form: z.enum(['plain', 'base64', 'hex']),
  planted: z.string(),
  unsafeExcerpt: z.string(),
  location: locationForm.nullable(),
});
