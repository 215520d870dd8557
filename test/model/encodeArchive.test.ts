/** Archives are written so that a reader who knows nothing of us reads what the value says. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Archive,
  archiveFault,
  archiveFileName,
  filledMembers,
  kindOfArchive,
  type Member,
  plainArchive,
  tarDialects,
} from '../../model/archive.ts';
import { encodeArchive } from '../../model/encodeArchive.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { archiveKindOf } from '../../model/recogniseArchive.ts';
import { literalOf } from '../../model/text.ts';
import { decodeAttack, encodeAttack } from '../attackJson.ts';
import { testPython } from '../python.ts';

const segment = fc.oneof(
  fc.constantFrom('..', '.', 'a', 'é', 'e\u0301', '\\', ' ', '漢', 'x'.repeat(120), '\u202e'),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replaceAll(/[/\0]/g, '_')),
);
const name = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `${segments.join('/')}!`);
const mode = fc.option(fc.constantFrom(0o644, 0o4755, 0), { nil: undefined });
const member: fc.Arbitrary<Member> = fc
  .tuple(name, name, mode, fc.constantFrom('file', 'symlink', 'hardlink', 'directory', 'zeros', 'nested'))
  .map(([called, to, given, kind]): Member => {
    const named = { name: called, ...(given === undefined ? {} : { mode: given }) };
    if (kind === 'symlink' || kind === 'hardlink') return { ...named, kind, to };
    if (kind === 'directory') return { ...named, kind };
    if (kind === 'zeros') return { ...named, kind: 'file', content: { zeros: 700 } };
    if (kind === 'nested')
      return { ...named, kind: 'file', content: { archive: plainArchive('zip', { a: 'b' }) } };
    return { ...named, kind: 'file', content: { text: to } };
  });
const archive: fc.Arbitrary<Archive> = fc
  .tuple(
    fc.constantFrom('tar', 'zip'),
    fc.constantFrom(...tarDialects),
    fc.boolean(),
    fc.array(member, { maxLength: 4 }),
  )
  .map(([format, dialect, compressed, members]): Archive => {
    const own = format === 'zip' ? 'ustar' : dialect;
    return { format, dialect: own, compressed, members: members.filter((one) => isSaid(format, own, one)) };
  });

/** What the format has a word for: short names in ustar, no hard links in a zip. */
function isSaid(format: string, dialect: string, one: Member): boolean {
  if (format === 'zip') return one.kind !== 'hardlink';
  const texts = 'to' in one ? [one.name, one.to] : [one.name];
  return dialect !== 'ustar' || texts.every((text) => Buffer.byteLength(literalOf(text)) <= 100);
}

interface Read {
  readonly name: string;
  readonly mode: number;
  readonly to: string;
  readonly type: string;
  readonly size: number;
}

