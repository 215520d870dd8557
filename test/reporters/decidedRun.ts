/** A run in which people have decided about some flaws: one is accepted, one no longer, one is fixed, two are not decided. */
import type { AcceptedFlaw } from '../../model/acceptance.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import { calm, cwd, sampleFinding, sampleRun } from './sampleRun.ts';

export const acceptedFlaw: AcceptedFlaw = {
  id: 'no-write-outside-accepted',
  findings: ['no-write-outside-accepted'],
  property: 'no-write-outside',
  operation: 'upload',
  severity: 'critical',
  because: 'the endpoint goes away with version 3',
  until: '2027-01-31',
};

/** At a line of its own, by a parameter of its own. */
export function findingAt(line: number, id: string): Finding {
  const finding = sampleFinding(calm, id);
  return {
    ...finding,
    location: { file: `${cwd}/shop/views.py`, line },
    attack: {
      layout: [],
      steps: [{ operation: 'upload', actor: 'attacker', arguments: { [`p${line}`]: { text: '../x' } } }],
      race: null,
    },
  };
}

/** `because`: raw text that a person wrote. */
export function decidedRun(because: string = acceptedFlaw.because): readonly RunEvent[] {
  const findings = [
    findingAt(10, 'no-write-outside-accepted'),
    findingAt(20, 'no-write-outside-expired'),
    findingAt(30, 'no-write-outside-known'),
    findingAt(40, 'no-write-outside-new'),
  ];
  const tried = {
    property: 'no-write-outside',
    operation: 'download',
    severity: 'high',
    summary: 'was',
  } as const;
  return sampleRun(calm).flatMap((event): readonly RunEvent[] => {
    if (event.type === 'error') return [];
    if (event.type === 'finding') return event.finding.id === 'f-99' ? [] : findings.map(toEvent);
    if (event.type === 'finished') return [{ ...event, notes: [] }];
    if (event.type !== 'started') return [event];
    const entry = { ...acceptedFlaw, because, expired: false };
    const decided = ['expired', 'fixed'].map((word) => ({
      ...{ ...entry, id: `no-write-outside-${word}`, findings: [`no-write-outside-${word}`] },
      ...(word === 'expired' ? { until: '2026-01-31', expired: true } : { operation: 'download' }),
    }));
    return [
      {
        ...event,
        known: ['accepted', 'expired', 'fixed', 'known', 'gone'].map((word) => `no-write-outside-${word}`),
        accepted: [entry, ...decided],
        tried: ['fixed', 'gone'].map((word) => ({
          ...{ ...tried, id: `no-write-outside-${word}` },
          location: { file: `${cwd}/shop/old.py`, line: 1 },
        })),
      },
    ];
  });
}

function toEvent(finding: Finding): RunEvent {
  return { type: 'finding', finding };
}
