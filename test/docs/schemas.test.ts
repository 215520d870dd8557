/**
 * The published forms: what is written now meets them, and documents of every version so far are read. A file in `test/documents`
 * is never changed: a new version adds one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { acceptedVersion, decodeAccepted, encodeAccepted } from '../../corpus/accepted.ts';
import { corpusEntryOf, decodeEntry, encodeEntry } from '../../corpus/entry.ts';
import { schemaPages } from '../../docs/generate/schemas.ts';
import { attackVersion } from '../../model/codec.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { encodeEvent, encodeHeader, eventsVersion } from '../../model/runEventSchema.ts';
import { readEvents } from '../../reporters/readEvents.ts';
import { acceptedFlaw, decidedRun } from '../reporters/decidedRun.ts';
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
  it.each(stored.filter((name) => name.startsWith('accepted-')))('%s is read', (name) => {
    expect(decodeAccepted(readFileSync(join(folder, name), 'utf8'), name)).toHaveLength(1);
  });

  it('are stored for every version so far', () => {
    for (let version = 1; version <= eventsVersion; version++)
      expect(stored).toContain(`events-${version}.ndjson`);
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