async function readBack(archives: readonly Archive[]): Promise<readonly (readonly Read[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trespass-test-'));
  try {
    for (const [index, value] of archives.entries())
      writeFileSync(join(folder, `${index}.${kindOfArchive(value)}`), encodeArchive(value, literalOf));
    const script = join(packageRoot, 'test', 'targets', 'read_archives.py');
    return JSON.parse(execFileSync(await testPython(), [script, folder], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tarTypes = { file: '0', hardlink: '1', symlink: '2', device: '3', directory: '5', fifo: '6' } as const;
const zipTypes = {
  ...{ file: 0o100000, hardlink: 0o100000, symlink: 0o120000, device: 0o020000 },
  ...{ directory: 0o040000, fifo: 0o010000 },
} as const;
const usual = {
  file: 0o644,
  hardlink: 0o644,
  symlink: 0o777,
  device: 0o644,
  directory: 0o755,
  fifo: 0o644,
} as const;

function expected({ format }: Archive, one: Member): Omit<Read, 'size'> {
  const called = literalOf(one.name);
  return {
    name: format === 'zip' && one.kind === 'directory' ? `${called}/` : called,
    mode: one.mode ?? usual[one.kind],
    to: 'to' in one ? literalOf(one.to) : '',
    type: format === 'zip' ? String(zipTypes[one.kind]) : tarTypes[one.kind],
  };
}

describe('an encoded archive', () => {
  it('is read back by the standard library of Python as what it says', async () => {
    const archives = fc.sample(archive, { numRuns: 300, seed: 5 });
    const read = await readBack(archives);
    for (const [index, value] of archives.entries()) {
      const told = read[index]?.map(({ size: _, ...rest }) => rest);
      expect(told).toEqual(value.members.map((one) => expected(value, one)));
    }
  });

  it('is the same every time', () => {
    for (const value of fc.sample(archive, { numRuns: 30, seed: 6 }))
      expect(encodeArchive(value, literalOf)).toEqual(encodeArchive(value, literalOf));
  });

  it('carries names that are not UTF-8, byte for byte', async () => {
    const members: Member[] = [{ kind: 'file', name: 'a\udcff/\udc80', content: { text: '' } }];
    const tars = tarDialects.map(
      (dialect): Archive => ({ format: 'tar', dialect, compressed: false, members }),
    );
    for (const [only] of await readBack(tars)) expect(only?.name).toBe('a\udcff/\udc80');
  });

  it('says one name in the header and another where the format has two', async () => {
    const members: Member[] = [{ kind: 'file', name: '../a', otherName: 'b', content: { text: '' } }];
    const all = [
      ...tarDialects.map((dialect): Archive => ({ format: 'tar', dialect, compressed: false, members })),
    ];
    const read = await readBack(all);
    expect(read.map(([only]) => only?.name)).toEqual(['../a', '../a', '../a']);
    const zip = encodeArchive({ format: 'zip', dialect: 'ustar', compressed: false, members }, literalOf);
    const bytes = Buffer.from(zip).toString('latin1');
    expect(bytes.indexOf('../a')).toBe(30);
    expect(bytes.slice(bytes.indexOf('PK\x01\x02') + 46)).toMatch(/^bPK\x05\x06/);
  });

  it('is told by its first bytes', () => {
    for (const kind of ['tar', 'tar.gz', 'zip'] as const)
      expect(archiveKindOf(encodeArchive(plainArchive(kind, { a: 'b' }), literalOf))).toBe(kind);
    expect(archiveKindOf(Buffer.from('PNG'))).toBeNull();
    expect(archiveKindOf(Buffer.from([0x1f, 0x8b, 8, 0]))).toBeNull();
  });
});

describe('an archive', () => {
  it('comes back from the JSON of an attack', () => {
    for (const value of fc.sample(archive, { numRuns: 50, seed: 7 })) {
      const file = { file: { name: 'a.tar', content: { archive: value } } };
      const steps = [{ operation: 'o', actor: 'attacker', arguments: { data: { archive: value }, file } }];
      const attack = { layout: [], steps, race: null };
      expect(decodeAttack(encodeAttack(attack))).toEqual(attack);
    }
  });

  it('is refused beyond its bounds', () => {
    const one: Member = { kind: 'file', name: 'a', content: { text: '' } };
    const many = {
      ...plainArchive('tar', {}),
      members: Array.from({ length: limits.archiveMembersMax + 1 }, () => one),
    };
    expect(archiveFault(many)).toMatch(/members/);
    let deep = plainArchive('tar', {});
    for (let depth = 0; depth < limits.archiveDepthMax; depth += 1)
      deep = { ...deep, members: [{ ...one, content: { archive: deep } }] };
    expect(archiveFault(deep)).toMatch(/deep/);
    const zeros = { zeros: limits.archiveBytesMax + 1 };
    expect(archiveFault({ ...deep, members: [{ ...one, content: zeros }] })).toMatch(/bytes/);
    const steps = [{ operation: 'o', actor: 'attacker', arguments: { data: { archive: many } } }];
    expect(() => decodeAttack(encodeAttack({ layout: [], steps, race: null }))).toThrow(
      'data.archive: an archive of more than',
    );
  });

  it.each([
    ['a', 'zip', 'a.zip'],
    ['a.tar', 'tar.gz', 'a.tar.gz'],
    ['a.tar.gz', 'tar', 'a.tar'],
    ['a.docx', 'zip', 'a.docx'],
  ] as const)('called %s gets the extension of a %s', (given, kind, called) => {
    expect(archiveFileName(given, kind)).toBe(called);
  });
});

describe('harmless members', () => {
  it('have a word in the place of what is filled in, and keep the braces that are the target’s own', () => {
    const members = { '{token}.html': '{{ name }} {id} {content} {actor}', 'a.json': '{"id": "{uuid}"}' };
    expect(filledMembers(members, 'w')).toEqual({
      'w.html': '{{ name }} {id} w w',
      'a.json': '{"id": "w"}',
    });
  });

  it('name the places of the arena where the config does', () => {
    expect(filledMembers({ a: '{sandbox}/{token}' }, 'w')).toEqual({ a: [{ place: 'sandbox' }, '/w'] });
  });
});

it('a folder without a name is not the root', () => {
  const archive: Archive = {
    ...{ format: 'zip', dialect: 'ustar', compressed: false },
    members: [{ kind: 'directory', name: '' }],
  };
  const bytes = Buffer.from(encodeArchive(archive, literalOf));
  expect(bytes.readUInt16LE(26)).toBe(0);
});
