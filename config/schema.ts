/** The schema of a user's config, and the message for a wrong field. */
import { compile } from 'css-select';
import { z } from 'zod';
import { archiveFormats } from '../model/archive.ts';
import { powers } from '../model/attack.ts';
import { UsageError } from '../model/errors.ts';
import { fileFormats } from '../model/fileFormat.ts';
import type { StorageMethod } from '../model/operation.ts';
import { streamViews } from '../model/streamView.ts';
import { targetServers } from '../model/target.ts';
import { describeIssue } from './schemaIssues.ts';
import type { UserConfig } from './userConfig.ts';

export const storageMethods: readonly StorageMethod[] = [
  'save',
  'open',
  'delete',
  'exists',
  'listdir',
  'size',
  'url',
  'path',
  'getAvailableName',
  'generateFilename',
  'getValidName',
];

const actorNameMax = 100;
const jsonSchema = z.json();
const pythonName = z
  .string()
  .regex(/^[^:]+:[\w.]+$/, 'must name a function, like "package.module:function" or "./file.py:function"');
const strings = z.record(z.string(), z.string());
const archiveSchema = z.strictObject({
  formats: z.array(z.enum(archiveFormats)).min(1).optional(),
  members: z.record(z.string().min(1), z.string()).optional(),
});
const answerPlace = z
  .strictObject({
    operation: z.string(),
    header: z.string().min(1).optional(),
    cookie: z.string().min(1).optional(),
    select: z
      .string()
      .refine(isSelector, 'must be a CSS selector, like "a.edit" or "[name=version]"')
      .optional(),
    attribute: z.string().min(1).optional(),
    match: z.string().refine(isPattern, 'must be a regular expression, like "/notes/([0-9]+)/"').optional(),
  })
  .refine(
    ({ header, cookie, select }) => [header, cookie, select].filter((one) => one !== undefined).length <= 1,
    'names one place: header, cookie or select',
  )
  .refine(
    ({ header, cookie, select, match }) => [header, cookie, select, match].some((one) => one !== undefined),
    'must say where in the answer: header, cookie, select or match',
  )
  .refine(({ attribute, select }) => attribute === undefined || select !== undefined, {
    path: ['attribute'],
    message: 'is of an element: add select',
  });
const parameter = z.strictObject({
  kind: z.enum(['text', 'file', 'bytes', 'json']),
  example: jsonSchema.optional(),
  from: z.union([z.string(), answerPlace]).optional(),
  compute: pythonName.optional(),
  public: z.boolean().optional(),
  secret: z.boolean().optional(),
  fixed: z.boolean().optional(),
  as: z.enum(['bytes', 'path']).optional(),
  format: z.enum(fileFormats).optional(),
  name: z
    .string()
    .regex(/^(?!\.{1,2}$)[^/\0]{1,150}$/, 'must be a plain file name')
    .optional(),
  archive: z.union([z.boolean(), archiveSchema]).optional(),
});
const parameters = z.record(z.string(), parameter).optional();
const responseMember = z.union([
  z.strictObject({ secret: z.literal(true) }),
  z.strictObject({ public: z.literal(true) }),
]);
const operationFields = {
  after: z.array(z.string()).min(1).optional(),
  response: z.record(z.string(), responseMember).optional(),
  as: z.string().optional(),
  public: z.boolean().optional(),
};
const repeatedParameters = z.record(z.string(), z.union([parameter, z.array(parameter).min(1)])).optional();
/**
 * Methods of HTTP (RFC 9110, PATCH, QUERY) and WebDAV (RFC 4918, RFC 3253, RFC 5323). No view answers others, such as `FETCH`.
 */
const methods = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH'],
];
const requestSchema = z
  .string()
  .regex(/^[A-Z]+ \/\S*$/, 'must be a method and a path, like "POST /assets/{name}/"')
  .refine((text) => methods.includes(text.split(' ')[0] ?? ''), {
    abort: true,
    error: ({ input }) =>
      `${String(input).split(' ')[0]} is no method of HTTP; there are ${methods.join(', ')}`,
  });
const httpSchema = z.strictObject({
  http: requestSchema,
  path: parameters,
  query: repeatedParameters,
  headers: parameters,
  cookies: parameters,
  form: repeatedParameters,
  json: parameters,
  multipart: repeatedParameters,
  body: parameter.optional(),
  operator: z.boolean().optional(),
  ...operationFields,
});
const callSchema = z.strictObject({ call: pythonName, arguments: parameters, ...operationFields });
const storageSchema = z.strictObject({
  storage: z.string().min(1),
  options: z.record(z.string(), jsonSchema).optional(),
  methods: z.array(z.enum(storageMethods)).min(1).optional(),
  ...operationFields,
});
const consumerSchema = z.strictObject({
  consumer: pythonName,
  table: z.string().min(1),
  event: z.enum(['lambda', 'record']).optional(),
  view: z.enum(streamViews).optional(),
  change: z.enum(['INSERT', 'MODIFY', 'REMOVE']).optional(),
  before: z.record(z.string(), jsonSchema).optional(),
  attributes: parameters,
  ...operationFields,
});
const fieldSchema = z.strictObject({
  field: z.string().regex(/^\w+(\.\w+){2}$/, 'must name a file field of a model, like "app.Model.file"'),
  ...operationFields,
});
const commandWord = parameter.refine(({ kind, as }) => kind === 'text' || kind === 'json' || as === 'path', {
  path: ['kind'],
  message: "a command takes words: text(), json(), fixed(), or file(), bytes() and archive() as: 'path'",
});
const option = z.string().regex(/^--[A-Za-z][\w-]*$/, 'must be a long option, like "--format"');
const commandSchema = z.strictObject({
  command: z.string().regex(/^\w+$/, 'must name a management command, like "export_assets"'),
  arguments: z.record(z.string(), commandWord).optional(),
  options: z.record(option, commandWord).optional(),
  operator: z.boolean().optional(),
  ...operationFields,
});
const operationKinds = {
  http: httpSchema,
  call: callSchema,
  consumer: consumerSchema,
  storage: storageSchema,
  field: fieldSchema,
  command: commandSchema,
} as const;
const kindNames = ['http', 'call', 'consumer', 'storage', 'field', 'command'] as const;

