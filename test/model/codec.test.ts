import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Argument, Attack, Json, LayoutEntry } from '../../model/attack.ts';
import { powerOf, powersOf } from '../../model/attack.ts';
import { severityFor } from '../../model/finding.ts';
import { places, type Text, valueChanges } from '../../model/text.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';

const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 })
  .map((codes) => String.fromCharCode(...codes));
const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), units);
const known = fc.record({ actor: word, operation: word, name: word });
const text: fc.Arbitrary<Text> = fc.oneof(
  word,
  fc.array(
    fc.oneof(
      word,
      fc.record({ place: fc.constantFrom(...places) }),
      fc.record({ known }),
      fc.record({ known, change: fc.constantFrom(...valueChanges) }),
      fc.record({ returned: fc.record({ step: fc.nat(), field: word }) }),
    ),
    { maxLength: 4 },
  ),
);
const base64 = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const json = fc.json({ stringUnit: 'binary' }).map((encoded): Json => JSON.parse(encoded));
const content = fc.oneof(fc.record({ text }), fc.record({ bytes: base64 }));
const file = fc.record({ name: text, contentType: word, content }, { requiredKeys: ['name', 'content'] });
const argument: fc.Arbitrary<Argument> = fc.oneof(
  fc.record({ text }),
  fc.record({ bytes: base64 }),
  fc.record({ json }),
  fc.record({ file }),
);
const zone = fc.constantFrom('own' as const, 'temp' as const);
const entry: fc.Arbitrary<LayoutEntry> = fc.oneof(
  fc.record({ kind: fc.constant('directory' as const), zone, path: text }),
  fc.record({ kind: fc.constant('file' as const), zone, path: text, content: word }),
  fc.record({ kind: fc.constantFrom('symlink' as const, 'hardlink' as const), zone, path: text, to: text }),
);
const attack: fc.Arbitrary<Attack> = fc.record({
  layout: fc.array(entry, { maxLength: 3 }),
  steps: fc.array(
    fc.record({
      operation: word,
      actor: word,
      arguments: fc.dictionary(word, argument, { noNullPrototype: true }),
    }),
    { maxLength: 3 },
  ),
  race: fc.constant(null),
});

describe('the codec of an attack', () => {
  test('gives back any attack', () => {
    fc.assert(
      fc.property(attack, (value) => {
        const encoded = encodeAttack(value);
        expect(decodeAttack(encoded)).toEqual(value);
        expect(encodeAttack(decodeAttack(encoded))).toBe(encoded);
      }),
      { numRuns: 400 },
    );
  });

  test.each(['__proto__', 'constructor', 'toString'])('keeps a JSON member named %s', (name) => {
    const argument = `{"json":{"${name}":[1,{"${name}":null}]}}`;
    const steps = `[{"operation":"o","actor":"a","arguments":{"body":${argument}}}]`;
    const decoded = decodeAttack(`{"attack": {"layout": [], "steps": ${steps}, "race": null}}`);
    expect(JSON.stringify(decoded.steps)).toBe(steps);
  });

  const step = { operation: 'upload', actor: 'attacker', arguments: {} };
  const entryOf = (members: object) => ({ kind: 'symlink', zone: 'own', path: 'l', to: 'x', ...members });
  test.each([
    ['no-steps', { attack: { layout: [], race: null } }, 'attack.steps'],
    ['race', { attack: whole({ race: {} }) }, 'attack.race'],
    ['unknown-member', { attack: whole({ extra: 1 }) }, 'extra'],
    ['actor', { attack: whole({ steps: [{ ...step, actor: 1 }] }) }, 'attack.steps.0.actor'],
    [
      'argument',
      { attack: whole({ steps: [{ ...step, arguments: { name: { txt: '' } } }] }) },
      'attack.steps.0.arguments.name',
    ],
    [
      'two-arguments-in-one',
      { attack: whole({ steps: [{ ...step, arguments: { name: { text: '', bytes: '' } } }] }) },
      'attack.steps.0.arguments.name',
    ],
    ['zone', { attack: whole({ layout: [entryOf({ zone: 'moat' })] }) }, 'attack.layout.0.zone'],
    ['kind', { attack: whole({ layout: [entryOf({ kind: 'fifo' })] }) }, 'attack.layout.0.kind'],
    ['place', { attack: whole({ layout: [entryOf({ to: [{ place: 'x' }] })] }) }, 'attack.layout.0.to'],
    ['null', null, 'the document'],
  ])('names the wrong field: %s', (_row, document, field) => {
    expect(() => decodeAttack(JSON.stringify(document))).toThrow(SyntaxError);
    expect(() => decodeAttack(JSON.stringify(document))).toThrow(field);
  });

  test('refuses what is not JSON', () => {
    expect(() => decodeAttack('{')).toThrow(SyntaxError);
  });
});

describe('the power of an attack', () => {
  const link = (zoneName: 'own' | 'temp'): LayoutEntry => ({
    kind: 'symlink',
    zone: zoneName,
    path: 'l',
    to: 'x',
  });

  test.each([
    ['nothing-planted', [], 'request'],
    ['own', [link('own')], 'own-folder'],
    ['temp', [link('temp')], 'shared-temp'],
    ['both', [link('temp'), link('own')], 'shared-temp'],
  ] as const)('is the strongest that it uses: %s', (_row, layout, power) => {
    const value: Attack = { layout, steps: [], race: null };
    expect(powerOf(value)).toBe(power);
    expect(powersOf(value)).toContain('request');
  });

  test.each([
    ['critical', 'request', 'critical'],
    ['critical', 'own-folder', 'high'],
    ['critical', 'race', 'medium'],
    ['low', 'race', 'low'],
    ['info', 'race', 'info'],
  ] as const)('lowers %s by %s to %s', (severity, power, lowered) => {
    expect(severityFor(severity, power)).toBe(lowered);
  });
});

function whole(members: object): object {
  return { layout: [], steps: [], race: null, ...members };
}
