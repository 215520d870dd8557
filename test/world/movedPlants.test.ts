/** What counts as a planted link again: only what says the same, where the attacker could have planted it. */
import { describe, expect, it } from 'vitest';
import { isCopied } from '../../world/step/movedPlants.ts';

const links = { folders: ['/s/attacker'], targets: new Set(['/moat/secret.txt']) };
const rows: readonly [name: string, path: string, target: string, copied: boolean][] = [
  ['copied-beside-it', '/s/attacker/copy', '/moat/secret.txt', true],
  ['copied-deeper', '/s/attacker/x/y', '/moat/secret.txt', true],
  ['copied-to-a-victim', '/s/victim/copy', '/moat/secret.txt', false],
  ['copied-beside-the-folder', '/s/attacker-public', '/moat/secret.txt', false],
  ['instead-of-the-folder', '/s/attacker', '/moat/secret.txt', false],
  ['leads-to-what-is-planted', '/s/attacker/current', 'planted', true],
  ['leads-to-a-victim', '/s/attacker/current', '../victim/a', false],
  ['leads-to-its-own-from-a-victim', '/s/victim/current', '/s/attacker/planted', false],
  ['leads-elsewhere', '/s/attacker/copy', '/moat/other', false],
];

describe('a new link', () => {
  it.each(rows)('is a planted one or not: %s', (_, path, target, copied) => {
    expect(isCopied(links, path, target)).toBe(copied);
  });
});
