/** Probes keep to the bounds of drawn attacks, need no power that is not there, and are few enough to try them all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../generators/base/sent.ts';
import { attackArbitrary, classesOf, probesOf } from '../../generators/index.ts';
import { textShrinks } from '../../generators/shrinks/textShrinks.ts';
import { type Power, powerOf, powersOf, type Zone } from '../../model/attack.ts';
import { attackSchema } from '../../model/codec.ts';
import { markedTexts, withWords } from '../../model/jsonText.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { moatFileNames } from '../../model/moat.ts';
import type { ZoneAction } from '../../model/records.ts';
import { literalOf } from '../../model/text.ts';
import { knowing } from '../knowledge.ts';
import { probeAttacks } from '../probes.ts';
import { faultsOf } from './kit.ts';
import { callable, service } from './knowledge.ts';

const targets: readonly [name: string, knowledge: Knowledge][] = [
  ['a web service with tenants', service],
  ['a single callable', callable],
  ['a service whose attacker can only ask', knowing({ means: { powers: ['request'], zones: [] } }, service)],
];

describe.each(targets)('the probes of %s', (_, knowledge) => {
  const lists = knowledge.operations.map(({ name }) => probeAttacks(knowledge, name));

  it('are valid attacks within the bounds, none twice', () => {
    for (const probes of lists) {
      expect(new Set(probes.map((attack) => JSON.stringify(attack))).size).toBe(probes.length);
      for (const attack of probes) {
        expect(attackSchema.safeParse(attack).success).toBe(true);
        expect(faultsOf(attack, knowledge)).toEqual([]);
      }
    }
  });

  it('need no power that the attacker lacks', () => {
    for (const attack of lists.flat())
      expect([...powersOf(attack)].filter((power) => !knowledge.means.powers.includes(power))).toEqual([]);
  });

  it('end with the operation in question', () => {
    for (const [index, { name }] of knowledge.operations.entries())
      expect(new Set(lists[index]?.map(({ steps }) => steps.at(-1)?.operation) ?? [])).toEqual(
        new Set(lists[index]?.length === 0 ? [] : [name]),
      );
  });

  it('start with ways out and with what is another’s', () => {
    const [probes = []] = lists;
    const early = probes.slice(0, 70).flatMap((attack) => classesOf(attack, knowledge));
    expect(early).toContain('path.dotdot');
    expect(early).toContain('path.absolute');
    if (knowledge.actors.victims.length > 0) expect(early).toContain('key.foreign-id');
    const first = probes.slice(0, 10);
    expect(first.filter((attack) => powerOf(attack) !== 'request')).toEqual([]);
    const later = probes.slice(0, 200).flatMap((attack) => classesOf(attack, knowledge));
    expect(later.includes('link.final')).toBe(knowledge.means.powers.includes('own-folder'));
  });
});

describe('each power has its turns within the first 40 probes', () => {
  const looking = (action: ZoneAction, zone: Zone) => ({
    action,
    zone,
    path: 'a',
    exists: true,
    stable: true,
  });
  const earlyPowers = (accesses: Knowledge['races']['accesses'], reached: Knowledge['stores']['reached']) => {
    const knowledge = knowing({ races: { accesses }, stores: { reached } }, service);
    return new Set(probeAttacks(knowledge, 'rename').slice(0, 40).map(powerOf));
  };

  it('where an operation looks up something in a folder of the attacker’s', () => {
    const accesses = { rename: [looking('metadata', 'own'), looking('write', 'own')] };
    expect(earlyPowers(accesses, { rename: ['file'] })).toEqual(new Set(['request', 'own-folder', 'race']));
  });

  it('unless the config grants it to nobody: it would only inform, and waits', () => {
    const accesses = { rename: [looking('metadata', 'own'), looking('write', 'own')] };
    const early = (granted: readonly Power[]) => {
      const seen = {
        means: { granted },
        races: { accesses },
        stores: { reached: { rename: ['file'] } },
      } as const;
      return new Set(probeAttacks(knowing(seen, service), 'rename').slice(0, 40).map(powerOf));
    };
    expect(early(['request'])).toEqual(new Set(['request']));
    expect(early(['request', 'own-folder'])).toEqual(new Set(['request', 'own-folder']));
    const all = probeAttacks(knowing({ means: { granted: ['request'] } }, service), 'rename').map(powerOf);
    expect(all).toContain('own-folder');
  });

  it('where it lists such a folder, for links that nothing names', () => {
    const accesses = { rename: [looking('list', 'own')] };
    const knowledge = knowing({ races: { accesses }, stores: { reached: { rename: ['file'] } } }, service);
    const early = probesOf(knowledge, 'rename').slice(0, 40);
    expect(early.map(({ kind }) => kind)).toContain('planted-unnamed');
  });

  it('and not where it came near no file: there links are last', () => {
    expect(earlyPowers({ rename: [] }, { rename: ['item'] })).toEqual(new Set(['request']));
    const knowledge = knowing({ stores: { reached: { export: ['item'] } } }, service);
    const kinds = probesOf({ ...knowledge, races: { accesses: { export: [] }, unhooked: {} } }, 'export');
    const at = kinds.findIndex(({ kind }) => kind === 'planted-unnamed');
    expect(kinds.slice(at).filter(({ kind }) => kind === 'undeclared' || kind === 'sequence')).toEqual([]);
  });
});

describe('an example that names a file among other words', () => {
  const among = (example: string): Knowledge => ({
    ...knowing({ files: { names: ['docs/note.md', 'note.md.bak'] } }, callable),
    operations: callable.operations.map((operation) => ({
      ...operation,
      parameters: operation.parameters.map((parameter) => ({ ...parameter, example })),
    })),
  });
  const sent = (example: string) =>
    probeAttacks(among(example), 'read').flatMap(({ steps }) => {
      const argument = steps[0]?.arguments['name'];
      return argument !== undefined && 'text' in argument ? [literalOf(argument.text)] : [];
    });

  it('has ways out put where the file stood', () => {
    expect(sent('include "note.md" here')).toContain(`include "../${moatFileNames[0]}" here`);
  });

  it('may have braces around it', () => {
    expect(sent('{{> note.md}} of {{ name }}')).toContain(`{{> ../${moatFileNames[0]}}} of {{ name }}`);
  });

  it('may start with a slash: it is drawn, and shrinks, behind its own beginning', () => {
    const example = '/files/get?name=docs/note.md';
    const within = `/files/get?name=../${moatFileNames[0]}`;
    expect(sent(example)).toContain(within);
    const knowledge = among(example);
    const drawn = fc.sample(attackArbitrary(knowledge, 'read'), { numRuns: 300, seed: 1 });
    const named = drawn.flatMap(({ steps }) => steps.map(({ arguments: { name } }) => JSON.stringify(name)));
    expect(named.some((written) => written?.includes('/files/get?name='))).toBe(true);
    const smaller = [...textShrinks(within)].map(literalOf);
    expect(
      smaller.filter((text) => text.startsWith('/files') && text.endsWith(`../${moatFileNames[0]}`)),
    ).not.toEqual([]);
    expect(smaller.filter((text) => text.startsWith('/') && !text.startsWith('/files'))).toEqual([]);
  });

  it('keeps its folder where it is nothing but the file', () => {
    expect(sent('docs/note.md')).toContain(`docs/../../${moatFileNames[0]}`);
    expect(sent('note.md').filter((text) => text.startsWith('docs/'))).toEqual([]);
  });
});

describe('a JSON example with several places', () => {
  const example = { ids: ['{from}'], note: '{token}', size: 3 };
  const from = { operation: 'upload', name: 'response.file.id' };
  const asked: Knowledge = {
    ...service,
    operations: [
      ...service.operations,
      {
        name: 'batch',
        entry: { kind: 'http', method: 'POST', path: '/batch' },
        parameters: [{ name: 'body', kind: 'json', place: 'body', example, from }],
      },
    ],
  };
  const sent = probeAttacks(asked, 'batch').flatMap((attack) => {
    const argument = attack.steps.at(-1)?.arguments['body'];
    if (argument === undefined || !('json' in argument)) return [];
    const texts = [...markedTexts(argument)];
    const words = new Map(texts.map(([mark, text]) => [mark, sampleText(text, attack, asked)]));
    return [withWords(argument.json, words)];
  });

  it('is attacked in each of them, the others as they are', () => {
    expect(sent).toContainEqual({ ids: ['b64c'], note: expect.not.stringContaining('b64c'), size: 3 });
    expect(sent).toContainEqual({ ids: ['{from}'], note: 'b64c', size: 3 });
  });

  it('has ways out as the name of a further member, and what a victim was given as a reference', () => {
    expect(sent).toContainEqual(expect.objectContaining({ [`../${moatFileNames[0]}`]: ['{from}'] }));
    const texts = probeAttacks(asked, 'batch').map(({ steps }) => steps.at(-1)?.arguments['body']);
    const known = { actor: 'victor', operation: 'upload', name: 'response.file.id' };
    expect(texts).toContainEqual(expect.objectContaining({ within: [{ known }] }));
  });

  it('has a victim’s value behind the attacker’s own where there is a list', () => {
    expect(sent).toContainEqual({ ids: ['{from}', 'b64c'], note: expect.any(String), size: 3 });
  });
});

it('an operation that the target lacks is refused', () => {
  expect(() => probeAttacks(service, 'absent')).toThrow('absent');
});
