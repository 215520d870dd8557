/**
 * Operations that a config may have beside those that were found to work: consumers that did nothing with what was changed, the Storages
 * and file fields of a project. They are called with any name, past the views that clean one, so that a user decides.
 */
import type { ProjectFacts } from '../model/exploring.ts';
import type { FoundConsumer } from './consumers.ts';
import type { Reach } from './reach.ts';

/** An operation as a config would declare it, and what it is. */
export interface Offer {
  readonly what: string;
  readonly name: string;
  readonly operation: Readonly<Record<string, string>>;
}

const fieldsMax = 12;

export function offersOf(
  consumers: readonly FoundConsumer[],
  facts: ProjectFacts | undefined,
  reaches: readonly Reach[],
): readonly Offer[] {
  const keepsFiles = reaches.some(({ asked }) => asked.reached.some((store) => store !== 'item'));
  const storages = (facts?.storages ?? []).filter((alias) => alias !== 'default' || keepsFiles);
  return [
    ...consumers.map(({ name, function: consumer }) => ({
      ...{ what: 'A consumer of a stream, it seems; say of which table', name },
      operation: { consumer, table: '…' },
    })),
    ...storages.map((storage) => ({
      ...{
        what: 'A Storage, if names from outside come to it as they are',
        name: wordOf(`${storage} storage`),
      },
      operation: { storage },
    })),
    ...(facts?.fileFields ?? []).slice(0, fieldsMax).map((field) => ({
      ...{ what: 'A file field, if names from outside come to it as they are', name: wordOf(field) },
      operation: { field },
    })),
  ];
}

/** `shop.Report.file` → `shopReportFile`. */
function wordOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
