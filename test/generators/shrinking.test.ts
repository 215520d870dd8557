import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentAttack } from '../../generators/base/sent.ts';
import { attackArbitrary } from '../../generators/index.ts';
import { textShrinks } from '../../generators/shrinks/textShrinks.ts';
import type { Archive, Member } from '../../model/archive.ts';
import type { Attack, LayoutEntry, Step } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import { partsOf, type Text } from '../../model/text.ts';
import { service } from './knowledge.ts';

type Judge = (attack: Attack) => boolean;

/** The smallest attack for which `fails` still holds, and how many attacks were tried on the way, at most `triedMax` of them. */
function shrunk(
  big: Attack,
  fails: Judge,
  triedMax = Number.POSITIVE_INFINITY,
): { readonly attack: Attack | undefined; readonly tried: number } {
  let tried = 0;
  const property = fc.property(attackArbitrary(service, null), (attack) => {
    tried++;
    return tried > triedMax || !fails(attack);
  });
  const { counterexample } = fc.check(property, { examples: [[big]], numRuns: 1 });
  return { attack: counterexample?.[0], tried };
}

function step(operation: string, args: Step['arguments'], actor = 'mallory'): Step {
  return { operation, actor, arguments: args };
}

function link(path: Text, to: Text, zone: 'own' | 'temp' = 'own'): LayoutEntry {
  return { kind: 'symlink', zone, path, to };
}

function samples(attack: Attack): readonly string[] {
  return sentAttack(attack, service).sent.map(({ sample }) => sample);
}

const big: Attack = {
  layout: [
    link('note', [{ place: 'moat' }, '/data.json']),
    link(['drawings-1/', 'photo'], '../../x', 'temp'),
  ],
  steps: [
    step('rename', { folder: { text: 'drawings' }, label: { text: [{ place: 'sandbox' }, '/../x'] } }),
    step('upload', {
      folder: { text: 'plans/../../..' },
      upload: {
        file: {
          name: '../../../../secret.txt',
          contentType: 'image/png',
          content: { bytes: 'AAECAwQFBgc=' },
        },
      },
      note: { json: { labels: ['../x', 'y'], size: 3 } },
    }),
    step('download', { id: { text: [{ returned: { step: 1, field: 'file.id' } }] } }),
  ],
  race: null,
};

