/** The tables of what is tried first: each kind stands there once with a reason, comes to its end, and names its probes. */
import { describe, expect, it } from 'vitest';
import { all, type Kind, type Round, ranked, twoAtOnce, upTo } from '../../generators/base/ranked.ts';
import { probesOf } from '../../generators/index.ts';
import { probeOrder } from '../../generators/probeOrder.ts';
import { probeRounds } from '../../generators/probeRounds.ts';
import { fileTexts, keyTexts, textRounds } from '../../generators/texts/textOrder.ts';
import { knowing } from '../knowledge.ts';
import { callable, service } from './knowledge.ts';

type AnyKind = Pick<Kind<never, unknown, string>, 'kind' | 'why'> & {
  readonly share?: Readonly<Partial<Record<string, { readonly upTo: number }>>>;
  readonly behind?: string;
};

/** What is wrong with a table, one line each. */
function faultsOf(rounds: readonly Round<string>[], table: readonly AnyKind[]): string[] {
  const kinds = table.map(({ kind }) => kind);
  const taken = table.flatMap(({ share = {} }) => Object.keys(share));
  const isReason = (why: string): boolean => /^[A-Z].{20,}\.$/.test(why);
  return [
    ...kinds.filter((kind, index) => kinds.indexOf(kind) !== index).map((kind) => `${kind} stands twice`),
    ...[...table, ...rounds].filter(({ why }) => !isReason(why)).map(({ why }) => `"${why}" is no reason`),
    ...rounds.filter(({ name }) => !taken.includes(name)).map(({ name }) => `nothing comes in ${name}`),
    ...table
      .filter(
        ({ behind }) => behind !== undefined && table.every(({ kind, share }) => kind !== behind || !share),
      )
      .map(({ kind }) => `${kind} is behind nothing`),
    ...table.filter((row) => isCut(row)).map(({ kind }) => `${kind} does not come to its end`),
    ...kinds
      .filter((kind) => ['corpus', 'harmless', 'drawn'].includes(kind))
      .map((kind) => `${kind} is taken`),
  ];
}

function isCut({ share }: AnyKind): boolean {
  return share !== undefined && Object.values(share).every((one) => one?.upTo !== Number.POSITIVE_INFINITY);
}

describe('the tables of probes', () => {
  it('hold each kind once, with a reason, and leave nothing out', () => {
    expect(faultsOf(probeRounds, probeOrder)).toEqual([]);
    expect(faultsOf(textRounds, fileTexts)).toEqual([]);
  });

  it('leave out ways of folders alone where no file is reached', () => {
    const faults = faultsOf(textRounds, keyTexts);
    expect(faults).toEqual(['nothing comes in learnt', 'way-out does not come to its end']);
  });

  it('make the same of a kind that stands in both tables of texts', () => {
    const makers = new Map(fileTexts.map((row) => [row.kind, row]));
    const shared = keyTexts.filter(({ kind }) => makers.has(kind) && !['expression', 'odd'].includes(kind));
    expect(shared.length).toBeGreaterThan(3);
    for (const row of shared) expect(row).toMatchObject({ make: madeBy(makers.get(row.kind)) });
  });

  it('can be wrong', () => {
    const row = { kind: 'a', why: 'It is a reason of some length.', share: { first: upTo(2) } };
    const table = [row, { kind: 'a', why: 'soon', behind: 'b' }];
    const faults = faultsOf([{ name: 'second', by: 'turns', why: row.why }], table);
    expect(faults).toEqual([
      ...['a stands twice', '"soon" is no reason', 'nothing comes in second', 'a is behind nothing'],
      'a does not come to its end',
    ]);
  });
});

function madeBy(row: (typeof fileTexts)[number] | undefined): unknown {
  return row !== undefined && 'make' in row ? row.make : null;
}

