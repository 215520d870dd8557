/**
 * A saved stream of events: a line that names the form and its version, then one event a line, as JSON that is safe to print.
 * Encoding is lossless for any text. Any change of the form raises the version; streams of all versions so far are read.
 */
import { z } from 'zod';
import type { TakenAcceptance, TriedFinding } from './acceptance.ts';
import type { Json } from './attack.ts';
import { attackClasses } from './attackClass.ts';
import { decodeWithin } from './codec.ts';
import { encodeJson } from './escapeJson.ts';
import type {
  LedgerCell,
  RehearsedOperation,
  Remedy,
  RunEvent,
  RunStats,
  SearchEnd,
  ToldProperty,
} from './finding.ts';
import { severities } from './finding.ts';
import { findingForm, ledgerNoteForm, ledgerRowForm, runErrorForm } from './findingSchema.ts';
import { textIn } from './json.ts';
import { objectForm, placeForm } from './observedSchema.ts';

export const eventsVersion = 3;

/** The first line of a stream. */
export interface EventsHeader {
  readonly type: 'trespass-events';
  readonly version: number;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

const count = z.int().nonnegative();

const propertyForm = objectForm<ToldProperty>({
  id: z.string(),
  cwe: z.string(),
  severity: z.enum(severities),
  promise: z.string(),
  advice: objectForm<Remedy>({
    remedy: z.string(),
    flawed: z.string(),
    corrected: z.string(),
  }).exactOptional(),
});

export const operationForm: z.ZodType<RehearsedOperation> = objectForm<RehearsedOperation>({
  name: z.string(),
  reached: z.array(z.enum(['file', 'item', 'object'])),
  tested: z.boolean(),
  outcome: z.enum(['accepted', 'refused', 'failed']).nullable(),
  answer: z.string(),
  refused: z.literal(true).exactOptional(),
  advice: z.string().exactOptional(),
  unsafePrinted: z.array(z.string()).exactOptional(),
});

const acceptanceForm = objectForm<TakenAcceptance>({
  id: z.string(),
  findings: z.array(z.string()),
  property: z.string(),
  operation: z.string(),
  severity: z.enum(severities),
  because: z.string(),
  until: z.string(),
  expired: z.boolean(),
});

const triedForm = objectForm<TriedFinding>({
  id: z.string(),
  property: z.string(),
  operation: z.string(),
  severity: z.enum(severities),
  summary: z.string(),
  location: placeForm.nullable(),
});

const endForm = objectForm<SearchEnd>({
  by: z.enum(['cases', 'time', 'stop', 'exhausted', 'failure']),
  bound: z.number().nullable(),
  isDefault: z.boolean(),
  firstAttacks: count,
  short: z.array(objectForm<SearchEnd['short'][number]>({ operation: z.string(), attacks: count })),
  operations: count,
  enough: objectForm<NonNullable<SearchEnd['enough']>>({ cases: z.number(), seconds: z.number() }).nullable(),
});

export const statsForm: z.ZodType<RunStats> = objectForm<RunStats>({
  cases: count,
  inconclusive: count,
  seconds: z.number(),
  judgedPerSecond: z.number(),
  ended: endForm.nullable(),
});

const eventForms: { readonly [Type in RunEvent['type']]: z.ZodType<EventOf<Type>> } = {
  started: objectForm<EventOf<'started'>>({
    type: z.literal('started'),
    version: z.string(),
    seed: z.int(),
    config: z.string(),
    command: z.string().exactOptional(),
    operations: z.array(z.string()),
    known: z.array(z.string()).exactOptional(),
    accepted: z.array(acceptanceForm).exactOptional(),
    tried: z.array(triedForm).exactOptional(),
    soleActor: z.string().exactOptional(),
    properties: z.array(propertyForm).exactOptional(),
  }),
  rehearsed: objectForm<EventOf<'rehearsed'>>({
    type: z.literal('rehearsed'),
    operations: z.array(operationForm),
    notes: z.array(ledgerNoteForm),
  }),
  progress: objectForm<EventOf<'progress'>>({
    type: z.literal('progress'),
    cases: count,
    seconds: z.number(),
    findings: count,
    doing: z.string(),
    shown: count.exactOptional(),
    cells: z
      .array(objectForm<LedgerCell>({ class: z.enum(attackClasses), operation: z.string(), cases: count }))
      .exactOptional(),
  }),
  finding: objectForm<EventOf<'finding'>>({
    type: z.literal('finding'),
    finding: findingForm,
    rough: z.literal(true).exactOptional(),
  }),
  error: objectForm<EventOf<'error'>>({ type: z.literal('error'), error: runErrorForm }),
  finished: objectForm<EventOf<'finished'>>({
    type: z.literal('finished'),
    ledger: z.array(ledgerRowForm),
    notes: z.array(ledgerNoteForm),
    stats: statsForm,
    exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  }),
};

const headerForm = objectForm<EventsHeader>({
  type: z.literal('trespass-events'),
  version: z.int().positive(),
});

/** The form of any line of a stream. */
export const eventLineForm: z.ZodType<EventsHeader | RunEvent> = z.union([
  headerForm,
  ...Object.values<z.ZodType<RunEvent>>(eventForms),
]);

/** The first line of a stream. */
export function encodeHeader(): string {
  return `${encodeJson({ type: 'trespass-events', version: eventsVersion }, 0)}\n`;
}

/** One line with its end. */
export function encodeEvent(event: RunEvent): string {
  return `${encodeJson(event, 0)}\n`;
}

/** The header, or a sentence with what is wrong with it. */
export function decodeHeader(document: Json): EventsHeader | string {
  const header = decodeWithin(headerForm, document);
  if (typeof header === 'string') return 'it does not begin with the line of a stream of events';
  if (header.version <= eventsVersion) return header;
  return `it has version ${header.version}, and this Trespass reads up to ${eventsVersion}; use the Trespass that wrote it, or a newer one`;
}

/** The event, or a sentence with its first wrong field. Members keep their order, so that a report made again is the same text. */
export function decodeEvent(document: Json): RunEvent | string {
  const type = textIn(document, 'type');
  const form = Object.entries<z.ZodType<RunEvent>>(eventForms).find(([name]) => name === type)?.[1];
  if (form === undefined) return `type: there are ${Object.keys(eventForms).join(', ')}`;
  const decoded = decodeWithin(form, document);
  return typeof decoded === 'string' ? decoded : (document as unknown as RunEvent);
}
