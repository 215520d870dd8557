/**
 * The published forms: what is written now meets them, and documents of every version so far are read. A file in `test/documents`
 * is never changed: a new version adds one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/loadConfig.ts';
import { checkConfig, configVersion } from '../../config/schema.ts';
import { acceptedVersion, decodeAccepted, encodeAccepted } from '../../corpus/accepted.ts';
import { corpusEntryOf, decodeEntry, encodeEntry } from '../../corpus/entry.ts';
import { schemaPages } from '../../docs/generate/schemas.ts';
import { attackVersion, decodeWithin } from '../../model/codec.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { encodeEvent, encodeHeader, eventsVersion } from '../../model/runEventSchema.ts';
import { readEvents } from '../../reporters/readEvents.ts';
import { reportForm, reportVersion } from '../../reporters/reportForm.ts';
import { acceptedFlaw, decidedRun } from '../reporters/decidedRun.ts';
import { render } from '../reporters/render.ts';
import { calm, cwd, sampleFinding, sampleRun } from '../reporters/sampleRun.ts';

const folder = join(packageRoot, 'test', 'documents');
const stored: readonly string[] = readdirSync(folder);

function validator(name: string): (document: unknown) => string[] {
  const schema = JSON.parse(schemaPages().get(name) ?? '');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  return (document) =>
    validate(document) ? [] : (validate.errors ?? []).map(({ instancePath }) => instancePath);
}

describe('the published form', () => {
  it('of events holds for every line that is written', () => {
    const faults = validator(`events-${eventsVersion}.schema.json`);
    for (const line of [
      encodeHeader(),
      ...sampleRun(calm).map(encodeEvent),
      ...decidedRun().map(encodeEvent),
    ])
      expect(faults(JSON.parse(line))).toEqual([]);
    expect(faults({ type: 'progress' })).not.toEqual([]);
  });

  it('of reports holds for what is written, of whole runs and of one that was cut off', async () => {
    const faults = validator(`report-${reportVersion}.schema.json`);
    for (const events of [sampleRun(calm), decidedRun(), []])
      expect(faults(JSON.parse((await render('json', events)).text))).toEqual([]);
    expect(faults({ formatVersion: reportVersion })).not.toEqual([]);
  });

  it('of configs holds for what is read, and not for what is refused', () => {
    const faults = validator(`config-${configVersion}.schema.json`);
    const config = JSON.parse(readFileSync(join(folder, `config-${configVersion}.json`), 'utf8'));
    expect(faults(config)).toEqual([]);
    for (const wrong of [
      { djangoo: {} },
      { operations: { save: { http: 'POST /a/', path: { a: { kind: 'txt' } } } } },
      { operations: { save: { path: {} } } },
      { attacker: { powers: ['all'] } },
    ]) {
      expect(faults(wrong)).not.toEqual([]);
      expect(() => checkConfig(wrong, 'a.json')).toThrow(/a\.json: /);
    }
  });

  it('of accepted flaws holds for a file that is written', () => {
    const faults = validator(`accepted-${acceptedVersion}.schema.json`);
    expect(faults(JSON.parse(encodeAccepted([acceptedFlaw])))).toEqual([]);
    expect(faults({ version: acceptedVersion, accepted: [{ ...acceptedFlaw, until: 'soon' }] })).not.toEqual(
      [],
    );
  });

  it('of findings holds for a file that is written', () => {
    const faults = validator(`finding-${attackVersion}.schema.json`);
    const entry = corpusEntryOf(sampleFinding(calm), { config: 'trespass.config.ts', seed: 1 });
    expect(faults(JSON.parse(encodeEntry(entry, cwd)))).toEqual([]);
    expect(faults({ version: attackVersion, id: 'a' })).not.toEqual([]);
  });
});

describe('documents of earlier versions', () => {
  it.each(stored.filter((name) => name.startsWith('config-')))('%s is read', async (name) => {
    const config = await loadConfig(join(folder, name), folder);
    expect(config.operations.map((operation) => operation.name)).toContain('download');
  });

  it.each(stored.filter((name) => name.startsWith('report-')))('%s is read', (name) => {
    const report = decodeWithin(reportForm, JSON.parse(readFileSync(join(folder, name), 'utf8')));
    expect(report).toMatchObject({ flaws: expect.any(Array) });
  });

  it.each(stored.filter((name) => name.startsWith('accepted-')))('%s is read', (name) => {
    expect(decodeAccepted(readFileSync(join(folder, name), 'utf8'), name)).toHaveLength(1);
  });

  it('are stored for every version so far', () => {
    for (let version = 1; version <= eventsVersion; version++)
      expect(stored).toContain(`events-${version}.ndjson`);
    for (let version = 1; version <= configVersion; version++)
      expect(stored).toContain(`config-${version}.json`);
    for (let version = 1; version <= reportVersion; version++)
      expect(stored).toContain(`report-${version}.json`);
    for (let version = 1; version <= acceptedVersion; version++)
      expect(stored).toContain(`accepted-${version}.json`);
    for (let version = 1; version <= attackVersion; version++)
      expect(stored).toContain(`finding-${version}.json`);
  });

  it.each(stored.filter((name) => name.startsWith('events-')))('%s is read', (name) => {
    const events = readEvents(join(folder, name));
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['started', 'rehearsed', 'progress', 'finding', 'error', 'finished']),
    );
  });

  it.each(stored.filter((name) => name.startsWith('finding-')))('%s is read', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(decodeEntry(text, name, cwd).attack.steps.length).toBeGreaterThan(0);
  });
});
