/**
 * The form of the JSON report. Any change of it raises the version, which every report has as `formatVersion`; `version` is that
 * of the program.
 */
import { z } from 'zod';
import type { Acceptance } from '../model/acceptance.ts';
import { type Attack, powers } from '../model/attack.ts';
import { attackSchema } from '../model/codec.ts';
import type { Finding, LedgerNote, LedgerRow, RehearsedOperation, RunStats } from '../model/finding.ts';
import { severities } from '../model/finding.ts';
import { conditionForm, findingForm, ledgerNoteForm, ledgerRowForm } from '../model/findingSchema.ts';
import type { Consequence, Flaw } from '../model/flaw.ts';
import { objectForm, placeForm } from '../model/observedSchema.ts';
import { operationForm, statsForm } from '../model/runEventSchema.ts';
import type { FlawStatus } from './acceptedText.ts';

export const reportVersion = 1;

/** A flaw with the ids of its findings, which are told in full beside it. */
export interface ReportedFlaw extends Omit<Flaw, 'first' | 'further' | 'unsafeInputs'> {
  readonly status: FlawStatus;
  readonly inputs: readonly string[];
  /** The one that is shown first comes first. */
  readonly findings: readonly string[];
}

export interface ReportedError {
  /** A kind of error, or `run`. */
  readonly kind: string;
  readonly message: string;
  readonly operation: string | null;
  readonly attack: Attack | null;
}

export interface ReportedFix {
  readonly findings: readonly string[];
  /** Id of the entry that can be removed; null if it was not accepted. */
  readonly accepted: string | null;
}

export interface ReportDocument {
  readonly formatVersion: typeof reportVersion;
  readonly version: string | null;
  readonly seed: number | null;
  readonly config: string | null;
  readonly finished: boolean;
  readonly ended: string | null;
  readonly scope: string | null;
  readonly findings: readonly Finding[];
  readonly flaws: readonly ReportedFlaw[];
  readonly fixed: readonly ReportedFix[];
  readonly errors: readonly ReportedError[];
  readonly operations: readonly RehearsedOperation[];
  /** Ids of the properties that judged. */
  readonly properties: readonly string[];
  readonly ledger: readonly LedgerRow[];
  readonly notes: readonly LedgerNote[];
  readonly stats: RunStats;
}

const reportedFlawForm = objectForm<ReportedFlaw>({
  id: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  power: z.enum(powers),
  ifGranted: conditionForm.exactOptional(),
  cwes: z.array(z.string()),
  operations: z.array(z.string()),
  location: placeForm.nullable(),
  via: z.array(placeForm).exactOptional(),
  consequences: z.array(
    objectForm<Consequence>({ property: z.string(), severity: z.enum(severities), finding: z.string() }),
  ),
  isNew: z.boolean(),
  accepted: objectForm<Acceptance & { readonly expired: boolean }>({
    because: z.string(),
    until: z.string(),
    expired: z.boolean(),
  }).exactOptional(),
  status: z.enum(['new', 'known', 'accepted', 'expired']),
  inputs: z.array(z.string()),
  findings: z.array(z.string()),
});

export const reportForm: z.ZodType<ReportDocument> = objectForm<ReportDocument>({
  formatVersion: z.literal(reportVersion),
  version: z.string().nullable(),
  seed: z.int().nullable(),
  config: z.string().nullable(),
  finished: z.boolean(),
  ended: z.string().nullable(),
  scope: z.string().nullable(),
  findings: z.array(findingForm),
  flaws: z.array(reportedFlawForm),
  fixed: z.array(objectForm<ReportedFix>({ findings: z.array(z.string()), accepted: z.string().nullable() })),
  errors: z.array(
    objectForm<ReportedError>({
      kind: z.string(),
      message: z.string(),
      operation: z.string().nullable(),
      attack: attackSchema.nullable(),
    }),
  ),
  operations: z.array(operationForm),
  properties: z.array(z.string()),
  ledger: z.array(ledgerRowForm),
  notes: z.array(ledgerNoteForm),
  stats: statsForm,
});
