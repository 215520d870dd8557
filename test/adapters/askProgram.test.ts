/** A program that is asked answers once, whatever it is, does or leaves. */
import { expect, it } from 'vitest';
import { askProgram } from '../../adapters/python/askProgram.ts';
import { limits } from '../../model/limits.ts';

const shell = (script: string, timeoutMs = 10_000) => askProgram('/bin/sh', ['-c', script], { timeoutMs });

it('gives back what a program wrote, and that it ended well', async () => {
  expect(await shell('echo out; echo err >&2')).toEqual({ stdout: 'out\n', stderr: 'err\n', failure: null });
});

it.each([
  ['exit 3', 'ended with exit code 3'],
  ['kill -9 $$', 'was ended by SIGKILL'],
])('says how a program failed: %s', async (script, how) => {
  const { stdout, failure } = await shell(`echo out; ${script}`);
  expect(stdout).toBe('out\n');
  expect(failure).toEqual({ isMissing: false, message: `/bin/sh ${how}` });
});

it('says that there is no such program', async () => {
  const { failure } = await askProgram('/nowhere/program', [], { timeoutMs: 10_000 });
  expect(failure).toMatchObject({ isMissing: true });
});

it('kills a program when its time is over', async () => {
  expect((await shell('exec sleep 60', 100)).failure?.message).toBe('/bin/sh was ended by SIGKILL');
});

it('does not wait for what a program has left, which holds its output', async () => {
  const { stdout, failure } = await shell('sleep 60 & echo $!');
  process.kill(Number(stdout));
  expect(failure).toBeNull();
});

it('gives a program nothing to read, and its own variables and folder', async () => {
  const env = { WORD: 'given' };
  const { stdout } = await askProgram('/bin/sh', ['-c', 'cat; echo "$WORD $HOME"; pwd'], {
    ...{ cwd: '/', env, timeoutMs: 10_000 },
  });
  expect(stdout).toBe('given \n/\n');
});

it('reads as much as it has room for', async () => {
  const { stdout, failure } = await shell('head -c 9000000 /dev/zero');
  expect(failure).toBeNull();
  expect(stdout.length).toBeGreaterThanOrEqual(limits.programAnswerBytesMax);
  expect(stdout.length).toBeLessThan(9_000_000);
});
