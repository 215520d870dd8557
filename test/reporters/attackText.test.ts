import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Archive, plainArchive } from '../../model/archive.ts';
import { unescapeText } from '../../model/escape.ts';
import { clipText, describeAttack } from '../../reporters/attackText.ts';
import { hostileText, unprintable } from './hostileText.ts';
import { calm, sampleAttack } from './sampleRun.ts';

function uploadOf(text: string, charactersMax?: number): string {
  const step = { operation: 'upload', actor: 'attacker', arguments: { name: { text } } };
  return describeAttack({ layout: [], steps: [step], race: null }, charactersMax).steps[0] ?? '';
}

describe('the picture of an attack', () => {
  test('shows the layout as a tree and the steps as calls', () => {
    expect(describeAttack(sampleAttack(calm))).toEqual({
      layout: [
        'dir own/inbox',
        'file own/inbox/../../evil/avatar.png holding "the target died"',
        'link own/inbox/l -> {moat}/secret.txt',
        'hard link temp/h -> {foreign}/a.txt',
      ],
      steps: [
        'attacker: upload(avatar = file "../../evil/avatar.png" of type "image/png" holding "x", ' +
          'id = "‹victim\'s upload.response.id, upper›", ' +
          'extra = {"../../evil/avatar.png":["attacker wrote {moat}/evil/avatar.png through upload",1,null]}, ' +
          'raw = base64 "AAEC")',
        'attacker: download(id = "‹step 1\'s id›.png")',
      ],
      race: null,
    });
  });

  test('says what an intruder does in the middle, escaped', () => {
    const to = [{ place: 'moat' as const }, '/\u001b'];
    const race = { step: 1, at: 2, up: 0, put: { kind: 'symlink' as const, to }, back: null };
    expect(describeAttack({ layout: [], steps: [], race }).race).toBe(
      'at access 3 of step 2, what it names becomes a link to {moat}/\\u{1b}',
    );
  });

  test.each([
    ['place', '{moat}/x', '\\u{7b}moat}/x'],
    ['no-place', '{x}', '{x}'],
    ['reference', '‹victim›', '\\u{2039}victim\\u{203a}'],
    ['quote', '", b = "', '\\u{22}, b = \\u{22}'],
    ['line-end', 'a\nb', 'a\\u{a}b'],
    ['byte', '\udcff', '\\xff'],
  ])('lets no literal pass for something else: %s', (_row, unsafe, safe) => {
    expect(uploadOf(unsafe)).toBe(`attacker: upload(name = "${safe}")`);
  });

  test('gives back any literal after unescaping', () => {
    fc.assert(
      fc.property(hostileText, (unsafe) => {
        const line = uploadOf(unsafe);
        expect(line).not.toMatch(unprintable);
        expect(line).not.toContain('\n');
        expect(unescapeText(line)).toBe(`attacker: upload(name = "${unsafe}")`);
      }),
    );
  });

  test('shows an archive as a tree of members, escaped', () => {
    const archive: Archive = {
      ...{ format: 'tar', dialect: 'pax', compressed: true },
      members: [
        { kind: 'file', name: '../a\n', mode: 0o4755, otherName: 'b', content: { text: 'x' } },
        { kind: 'symlink', name: 'l', to: [{ place: 'moat' }] },
        { kind: 'file', name: 'in.zip', content: { archive: plainArchive('zip', { c: '' }) } },
      ],
    };
    const step = { operation: 'upload', actor: 'attacker', arguments: { data: { archive } } };
    expect(describeAttack({ layout: [], steps: [step], race: null }).steps).toEqual([
      'attacker: upload(data = tar, pax, gzip, with 3 members)',
      '  data:',
      '    file ../a\\u{a} mode 4755 also named b that says x',
      '    link l -> {moat}',
      '    file in.zip: zip, with 1 member',
      '      file c',
    ]);
  });

  test('cuts a long literal in the middle, between characters, and says how long it is', () => {
    expect(clipText('a'.repeat(10), 10)).toBe('a'.repeat(10));
    expect(uploadOf(`${'😀'.repeat(20)}z`, 6)).toBe(
      'attacker: upload(name = "😀😀😀😀…[21 characters]…😀z")',
    );
  });
});
