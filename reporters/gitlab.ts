/**
 * The report for GitLab's code quality widget: one issue for each flaw, in the form of the Code Climate specification that GitLab
 * reads. A flaw without a line is reported at the config. One that is accepted only informs. A failed run has an issue of its own, so that it is never a clean one.
 */
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import type { Severity } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { acceptedText } from './acceptedText.ts';
import type { Destination } from './destination.ts';
import { shortenFile } from './place.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { flawsOfRun } from './runFlaws.ts';
import {
  emptyRecord,
  faultsOf,
  isAccepted,
  isConditional,
  type RunRecord,
  recordEvent,
} from './runRecord.ts';

export function gitlabReporter(destination: Destination, { cwd }: Surroundings): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(`${encodeJson(issuesOf(record, cwd), 2)}\n`);
      await destination.end();
    },
  };
}

/** The severities of the Code Climate specification. */
const issueSeverities: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

function issuesOf(record: RunRecord, cwd: string): readonly object[] {
  const config = escapeText(shortenFile(record.started?.config ?? 'trespass.config.ts', cwd));
  const faults = [...record.errors.map(({ message }) => message), ...faultsOf(record)];
  return [
    ...flawsOfRun(record).map((flaw) => issueOf(flaw, config, cwd)),
    ...faults.map((fault, index) => ({
      description: `The run could not judge: ${escapeText(fault)}`,
      check_name: 'trespass-run',
      fingerprint: `trespass-run-${index}`,
      severity: issueSeverities.high,
      location: { path: config, lines: { begin: 1 } },
    })),
  ];
}

function issueOf(flaw: Flaw, config: string, cwd: string): object {
  const { id, title, severity, first, ifGranted, location } = flaw;
  const condition =
    isConditional(flaw) && ifGranted !== undefined
      ? ` (${ifGranted.severity} if attacker.powers holds ${ifGranted.powers.join(', ')})`
      : '';
  const decided = acceptedText(flaw);
  return {
    description: `${decided === '' ? '' : `${decided}. `}${title}${condition}: trespass replay ${escapeText(id)}`,
    check_name: escapeText(first.property),
    fingerprint: escapeText(id),
    severity: issueSeverities[isAccepted(flaw) ? 'info' : severity],
    location: {
      path: location === null ? config : escapeText(shortenFile(location.file, cwd)),
      lines: { begin: location?.line ?? 1 },
    },
  };
}
