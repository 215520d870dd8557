/**
 * Archives with harmless member names and hostile content: a manifest, index or template that names files, `{"files":
 * ["../x"]}`. The hostile text replaces a placeholder with the rest of its word, or the name of another member, which then has
 * the text as its name too or keeps its own. The classes are those of the texts. Made only where the config says which members
 * the target expects, because other content is not read.
 */
import fc from 'fast-check';
import { type Archive, filledMembers, filledText, type Member } from '../../model/archive.ts';
import { isJsonText } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import { type Text, textOf } from '../../model/text.ts';
import { type Aim, aimAt } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { templateWord } from '../base/memberWords.ts';
import { rewriteLiterals } from '../base/phrase.ts';
import { hostileText } from '../steps/arguments.ts';
import { textProbes } from '../texts/textProbes.ts';
import {
  type ArchiveAim,
  type ArchiveMembers,
  archiveOf,
  insistsOnMembers,
  wholeArchives,
} from './archiveAim.ts';

/** A word of an expected member. */
interface Slot {
  readonly aim: Aim;
  /** The members with a text in the word's place. */
  readonly saying: (text: Text) => ArchiveMembers;
  /** The same, and another member is called like that; null where the word is no member's name. */
  readonly naming: ((text: Text) => ArchiveMembers) | null;
}

function slotsOf(aim: ArchiveAim): readonly Slot[] {
  if (!insistsOnMembers(aim)) return [];
  const { members } = aim.taken;
  const slots = Object.entries(members).flatMap(([member, template]) =>
    [...template.matchAll(templateWord)].flatMap((match) => {
      const [word] = match;
      const named = Object.keys(members).find((name) => name === word && name !== member);
      const carries = /\{(?:token|content|uuid|from)\}/.test(word) || named !== undefined;
      return carries ? [slotAt(aim, { member, template, word, at: match.index, named })] : [];
    }),
  );
  return firstTried(
    aim.knowledge,
    aim.operation,
    slots,
    limits.archiveWordsMax,
    'words in archives are attacked',
  );
}

interface TemplateWord {
  readonly member: string;
  readonly template: string;
  readonly word: string;
  readonly at: number;
  readonly named: string | undefined;
}

function slotAt({ knowledge, operation, parameter, taken }: ArchiveAim, slot: TemplateWord): Slot {
  const { member, template, word, at, named } = slot;
  const before = filledText(template.slice(0, at), harmlessWord);
  const after = filledText(template.slice(at + word.length), harmlessWord);
  const written = isJsonText(template) ? inJson : (text: Text) => text;
  const saying = (text: Text): ArchiveMembers =>
    membersWithText(taken.members, member, textOf([before, written(text), after].flat()));
  const index = Object.keys(taken.members).indexOf(named ?? '');
  return {
    aim: aimAt(knowledge, operation, {
      name: `${parameter.name}/${member}/${at}`,
      kind: 'text',
      place: 'argument',
      example: word,
    }),
    saying,
    naming: named === undefined ? null : (text) => renamedMember(saying(text), index, text),
  };
}

const harmlessWord = 'harmless';

function membersWithText(
  members: ArchiveAim['taken']['members'],
  member: string,
  text: Text,
): ArchiveMembers {
  const filled = Object.entries(filledMembers(members, harmlessWord));
  const at = Object.keys(members).indexOf(member);
  return filled.map(([name, said], index): Member => {
    return { kind: 'file', name, content: { text: index === at ? text : said } };
  });
}

function renamedMember(members: ArchiveMembers, index: number, name: Text): ArchiveMembers {
  const member = members[index];
  return member === undefined ? members : members.with(index, { ...member, name });
}

/** As written in a JSON string. */
function inJson(text: Text): Text {
  return rewriteLiterals(text, (literal) => JSON.stringify(literal).slice(1, -1));
}

/** Each hostile text once in each word, the likeliest first. */
export function archivesSaying(aim: ArchiveAim): readonly Archive[] {
  const [kind] = aim.taken.kinds;
  if (kind === undefined) return [];
  return inTurn(
    slotsOf(aim).map((slot) =>
      textProbes(slot.aim).flatMap((text) => [
        slot.saying(text),
        ...(slot.naming === null ? [] : [slot.naming(text)]),
      ]),
    ),
  ).map((members) => archiveOf(kind, 'ustar', members));
}

/** Archives with one such word, by weight of the texts' classes; null if no member has one. */
export function archiveSaying(aim: ArchiveAim): fc.Arbitrary<Archive> | null {
  const slots = slotsOf(aim);
  if (slots.length === 0) return null;
  const members = fc
    .constantFrom(
      ...slots.flatMap(({ aim: at, saying, naming }) =>
        [saying, naming ?? saying].map((into) => ({ at, into })),
      ),
    )
    .chain(({ at, into }) => hostileText(at).map(into));
  return wholeArchives(aim, members);
}
