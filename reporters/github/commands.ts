/**
 * Annotations of GitHub Actions: the worst flaws as workflow commands, `::error file=shop/views.py,line=42::…`, at their lines.
 * Whatever is in a flaw, it is one command a line: per cent signs, line ends, colons and commas are encoded as the runner decodes
 * them.
 */
import { escapeText } from '../../model/escape.ts';
import type { Flaw } from '../../model/flaw.ts';
import { acceptedText } from '../acceptedText.ts';
import { relativeFile } from '../place.ts';
import { formatCount } from '../quantity.ts';
import { flawsOfRun } from '../runFlaws.ts';
import { faultsOf, isFailure, type RunRecord } from '../runRecord.ts';

/** The runner shows so many of a kind for a step and drops the others. */
const annotationsMax = 10;

/** `root`: the folder of the repository. One command a line, without line ends. */
export function annotationLines(record: RunRecord, root: string): readonly string[] {
  const failing = flawsOfRun(record).filter(isFailure);
  const faults = [...record.errors.map(({ message }) => message), ...faultsOf(record)];
  const errors = [
    ...failing.map((flaw) => flawCommand(flaw, root)),
    ...faults.map((fault) => commandLine('error', { title: 'Trespass could not judge' }, escapeText(fault))),
  ];
  const left = errors.length - annotationsMax;
  return [
    ...errors.slice(0, annotationsMax),
    ...(left > 0
      ? [
          commandLine(
            'notice',
            { title: 'Trespass' },
            `and ${formatCount(left)} more in the job summary and the log`,
          ),
        ]
      : []),
  ];
}

function flawCommand(flaw: Flaw, root: string): string {
  const { location, severity, title, first, id } = flaw;
  const file = location === null ? null : relativeFile(location.file, root);
  const decided = acceptedText(flaw);
  const text = [
    title,
    escapeText(first.summary),
    ...(decided === '' ? [] : [decided]),
    `Again: trespass replay ${escapeText(id)}`,
  ].join('\n');
  const place =
    location === null || file === null
      ? {}
      : { file: escapeText(file), line: String(Math.max(1, location.line)) };
  return commandLine('error', { ...place, title: `${severity}: ${escapeText(first.property)}` }, text);
}

function commandLine(
  name: 'error' | 'notice',
  properties: Readonly<Record<string, string>>,
  text: string,
): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${encodeProperty(value)}`);
  return `::${name} ${given.join(',')}::${encodeData(text)}`;
}

function encodeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function encodeProperty(text: string): string {
  return encodeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