describe('a failing attack shrinks to', () => {
  test('one step, no layout and `../a` for a write through a climbing file name', () => {
    const climbs: Judge = ({ steps }) =>
      steps.some(({ operation, arguments: { upload } }) => {
        const file = upload !== undefined && 'file' in upload ? upload.file.name : '';
        return (
          operation === 'upload' &&
          typeof file === 'string' &&
          /^\.\.\/+[^./]/.test(file.replace(/^(?:\.\.\/)+/, '../'))
        );
      });
    const { attack, tried } = shrunk(big, climbs);
    expect(attack).toEqual({
      layout: [],
      steps: [step('upload', { upload: { file: { name: '../a', content: { text: '' } } } })],
      race: null,
    });
    expect(tried).toBeLessThan(80);
  });

  test('a victim’s value as it is, where the attack has found it in capitals', () => {
    const known = { actor: 'alice', operation: 'upload', name: 'response.file.id' };
    const text: Text = ['x/../', { known, change: 'upper' }, '/Secret.TXT'];
    const attack: Attack = { layout: [], steps: [step('download', { id: { text } })], race: null };
    const names: Judge = ({ steps: [first] }) => {
      const id = first?.arguments['id'];
      return id !== undefined && 'text' in id && partsOf(id.text).some((part) => typeof part !== 'string');
    };
    const { attack: smallest, tried } = shrunk(attack, names);
    expect(smallest?.steps[0]?.arguments).toEqual({ id: { text: [{ known }] } });
    expect(tried).toBeLessThan(12);
  });

  test('the members that an archive needs, before any name is made plainer', () => {
    const said = (name: string): Member => ({ kind: 'file', name, content: { text: '' } });
    const members = ['readme.txt', 'images/logo.png', '../../out.txt', 'images/', 'index.json'].map(said);
    const archive: Archive = { format: 'zip', dialect: 'ustar', compressed: false, members };
    const attack: Attack = {
      layout: [],
      steps: [step('unpack', { data: { archive } })],
      race: null,
    };
    const leaves: Judge = ({ steps: [first] }) => {
      const data = first?.arguments['data'];
      return (
        data !== undefined &&
        'archive' in data &&
        data.archive.members.some(({ name }) => typeof name === 'string' && name.startsWith('../../'))
      );
    };
    const { attack: smallest } = shrunk(attack, leaves, 12);
    const data = smallest?.steps[0]?.arguments['data'];
    expect(data !== undefined && 'archive' in data && data.archive.members).toHaveLength(1);
  });

  test('letters without odd capitals, where the word matters', () => {
    const attack: Attack = {
      layout: [],
      steps: [step('rename', { label: { text: '../SeCrEt.TXT' } })],
      race: null,
    };
    const word: Judge = (candidate) =>
      samples(candidate).some((sample) => sample.toLowerCase().endsWith('secret.txt'));
    const { attack: smallest } = shrunk(attack, word);
    expect(smallest?.steps[0]?.arguments['label']).toEqual({ text: 'secret.txt' });
  });

  test('as many `..` as it takes, where one extension is demanded', () => {
    const text = 'plans/../../../../../../vault/secret.png';
    const attack = { ...big, layout: [], steps: [step('rename', { label: { text } })] };
    const fails: Judge = (a) => samples(a).some((s) => /(?:\.\.\/){3}[^.]*[a-z]\.png$/.test(s));
    expect(shrunk(attack, fails).attack?.steps).toEqual([
      step('rename', { label: { text: '../../../a.png' } }),
    ]);
  });

  test('one link and the one name that meets it', () => {
    const layout = [
      link('note', '../x'),
      link('photo.txt', [{ place: 'moat' }, '/vault/secret.txt']),
      link('new1', 'note', 'temp'),
    ];
    const attack = {
      ...big,
      layout,
      steps: [...big.steps, step('rename', { label: { text: 'photo.txt' } })],
    };
    const meets: Judge = (a) => {
      const { planted, sent } = sentAttack(a, service);
      return planted.some(
        (p) => p.to?.startsWith('/Moat') === true && sent.some(({ sample }) => sample === p.path),
      );
    };
    const { attack: smallest, tried } = shrunk(attack, meets);
    expect(smallest?.layout).toEqual([link('a', [{ place: 'moat' }])]);
    expect(smallest?.steps).toEqual([step('rename', { label: { text: 'a' } })]);
    expect(tried).toBeLessThan(120);
  });

  test('a folder link and a plain name below it', () => {
    const attack = {
      layout: [link('photo', [{ place: 'moat' }, '/vault'])],
      steps: [step('rename', { folder: { text: 'plans' }, label: { text: 'photo/secret.txt' } })],
      race: null,
    };
    const passes: Judge = (a) => {
      const { planted, sent } = sentAttack(a, service);
      return planted.some(
        ({ path }) =>
          path !== '' &&
          sent.some(({ sample }) => /^[^/]+\/[^/]+$/.test(sample) && sample.startsWith(`${path}/`)),
      );
    };
    expect(shrunk(attack, passes).attack).toEqual({
      layout: [link('a', 'a')],
      steps: [step('rename', { label: { text: 'a/a' } })],
      race: null,
    });
  });

  test('both steps of a second-order attack, with the same short name in both', () => {
    const text = '../plans/secret.txt';
    const steps = [
      step('export', {}),
      step('rename', { label: { text } }),
      step('download', { id: { text } }),
    ];
    const fails: Judge = ({ steps: all }) =>
      all.some(({ operation, arguments: { label } }, index) => {
        const stored = label !== undefined && 'text' in label ? label.text : '';
        const used = all
          .slice(index + 1)
          .some(({ arguments: { id } }) => id !== undefined && 'text' in id && id.text === stored);
        return operation === 'rename' && typeof stored === 'string' && /^\.\.\/./.test(stored) && used;
      });
    expect(shrunk({ layout: [], steps, race: null }, fails).attack?.steps).toEqual([
      step('rename', { label: { text: '../a' } }),
      step('download', { id: { text: '../a' } }),
    ]);
  });

  test('the reference to what an earlier step returned, renumbered when another step goes', () => {
    const returned = { returned: { step: 1, field: 'file.id' } };
    const steps = [
      step('rename', { label: { text: 'x' } }),
      step('upload', {}),
      step('download', { id: { text: ['x', returned, 'y'] } }),
    ];
    const uses: Judge = ({ steps: all }) =>
      all.some(({ arguments: { id } }) => {
        const parts = id !== undefined && 'text' in id && Array.isArray(id.text) ? id.text : [];
        return parts.some(
          (part) =>
            typeof part === 'object' && 'returned' in part && all[part.returned.step]?.operation === 'upload',
        );
      });
    expect(shrunk({ layout: [], steps, race: null }, uses).attack?.steps).toEqual([
      step('upload', {}),
      step('download', { id: { text: [{ returned: { step: 0, field: 'file.id' } }] } }),
    ]);
  });

  test('the victim’s value as it is, where a change is not needed', () => {
    const known = { actor: 'victor', operation: 'download', name: 'arguments.id' };
    const text: Text = ['x', { known, change: 'lower' }, '#y'];
    const reaches: Judge = (a) => samples(a).some((sample) => sample.includes('b64c'));
    const attack = { layout: [], steps: [step('download', { id: { text } })], race: null };
    expect(shrunk(attack, reaches).attack?.steps).toEqual([step('download', { id: { text: [{ known }] } })]);
  });

  test('a small value in JSON and one byte in bytes', () => {
    const holds: Judge = ({ steps }) =>
      steps.some(({ arguments: { note, digest } }) => {
        const text = JSON.stringify(note !== undefined && 'json' in note ? note.json : null);
        return text.includes('..') && digest !== undefined && 'bytes' in digest && digest.bytes !== '';
      });
    const args = { note: { json: { labels: ['../x', 'y'], size: 3 } }, digest: { bytes: 'AAECAwQFBgc=' } };
    const attack = { layout: [], steps: [step('upload', args)], race: null };
    const smallest = shrunk(attack, holds).attack?.steps[0]?.arguments;
    expect(smallest?.['note']).toEqual({ json: '..' });
    expect(smallest?.['digest']).toMatchObject({ bytes: expect.stringMatching(/^..==$/) });
  });
});

