/**
 * The texts that are tried at one parameter, in order: one table for values that may become a path (`../x` early), one for
 * values that harmless runs show to become a key alone (a victim's id early). Findings name the kinds.
 */
import type { Text } from '../../model/text.ts';
import { type Aim, freeName, keyAttributes } from '../base/aim.ts';
import { moatFileNames } from '../base/pool.ts';
import { all, type Kind, type Round, twoAtOnce, upTo } from '../base/ranked.ts';
import { neighbourTexts, siblingTexts } from './besideFolders.ts';
import { disguises, encodedWhole } from './disguisedWays.ts';
import { expressionProbes } from './expressions.ts';
import { objectKeys, wholeKeys } from './foreignKeys.ts';
import { alteredNames, among, foreignFileTexts, foreignValueTexts, qualified } from './foreignTexts.ts';
import { realFileTexts } from './realFiles.ts';
import {
  absoluteWays,
  otherWaysSolved,
  refusedWays,
  solvedKeys,
  solvedNames,
  solvedWays,
  unrefusedWays,
} from './solvedTexts.ts';
import { farWaysOut, nearWaysOut, overRoot } from './waysOut.ts';

type TextRoundName = 'learnt' | 'likely' | 'late';

export type TextKind = Kind<Aim, Text, TextRoundName>;

export const textRounds: readonly Round<TextRoundName>[] = [
  { name: 'learnt', by: 'kinds', why: 'What rehearsal showed of the target needs no luck.' },
  {
    name: 'likely',
    by: 'turns',
    why: 'Nothing tells which careless code it is, so that each kind of it is asked soon.',
  },
  {
    name: 'late',
    by: 'kinds',
    why: 'What takes two mistakes at once, or is one text of very many, can wait.',
  },
];

export const fileTexts: readonly TextKind[] = [
  {
    kind: 'solved-way',
    why: 'It becomes a way out by what harmless values showed is done to the text, and looks like none before.',
    share: { learnt: upTo(3), likely: all },
    make: solvedWays,
  },
  {
    kind: 'solved-otherwise',
    why: 'The same that shows where it leads, and passes what looks at its beginning or end alone.',
    share: { likely: upTo(1), late: all },
    make: otherWaysSolved,
  },
  {
    kind: 'learnt-way',
    why: 'Where the value stands in paths is known, and with it how many levels lead out and to the victim.',
    share: { learnt: all },
    make: unrefusedWays,
  },
  {
    kind: 'real-file',
    why: 'Harmless values name files of the real system, where settings and keys lie near: few names tell.',
    share: { learnt: upTo(2), likely: all },
    make: realFileTexts,
  },
  {
    kind: 'absolute-way',
    why: 'The absolute path of a file of the attacker’s own arrived as it was, so that one outside does.',
    share: { learnt: all },
    make: absoluteWays,
  },
  {
    kind: 'refused-way',
    why: 'A harmless step back never arrived, so that a plain way out is seldom more than a question of the check.',
    share: { likely: all },
    make: refusedWays,
  },
  {
    kind: 'object-key',
    why: 'Where objects are kept, their keys are joined like paths, and few ways lead to a victim’s.',
    share: { likely: all },
    make: objectKeys,
  },
  {
    kind: 'way-out',
    why: 'Code that checks nothing lets the plainest way through.',
    share: { likely: all },
    make: nearWaysOut,
  },
  {
    kind: 'disguise',
    why: 'One of each disguise does where the levels are known. There are many, so that two come at each turn.',
    share: { likely: twoAtOnce },
    make: (aim) => (knowsLevels(aim) ? disguises(aim, [canary()]) : []),
  },
  {
    kind: 'foreign-name',
    why: 'Code that looks up what it is told without asking whose it is shows at the first value of a victim.',
    share: { likely: all },
    make: foreignValueTexts,
  },
  {
    kind: 'solved-name',
    why: 'A victim’s name in another form, which becomes the name by what is done to the text.',
    share: { likely: all },
    make: solvedNames,
  },
  {
    kind: 'solved-key',
    why: 'Where the text stands in keys of objects or items is known, and that these are resolved like paths.',
    share: { likely: all },
    make: solvedKeys,
  },
  {
    kind: 'foreign-file',
    why: 'A way that stays in the sandbox passes checks of the sandbox, and another tenant’s file lies there.',
    share: { likely: all },
    make: foreignFileTexts,
  },
  {
    kind: 'sibling',
    why: 'Comparing beginnings without a separator is the commonest mistake of checks.',
    share: { likely: all },
    make: siblingTexts,
  },
  {
    kind: 'neighbour',
    why: 'The same mistake, where an operation is given a folder of its own.',
    share: { likely: all },
    make: neighbourTexts,
  },
  {
    kind: 'qualified-name',
    why: 'A victim’s value behind its owner’s name passes where names are joined to what one text says.',
    share: { likely: all },
    make: qualified,
  },
  {
    kind: 'listed-name',
    why: 'One text may name several things, of which the first alone is checked; few targets take lists.',
    behind: 'qualified-name',
    make: among,
  },
  {
    kind: 'expression',
    why: 'Where items have keys, a statement may ask for them by what was sent.',
    share: { likely: all },
    make: (aim) => (keyAttributes(aim.knowledge.stores).length > 0 ? expressionProbes(aim) : []),
  },
  {
    kind: 'over-root',
    why: 'It leads out from any depth, but only where slashes are taken away by a check and not by the use.',
    share: { late: all },
    make: overRoot,
  },
  {
    kind: 'further-disguise',
    why: 'Where no levels are known each disguise costs as many texts as there are levels; a free name tells writes apart.',
    share: { late: all },
    make: (aim) => disguises(aim, knowsLevels(aim) ? [freeName(aim)] : [canary(), freeName(aim)]),
  },
  {
    kind: 'encoded-whole',
    why: 'It takes a target that keeps the last part of a URL and decodes it afterwards.',
    share: { late: all },
    make: encodedWhole,
  },
  {
    kind: 'far-way-out',
    why: 'Folders are seldom deeper than the near ways climb.',
    share: { late: all },
    make: farWaysOut,
  },
  {
    kind: 'altered-name',
    why: 'A victim’s value one step away needs a target that folds, cuts or splits what it is sent.',
    share: { late: all },
    make: alteredNames,
  },
  {
    kind: 'unexpected-expression',
    why: 'No keys were learnt here, but a statement of SQL may be made of what is sent.',
    share: { late: all },
    make: expressionProbes,
  },
  {
    kind: 'comes-to-nothing',
    why: 'Once it is trimmed nothing is left of it, and a filter of nothing is often left out, with the tenant in it.',
    share: { late: all },
    make: comesToNothing,
  },
  {
    kind: 'odd',
    why: 'Nothing speaks for these but that harmless traffic never sends them.',
    share: { late: all },
    make: () => odd,
  },
];

