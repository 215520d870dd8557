/**
 * The file of accepted flaws beside the config, made by `trespass accept` and reviewed like code: one entry a flaw, sorted by id,
 * so that a change is a small difference. A file that cannot be read as a whole accepts nothing and is an error.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { type AcceptedFlaw, isDay, type TakenAcceptance } from '../model/acceptance.ts';
import type { Json } from '../model/attack.ts';
import { decodeWithin } from '../model/codec.ts';
import { EnvironmentError, messageOf, refusalOf, UsageError } from '../model/errors.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { severities } from '../model/finding.ts';
import { objectForm } from '../model/observedSchema.ts';
import { pathKind, readWhole, writeWhole } from './wholeFile.ts';

export const acceptedVersion = 1;

interface AcceptedDocument {
  readonly version: typeof acceptedVersion;
  readonly accepted: readonly AcceptedFlaw[];
}

const acceptedFlawForm = objectForm<AcceptedFlaw>({
  id: z.string(),
  findings: z.array(z.string()),
  property: z.string(),
  operation: z.string(),
  severity: z.enum(severities),
  because: z.string().regex(/\S/, 'there must be a reason'),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, such as 2027-01-31')
    .refine(isDay, 'must be a day that exists'),
});

export const acceptedForm: z.ZodType<AcceptedDocument> = objectForm<AcceptedDocument>({
  version: z.literal(acceptedVersion),
  accepted: z.array(acceptedFlawForm),
});

export function acceptedFile(configFolder: string): string {
  return join(configFolder, 'trespass.accepted.json');
}

/** None if there is no file. Rejects with a `UsageError` that names the file and the first wrong field. */
export async function loadAccepted(configFolder: string): Promise<readonly AcceptedFlaw[]> {
  const path = acceptedFile(configFolder);
  if ((await pathKind(path)) === 'nothing') return [];
  return decodeAccepted(await readWhole(path), path);
}

export function decodeAccepted(text: string, path: string): readonly AcceptedFlaw[] {
  const document = decodeWithin(acceptedForm, acceptedJson(text, path));
  if (typeof document === 'string') throw new UsageError(`${path}: ${document}; mend the file`);
  const { accepted } = document;
  const twice = accepted.find(({ id }, index) => accepted.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new UsageError(`${path}: ${twice.id} is accepted twice; remove one of them`);
  return accepted;
}

function acceptedJson(text: string, path: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not JSON: ${messageOf(cause)}; mend the file`, { cause });
  }
}

export function encodeAccepted(accepted: readonly AcceptedFlaw[]): string {
  const sorted = accepted.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(orderedMembers);
  return `${encodeJson({ version: acceptedVersion, accepted: sorted }, 2)}\n`;
}

/** Members in one order, whatever order they were given in. */
function orderedMembers({
  id,
  findings,
  property,
  operation,
  severity,
  because,
  until,
}: AcceptedFlaw): AcceptedFlaw {
  return { id, findings: findings.toSorted(), property, operation, severity, because, until };
}

/** Resolves to the path. */
export async function saveAccepted(configFolder: string, accepted: readonly AcceptedFlaw[]): Promise<string> {
  const path = acceptedFile(configFolder);
  const encoded = encodeAccepted(accepted);
  // What could not be read back is not written.
  decodeAccepted(encoded, path);
  await writeWhole(
    path,
    encoded,
    (cause) => new EnvironmentError(`cannot write ${path}: ${refusalOf(cause)}`, { cause }),
  );
  return path;
}

/** `today`: a day as `2027-01-31`. The last day still counts. */
export function takenOn(accepted: readonly AcceptedFlaw[], today: string): readonly TakenAcceptance[] {
  return accepted.map((flaw) => ({ ...flaw, expired: flaw.until < today }));
}
