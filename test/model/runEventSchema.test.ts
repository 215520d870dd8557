/** A saved event comes back as it was, whatever its texts; what is no event is refused with the field that is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEvent,
  decodeHeader,
  encodeEvent,
  encodeHeader,
  eventsVersion,
} from '../../model/runEventSchema.ts';
import { hostileTexts, unprintable } from '../reporters/hostileText.ts';
import { calm, sampleFinding, sampleRun } from '../reporters/sampleRun.ts';

describe('a saved event', () => {
  it('comes back as it was, from one printable line', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        for (const event of sampleRun(texts)) {
          const line = encodeEvent(event);
          expect(line).not.toMatch(unprintable);
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(decodeEvent(JSON.parse(line))).toStrictEqual(event);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keeps an attribute named __proto__', () => {
    const key = JSON.parse('{"__proto__":{"S":"a"}}');
    const finding = sampleFinding(calm);
    const [access] = finding.evidence.accesses;
    const item = { ...access, resource: { store: 'item', table: 't', key } };
    const event = {
      type: 'finding',
      finding: { ...finding, evidence: { ...finding.evidence, accesses: [item] } },
    };
    const text = JSON.stringify(event);
    expect(JSON.stringify(decodeEvent(JSON.parse(text)))).toContain('"__proto__":{"S":"a"}');
  });

  it('is refused with its first wrong field', () => {
    expect(decodeEvent({ type: 'ended' })).toBe(
      'type: there are started, rehearsed, progress, finding, error, finished',
    );
    const finding = JSON.parse(JSON.stringify({ ...sampleFinding(calm), severity: 'grave' }));
    expect(decodeEvent({ type: 'finding', finding })).toContain('finding.severity');
    expect(decodeEvent({ type: 'progress', cases: 1, seconds: 1, findings: 0 })).toContain('doing');
  });
});

describe('the first line of a stream', () => {
  it('names the version, and a later one is refused with what to do', () => {
    expect(decodeHeader(JSON.parse(encodeHeader()))).toEqual({
      type: 'trespass-events',
      version: eventsVersion,
    });
    expect(decodeHeader({ type: 'trespass-events', version: eventsVersion + 1 })).toContain('a newer one');
    expect(decodeHeader({ type: 'finding' })).toContain('does not begin');
  });
});
