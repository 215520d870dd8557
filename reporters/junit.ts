/**
 * The JUnit XML report: one test case for each operation and property. A finding is a failure unless it is informative. An
 * operation that reached nothing, or had too few attacks at a bound, is skipped. What prevented judging is an error, and so is
 * a run that was interrupted.
 */
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { escapeText } from '../model/escape.ts';
import type { Finding, RunError } from '../model/finding.ts';
import type { Destination } from './destination.ts';
import { endedText } from './endedText.ts';
import { describeFinding } from './findingText.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { emptyRecord, faultsOf, isFailure, type RunRecord, recordEvent } from './runRecord.ts';
import { scopeText } from './scopeText.ts';

export function junitReporter(destination: Destination, surroundings: Surroundings): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(`${renderSuite(record, surroundings.cwd)}\n`);
      await destination.end();
    },
  };
}

type TestOutcome =
  | { readonly kind: 'passed'; readonly remarks: readonly Finding[] }
  | { readonly kind: 'failed'; readonly findings: readonly Finding[] }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'error'; readonly type: string; readonly message: string };

interface TestCase {
  readonly operation: string;
  readonly name: string;
  readonly outcome: TestOutcome;
}

function renderSuite(record: RunRecord, cwd: string): string {
  const cases = [...judgedCases(record), ...errorCases(record)];
  const count = (kind: TestOutcome['kind']) => cases.filter((test) => test.outcome.kind === kind).length;
  const totals = {
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time: record.stats.seconds.toFixed(3),
  };
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const suites = document.ele('testsuites', { name: 'trespass', ...totals });
  const suite = suites.ele('testsuite', { name: suiteName(record), ...totals });
  addProperties(suite, { ended: endedText(record), scope: scopeText(record) });
  for (const test of cases) addCase(suite, test, cwd);
  return document.end({ prettyPrint: true });
}

/** Adds sentences about the whole run, if there are any. */
function addProperties(suite: XMLBuilder, texts: Readonly<Record<string, string | null>>): void {
  const told = Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [{ name, text }]));
  if (told.length === 0) return;
  const properties = suite.ele('properties');
  for (const { name, text } of told) properties.ele('property', { name, value: writtenOut(text) });
}

function suiteName(record: RunRecord): string {
  return record.started === null ? 'trespass' : `trespass, seed ${record.started.seed}`;
}

function judgedCases(record: RunRecord): readonly TestCase[] {
  const found = record.findings.map((finding) => finding.operation);
  const operations = new Set([...record.operations.map((operation) => operation.name), ...found]);
  return [...operations].flatMap((operation) =>
    propertyIds(record).map((name) => ({ operation, name, outcome: testOutcome(record, operation, name) })),
  );
}

/** The properties of the run, and in any case those of its findings. */
function propertyIds(record: RunRecord): readonly string[] {
  const given = record.started?.properties?.map((property) => property.id) ?? [];
  const seen = record.findings.map((finding) => finding.property);
  const ids = [...new Set([...given, ...seen])];
  return ids.length > 0 ? ids : ['every property'];
}

function testOutcome(record: RunRecord, operation: string, property: string): TestOutcome {
  const findings = record.findings.filter(
    (finding) => finding.operation === operation && finding.property === property,
  );
  if (findings.some(isFailure)) return { kind: 'failed', findings };
  const { ended } = record.stats;
  const short = ended?.short.find((other) => other.operation === operation);
  if (short !== undefined && ended !== null && findings.length === 0) {
    const reason = `${short.attacks} of its first ${ended.firstAttacks} attacks when the search ended`;
    return { kind: 'skipped', reason };
  }
  const rehearsed = record.operations.find((other) => other.name === operation);
  if (rehearsed?.tested === true || findings.length > 0) return { kind: 'passed', remarks: findings };
  const reason = rehearsed === undefined ? 'not rehearsed' : `not tested: ${rehearsed.answer}`;
  return { kind: 'skipped', reason };
}

function errorCases(record: RunRecord): readonly TestCase[] {
  const faults = faultsOf(record).map((message) => errorCase('run', 'run', message));
  return [...record.errors.map(casesOfError), ...faults];
}

function casesOfError(error: RunError): TestCase {
  return errorCase(error.operation ?? 'run', error.kind, error.message);
}

function errorCase(operation: string, type: string, message: string): TestCase {
  return { operation, name: `run: ${type}`, outcome: { kind: 'error', type, message } };
}

function addCase(suite: XMLBuilder, { operation, name, outcome }: TestCase, cwd: string): void {
  const element = suite.ele('testcase', { classname: inXml(operation), name: inXml(name) });
  switch (outcome.kind) {
    case 'passed':
      if (outcome.remarks.length > 0)
        element.ele('system-out').txt(`${findingsText(outcome.remarks, cwd)}\n`);
      return;
    case 'skipped':
      element.ele('skipped', { message: inXml(outcome.reason) });
      return;
    case 'error':
      element.ele('error', { type: inXml(outcome.type), message: inXml(outcome.message) });
      return;
    case 'failed':
      addFailure(element, outcome.findings, cwd);
  }
}

/** Many readers accept one failure for each test case, so all findings of a case share it. */
function addFailure(element: XMLBuilder, findings: readonly Finding[], cwd: string): void {
  const [first] = findings;
  if (first === undefined) return;
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  element
    .ele('failure', { type: inXml(first.property), message: `${inXml(first.summary)}${more}` })
    .txt(`${findingsText(findings, cwd)}\n`);
}

function findingsText(findings: readonly Finding[], cwd: string): string {
  return writtenOut(
    findings.map((finding) => describeFinding(finding, { cwd, brief: true }).join('\n')).join('\n\n'),
  );
}

function inXml(unsafe: string): string {
  return writtenOut(escapeText(unsafe));
}

/** xmlbuilder2 leaves `&` alone before what looks like an entity, so a hostile `&#0;` would break the document. */
function writtenOut(safe: string): string {
  return safe.replaceAll('&', '&amp;');
}
