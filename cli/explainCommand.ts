/** `explain`: what a property promises, an example, the remedy, and how to allow it where it is meant. It runs nothing. */
import { UsageError } from '../model/errors.ts';
import { type DocumentedProperty, severityFor } from '../model/finding.ts';
import { properties } from '../properties/index.ts';
import type { ExitCode } from './runCommand.ts';

/** Throws a `UsageError` that lists the properties if there is none of that name. */
export async function runExplain(id: string, write: (line: string) => void): Promise<ExitCode> {
  const property = properties.find((one) => one.id === id);
  if (property === undefined) {
    const known = properties.map((one) => one.id).join(', ');
    throw new UsageError(`no property "${id}"; there are ${known}`);
  }
  for (const line of explanation(property)) write(line);
  return 0;
}

function explanation(property: DocumentedProperty): readonly string[] {
  const { id, cwe, severity, promise, remedy, flawed, corrected } = property;
  const weights =
    severity === 'info'
      ? 'it only informs and fails no run'
      : `${severity} by a request alone, ${severityFor(severity, 'own-folder')} with a planted link, ${severityFor(severity, 'race')} in a race`;
  return [
    `${id} (${cwe}): ${weights}`,
    ...['', ...wrap(promise)],
    ...['', 'Flawed:', '', ...indent(flawed)],
    ...['', 'Corrected:', '', ...indent(corrected)],
    ...['', 'Remedy:', '', ...wrap(remedy)],
    ...['', 'Where it is meant:', '', ...wrap(allowing(id))],
  ];
}

/** Properties about what belongs to others ask the config who that is. */
function allowing(id: string): string {
  const without = `trespass check OPERATION --property '!${id}' judges one operation without it`;
  const isAboutOthers = /tenant|disclosure|scope|collision|existence|owner|another|noninterference/.test(id);
  if (!isAboutOthers) return `${without}.`;
  return `public: true in the config lets anybody call an operation, so that what it shows of others is not judged; shared: says which files, items and objects are everybody’s. ${without}.`;
}

const columns = 100;

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function indent(code: string): readonly string[] {
  return code.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
}
