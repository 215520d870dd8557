/** Every report says that a run with one actor tested nothing between tenants, and how to declare a second one. */
import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import type { RunEvent } from '../../model/finding.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

const alone: readonly RunEvent[] = sampleRun(calm)
  .filter(({ type }) => type !== 'finding' && type !== 'error')
  .map((event): RunEvent => {
    if (event.type === 'started') return { ...event, soleActor: 'attacker' };
    return event.type === 'finished' ? { ...event, exitCode: 0 } : event;
  });
const sentence =
  "Nothing between tenants was tested, because attacker is the only actor: whether one reads, changes or deletes what is another's shows with a second one in the config, like actors: { attacker: { headers: { 'X-Tenant': 'acme' } }, victim: { headers: { 'X-Tenant': 'acme2' } } }.";

it('says so on the terminal before it says that nothing was found', async () => {
  const lines = (await render('terminal', alone)).text.trimEnd().split('\n');
  expect(lines).toContain(sentence);
  expect(lines.at(-1)).toMatch(/^Nothing found in 1,204 cases/);
});

it('says so in JSON', async () => {
  expect(JSON.parse((await render('json', alone)).text).scope).toBe(sentence);
  expect(JSON.parse((await render('json', sampleRun(calm))).text).scope).toBeNull();
});

it('warns in SARIF, where braces are doubled', async () => {
  const log = JSON.parse((await render('sarif', alone)).text);
  const text = sentence.replaceAll('{', '{{').replaceAll('}', '}}');
  expect(log.runs[0].invocations[0].toolExecutionNotifications).toEqual([
    { level: 'warning', message: { text } },
  ]);
});

it('says so in a property of the suite in JUnit', async () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  const suite = parser.parse((await render('junit', alone)).text).testsuites.testsuite;
  expect(suite.properties.property).toEqual({ name: 'scope', value: sentence });
});

it('says nothing where there are several', async () => {
  for (const format of ['terminal', 'junit', 'sarif'] as const)
    expect((await render(format, sampleRun(calm))).text).not.toContain('between tenants');
});
