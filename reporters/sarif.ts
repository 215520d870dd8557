/**
 * The SARIF 2.1.0 report: properties are rules with their remedies, findings are results at a line of the target's source, each with
 * the flow that leads to it.
 */
import type { Invocation, Location, Log, Notification, Result, Run } from 'sarif';
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { type Finding, type Severity, severities, type ToldProperty } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { acceptedText, fixedLines } from './acceptedText.ts';
import type { Destination } from './destination.ts';
import { endedText, wasCut } from './endedText.ts';
import { describeFinding } from './findingText.ts';
import { uriPath } from './place.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { fixedOf, flawsOfRun } from './runFlaws.ts';
import { emptyRecord, faultsOf, type RunRecord, recordEvent } from './runRecord.ts';
import { codeFlowsOf } from './sarif/codeFlow.ts';
import { physicalLocation, sourceRoot } from './sarif/place.ts';
import {
  propertiesOf,
  ruleOf,
  sarifLevels,
  securitySeverity,
  taxonomyOf,
  taxonReference,
  weaknessesOf,
} from './sarif/rules.ts';
import { inMessage, messageText } from './sarif/text.ts';
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

function logOf(record: RunRecord, cwd: string): Log {
  const properties = propertiesOf(record);
  const weaknesses = weaknessesOf(properties);
  const version = escapeText(record.started?.version ?? '0.0.0');
  const run: Run = {
    tool: {
      driver: {
        ...{ name: 'Trespass', version },
        rules: properties.map((property) => ruleOf(property, weaknesses)),
        supportedTaxonomies: [{ name: 'CWE', index: 0 }],
      },
    },
    taxonomies: [taxonomyOf(weaknesses)],
    originalUriBaseIds: { [sourceRoot]: { uri: `file://${uriPath(cwd.endsWith('/') ? cwd : `${cwd}/`)}` } },
    invocations: [invocationOf(record)],
    columnKind: 'utf16CodeUnits',
    results: resultsOf(record, properties, weaknesses, cwd),
  };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

function resultsOf(
  record: RunRecord,
  properties: readonly ToldProperty[],
  weaknesses: readonly string[],
  cwd: string,
): Result[] {
  const flaws = flawsOfRun(record);
  const known = new Set(record.started?.known);
  return record.findings.map((finding) => {
    const flaw = flaws.find(({ id, further }) => id === finding.id || further.includes(finding.id));
    const taxon = taxonReference(finding.cwe, weaknesses);
    return {
      ...resultOf(finding, properties, cwd),
      ...(taxon === null ? {} : { taxa: [taxon] }),
      ...baselineOf(flaw, finding, known),
    };
  });
}

function resultOf(finding: Finding, properties: readonly ToldProperty[], cwd: string): Result {
  const ruleId = escapeText(finding.property);
  const [, , ...details] = describeFinding(finding, { cwd, brief: true });
  const ruleIndex = properties.findIndex(({ id }) => id === finding.property);
  const remedy = properties[ruleIndex]?.advice?.remedy;
  const lines = [
    escapeText(finding.summary),
    ...details.map((line) => line.trim()),
    ...(remedy === undefined ? [] : [`fix: ${escapeText(remedy)}`]),
  ];
  const codeFlows = codeFlowsOf(finding, cwd);
  return {
    ruleId,
    ruleIndex,
    level: sarifLevels[finding.severity],
    message: { text: inMessage(lines.join('\n')) },
    locations: [sarifLocation(finding, cwd)],
    ...(codeFlows.length === 0 ? {} : { codeFlows }),
    partialFingerprints: { 'trespassFinding/v2': escapeText(finding.id) },
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
function baselineOf(
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
  return location === null
    ? { logicalLocations }
    : { physicalLocation: physicalLocation(location, cwd), logicalLocations };
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
