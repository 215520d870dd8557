/** The form of what a driver says that mines: the types of `model/exploring.ts` on the wire. No I/O. */
import { z } from 'zod';
import {
  type CommandArgument,
  fieldKinds,
  type MinedValue,
  minedKinds,
  minedPlaces,
  minedWordKinds,
  type ProjectFacts,
  type RouteView,
  type StartFailure,
} from '../../model/exploring.ts';

const texts = z.array(z.string());

const minedUse = z.union([
  z.object({ kind: z.enum(minedKinds) }),
  z.object({ kind: z.enum(['date', 'time']), format: z.string() }),
  z.object({ kind: z.enum(minedWordKinds), words: texts }),
  z.object({ kind: z.literal('pattern'), pattern: z.string(), whole: z.boolean() }),
  z.object({ kind: z.literal('length'), compared: z.number().nullable() }),
]);

export const minedValue: z.ZodType<MinedValue> = z.object({
  place: z.enum(minedPlaces),
  name: z.string(),
  how: z.enum(['needed', 'optional', 'asked']),
  present: z.boolean(),
  default: z.json(),
  repeated: z.boolean(),
  own: z.boolean(),
  uses: z.array(minedUse),
});

export const routeView: z.ZodType<RouteView> = z.object({
  module: z.string(),
  isProjects: z.boolean(),
  kind: z.enum(['function', 'class']),
  fields: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(fieldKinds),
      required: z.boolean(),
      choices: texts.exactOptional(),
      max: z.number().exactOptional(),
    }),
  ),
  needsLogin: z.boolean().nullable(),
});

export const commandArgument: z.ZodType<CommandArgument> = z.object({
  flags: texts,
  name: z.string(),
  required: z.boolean(),
  takes: z.enum(['text', 'integer', 'number', 'flag']),
  choices: texts.exactOptional(),
  several: z.boolean(),
  default: z.json().exactOptional(),
});

export const projectFacts: z.ZodType<ProjectFacts> = z.object({
  folders: z.array(z.object({ setting: z.string(), path: z.string(), isFolder: z.boolean() })),
  hosts: texts,
  users: z
    .object({
      usernameField: z.string(),
      required: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['text', 'email', 'integer', 'boolean', 'date', 'other']),
        }),
      ),
      loginUrl: z.string(),
      rights: texts,
      texts,
    })
    .nullable(),
  middleware: texts,
  storages: texts,
  fileFields: texts,
  replaced: z.array(z.object({ setting: z.string(), value: z.json(), why: z.string() })),
  environment: texts.exactOptional(),
});

export const startFailure: z.ZodType<StartFailure> = z.object({
  missingEnvironment: z.string().nullable(),
  refusedWrite: z.object({ path: z.string(), settings: texts }).nullable(),
});
