/** What members of archives say is hostile where the config gives them, and keeps to the arena. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsOfText } from '../../generators/base/memberWords.ts';
import { attackArbitrary } from '../../generators/index.ts';
import { archivesSent, attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import { allMembers } from '../../model/archive.ts';
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { harmlessMembers } from '../../model/operation.ts';
import { literalOf, partsOf, type Text } from '../../model/text.ts';
import { probeAttacks } from '../probes.ts';
import { first } from './kit.ts';
import { service } from './knowledge.ts';

const attacks = [
  ...probeAttacks(service, 'unpack'),
  ...fc.sample(attackArbitrary(service, 'unpack'), { numRuns: 1_000, seed: 4 }),
];

function said(attack: Attack, name: string): readonly Text[] {
  return attack.steps
    .flatMap(archivesSent)
    .flatMap(allMembers)
    .flatMap((member) =>
      member.kind === 'file' && 'text' in member.content && member.name === name ? [member.content.text] : [],
    );
}

function withMembers(members: Readonly<Record<string, string>>): Knowledge {
  const operations = service.operations.map((operation) => ({
    ...operation,
    parameters: operation.parameters.map((parameter) =>
      parameter.archive === undefined
        ? parameter
        : { ...parameter, archive: { ...parameter.archive, members } },
    ),
  }));
  return { ...service, operations };
}

/** Whether a word names a place of the real system. */
function isRooted(word: Text): boolean {
  const [start, next] = partsOf(word);
  return typeof start === 'string' && start.startsWith('/') && !(/^\/+$/.test(start) && next !== undefined);
}

describe('what a member of an archive says', () => {
  const hostile = attacks.filter((attack) =>
    said(attack, 'index.json').some((text) => text !== '{"id": "harmless"}'),
  );

  it('is hostile in many attacks, as JSON where it is JSON', () => {
    expect(hostile.length).toBeGreaterThan(200);
    for (const text of hostile.flatMap((attack) => said(attack, 'index.json')))
      expect(JSON.parse(literalOf(text))).toEqual({ id: expect.any(String) });
  });

  it('names no place of the real system, nor does what it shrinks to', () => {
    for (const [index, attack] of hostile.entries()) {
      const all = [attack, ...(index % 40 === 0 ? first(attackShrinks(attack), 500) : [])];
      for (const one of all)
        expect(said(one, 'index.json').flatMap(wordsOfText).filter(isRooted)).toEqual([]);
    }
  });

  it('may begin with a slash, as comments do', () => {
    const probes = probeAttacks(withMembers({ 'a.js': '// {token}' }), 'unpack');
    expect(probes.flatMap((attack) => said(attack, 'a.js'))).toContain('// harmless');
    const drawn = fc.sample(attackArbitrary(withMembers({ 'a.js': '// {token}' }), 'unpack'), 50);
    expect(drawn.flatMap((attack) => said(attack, 'a.js')).length).toBeGreaterThan(0);
  });

  it('is nobody’s business where the config asks for no members', () => {
    const texts = probeAttacks(withMembers(harmlessMembers), 'unpack')
      .flatMap(({ steps }) => steps.flatMap(archivesSent).flatMap(allMembers))
      .flatMap((member) => (member.kind === 'file' && 'text' in member.content ? [member.content.text] : []));
    expect(new Set(texts)).toEqual(new Set(['planted', 'content harmless\n', 'paper harmless\n']));
  });
});