export const keyTexts: readonly TextKind[] = [
  {
    kind: 'foreign-name',
    why: 'A victim’s identifier is all that it takes where nobody asks whose it is.',
    share: { likely: all },
    make: foreignValueTexts,
  },
  {
    kind: 'solved-name',
    why: 'A victim’s name in another form passes a check of the name, and becomes the name by what is done to it.',
    share: { likely: all },
    make: solvedNames,
  },
  {
    kind: 'solved-key',
    why: 'Where the text stands in keys of objects or items is known, and that these are resolved like paths.',
    share: { likely: all },
    make: solvedKeys,
  },
  {
    kind: 'object-key',
    why: 'Keys of objects are made like paths, though nothing resolves them.',
    share: { likely: all },
    make: objectKeys,
  },
  {
    kind: 'whole-key',
    why: 'Some targets take a key as it is instead of making it.',
    share: { likely: all },
    make: wholeKeys,
  },
  {
    kind: 'qualified-name',
    why: 'Keys are joined of an owner and a name, so that both in one text may come to another’s.',
    share: { likely: all },
    make: qualified,
  },
  {
    kind: 'listed-name',
    why: 'Batches and filters take lists, of which the first alone may be checked.',
    share: { likely: all },
    make: among,
  },
  {
    kind: 'empty',
    why: 'What a beginning or a bound is made of covers the most where it is empty.',
    share: { likely: all },
    make: () => [''],
  },
  {
    kind: 'comes-to-nothing',
    why: 'Once it is trimmed nothing is left of it, and a filter of nothing is often left out, with the tenant in it.',
    share: { likely: upTo(3), late: all },
    make: comesToNothing,
  },
  {
    kind: 'expression',
    why: 'What reaches items alone may write what it is sent into a statement.',
    share: { likely: all },
    make: expressionProbes,
  },
  {
    kind: 'altered-name',
    why: 'A victim’s value one step away needs a target that folds, cuts or splits what it is sent.',
    share: { late: all },
    make: alteredNames,
  },
  {
    kind: 'way-out',
    why: 'Ways out of a folder lead to nothing in a key: few of them, in case rehearsal saw less than there is.',
    share: { late: upTo(3) },
    make: nearWaysOut,
  },
  {
    kind: 'odd',
    why: 'Nothing speaks for these but that harmless traffic never sends them.',
    share: { late: all },
    make: () => odd,
  },
];

/** Where the levels are known, few disguises do, and none is wasted on levels that lead nowhere. */
function knowsLevels({ base }: Aim): boolean {
  return base?.store === 'file';
}

function canary(): string {
  const [file = ''] = moatFileNames;
  return file;
}

/** Blanks, what stands for anything, and what parts names. */
function comesToNothing(): readonly Text[] {
  return [' ', '*', '%', '.', '\t', ',', '-', '""'];
}

const odd: readonly Text[] = ['', './', 'null', '0', 'a'.repeat(256)];
