import { describe, expect, test } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { archive, bytes, file, type UserParameter } from '../../config/userConfig.ts';
import { plainArchive } from '../../model/archive.ts';
import { encodeArchive } from '../../model/encodeArchive.ts';
import type { Parameter } from '../../model/operation.ts';
import { literalOf } from '../../model/text.ts';

function completed(parameter: UserParameter): Parameter | undefined {
  const operations = { unpack: { call: './a.py:unpack', arguments: { data: parameter } } };
  return completeConfig(checkConfig({ operations }, 'config'), '/c/trespass.config.ts').operations[0]
    ?.parameters[0];
}

const everyKind = ['tar', 'tar.gz', 'zip'];

describe('a parameter that takes archives', () => {
  test('takes both formats, as bytes, unless the config says otherwise', () => {
    expect(completed(archive())).toMatchObject({ kind: 'bytes', archive: { kinds: everyKind } });
    expect(completed(archive())?.as).toBeUndefined();
    expect(completed(archive({ formats: ['zip'] }))?.archive?.kinds).toEqual(['zip']);
  });

  test('may be an upload, or a path under a name', () => {
    expect(completed(file({ archive: true }))).toMatchObject({ kind: 'file', archive: { kinds: everyKind } });
    expect(completed(archive({ as: 'path', name: 'theme.zip' }))).toMatchObject({
      as: 'path',
      fileName: 'theme.zip',
    });
    expect(completed(bytes({ as: 'path' }))).toMatchObject({ kind: 'bytes', as: 'path' });
  });

  test('names the harmless members that the target insists on', () => {
    const members = { 'index.json': '{}' };
    expect(completed(file({ archive: { members } }))?.archive?.members).toEqual(members);
  });

  test.each(['tar', 'tar.gz', 'zip'] as const)('is known by an example that is a %s', (kind) => {
    const example = encodeArchive(plainArchive(kind, { a: 'b' }), literalOf);
    const base64 = Buffer.from(example).toString('base64');
    expect(completed(bytes({ example: { base64 } }))?.archive?.kinds).toEqual([kind]);
    expect(completed(file({ example: { base64 }, archive: false }))?.archive).toBeUndefined();
    expect(completed(bytes({ example: { base64: 'AAEC' } }))?.archive).toBeUndefined();
  });

  test('is refused with a name that is no plain file name, and with formats that are none', () => {
    expect(() => completed(archive({ as: 'path', name: '../a' }))).toThrow('must be a plain file name');
    const rar = { kind: 'bytes', archive: { formats: ['rar'] } };
    expect(() => checkConfig({ operations: { o: { call: 'a:b', arguments: { rar } } } }, 'config')).toThrow(
      'config',
    );
  });
});
