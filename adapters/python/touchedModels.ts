/** Decodes what the driver says of the models of Django whose tables a harmless step named. */
import { z } from 'zod';
import { modelFieldKinds, type TouchedModel } from '../../model/touchedModel.ts';

export const touchedModel: z.ZodType<TouchedModel> = z.object({
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
