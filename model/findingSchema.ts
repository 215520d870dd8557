/** The forms of a finding and of what a ledger says, as JSON. */
import { z } from 'zod';
import { powers } from './attack.ts';
import { attackClasses } from './attackClass.ts';
import { attackSchema } from './codec.ts';
import type { Exchange } from './exchange.ts';
import {
  type Condition,
  type Evidence,
  type Finding,
  type LedgerNote,
  type LedgerRow,
  type RunError,
  severities,
} from './finding.ts';
import { accessForm, disclosureForm, matteringForm, objectForm, placeForm } from './observedSchema.ts';

export const conditionForm: z.ZodType<Condition> = objectForm<Condition>({
  powers: z.array(z.enum(powers)),
  severity: z.enum(severities),
});

const bytesForm = z.union([
  z.object({ text: z.string() }),
  z.object({ base64: z.string() }),
  z.object({ omittedBytes: z.int().nonnegative() }),
]);
const headersForm = z.array(z.tuple([z.string(), z.string()]));
const exchangeForm = objectForm<Exchange>({
  ...{ step: z.int().nonnegative(), operation: z.string(), actor: z.string(), method: z.string() },
  ...{ unsafeTarget: z.string(), unsafeHeaders: headersForm, body: bytesForm },
  answer: z.object({ status: z.int(), unsafeHeaders: headersForm, body: bytesForm }).exactOptional(),
});

const evidenceForm = objectForm<Evidence>({
  access: accessForm.nullable(),
  disclosure: disclosureForm.nullable(),
  unsafeRequests: z.array(z.string()),
  unsafeLayout: z.array(z.string()),
  unsafeRace: z.string().exactOptional(),
  exchanges: z.array(exchangeForm).exactOptional(),
  mattering: z.array(matteringForm).exactOptional(),
  accesses: z.array(accessForm),
});

export const findingForm: z.ZodType<Finding> = objectForm<Finding>({
  id: z.string(),
  property: z.string(),
  severity: z.enum(severities),
  power: z.enum(powers),
  ifGranted: conditionForm.exactOptional(),
  cwe: z.string(),
  operation: z.string(),
  summary: z.string(),
  location: placeForm.nullable(),
  via: z.array(placeForm).exactOptional(),
  attack: attackSchema,
  classes: z.array(z.enum(attackClasses)),
  evidence: evidenceForm,
  confirmed: z.enum(['confirmed', 'flaky']),
  foundAfterCases: z.int().nonnegative(),
  foundBy: z.string(),
});

const count = z.int().nonnegative();

export const ledgerRowForm: z.ZodType<LedgerRow> = objectForm<LedgerRow>({
  class: z.enum(attackClasses),
  generated: count,
  reachedSink: count,
  judged: count,
  judgedIn: z
    .array(objectForm<NonNullable<LedgerRow['judgedIn']>[number]>({ operation: z.string(), cases: count }))
    .exactOptional(),
  impossible: z.string().nullable(),
});

export const ledgerNoteForm: z.ZodType<LedgerNote> = objectForm<LedgerNote>({
  kind: z.enum([
    'question',
    'shared',
    'not-tested',
    'failing',
    'inconclusive',
    'limit',
    'learnt',
    'hazard',
    'unavailable',
  ]),
  text: z.string(),
  operation: z.string().exactOptional(),
  attack: attackSchema.exactOptional(),
});

export const runErrorForm: z.ZodType<RunError> = objectForm<RunError>({
  kind: z.enum(['target', 'engine', 'deadline', 'not-tested', 'undecoded', 'corpus', 'stopped', 'unseen']),
  message: z.string(),
  operation: z.string().nullable(),
  attack: attackSchema.nullable(),
});
