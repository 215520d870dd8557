/**
 * The part of SARIF 2.1.0 that our reports use, as a JSON Schema written after sections 3.13 to 3.58 of the
 * standard. Unknown members are refused, so a misspelt one is seen; properties bags are free.
 */
type Schema = { readonly [keyword: string]: unknown };

function object(required: readonly string[], properties: Schema): Schema {
  return { type: 'object', required, properties, additionalProperties: false };
}

const text: Schema = { type: 'string' };
const uri: Schema = { type: 'string', pattern: '^[\\x21-\\x7e]+$' };
const message: Schema = object(['text'], { text: { type: 'string', pattern: placeholderFree() } });
const bag: Schema = { type: 'object' };
const level: Schema = { enum: ['none', 'note', 'warning', 'error'] };

/** Braces come doubled where a message has no arguments. */
function placeholderFree(): string {
  return '^(?:[^{}]|\\{\\{|\\}\\})*$';
}

const reference: Schema = object([], {
  id: text,
  index: { type: 'integer', minimum: -1 },
  toolComponent: object([], { name: text, index: { type: 'integer', minimum: -1 } }),
});

const rule: Schema = object(['id'], {
  id: text,
  shortDescription: message,
  fullDescription: message,
  help: object(['text'], { text: { type: 'string', pattern: placeholderFree() }, markdown: text }),
  relationships: {
    type: 'array',
    uniqueItems: true,
    items: object(['target'], {
      target: reference,
      kinds: { type: 'array', items: text, uniqueItems: true },
    }),
  },
  helpUri: uri,
  defaultConfiguration: object([], { level }),
  properties: object([], {
    tags: { type: 'array', items: text, uniqueItems: true },
    'security-severity': { type: 'string', pattern: '^(?:10|\\d)\\.\\d$' },
  }),
});

const location: Schema = object([], {
  physicalLocation: object(['artifactLocation'], {
    artifactLocation: object(['uri'], { uri, uriBaseId: text }),
    region: object(['startLine'], { startLine: { type: 'integer', minimum: 1 } }),
  }),
  logicalLocations: { type: 'array', items: object([], { fullyQualifiedName: text, kind: text }) },
  message,
});

const codeFlow: Schema = object(['threadFlows'], {
  threadFlows: {
    type: 'array',
    minItems: 1,
    items: object(['locations'], {
      locations: {
        type: 'array',
        minItems: 1,
        items: object([], {
          location,
          executionOrder: { type: 'integer', minimum: -1 },
          nestingLevel: { type: 'integer', minimum: 0 },
        }),
      },
    }),
  },
});

const result: Schema = object(['message', 'ruleId'], {
  ruleId: text,
  ruleIndex: { type: 'integer', minimum: 0 },
  level,
  message,
  locations: { type: 'array', items: location },
  taxa: { type: 'array', items: reference, uniqueItems: true },
  codeFlows: { type: 'array', items: codeFlow },
  partialFingerprints: { type: 'object', additionalProperties: text },
  baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
  suppressions: {
    type: 'array',
    uniqueItems: true,
    items: object(['kind'], {
      kind: { enum: ['inSource', 'external'] },
      status: { enum: ['accepted', 'underReview', 'rejected'] },
      justification: text,
    }),
  },
  rank: { type: 'number', minimum: 0, maximum: 100 },
  properties: bag,
});

const invocation: Schema = object(['executionSuccessful'], {
  executionSuccessful: { type: 'boolean' },
  exitCode: { type: 'integer' },
  toolExecutionNotifications: { type: 'array', items: object(['message'], { level, message }) },
});

const run: Schema = object(['tool'], {
  tool: object(['driver'], {
    driver: object(['name'], {
      name: text,
      version: text,
      rules: { type: 'array', items: rule, uniqueItems: true },
      supportedTaxonomies: {
        type: 'array',
        items: object([], { name: text, index: { type: 'integer', minimum: -1 } }),
      },
    }),
  }),
  taxonomies: {
    type: 'array',
    uniqueItems: true,
    items: object(['name'], {
      name: text,
      organization: text,
      informationUri: uri,
      shortDescription: message,
      isComprehensive: { type: 'boolean' },
      taxa: { type: 'array', uniqueItems: true, items: object(['id'], { id: text, helpUri: uri }) },
    }),
  },
  originalUriBaseIds: {
    type: 'object',
    additionalProperties: object(['uri'], { uri: { type: 'string', pattern: '^file:///.*/$' } }),
  },
  invocations: { type: 'array', items: invocation },
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  results: { type: 'array', items: result },
});

export const sarifSchema: Schema = object(['version', 'runs'], {
  $schema: uri,
  version: { const: '2.1.0' },
  runs: { type: 'array', items: run },
});
