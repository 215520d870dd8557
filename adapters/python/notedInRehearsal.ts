/** Decodes what the driver notes of a harmless step in a rehearsal: models of Django, keys of caches, headers that were looked up. */
import { z } from 'zod';
import { modelFieldKinds, type NotedInRehearsal, type TouchedModel } from '../../model/touchedModel.ts';

const touchedModel: z.ZodType<TouchedModel> = z.object({
  label: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      column: z.string(),
      kind: z.enum(modelFieldKinds),
      texts: z.array(z.string()),
      left: z.int().positive().exactOptional(),
    }),
  ),
});

/** Each field is absent where there is nothing. */
export const notedInRehearsal: z.ZodType<NotedInRehearsal> = z.object({
  models: z.array(touchedModel).exactOptional(),
  cached: z
    .object({ keys: z.array(z.tuple([z.string(), z.string()])), all: z.int().nonnegative() })
    .exactOptional(),
  headers: z.array(z.string()).exactOptional(),
});
