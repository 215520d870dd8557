/** Paths that leave a folder in plain sight, `../x` and `/abs/x`: the `path.` classes without a disguise. */
import fc from 'fast-check';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, absolutePaths, climb, foreignPart, nameOrFile, ownPart, tail } from '../base/aim.ts';
import { oneOf, phrase, weighted } from '../base/phrase.ts';
import { pathSegments } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';

export const pathGenerators: readonly TextGenerator[] = [
  {
    class: 'path.dotdot',
    weight: 240,
    arbitrary: dotdot,
    recognises: ({ sample }) => pathSegments(sample).includes('..') && sample !== '..',
  },
  {
    class: 'path.absolute',
    weight: 100,
    arbitrary: absolutePaths,
    recognises: ({ sample }) => sample.startsWith('/'),
  },
  {
    class: 'path.dot',
    weight: 10,
    arbitrary: (aim) =>
      phrase(oneOf('', './', './/', '././'), nameOrFile(aim), oneOf('/', '/.', '//', '/./', '//a')),
    recognises: ({ sample }) => /\/$|\/\/|(?:^|\/)\.(?:\/|$)/.test(sample),
  },
  {
    // A lone `/` is recognised and never generated: no attack of ours may name the real root.
    class: 'path.empty',
    weight: 10,
    arbitrary: () => fc.constantFrom('', '.', '..'),
    recognises: ({ sample }) => ['', '.', '..', '/'].includes(sample),
  },
  {
    class: 'path.backslash',
    weight: 10,
    arbitrary: (aim) => phrase(repeatUnit('..\\', climb()), oneOf('', 'a\\'), nameOrFile(aim)),
    recognises: ({ sample }) => sample.includes('\\'),
  },
  {
    class: 'path.long',
    weight: 3,
    arbitrary: long,
    recognises: ({ sample }) =>
      Buffer.byteLength(sample) >= limits.pathBytesMax ||
      pathSegments(sample).length > 60 ||
      pathSegments(sample).some((name) => Buffer.byteLength(name) >= 255),
  },
];

/** `..` in front, in the middle, after a file, at the end. */
function dotdot(aim: Aim): fc.Arbitrary<Text> {
  const up = repeatUnit('../', climb());
  const own = ownPart(aim);
  const foreign = foreignPart(aim);
  const drawn = weighted([
    { weight: 10, arbitrary: phrase(up, tail(aim)) },
    {
      weight: 2,
      arbitrary: phrase(nameOrFile(aim), '/../', repeatUnit('../', climb(limits.dotdotMax - 1)), tail(aim)),
    },
    { weight: 1, arbitrary: phrase(repeatUnit('../', climb(limits.dotdotMax - 1)), '..') },
    { weight: 1, arbitrary: phrase(nameOrFile(aim), '/..') },
    { weight: 1, arbitrary: own === null ? null : phrase(own, '/', up, tail(aim)) },
    { weight: 2, arbitrary: foreign === null ? null : phrase('../', foreign, '/', nameOrFile(aim)) },
  ]);
  return drawn ?? phrase(up, tail(aim));
}

/** Names over NAME_MAX (255 bytes) and paths over PATH_MAX (4,096 bytes), where realpath(3) gives up. */
function long(aim: Aim): fc.Arbitrary<Text> {
  const name = fc
    .constantFrom('a'.repeat(256), 'a'.repeat(255), 'é'.repeat(128))
    .map((stem) => stem + aim.extension);
  const deep = fc.constantFrom('a/'.repeat(2_050), 'a/'.repeat(64), './'.repeat(2_050), '/'.repeat(4_097));
  return fc.oneof(
    { weight: 2, arbitrary: phrase(name) },
    {
      weight: 1,
      arbitrary: phrase('a', deep, '../', repeatUnit('../', climb(limits.dotdotMax - 1)), tail(aim)),
    },
    { weight: 1, arbitrary: phrase(name, '/../', repeatUnit('../', climb(limits.dotdotMax - 1)), tail(aim)) },
  );
}

export function repeatUnit(unit: string, times: fc.Arbitrary<number>): fc.Arbitrary<string> {
  return times.map((count) => unit.repeat(count));
}