const identityFields = {
  headers: strings.optional(),
  cookies: strings.optional(),
  login: z.record(z.string(), jsonSchema).optional(),
  hook: pythonName.optional(),
};
const wordSchema = z.string().regex(/^\w+$/, 'must be a word of letters, digits and _');
const actorSchema = z.strictObject({
  ...identityFields,
  words: z.record(wordSchema, z.string().min(1)).optional(),
  identities: z.record(wordSchema, z.strictObject(identityFields)).optional(),
});
const actorName = z
  .string()
  .max(actorNameMax)
  .regex(/^(?!.* as )\P{C}+$/u, 'must be a name without control characters, like "acme#eu"');
const rootName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be a plain folder name: letters, digits, _ and -');

const relativePath = z
  .string()
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'must be a path below the sandbox, like "folder/name.txt"',
  );

const powerIn = z.strictObject({ 'own-folder': z.array(relativePath).min(1) });

const bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name: 3 to 63 of a-z, 0-9, - and .');

const schema = z.strictObject({
  django: z
    .strictObject({
      project: z.string(),
      settings: z.string(),
      asgi: z.boolean().optional(),
      server: z.enum(targetServers).optional(),
    })
    .optional(),
  python: z.string().optional(),
  pythonPath: z.array(z.string()).optional(),
  sandbox: z
    .strictObject({
      settings: z.record(z.string(), rootName).optional(),
      environment: z.record(z.string(), rootName).optional(),
      roots: z.array(rootName).optional(),
      files: z.record(relativePath, z.string()).optional(),
    })
    .optional(),
  settings: z.record(z.string(), jsonSchema).optional(),
  environment: strings.optional(),
  actors: z.record(actorName, actorSchema).optional(),
  setup: pythonName.optional(),
  argv: z.array(z.string()).min(1).optional(),
  dynamodb: z
    .strictObject({ tables: z.array(jsonSchema).optional(), endpoint: z.url().optional() })
    .optional(),
  s3: z.strictObject({ buckets: z.array(bucket).optional() }).optional(),
  attacker: z
    .strictObject({
      powers: z
        .array(z.union([z.enum(powers), powerIn]))
        .min(1)
        .optional(),
      knows: z.array(z.string()).optional(),
    })
    .optional(),
  operations: z.record(z.string(), z.unknown()).optional(),
  shared: z.custom((value) => typeof value === 'function', 'must be a function').optional(),
  stepDeadlineMs: z.int().positive().optional(),
  limits: z
    .strictObject({
      memory: z
        .string()
        .regex(/^[1-9]\d{0,4}(?:MB|GB)$/, "must be like '512MB' or '4GB'")
        .optional(),
    })
    .optional(),
  loopback: z.array(z.int().positive().max(65_535)).optional(),
  $schema: z.string().optional(),
});

/** A config as a JSON document, for editors: of everything but functions, which JSON does not have. */
export const configForm: z.ZodType = schema.omit({ shared: true }).extend({
  operations: z.record(z.string(), z.union(Object.values(operationKinds))).optional(),
});

export const configVersion = 1;

/** Checks a config. Throws a `UsageError` that names the wrong field and the allowed values. */
export function checkConfig(value: unknown, source: string): UserConfig {
  const checked = schema.safeParse(value);
  if (!checked.success) throw new UsageError(`${source}: ${describeIssue(checked.error, schema, value, [])}`);
  for (const [name, operation] of Object.entries(checked.data.operations ?? {}))
    checkOperationKind(name, operation, source);
  if (checked.data.actors !== undefined && !('attacker' in checked.data.actors)) {
    throw new UsageError(`${source}: actors: one must be named "attacker"; the others are victims`);
  }
  return value as UserConfig;
}

function checkOperationKind(name: string, operation: unknown, source: string): void {
  const path = `operations.${name}`;
  const kind =
    typeof operation === 'object' && operation !== null
      ? kindNames.find((name) => name in operation)
      : undefined;
  if (kind === undefined)
    throw new UsageError(`${source}: ${path}: must have one of ${kindNames.join(', ')}`);
  const checked = operationKinds[kind].safeParse(operation);
  if (!checked.success)
    throw new UsageError(
      `${source}: ${describeIssue(checked.error, operationKinds[kind], operation, ['operations', name])}`,
    );
}

function isSelector(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    return false;
  }
}

function isPattern(text: string): boolean {
  try {
    return text !== '' && new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
