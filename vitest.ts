/** `trespass/vitest`: one call turns a config into tests, one for each operation and property. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notAccepted } from './cli/baseline.ts';
import { chooseOperations } from './cli/chosenOperations.ts';
import { chooseProperties, composeEngine } from './cli/compose.ts';
import { loadConfig } from './config/loadConfig.ts';
import { loadAccepted, takenOn } from './corpus/accepted.ts';
import { dayOf } from './model/acceptance.ts';
import type { Finding, RehearsedOperation, RunEvent } from './model/finding.ts';
import { endedText, wasCut } from './reporters/endedText.ts';
import { describeFinding } from './reporters/findingText.ts';
import { isFailure } from './reporters/runRecord.ts';
import { search } from './search/search.ts';

export interface TrespassTestOptions {
  /** Cases to draw, over all operations. */
  readonly runs?: number;
  readonly seed?: number;
  readonly workers?: number;
  /** Operations to attack; all where none is named. */
  readonly operations?: readonly string[];
  /** Interpreter of the target, where it is not found by itself. */
  readonly python?: string;
  readonly timeoutMs?: number;
}

const defaultRuns = 500;
const defaultTimeoutMs = 300_000;

/**
 * Declares tests for the config at `path` (relative to the working folder, or a file URL): the search runs once before
 * them, and each test tells the findings of one operation and property. Await it at the top of a test file.
 */
export async function trespassTests(path: string, options: TrespassTestOptions = {}): Promise<void> {
  const file = path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
  const config = await loadConfig(isAbsolute(file) ? file : null, dirname(file));
  const properties = chooseProperties([]).filter(({ severity }) => severity !== 'info');
  const { operations: wanted = [], runs = defaultRuns, seed = 1, workers = 1 } = options;
  const names = config.operations
    .map(({ name }) => name)
    .filter((name) => wanted.length === 0 || wanted.includes(name));
  describe(config.file, () => {
    const findings: Finding[] = [];
    let rehearsed: readonly RehearsedOperation[] = [];
    const stop = new AbortController();
    beforeAll(async () => {
      const emit = (event: RunEvent): void => {
        if (event.type === 'rehearsed') rehearsed = event.operations;
      };
      const parts = await composeEngine(chooseOperations(config, wanted).config, properties, emit, {
        python: options.python ?? null,
      });
      const bounds = {
        seed,
        runs,
        workers,
        timeMs: null,
        operations: names,
        corpus: [],
        signal: stop.signal,
      };
      const result = await search(parts, bounds);
      if (result.exitCode === 2) throw new Error(result.errors.map(({ message }) => message).join('\n'));
      const accepted = takenOn(await loadAccepted(config.folder), dayOf(new Date()));
      findings.push(...notAccepted(result.findings, accepted));
      const { ended } = result.stats;
      if (wasCut(ended)) console.warn(endedText({ stats: result.stats, started: null }));
    }, options.timeoutMs ?? defaultTimeoutMs);
    afterAll(() => stop.abort());
    for (const name of names) {
      for (const { id } of properties) {
        it(`${name}: ${id}`, () => {
          expect(
            rehearsed.find((operation) => operation.name === name)?.tested,
            `${name} reached nothing`,
          ).toBe(true);
          const told = findings.filter(
            (finding) => finding.operation === name && finding.property === id && isFailure(finding),
          );
          if (told.length > 0) expect.fail(told.map(findingLines).join('\n\n'));
        });
      }
    }
  });
}

function findingLines(finding: Finding): string {
  return describeFinding(finding, { cwd: process.cwd() }).join('\n');
}
