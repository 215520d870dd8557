/** Homes: which folders are one actor's own, shown on files that harmless runs left. */
import { describe, expect, it } from 'vitest';
import { learnHomes } from '../../arena/ownership.ts';

/** Homes of files as text: `mallory media/7/a`. */
function homesOf(files: readonly string[], isNamedAfter = (_part: string, _actor: string) => false) {
  const owners = new Map(
    files.map((line) => {
      const [actor = '', path = ''] = line.split(' ');
      return [`/root/${path}`, actor] as const;
    }),
  );
  return Object.fromEntries(learnHomes(owners, ['/root'], isNamedAfter));
}

const three = (actor: string, folder: string): string[] =>
  ['a', 'b', 'c'].map((name) => `${actor} ${folder}/${name}`);

describe('homes', () => {
  it('are folders that hold all that each actor has below their parent', () => {
    expect(homesOf([...three('mallory', 'media/7'), ...three('alice', 'media/9')])).toEqual({
      mallory: ['/root/media/7'],
      alice: ['/root/media/9'],
    });
  });

  it('are found beside a folder in which files of several actors lie', () => {
    const blobs = ['mallory media/blobs/a1/x', 'alice media/blobs/b2/y', 'alice media/index'];
    expect(homesOf([...three('mallory', 'media/7'), ...three('alice', 'media/9'), ...blobs])).toEqual({
      mallory: ['/root/media/7'],
      alice: ['/root/media/9'],
    });
  });

  it('are no folders of a store by content, whoever was lucky in it', () => {
    const scattered = ['mallory objects/1/d', 'alice objects/3/e'];
    expect(homesOf([...three('mallory', 'objects/7'), ...three('alice', 'objects/9'), ...scattered])).toEqual(
      {},
    );
  });

  it('are no folders of a small store by content, in which others have files of several', () => {
    const mixed = ['mallory objects/1/d', 'alice objects/1/e'];
    expect(homesOf([...three('mallory', 'objects/7'), ...three('alice', 'objects/9'), ...mixed])).toEqual({});
  });

  it('are folders named after their owners, wherever else these have files', () => {
    const elsewhere = ['mallory media/m1/d', 'alice media/a1/e'];
    const named = homesOf(
      [...three('mallory', 'media/m'), ...three('alice', 'media/a'), ...elsewhere],
      (part, actor) => actor.startsWith(part),
    );
    expect(named).toEqual({ mallory: ['/root/media/m'], alice: ['/root/media/a'] });
  });
});
