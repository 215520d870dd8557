/** `selftest`: shows on this machine that attacks of each class are generated, find the flaw, and leave its remedy alone. */
import { type AttackClass, attackClasses } from '../model/attackClass.ts';
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { leftOut, selftestRows } from '../selftest/rows.ts';
import type { ExitCode } from './runCommand.ts';
import { type RowResult, type SelftestOptions, selftest } from './selftest.ts';

export interface SelftestFlags extends SelftestOptions {
  /** Classes to test; empty for all. */
  readonly classes: readonly string[];
  readonly write: (line: string) => void;
}

/** Prints one line for each class. Exit code 0 if nothing failed and nothing was interrupted. */
export async function runSelftest(flags: SelftestFlags): Promise<ExitCode> {
  const wanted = chooseClasses(flags.classes);
  const rows = selftestRows.filter((row) => wanted.has(row.class));
  const counts = { shown: 0, failed: 0, leftOut: 0 };
  for await (const result of selftest(rows, flags)) {
    counts[result.ok === null ? 'leftOut' : result.ok ? 'shown' : 'failed'] += 1;
    flags.write(rowLine(result));
  }
  const told = counts.shown + counts.failed + counts.leftOut;
  const failures = counts.failed;
  const spared = leftOut.filter((row) => wanted.has(row.class));
  for (const row of spared) flags.write(line('left out', row.class, `because ${row.because}`));
  const notTried = counts.leftOut + spared.length;
  flags.write(`${counts.shown} of ${rows.length} classes shown, ${failures} failed, ${notTried} left out`);
  if (told < rows.length) return 2;
  return failures === 0 ? 0 : 1;
}

function chooseClasses(named: readonly string[]): ReadonlySet<AttackClass> {
  const unknown = named.find((name) => attackClasses.every((id) => id !== name));
  if (unknown !== undefined)
    throw new UsageError(`no attack class "${unknown}"; there are ${attackClasses.join(', ')}`);
  return new Set(attackClasses.filter((id) => named.length === 0 || named.includes(id)));
}

function rowLine(result: RowResult): string {
  const { row } = result;
  if (result.ok === null) return line('left out', row.class, `because ${escapeText(result.why)}`);
  return result.ok
    ? line('ok', row.class, `${row.property} after ${result.after}`)
    : line('FAILED', row.class, escapeText(result.why));
}

const widestClass = Math.max(...attackClasses.map((id) => id.length));

function line(verdict: string, id: AttackClass, rest: string): string {
  return `${verdict.padEnd(8)} ${id.padEnd(widestClass)} ${rest}`;
}
