/** Findings are grouped into flaws: what shares a line or an input of one operation is mended once. */
import { describe, expect, it } from 'vitest';
import type { Argument, Attack } from '../../model/attack.ts';
import type { Finding } from '../../model/finding.ts';
import type { Resource } from '../../model/observation.ts';
import { flawsOf } from '../../reporters/flaws.ts';
import { calm, sampleAccess, sampleFinding } from './sampleRun.ts';

const item: Resource = { store: 'item', table: 'assets', key: { pk: { S: 'a' } } };

/** A finding at a line of `rename`, reached by the arguments. */
function finding(
  id: string,
  line: number | null,
  names: readonly string[],
  more: Partial<Finding> = {},
): Finding {
  const { operation = 'rename' } = more;
  const given: Record<string, Argument> = Object.fromEntries(names.map((name) => [name, { text: '../x' }]));
  const attack: Attack = {
    layout: [],
    steps: [{ operation, actor: 'attacker', arguments: given }],
    race: null,
  };
  const base = sampleFinding(calm, id);
  return {
    ...base,
    operation,
    power: 'request',
    location: line === null ? null : { file: '/srv/shop/views.py', line },
    attack,
    evidence: { ...base.evidence, disclosure: null, access: { ...sampleAccess(calm), location: null } },
    ...more,
  };
}

const untouched = { ...finding('x', 1, []).evidence, access: null };
const serverError = { property: 'no-server-error', severity: 'info', evidence: untouched } as const;

const idsOf = (findings: readonly Finding[]): readonly (readonly string[])[] =>
  flawsOf(findings).map(({ id, further }) => [id, ...further]);

describe('findings as flaws', () => {
  it('makes one flaw of what is done at one line', () => {
    const [flaw, ...others] = flawsOf([
      finding('read', 60, ['to'], { property: 'no-read-outside', severity: 'high' }),
      finding('write', 60, ['to']),
      finding('gone', 60, ['from'], { property: 'no-delete-outside', severity: 'high' }),
      finding('again', 60, ['to'], { severity: 'high' }),
    ]);
    expect(others).toEqual([]);
    expect(flaw).toMatchObject({
      id: 'write',
      title: 'rename writes outside what it is given, by to',
      severity: 'critical',
      operations: ['rename'],
      further: ['read', 'gone', 'again'],
      consequences: [
        { property: 'no-write-outside', severity: 'critical', finding: 'write' },
        { property: 'no-read-outside', severity: 'high', finding: 'read' },
        { property: 'no-delete-outside', severity: 'high', finding: 'gone' },
      ],
    });
  });

  it('tells what was touched rather than the words of it that came out, whichever was found first', () => {
    const read = finding('read', 60, ['id'], { property: 'no-cross-tenant-read', severity: 'high' });
    const told = { ...read, id: 'told', property: 'no-disclosure', evidence: untouched };
    expect(idsOf([told, read])).toEqual([['read', 'told']]);
  });

  it('makes one flaw of what one input reaches in one kind of store', () => {
    expect(idsOf([finding('a', 58, ['from']), finding('b', 62, ['from'])])).toEqual([['a', 'b']]);
    expect(idsOf([finding('a', 58, ['id']), finding('b', 62, ['+query:id'])])).toEqual([['a', 'b']]);
  });

  it('keeps apart another input, another operation and another kind of store at other lines', () => {
    const keyed = { evidence: { ...untouched, access: { ...sampleAccess(calm), resource: item } } };
    const apart = [
      finding('a', 58, ['from']),
      finding('b', 62, ['to']),
      finding('c', 58, ['from'], { operation: 'copy' }),
      finding('d', 70, ['from'], keyed),
    ];
    expect(idsOf(apart)).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('tells lines of a shared way apart by the innermost one', () => {
    const through = (line: number) => ({ via: [{ file: '/srv/shop/store.py', line }] });
    expect(idsOf([finding('a', 9, ['x'], through(1)), finding('b', 9, ['y'], through(2))])).toHaveLength(2);
    expect(idsOf([finding('a', 9, ['x'], through(1)), finding('b', 9, ['y'], through(1))])).toHaveLength(1);
  });

  it('takes what an earlier step answered for no input of the attacker', () => {
    const later = (id: string, line: number, name: string): Finding => ({
      ...finding(id, line, []),
      attack: {
        layout: [],
        steps: [
          { operation: 'upload', actor: 'attacker', arguments: { [name]: { text: '../x' } } },
          {
            operation: 'rename',
            actor: 'attacker',
            arguments: { id: { text: [{ returned: { step: 0, field: 'id' } }] } },
          },
        ],
        race: null,
      },
    });
    expect(idsOf([later('a', 1, 'name'), later('b', 2, 'kind')])).toEqual([['a'], ['b']]);
  });

  it('adds a server error to the flaw of its input, and groups the others by operation', () => {
    const findings = [
      finding('e1', 10, ['-from'], serverError),
      finding('e2', 11, ['size'], serverError),
      finding('e3', 12, ['-kind'], serverError),
      finding('e4', 11, ['size'], { ...serverError, operation: 'copy' }),
      finding('w', 58, ['from']),
    ];
    expect(idsOf(findings)).toEqual([['w', 'e1'], ['e2', 'e3'], ['e4']]);
  });

  it('puts the worst first, then what is new', () => {
    const findings = [
      finding('low', 1, ['a'], { severity: 'low' }),
      finding('old', 2, ['b']),
      finding('new', 3, ['c']),
    ];
    const flaws = flawsOf(findings, new Set(['old', 'low']));
    expect(flaws.map(({ id, isNew }) => [id, isNew])).toEqual([
      ['new', true],
      ['old', false],
      ['low', false],
    ]);
  });

  it('shows hostile names in titles escaped', () => {
    const [flaw] = flawsOf([finding('a', 1, ['\u001b[2J\u202e'])]);
    expect(flaw?.title).not.toMatch(/[\p{C}]/u);
  });
});
