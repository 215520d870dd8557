/** Reports of 500 findings: each is made within two seconds of computing and weighs less than 5 MB. Takes about 10 s. */
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../model/exchange.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import { reporterNames } from '../../reporters/createReporter.ts';
import { flawsOfRun } from '../../reporters/runFlaws.ts';
import { emptyRecord, recordEvent } from '../../reporters/runRecord.ts';
import { findingAt } from './decidedRun.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

const count = 500;
const bytesMax = 5_000_000;
const computingMsMax = 2_000;

/** Each at a line of its own; `operations`: among how many they are. */
function runOf(operations: number): readonly RunEvent[] {
  const findings = Array.from(
    { length: count },
    (_, index): Finding => ({
      ...asked(findingAt(index + 1, `no-write-outside-${index}`)),
      operation: `operation${index % operations}`,
    }),
  );
  const [started, rehearsed, ...rest] = sampleRun(calm);
  if (started === undefined || rehearsed === undefined) throw new Error('a run begins');
  const told = findings.flatMap((finding): RunEvent[] => [
    { type: 'finding', finding, rough: true },
    { type: 'finding', finding },
  ]);
  return [started, rehearsed, ...told, ...rest];
}

/** With the request by which it was found. */
function asked(finding: Finding): Finding {
  const exchange: Exchange = {
    ...{
      step: 0,
      operation: finding.operation,
      actor: 'attacker',
      method: 'PUT',
      unsafeTarget: '/files/..%2Fa',
    },
    ...{ unsafeHeaders: [['X-Tenant', 'mallory']], body: { text: '{"text":"a"}' } },
    answer: { status: 200, unsafeHeaders: [['Content-Type', 'text/plain']], body: { text: 'saved' } },
  };
  return { ...finding, evidence: { ...finding.evidence, exchanges: [exchange] } };
}

function computingMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe.each([1, 50])('a report of 500 findings in %s operations', (operations) => {
  const events = runOf(operations);

  it.each(reporterNames)('as %s is small and made soon', async (name) => {
    // What is loaded and compiled once is no part of it.
    await render(name, sampleRun(calm));
    const began = computingMs();
    const { text } = await render(name, events);
    const took = computingMs() - began;
    expect(text.length).toBeGreaterThan(1_000);
    expect([name, Buffer.byteLength(text) < bytesMax, Buffer.byteLength(text)]).toEqual([
      name,
      true,
      expect.any(Number),
    ]);
    expect([name, took < computingMsMax, took]).toEqual([name, true, expect.any(Number)]);
  });

  it('tells as many flaws as there are', () => {
    expect(flawsOfRun(events.reduce(recordEvent, emptyRecord)).length).toBeGreaterThanOrEqual(count);
  });
});
