/**
 * The JSON report: one document, written when the run ends. Parsing it returns exactly the raw text of the findings; until then
 * everything is escaped, so that nothing in it can act on a terminal.
 */
import { encodeJson } from '../model/escapeJson.ts';
import type { Finding, RunEvent } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { flawStatusOf } from './acceptedText.ts';
import type { Destination } from './destination.ts';
import { endedText } from './endedText.ts';
import { shortenFile } from './place.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { type ReportDocument, type ReportedFlaw, reportVersion } from './reportForm.ts';
import { fixedOf, flawsOfRun } from './runFlaws.ts';
import { emptyRecord, faultsOf, type RunRecord, recordEvent } from './runRecord.ts';
import { scopeText } from './scopeText.ts';

export function jsonReporter(destination: Destination, surroundings: Surroundings): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event: RunEvent) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(`${encodeJson(documentOf(record, surroundings.cwd), 2)}\n`);
      await destination.end();
    },
  };
}

function documentOf(record: RunRecord, cwd: string): ReportDocument {
  const { started, stats } = record;
  const faults = faultsOf(record).map((message) => ({
    kind: 'run',
    message,
    operation: null,
    attack: null,
  }));
  return {
    formatVersion: reportVersion,
    version: started?.version ?? null,
    seed: started?.seed ?? null,
    config: started === null ? null : shortenFile(started.config, cwd),
    finished: record.exitCode !== null,
    ended: endedText(record),
    scope: scopeText(record),
    findings: record.findings.map((finding) => findingMembers(finding, cwd)),
    flaws: flawsOfRun(record).map((flaw) => flawMembers(flaw, cwd)),
    fixed: fixedOf(record).map(({ findings, accepted }) => ({
      findings: findings.map(({ id }) => id),
      accepted: accepted?.id ?? null,
    })),
    errors: [...record.errors, ...faults],
    operations: record.operations,
    properties: started?.properties?.map((property) => property.id) ?? [],
    ledger: record.ledger,
    notes: record.notes,
    stats,
  };
}

type Place = NonNullable<Finding['location']>;

function findingMembers(finding: Finding, cwd: string): Finding {
  const { id, property, severity, power, ifGranted, cwe, operation, summary, location, via } = finding;
  const short = ({ file, line }: Place): Place => ({ file: shortenFile(file, cwd), line });
  return {
    id,
    property,
    severity,
    power,
    ...(ifGranted === undefined ? {} : { ifGranted }),
    cwe,
    operation,
    summary,
    location: location === null ? null : short(location),
    ...(via === undefined ? {} : { via: via.map(short) }),
    attack: finding.attack,
    classes: finding.classes,
    evidence: finding.evidence,
    confirmed: finding.confirmed,
    foundAfterCases: finding.foundAfterCases,
    foundBy: finding.foundBy,
  };
}

/** A flaw with the ids of its findings, which are told in full beside it. */
function flawMembers(
  { first, further, unsafeInputs, location, via, ...flaw }: Flaw,
  cwd: string,
): ReportedFlaw {
  const short = ({ file, line }: Place): Place => ({ file: shortenFile(file, cwd), line });
  return {
    ...flaw,
    status: flawStatusOf(flaw),
    location: location === null ? null : short(location),
    ...(via === undefined ? {} : { via: via.map(short) }),
    inputs: unsafeInputs,
    findings: [first.id, ...further],
  };
}
