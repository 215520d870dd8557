/** The ledger counts what became of each class, and says truly why one could not be tried. */
import { describe, expect, it } from 'vitest';
import type { AttackClass } from '../../model/attackClass.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Observation } from '../../model/observation.ts';
import { openLedger } from '../../search/ledger.ts';
import { service } from '../generators/knowledge.ts';
import { knowing } from '../knowledge.ts';
import { attackOf, observed, step } from '../properties/kit.ts';

function rowOf(
  id: AttackClass,
  knowledge: Knowledge,
  count: (ledger: ReturnType<typeof openLedger>) => void = () => {},
) {
  const ledger = openLedger();
  count(ledger);
  return ledger.rows(knowledge).find((row) => row.class === id);
}

it('tells the cells that have changed since they were last told, each with its whole number', () => {
  const ledger = openLedger();
  const [first] = attackOf(step()).steps;
  if (first === undefined) throw new Error('there is a step');
  ledger.count(['path.dotdot', 'path.absolute'], observed({}));
  ledger.count(['path.dotdot'], null);
  expect(ledger.changed()).toEqual([
    { class: 'path.dotdot', operation: first.operation, cases: 1 },
    { class: 'path.absolute', operation: first.operation, cases: 1 },
  ]);
  expect(ledger.changed()).toEqual([]);
  ledger.count(['path.dotdot'], observed({}));
  expect(ledger.changed()).toEqual([{ class: 'path.dotdot', operation: first.operation, cases: 2 }]);
});

const seen = (reached: boolean, cameAbout?: boolean): Observation =>
  observed({
    reachedSink: [reached],
    race: cameAbout === undefined ? null : { cameAbout, at: null, executions: 1 },
  });

const alone = knowing({ actors: { victims: [] } }, service);
const narrowed = 'attacker.powers does not hold ';

const rows: readonly [string, AttackClass, Knowledge, string | null][] = [
  [
    'link-class-with-requests-only',
    'link.final',
    knowing({ means: { powers: ['request'], zones: [] } }, service),
    'attacker.powers holds neither own-folder nor shared-temp',
  ],
  [
    'link-class-without-a-home',
    'link.final',
    knowing({ means: { powers: ['request', 'own-folder'], zones: [] } }, service),
    'harmless traffic shows no folder that is the attacker’s own, and attacker.powers does not hold shared-temp',
  ],
  [
    'race-without-the-power',
    'race.final-swap',
    knowing({ means: { powers: ['request', 'own-folder'] } }, service),
    `${narrowed}race`,
  ],
  [
    'race-without-tenants',
    'race.final-swap',
    knowing({ means: { powers: ['request', 'shared-temp'] } }, alone),
    `${narrowed}race, as long as there are no tenants and the config does not say so`,
  ],
  [
    'hard-link-without-the-power',
    'link.hard',
    knowing({ means: { powers: ['request', 'own-folder'] } }, service),
    `${narrowed}hard-link`,
  ],
  [
    'temp-name-without-the-power',
    'link.predictable-temp',
    knowing({ means: { powers: ['request', 'own-folder'] } }, service),
    `${narrowed}shared-temp`,
  ],
  [
    'no-rename',
    'race.temp-to-final',
    knowing(
      {
        races: {
          accesses: { download: [{ action: 'read', zone: 'own', path: 'a', exists: true, stable: true }] },
        },
      },
      service,
    ),
    'no operation renames anything where the attacker may change it',
  ],
  ['foreign-without-victims', 'key.foreign-id', alone, 'there is one actor only'],
  [
    'one-text-only',
    'key.no-delimiter',
    { ...service, operations: service.operations.filter(({ name }) => name === 'download') },
    'no operation takes two texts of the attacker',
  ],
  [
    'no-archive',
    'archive.chain',
    { ...service, operations: service.operations.filter(({ name }) => name === 'rename') },
    'no parameter takes archives',
  ],
  [
    'nothing-to-choose',
    'path.dotdot',
    { ...service, operations: service.operations.filter(({ name }) => name === 'export') },
    'no parameter is the attacker’s',
  ],
  ['possible-and-not-drawn', 'path.dotdot', service, null],
];

describe('the ledger', () => {
  it.each(rows)('says why: %s', (_name, id, knowledge, why) => {
    expect(rowOf(id, knowledge)?.impossible).toBe(why);
  });

  it('counts what was generated, what reached a sink and what was judged apart', () => {
    const row = rowOf('path.dotdot', service, (ledger) => {
      ledger.count(['path.dotdot'], seen(true));
      ledger.count(['path.dotdot'], seen(false));
      ledger.count(['path.dotdot'], null);
    });
    expect(row).toEqual({
      ...{ class: 'path.dotdot', generated: 3, reachedSink: 1, judged: 2, impossible: null },
      judgedIn: [{ operation: 'save', cases: 2 }],
    });
  });

  it('counts in which operations the attacker did it, each once a case', () => {
    const victims = step({}, { operation: 'read', actor: 'victim' });
    const row = rowOf('path.dotdot', service, (ledger) => {
      ledger.count(['path.dotdot'], observed({ attack: attackOf(step(), victims, step()) }));
      ledger.count(['path.dotdot'], observed({ attack: attackOf(step({}, { operation: 'list' })) }));
      ledger.count(['path.dotdot'], null);
    });
    expect(row?.judgedIn).toEqual([
      { operation: 'save', cases: 1 },
      { operation: 'list', cases: 1 },
    ]);
  });

  it('counts a race that did not come about as one that reached nothing', () => {
    const row = rowOf('race.final-swap', service, (ledger) => {
      ledger.count(['race.final-swap'], seen(true, false));
      ledger.count(['race.final-swap'], seen(true, true));
    });
    expect(row).toMatchObject({ generated: 2, reachedSink: 1, judged: 2 });
  });

  it('gives no reason where a class was generated all the same', () => {
    const knowledge = knowing({ means: { powers: ['request'], zones: [] } }, service);
    const row = rowOf('link.final', knowledge, (ledger) => ledger.count(['link.final'], null));
    expect(row).toMatchObject({ generated: 1, judged: 0, impossible: null });
  });
});
