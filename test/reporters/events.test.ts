/** A run that was kept is reported again as it was reported then, and one that was cut off as such. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeEvent, encodeHeader } from '../../model/runEventSchema.ts';
import { reporterNames } from '../../reporters/createReporter.ts';
import { fileDestination } from '../../reporters/destination.ts';
import { eventsReporter } from '../../reporters/events.ts';
import { readEvents } from '../../reporters/readEvents.ts';
import { inFolder } from '../cli/kit.ts';
import { render } from './render.ts';
import { reportEvents } from './reportEvents.ts';
import { calm, sampleRun } from './sampleRun.ts';

describe('a kept run', () => {
  it.each(reporterNames)('has the same %s report again', async (name) => {
    await inFolder({}, async (folder) => {
      const file = join(folder, 'deep', 'events.ndjson');
      await reportEvents(sampleRun(calm), eventsReporter(fileDestination(file)));
      const kept = readEvents(file);
      expect(kept).toStrictEqual(sampleRun(calm));
      expect(await render(name, kept)).toEqual(await render(name, sampleRun(calm)));
    });
  });

  it('without its end loses no more than the line that was being written', async () => {
    await inFolder({}, async (folder) => {
      const file = join(folder, 'events.ndjson');
      const [started, rehearsed, ...rest] = sampleRun(calm);
      if (started === undefined || rehearsed === undefined) throw new Error('the sample is empty');
      await writeFile(file, encodeHeader() + encodeEvent(started) + encodeEvent(rehearsed));
      await appendFile(file, JSON.stringify(rest[0]).slice(0, 20));
      const { text } = await render('json', readEvents(file));
      expect(JSON.parse(text).errors[0].message).toBe('the run was cut off before it had finished');
    });
  });
});

describe('a file that is no kept run', () => {
  const rows = [
    ['a missing one', null, 'no such file'],
    ['an empty one', '', 'does not begin'],
    ['another document', '{"findings":[]}\n', 'does not begin'],
    ['a wrong line in the middle', `${encodeHeader()}{"type":\n${encodeHeader()}`, 'line 2: not JSON'],
    ['a line of another kind', `${encodeHeader()}{"type":"trace"}\n`, 'line 2: type: there are'],
  ] as const;

  it.each(rows)('is refused: %s', async (_, content, said) => {
    await inFolder({}, async (folder) => {
      const file = join(folder, 'events.ndjson');
      if (content !== null) await writeFile(file, content);
      expect(() => readEvents(file)).toThrow(said);
    });
  });
});
