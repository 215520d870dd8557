/**
 * The SARIF 2.1.0 report: properties are rules, findings are results at a line of the target's source. Braces and brackets of
 * hostile text are escaped, so that they form no placeholder and no link (SARIF 2.1.0, 3.11.5 and 3.11.6).
 */
import type { Invocation, Location, Log, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { type Finding, type PropertyDescription, type Severity, severities } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { acceptedText, fixedLines } from './acceptedText.ts';
import type { Destination } from './destination.ts';
import { endedText, wasCut } from './endedText.ts';
import { describeFinding } from './findingText.ts';
import { relativeFile, uriPath } from './place.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { fixedOf, flawsOfRun } from './runFlaws.ts';
import { emptyRecord, faultsOf, type RunRecord, recordEvent } from './runRecord.ts';
import { scopeText } from './scopeText.ts';

export function sarifReporter(destination: Destination, surroundings: Surroundings): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(`${encodeJson(logOf(record, surroundings.cwd), 2)}\n`);
      await destination.end();
    },
  };
}

const sarifLevels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const;

/** Scores in the bands that code scanning uses: over 9.0 is critical, over 6.9 high, over 3.9 medium. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: '0.0',
};

const base = 'SRCROOT';

function logOf(record: RunRecord, cwd: string): Log {
  const rules = rulesOf(record);
  const ids = rules.map((rule) => rule.id);
  const flaws = flawsOfRun(record);
  const known = new Set(record.started?.known);
  const version = escapeText(record.started?.version ?? '0.0.0');
  const run: Run = {
    tool: { driver: { name: 'Trespass', version, rules } },
    originalUriBaseIds: { [base]: { uri: `file://${uriPath(cwd.endsWith('/') ? cwd : `${cwd}/`)}` } },
    invocations: [invocationOf(record)],
    columnKind: 'utf16CodeUnits',
    results: record.findings.map((finding) => ({
      ...resultOf(finding, ids, cwd),
      ...standingOf(
        flaws.find((flaw) => [flaw.id, ...flaw.further].includes(finding.id)),
        finding,
        known,
      ),
    })),
  };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

function rulesOf(record: RunRecord): ReportingDescriptor[] {
  const given = record.started?.properties ?? [];
  const known = new Set(given.map((property) => property.id));
  const seen = record.findings.filter((finding) => !known.has(finding.property)).map(propertySeen);
  const distinct = new Map([...given, ...seen].map((property) => [property.id, property]));
  return [...distinct.values()].map(ruleOf);
}

function propertySeen({ property, cwe, severity }: Finding): PropertyDescription {
  return { id: property, cwe, severity, promise: `The property ${property} (${cwe}).` };
}

function ruleOf({ id, cwe, severity, promise }: PropertyDescription): ReportingDescriptor {
  const number = /^CWE-(\d+)$/.exec(cwe)?.[1];
  const tags = number === undefined ? [] : [cwe, `external/cwe/cwe-${number.padStart(3, '0')}`];
  return {
    id: escapeText(id),
    shortDescription: { text: messageText(id) },
    fullDescription: { text: messageText(promise) },
    help: { text: messageText(promise) },
    ...(number === undefined ? {} : { helpUri: `https://cwe.mitre.org/data/definitions/${number}.html` }),
    defaultConfiguration: { level: sarifLevels[severity] },
    properties: { tags: ['security', ...tags], 'security-severity': securitySeverity[severity] },
  };
}

function resultOf(finding: Finding, ruleIds: readonly string[], cwd: string): Result {
  const ruleId = escapeText(finding.property);
  const [, , ...details] = describeFinding(finding, { cwd, brief: true });
  const lines = [escapeText(finding.summary), ...details.map((line) => line.trim())];
  return {
    ruleId,
    ruleIndex: ruleIds.indexOf(ruleId),
    level: sarifLevels[finding.severity],
    message: { text: inMessage(lines.join('\n')) },
    locations: [sarifLocation(finding, cwd)],
    partialFingerprints: { 'trespassFinding/v1': escapeText(finding.id) },
    rank: rankOf(finding.severity),
    properties: {
      'security-severity': securitySeverity[finding.severity],
      severity: finding.severity,
      power: finding.power,
      ...(finding.ifGranted === undefined ? {} : { ifGranted: finding.ifGranted }),
      confirmed: finding.confirmed,
      operation: escapeText(finding.operation),
      attack: finding.attack,
    },
  };
}

/** How a result stands to earlier runs and to what people decided. */
function standingOf(
  flaw: Flaw | undefined,
  { id }: Finding,
  known: ReadonlySet<string>,
): Pick<Result, 'baselineState' | 'suppressions'> {
  const baselineState = known.has(id) ? 'unchanged' : 'new';
  if (flaw?.accepted === undefined || flaw.accepted.expired) return { baselineState };
  return {
    baselineState,
    suppressions: [{ kind: 'external', status: 'accepted', justification: messageText(acceptedText(flaw)) }],
  };
}

/**
 * What is fixed. It is no result with the state `absent`, because code scanning, which knows no such states, would show it as a
 * flaw.
 */
function fixedNotifications(record: RunRecord): Notification[] {
  return fixedLines(fixedOf(record)).map((line) => ({ level: 'note', message: { text: inMessage(line) } }));
}

function rankOf(severity: Severity): number {
  return 100 - 20 * severities.indexOf(severity);
}

function sarifLocation({ operation, location }: Finding, cwd: string): Location {
  const logicalLocations = [{ fullyQualifiedName: escapeText(operation), kind: 'function' }];
  if (location === null) return { logicalLocations };
  const inside = relativeFile(location.file, cwd);
  const artifactLocation =
    inside === null ? { uri: `file://${uriPath(location.file)}` } : { uri: uriPath(inside), uriBaseId: base };
  const region = { startLine: Math.max(1, location.line) };
  return { physicalLocation: { artifactLocation, region }, logicalLocations };
}

function invocationOf(record: RunRecord): Invocation {
  const told = record.errors.map(({ kind, operation, message }) =>
    notificationOf(`${kind}${operation === null ? '' : ` in ${operation}`}: ${message}`),
  );
  const faults = faultsOf(record).map(notificationOf);
  return {
    executionSuccessful: record.exitCode === 0 || record.exitCode === 1,
    ...(record.exitCode === null ? {} : { exitCode: record.exitCode }),
    toolExecutionNotifications: [
      ...told,
      ...faults,
      ...scopeNotifications(record),
      ...endedNotifications(record),
      ...fixedNotifications(record),
    ],
  };
}

/** A notification about what the run as a whole could not test. */
function scopeNotifications(record: RunRecord): Notification[] {
  const text = scopeText(record);
  return text === null ? [] : [{ level: 'warning', message: { text: inMessage(text) } }];
}

/** How the search ended: a warning if some operations had too few attacks for finding nothing to mean much. */
function endedNotifications(record: RunRecord): Notification[] {
  const text = endedText(record);
  if (text === null) return [];
  return [{ level: wasCut(record.stats.ended) ? 'warning' : 'note', message: { text: inMessage(text) } }];
}

function notificationOf(unsafeMessage: string): Notification {
  return { level: 'error', message: { text: messageText(unsafeMessage) } };
}

function messageText(unsafe: string): string {
  return inMessage(escapeText(unsafe));
}

function inMessage(safe: string): string {
  const unlinked = safe.includes('](') ? safe.replaceAll('[', '\\u{5b}') : safe;
  return unlinked.replaceAll('{', '{{').replaceAll('}', '}}');
}
