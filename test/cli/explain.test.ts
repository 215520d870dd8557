/** `explain` tells of every property what its page tells. */
import { describe, expect, it } from 'vitest';
import { runExplain } from '../../cli/explainCommand.ts';
import { properties } from '../../properties/index.ts';
import { inFolder, trespass } from './kit.ts';

describe('explain', () => {
  it('prints promise, example, remedy and how to allow it, without a project', async () => {
    await inFolder({}, async (folder) => {
      const { stdout, exitCode } = await trespass(folder, ['explain', 'no-wide-scope']);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^no-wide-scope \(CWE-639\): medium by a request alone/);
      expect(stdout).toContain('No Query of the attacker requests a range of keys');
      expect(stdout).toContain('    def board(request, board):');
      expect(stdout).toContain('Make the tenant of the session the partition key');
      expect(stdout).toContain("--property '!no-wide-scope'");
    });
  });

  it('knows every property', async () => {
    for (const { id, remedy } of properties) {
      const lines: string[] = [];
      expect(await runExplain(id, (line) => void lines.push(line))).toBe(0);
      expect(lines.join(' ')).toContain(remedy);
    }
  });

  it('lists the properties where there is none of that name', async () => {
    await inFolder({}, async (folder) => {
      const { stderr, exitCode } = await trespass(folder, ['explain', 'no-wide']);
      expect(stderr).toMatch(/^trespass: no property "no-wide"; there are no-write-outside, /);
      expect(exitCode).toBe(2);
    });
  });
});