test('any generated attack that fails for a class of its own shrinks within the execution bound', () => {
  const drawn = fc.sample(attackArbitrary(service, null), { numRuns: 150, seed: 11 });
  for (const attack of drawn) {
    if (samples(attack).some((sample) => sample.length > 300)) continue;
    const climbs: Judge = (a) => samples(a).some((sample) => /(?:^|\/)\.\.\//.test(sample));
    if (!climbs(attack)) continue;
    const { attack: smallest, tried } = shrunk(attack, climbs);
    expect(tried).toBeLessThan(limits.shrinkExecutionsMax);
    expect(smallest?.layout).toEqual([]);
    // A file with an archive has a name beside it, of nothing.
    expect(smallest && samples(smallest).filter((sample) => sample !== '')).toEqual(['../']);
  }
});

test('a place within a document leaves no absolute path of the real root behind', () => {
  const document: Text = ['UID:', { place: 'moat' }, '/a\nEND'];
  const smaller = [...textShrinks(document)].map((text) =>
    partsOf(text)
      .map((part) => (typeof part === 'string' ? part : 'MOAT'))
      .join(''),
  );
  expect(smaller.length).toBeGreaterThan(5);
  expect(smaller.filter((text) => /(?:^|\W)\//.test(text))).toEqual([]);
});