describe('a probe', () => {
  const texts = new Set([...fileTexts, ...keyTexts].map(({ kind }) => kind));
  const kinds = new Map(probeOrder.map((row) => [row.kind, row]));

  it('names its row, and the kind of its text where it sends one', () => {
    const told = [service, callable].flatMap((knowledge) =>
      knowledge.operations.flatMap(({ name }) => probesOf(knowledge, name)),
    );
    const named = new Set(told.map(({ kind }) => kind));
    for (const name of named) {
      const [kind = '', text] = name.split('.');
      expect(kinds.has(kind)).toBe(true);
      expect(text === undefined || texts.has(text)).toBe(true);
      expect(kind.startsWith('text')).toBe(text !== undefined);
    }
    expect(named).toContain('text.way-out');
    expect(named).toContain('planted');
    expect(named.size).toBeGreaterThan(20);
  });

  it('is of the kind that came to it first', () => {
    const knowledge = knowing({ actors: { identities: ['guest'] } }, service);
    const told = probesOf(knowledge, 'download');
    const guests = told.filter(({ attack: { steps } }) => steps.length === 1 && steps[0]?.as === 'guest');
    expect(guests.length).toBeGreaterThan(5);
    expect(new Set(guests.map(({ kind }) => kind))).toEqual(new Set(['other-identity']));
  });
});

describe('a ranked table', () => {
  type Name = 'first' | 'second' | 'last';
  const rounds: readonly Round<Name>[] = [
    { name: 'first', by: 'turns', why: '' },
    { name: 'second', by: 'turns', why: '' },
    { name: 'last', by: 'kinds', why: '' },
  ];
  const of = (letters: string) => (): string[] => [...letters];
  const order = (table: readonly Kind<null, string, Name>[]): string =>
    ranked(rounds, table, null)
      .map(({ item }) => item)
      .join('');

  it('lets kinds take turns, up to as many as they may have by the end of a round', () => {
    const table = [
      { kind: 'a', why: '', share: { first: upTo(2), second: all }, make: of('abcd') },
      { kind: 'b', why: '', share: { first: upTo(1), second: upTo(2) }, make: of('123') },
    ];
    expect(order(table)).toBe('a1bc2d');
  });

  it('lets those go first in a round that begin there', () => {
    const table = [
      { kind: 'a', why: '', share: { first: upTo(1), second: all }, make: of('abc') },
      { kind: 'b', why: '', share: { second: all }, make: of('12') },
    ];
    expect(order(table)).toBe('a1b2c');
  });

  it('takes kinds whole and as they stand where they do not take turns', () => {
    const table = [
      { kind: 'a', why: '', share: { first: upTo(1), last: all }, make: of('abc') },
      { kind: 'b', why: '', share: { last: all }, make: of('12') },
    ];
    expect(order(table)).toBe('abc12');
  });

  it('gives each list of a kind its own turns, and as many at once as it has', () => {
    const makeEach = () => [['a', 'b', 'c'], ['1']];
    const table = [
      { kind: 'a', why: '', share: { first: twoAtOnce }, makeEach },
      { kind: 'b', why: '', share: { first: all }, make: of('xy') },
    ];
    expect(order(table)).toBe('ab1xcy');
  });

  it('goes on with what stands behind a kind, in the turns of that kind and under its own name', () => {
    const table = [
      { kind: 'a', why: '', share: { first: all }, make: of('ab') },
      { kind: 'b', why: '', share: { first: all }, make: of('123') },
      { kind: 'c', why: '', behind: 'a', make: of('c') },
    ];
    expect(order(table)).toBe('a1b2c3');
    expect(ranked(rounds, table, null).find(({ item }) => item === 'c')?.kind).toBe('c');
  });

  it('hands a kind what was tried before it', () => {
    const table: readonly Kind<null, string, Name>[] = [
      { kind: 'a', why: '', share: { first: upTo(2), last: all }, make: of('abc') },
      {
        ...{ kind: 'b', why: '', share: { second: all } },
        make: (_, tried) => tried.map((one) => one.toUpperCase()),
      },
    ];
    expect(order(table)).toBe('abABc');
  });
});
