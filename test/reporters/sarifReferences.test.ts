/**
 * What the standard asks of a SARIF log and its schema cannot say: every index and name refers to what it names, addresses can be
 * taken apart again, and each result has an identity of its own. Sections are those of SARIF 2.1.0 (OASIS).
 */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Location, Log, ReportingDescriptorReference, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../model/finding.ts';
import { decidedRun, findingAt } from './decidedRun.ts';
import { hostileText, hostileTexts } from './hostileText.ts';
import { render } from './render.ts';
import { calm, cwd, sampleRun } from './sampleRun.ts';

async function logOf(events: readonly RunEvent[]): Promise<Log> {
  return JSON.parse((await render('sarif', events)).text);
}

function duplicates(what: string, values: readonly unknown[]): string[] {
  const told = values.map((value) => JSON.stringify(value));
  return told
    .filter((value, index) => told.indexOf(value) !== index)
    .map((value) => `${what} ${value} is there twice`);
}

/** What is wrong with a run, one line each. */
function referenceFaults(run: Run): string[] {
  const { rules = [], supportedTaxonomies = [] } = run.tool.driver;
  const { taxonomies = [], results = [], originalUriBaseIds: bases = {} } = run;
  const references = [
    ...rules.flatMap(({ relationships = [] }) => relationships.map(({ target }) => target)),
    ...results.flatMap(({ taxa = [] }) => taxa),
  ];
  const locations = results.flatMap(({ locations: own = [], codeFlows = [] }) => [
    ...own,
    ...codeFlows.flatMap(({ threadFlows }) =>
      threadFlows.flatMap((flow) => flow.locations.flatMap(({ location }) => location ?? [])),
    ),
  ]);
  return [
    // 3.19.23: ids of rules are unique within a component; 3.27.7: an index is that of the rule with the id.
    ...duplicates(
      'rule',
      rules.map(({ id }) => id),
    ),
    ...results.flatMap(({ ruleId, ruleIndex = -1 }) =>
      rules[ruleIndex]?.id === ruleId ? [] : [`rule ${ruleId} is not at ${ruleIndex}`],
    ),
    // 3.52: a reference names the taxon at its index, of the taxonomy at its index.
    ...references.flatMap((reference) => taxonFaults(reference, run)),
    ...supportedTaxonomies.flatMap(({ name, index = -1 }) =>
      taxonomies[index]?.name === name ? [] : [`taxonomy ${name} is not at ${index}`],
    ),
    ...taxonomies.flatMap(({ name, taxa = [] }) =>
      duplicates(
        `taxon of ${name}`,
        taxa.map(({ id }) => id),
      ),
    ),
    // 3.14.14: a base is an absolute address that ends in a slash and has no dots to walk.
    ...Object.entries(bases).flatMap(([name, base]) =>
      /^file:\/\/\/(?:.*\/)?$/.test(base.uri ?? '') && !/\/\.\.?\//.test(base.uri ?? '')
        ? []
        : [`base ${name}`],
    ),
    ...locations.flatMap((location) => addressFaults(location, Object.keys(bases))),
    // 3.27.17: what tells results apart.
    ...duplicates(
      'fingerprint',
      results.map(({ partialFingerprints }) => partialFingerprints),
    ),
    ...results.flatMap(({ partialFingerprints = {} }) =>
      Object.keys(partialFingerprints).flatMap((name) =>
        /^[^/]+\/v[1-9]\d*$/.test(name) ? [] : [`name ${name}`],
      ),
    ),
    ...results.flatMap(({ codeFlows = [] }) =>
      codeFlows.flatMap(({ threadFlows }) =>
        threadFlows.flatMap((flow) =>
          isInOrder(flow.locations.map((one) => one.executionOrder ?? -1)) ? [] : ['order'],
        ),
      ),
    ),
  ];
}

function taxonFaults({ id, index = -1, toolComponent }: ReportingDescriptorReference, run: Run): string[] {
  const taxonomy = run.taxonomies?.[toolComponent?.index ?? -1];
  const isThere = taxonomy?.name === toolComponent?.name && taxonomy?.taxa?.[index]?.id === id;
  return isThere ? [] : [`taxon ${id} is not at ${index}`];
}

