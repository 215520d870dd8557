/**
 * Traversals that only a decoder, a filter or another system makes effective: the disguised `path.` classes. `..%2fx` climbs
 * after one decoding.
 */
import fc from 'fast-check';
import type { Text } from '../../model/text.ts';
import { type Aim, climb, nameOrFile, someName, tail } from '../base/aim.ts';
import { oneOf, phrase, placePart } from '../base/phrase.ts';
import { pathSegments } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';
import { repeatUnit } from './paths.ts';

/** Ways to write `../` so that one decoding brings it out; the last ones are overlong UTF-8. */
const encodedSteps = [
  '%2e%2e%2f',
  '%2e%2e/',
  '..%2f',
  '..%5c',
  '%2E%2E%2F',
  '..%u2215',
  '..;/',
  '..%c0%af',
  '%c0%ae%c0%ae/',
];
const twiceSteps = ['%252e%252e%252f', '..%252f', '%252e%252e/', '..%25252f', '..%255c'];
/** Ways to nest `../` so that removing a part once leaves it. */
const nestedSteps = ['....//', '..././', '.../...//', '..\\/', '....\\/'];
const entitySteps = [
  '..&#x2f;',
  '..&#47;',
  '&#46;&#46;&#47;',
  '..&sol;',
  '&period;&period;&sol;',
  '..&#x2F;',
];
const nulEnds = ['\0', '\0.png', '\n', '%00', '%00.png', ';.png', '?.png', '#.png', ' ', '.', '\r\n'];
const controls = [
  ...['\u202e', '\u200b', '\u200d', '\ufeff', '\u2066', '\u0007', '\u001b[2J', '\u0085', '\u2028', '\t'],
];
const devices = ['CON', 'nul', 'COM1', 'com¹', 'LPT1', 'AUX', 'CONIN$'];
const schemes = ['file://', 'file:', 'file://localhost', 'jar:file:', 'http://127.0.0.1', 's3:/', 'data:,'];
/** Bytes that are not UTF-8, as lone surrogates. */
const undecodable = ['\udcff', '\udc80', '\udce9', '\udcc0\udcae\udcc0\udcaf'];

export const disguiseGenerators: readonly TextGenerator[] = [
  {
    class: 'path.encoded',
    weight: 20,
    arbitrary: (aim) => climbingBy(aim, encodedSteps, 8),
    recognises: ({ sample }) => /%(?:25)*(?:2e|2f|5c|c0%a[ef]|u2215|u002[ef])|\.\.;\//i.test(sample),
  },
  {
    class: 'path.decode-order',
    weight: 10,
    arbitrary: (aim) => climbingBy(aim, twiceSteps, 8),
    recognises: ({ sample }) => /%25(?:25)*(?:2e|2f|5c)/i.test(sample),
  },
  {
    class: 'path.filter-evasion',
    weight: 20,
    arbitrary: (aim) => climbingBy(aim, nestedSteps, 4),
    recognises: ({ sample }) =>
      !sampleClimbs(sample) && removals.some((part) => sampleClimbs(sample.replaceAll(part, ''))),
  },
  {
    class: 'path.entity',
    weight: 10,
    arbitrary: (aim) => climbingBy(aim, entitySteps, 8),
    recognises: ({ sample }) => /&(?:#x0*(?:2[ef]|5c)|#0*(?:4[67]|92)|sol|period|bsol);/i.test(sample),
  },
  {
    class: 'path.nul',
    weight: 10,
    arbitrary: (aim) =>
      phrase(fc.oneof(someName(aim), repeatUnit('../', climb())), nameOrFile(aim), oneOf(...nulEnds)),
    recognises: ({ sample }) => /[\0\n\r]|%00|[;?#][^/]*\.|[^. ][ .]+$/.test(sample),
  },
  {
    class: 'path.windows',
    weight: 10,
    arbitrary: windows,
    recognises: ({ sample }) =>
      /^[a-z]:|^\\\\|::?\$|~\d/i.test(sample) ||
      pathSegments(sample).some((name) =>
        /^(?:con|nul|aux|prn|conin\$|(?:com|lpt)[0-9¹²³])(?:[.:]|$)/i.test(name),
      ),
  },
  {
    class: 'path.invalid-utf8',
    weight: 3,
    arbitrary: (aim) => phrase(oneOf('', '../'), oneOf(...undecodable), someName(aim)),
    recognises: ({ sample }) => !sample.isWellFormed(),
  },
  {
    class: 'path.control',
    weight: 10,
    arbitrary: (aim) => phrase(oneOf('a', '..', '../'), oneOf(...controls), oneOf('', '/'), nameOrFile(aim)),
    recognises: ({ sample }) =>
      /[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(sample),
  },
  {
    class: 'path.scheme',
    weight: 10,
    arbitrary: (aim) =>
      fc.oneof(
        phrase(oneOf(...schemes), placePart('moat'), '/', tail(aim)),
        phrase(oneOf('file:', 'file:./'), repeatUnit('../', climb()), tail(aim)),
      ),
    recognises: ({ sample }) => /^(?:file|https?|ftp|s3|data|jar|gopher):/i.test(sample),
  },
];

/** What filters remove once, hoping that nothing is left. */
const removals = ['../', './', '..\\', '\\', '..', '/..'];

function sampleClimbs(sample: string): boolean {
  return pathSegments(sample).includes('..');
}

function climbingBy(aim: Aim, steps: readonly string[], most: number): fc.Arbitrary<Text> {
  const up = fc.tuple(oneOf(...steps), climb(most)).map(([step, times]) => step.repeat(times));
  const first = oneOf(...steps);
  return fc.oneof(
    { weight: 3, arbitrary: phrase(up, tail(aim)) },
    { weight: 1, arbitrary: phrase(someName(aim), '/', up, tail(aim)) },
    { weight: 1, arbitrary: phrase(first, tail(aim)) },
  );
}

function windows(aim: Aim): fc.Arbitrary<Text> {
  const device = oneOf(...devices);
  return fc.oneof(
    phrase(device, oneOf('', '.txt', aim.extension, ':')),
    phrase(oneOf('C:', 'C:..\\', 'C:\\', '\\\\127.0.0.1\\c$\\', '\\\\?\\', '\\\\.\\'), nameOrFile(aim)),
    phrase(nameOrFile(aim), oneOf('::$DATA', ':a:$DATA', '::$INDEX_ALLOCATION')),
    phrase(oneOf('PROGRA~1', 'SECRET~1.TXT')),
  );
}
