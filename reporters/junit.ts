/**
 * The JUnit XML report: one test case for each operation. Its findings are one failure, unless they only inform or are accepted.
 * An operation that reached nothing, or had too few attacks at a bound, is skipped. What prevented judging is an error, and so is
 * a run that was interrupted.
 */
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { escapeText } from '../model/escape.ts';
import type { Finding, RunError } from '../model/finding.ts';
import { acceptedText, fixedLines } from './acceptedText.ts';
import type { Destination } from './destination.ts';
import { endedText } from './endedText.ts';
import { describeFinding } from './findingText.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { fixedOf, flawsOfRun } from './runFlaws.ts';
import { emptyRecord, faultsOf, isAccepted, isFailure, type RunRecord, recordEvent } from './runRecord.ts';
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
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly findings: readonly Finding[] }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'error'; readonly type: string; readonly message: string };

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  /** What is said besides: findings that fail nothing, and what is fixed. Escaped. */
  readonly remarks?: readonly string[];
}

function renderSuite(record: RunRecord, cwd: string): string {
  const cases = [...judgedCases(record, cwd), ...errorCases(record)];
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

function judgedCases(record: RunRecord, cwd: string): readonly TestCase[] {
  const found = record.findings.map((finding) => finding.operation);
  const operations = new Set([...record.operations.map((operation) => operation.name), ...found]);
  const flaws = flawsOfRun(record);
  const failing = new Set(flaws.filter(isFailure).flatMap(({ id, further }) => [id, ...further]));
  return [...operations].map((operation) => {
    const findings = record.findings.filter((finding) => finding.operation === operation);
    const counted = findings.filter((finding) => failing.has(finding.id) && isFailure(finding));
    const accepted = flaws.filter((flaw) => isAccepted(flaw) && flaw.operations.includes(operation));
    const fixed = fixedOf(record).filter((one) => one.findings.some((each) => each.operation === operation));
    const others = findings.filter((finding) => !counted.includes(finding));
    const remarks = [
      ...accepted.map((flaw) => `${flaw.title}: ${acceptedText(flaw)}`),
      ...fixedLines(fixed),
      ...others.map((finding) => describeFinding(finding, { cwd, brief: true }).join('\n')),
    ];
    const outcome: TestOutcome =
      counted.length > 0
        ? { kind: 'failed', findings: counted }
        : unjudged(record, operation, findings.length > 0);
    return { className: 'trespass', name: operation, outcome, remarks };
  });
}

/** The outcome of an operation without a finding that fails it. */
function unjudged(record: RunRecord, operation: string, hasFindings: boolean): TestOutcome {
  const { ended } = record.stats;
  const short = ended?.short.find((other) => other.operation === operation);
  if (short !== undefined && ended !== null && !hasFindings) {
    const reason = `${short.attacks} of its first ${ended.firstAttacks} attacks when the search ended`;
    return { kind: 'skipped', reason };
  }
  const rehearsed = record.operations.find((other) => other.name === operation);
  if (rehearsed?.tested === true || hasFindings) return { kind: 'passed' };
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
  return { className: operation, name: `run: ${type}`, outcome: { kind: 'error', type, message } };
}

function addCase(suite: XMLBuilder, { className, name, outcome, remarks = [] }: TestCase, cwd: string): void {
  const element = suite.ele('testcase', { classname: inXml(className), name: inXml(name) });
  if (outcome.kind === 'skipped') element.ele('skipped', { message: inXml(outcome.reason) });
  if (outcome.kind === 'error')
    element.ele('error', { type: inXml(outcome.type), message: inXml(outcome.message) });
  if (outcome.kind === 'failed') addFailure(element, outcome.findings, cwd);
  if (remarks.length > 0) element.ele('system-out').txt(`${writtenOut(remarks.join('\n\n'))}\n`);
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