/** 3.4.4 and RFC 3986: relative addresses stay below their base, others say how they are read. */
function addressFaults({ physicalLocation }: Location, bases: readonly string[]): string[] {
  if (physicalLocation === undefined) return [];
  const { uri = '', uriBaseId } = physicalLocation.artifactLocation ?? {};
  const isWritten = /^(?:[\w\-.~/:]|%[0-9A-F]{2})+$/.test(uri);
  const isRelative = !/^(?:[a-z]+:|\/)/.test(uri) && !uri.split('/').some((part) => /^\.{0,2}$/.test(part));
  const isRight =
    uriBaseId === undefined ? uri.startsWith('file:///') : isRelative && bases.includes(uriBaseId);
  return isWritten && isRight ? [] : [`address ${uri} of ${uriBaseId}`];
}

function isInOrder(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => number >= 0 && number > (numbers[index - 1] ?? -1));
}

async function faultsOf(events: readonly RunEvent[]): Promise<string[]> {
  return (await logOf(events)).runs.flatMap(referenceFaults);
}

/** A run whose findings lie in these files. */
function runIn(...files: readonly string[]): readonly RunEvent[] {
  const [started, rehearsed, ...rest] = sampleRun(calm).filter(({ type }) => type !== 'finding');
  const findings = files.map((file, index): RunEvent => {
    const place = { file, line: index };
    return { type: 'finding', finding: { ...findingAt(1, `f-${index}`), location: place, via: [place] } };
  });
  return [started, rehearsed].flatMap((event) => event ?? []).concat(findings, rest);
}

describe('a SARIF log', () => {
  it('refers to what is there, whatever a run holds', async () => {
    for (const events of [sampleRun(calm), decidedRun(), []]) expect(await faultsOf(events)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        expect(await faultsOf(sampleRun(texts))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('has addresses that lead to the file, wherever that lies and whatever it is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 3 }), async (names) => {
        const plain = names.map((name) =>
          name
            .toWellFormed()
            .replaceAll('\0', '')
            .replaceAll(/[\\/\ufffd]/g, '_'),
        );
        const files = plain.flatMap((name) => [`${cwd}/n${name}/views.py`, `/elsewhere/n${name}.py`]);
        const events = runIn(...files);
        expect(await faultsOf(events)).toEqual([]);
        const [run] = (await logOf(events)).runs;
        const base = run?.originalUriBaseIds?.['SRCROOT']?.uri ?? '';
        const read = run?.results?.map(({ locations = [] }) => {
          const { uri = '', uriBaseId } = locations[0]?.physicalLocation?.artifactLocation ?? {};
          return fileURLToPath(uriBaseId === undefined ? uri : new URL(uri, base));
        });
        expect(read).toEqual(files);
      }),
      { numRuns: 60 },
    );
  });

  it('has addresses below their base alone, where a place is told as a relative path', async () => {
    const files = ['shop/views.py', './shop/views.py', '../other/views.py', 'shop/../../x.py', 'shop//y.py'];
    const events = runIn(...files);
    expect(await faultsOf(events)).toEqual([]);
    const uris = (await logOf(events)).runs[0]?.results?.map(
      ({ locations = [] }) => locations[0]?.physicalLocation?.artifactLocation?.uri,
    );
    expect(uris?.[0]).toBe('shop/views.py');
    expect(uris?.[1]).toBe('shop/views.py');
    expect(uris?.[2]).toMatch(/^file:\/\/\/.*\/other\/views\.py$/);
  });

  it('is refused where a reference leads astray, so that this can fail', async () => {
    const [run] = (await logOf(sampleRun(calm))).runs;
    if (run === undefined) throw new Error('a log has a run');
    const [result, ...others] = run.results ?? [];
    if (result === undefined) throw new Error('a run has results');
    const planted: readonly [string, Run][] = [
      ['rule', { ...run, results: [{ ...result, ruleIndex: 1 }] }],
      ['taxon', { ...run, taxonomies: [] }],
      ['taxonomy', { ...run, taxonomies: [] }],
      ['base', { ...run, originalUriBaseIds: { SRCROOT: { uri: `file://${cwd}` } } }],
      ['address', { ...run, originalUriBaseIds: {} }],
      ['fingerprint', { ...run, results: [result, result, ...others] }],
    ];
    for (const [word, wrong] of planted)
      expect([word, referenceFaults(wrong).some((fault) => fault.startsWith(word))]).toEqual([word, true]);
  });
});
