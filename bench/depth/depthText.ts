/** The tables that are printed of searches over generated applications, and what they come to. */
import { spreadOf, tableOf } from '../sample.ts';
import type { DepthResult, Sighting } from './measure.ts';

/** One line a search: how fast it was, and how much it found. */
export function summaryText(results: readonly DepthResult[]): string {
  const rows = results.map((result) => {
    const found = result.flaws.filter(({ atProbe }) => atProbe !== null);
    return [
      `${result.size}`,
      result.seed,
      result.secondsToFirstCase.toFixed(1),
      secondWorld(result),
      `${result.cases}`,
      result.casesPerSecond.toFixed(1),
      (result.cases / result.operations).toFixed(0),
      `${found.length}/${result.flaws.length}`,
      share(found.length, result.flaws.length),
      toldFor(result.toldFlaws, found.length),
      medianOf(found.map(({ atProbe }) => atProbe)),
      medianOf(found.map(({ atSecond }) => atSecond)),
      `${result.accused.length}/${result.safe}`,
      `${result.untested.length}`,
      result.load.toFixed(1),
    ];
  });
  const head = [
    'operations',
    'seed',
    'first case s',
    'second world s',
    'cases',
    'cases/s',
    'cases/operation',
  ];
  return tableOf([
    [...head, 'found', 'share', 'told', 'median probe', 'median s', 'accused', 'untested', 'load'],
    ...rows,
    totals(results),
  ]);
}

/** Flaws that a report tells for each real one that was found. */
function toldFor(told: number, found: number): string {
  return found === 0 ? '-' : (told / found).toFixed(2);
}

function totals(results: readonly DepthResult[]): string[] {
  const flaws = results.flatMap((result) => result.flaws);
  const found = flaws.filter(({ atProbe }) => atProbe !== null);
  const sum = (of: (result: DepthResult) => number): number =>
    results.reduce((total, one) => total + of(one), 0);
  return [
    ...['all', '', '', '', `${sum(({ cases }) => cases)}`, '', ''],
    `${found.length}/${flaws.length}`,
    share(found.length, flaws.length),
    toldFor(
      sum(({ toldFlaws }) => toldFlaws),
      found.length,
    ),
    medianOf(found.map(({ atProbe }) => atProbe)),
    medianOf(found.map(({ atSecond }) => atSecond)),
    `${sum(({ accused }) => accused.length)}/${sum(({ safe }) => safe)}`,
    `${sum(({ untested }) => untested.length)}`,
  ];
}

/** Every flaw of a search, the earliest first and the missed last; then what was accused although it is safe. */
export function flawsText({ flaws, accused, untested, errors }: DepthResult): string {
  const rows = flaws
    .toSorted(
      (one, other) =>
        (one.atSecond ?? Number.POSITIVE_INFINITY) - (other.atSecond ?? Number.POSITIVE_INFINITY),
    )
    .map(flawRow);
  const head = ['flaw', 'operation', 'probe', 'of', 'second', 'first found by', 'drawn'];
  return [
    tableOf([head, ...rows], [0, 1, 5, 6]),
    ...accused.map(
      ({ operation, kind, findings }) => `ACCUSED ${operation} (${kind}): ${findings.join(', ')}`,
    ),
    ...untested.map((text) => `UNTESTED ${text}`),
    ...errors.map((text) => `ERROR ${text}`),
  ].join('\n');
}

function flawRow({ kind, operation, atProbe, cases, atSecond, by, drawn }: Sighting): string[] {
  return [
    ...[kind, operation, atProbe === null ? '-' : `${atProbe}`, `${cases}`],
    ...[atSecond === null ? '-' : atSecond.toFixed(1), by ?? 'nothing', drawn.join('; ')],
  ];
}

/** By kind, over all searches: how many were planted, and how many were found. */
export function kindsText(results: readonly DepthResult[]): string {
  const flaws = results.flatMap((result) => result.flaws);
  const kinds = [...new Set(flaws.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) => {
    const own = flaws.filter((flaw) => flaw.kind === kind);
    const found = own.filter(({ atProbe }) => atProbe !== null);
    return [kind, `${own.length}`, `${found.length}`, medianOf(found.map(({ atProbe }) => atProbe))];
  });
  return tableOf([['kind', 'planted', 'found', 'median probe'], ...rows]);
}

const within = [5, 10, 20, 40, 80, 160];

/**
 * Which share was found within so many cases of its own operation, which does not depend on how busy the machine was. Operations
 * that had fewer cases say nothing of more.
 */
export function priceText(results: readonly DepthResult[]): string {
  const flaws = results.flatMap((result) => result.flaws);
  const rows = within.map((cases) => {
    const known = flaws.filter((flaw) => flaw.cases >= cases);
    const found = known.filter(({ atProbe }) => atProbe !== null && atProbe <= cases);
    return [`${cases}`, `${found.length}/${known.length}`, share(found.length, known.length)];
  });
  return tableOf([['within cases of its operation', 'found', 'share'], ...rows]);
}

/** As a ratio: what the second world takes of the time that the first one took. */
function secondWorld({ worldSeconds: [first, second] }: DepthResult): string {
  if (first === undefined || second === undefined) return '-';
  return `${second.toFixed(1)} (${(second / first).toFixed(2)}x)`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(0)} %`;
}

function medianOf(numbers: readonly (number | null)[]): string {
  const known = numbers.flatMap((one) => (one === null ? [] : [one]));
  return known.length === 0 ? '-' : `${Number(spreadOf(known).median.toFixed(1))}`;
}
