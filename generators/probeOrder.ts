/**
 * The order in which attacks on one operation are tried before any is drawn, which decides what a short run finds. Each row is
 * a kind of probe, the reason for its rank, and how many of each of its lists are tried by the end of a round: key collisions
 * come first, because one that fits succeeds at once. The texts that `text` sends are ordered in `texts/textOrder.ts`; `npm run
 * bench:order` measures what each row finds first.
 */
import type { Power } from '../model/attack.ts';
import { archiveProbes, plantedThenNamed, twoArchiveProbes } from './archives/archiveProbes.ts';
import { attackable } from './base/aim.ts';
import { inTurn } from './base/inTurn.ts';
import { all, type Kind, upTo } from './base/ranked.ts';
import { pipeProbes } from './layouts/pipes.ts';
import { plantedAttacks, unnamedAttacks } from './layouts/plantedAttacks.ts';
import { predictableProbes } from './layouts/predictable.ts';
import { comesNearNoFile, listsOwnFolder, worksInOwnFolder } from './layouts/workedIn.ts';
import {
  attacks,
  eachParameter,
  type Made,
  madeOf,
  type ProbeTask,
  requests,
  stepByStep,
} from './probeMakers.ts';
import type { ProbeRoundName } from './probeRounds.ts';
import { flipProbes } from './races/flipProbes.ts';
import { meetingProbes } from './races/meetingProbes.ts';
import { raceProbes } from './races/raceProbes.ts';
import { assignments } from './steps/assignments.ts';
import { cacheCollisions } from './steps/cacheCollisions.ts';
import { commonHeaders } from './steps/commonHeaders.ts';
import { contentTypes } from './steps/contentTypes.ts';
import { omissions, repetitions } from './steps/fields.ts';
import { followedProbes } from './steps/followed.ts';
import { foreignEntries } from './steps/foreignEntries.ts';
import { identitySplits } from './steps/identitySplits.ts';
import { itemsInPlace } from './steps/itemsInPlace.ts';
import { keyCollisions } from './steps/keyCollisions.ts';
import { keyMiddles } from './steps/keyMiddles.ts';
import { keyPairs } from './steps/keyPairs.ts';
import { lookedUpHeaders } from './steps/lookedUpHeaders.ts';
import { filterMembers } from './steps/modelMembers.ts';
import { byIdentity, otherIdentities } from './steps/otherIdentities.ts';
import { requestMembers } from './steps/requestMembers.ts';
import { sequenceProbes } from './steps/sequenceProbes.ts';
import { impersonations } from './steps/steps.ts';
import { streamProbes } from './steps/streams.ts';
import { foreignBodies, structures } from './steps/structures.ts';
import { alikeAttacks, textAttacks } from './steps/textAttacks.ts';
import { namedProbes, typedProbes } from './steps/types.ts';
import { undeclaredArguments } from './steps/undeclared.ts';
import { unevenProbes } from './steps/unevenProbes.ts';

const requestShare = { first: upTo(4), likeliest: upTo(7), requests: upTo(16), rest: all };
/** What rehearsal showed the names or the moments for: a few soon, where there are any. */
const shownShare = { links: upTo(2), rest: all };
/** What would only inform, because the config grants nobody the power, waits for what counts. */
const unlessGranted = (...wanted: readonly Power[]) => ({
  where: ({ knowledge: { means } }: ProbeTask): boolean =>
    !wanted.some((power) => means.granted.includes(power)),
  share: { rest: all },
});
const unnearedLast = { where: comesNearNoFile, share: { last: all } };
const chainShare = { 'likeliest-chains': upTo(5), chains: upTo(16), rest: all };

export const probeOrder: readonly Kind<ProbeTask, Made, ProbeRoundName>[] = [
  {
    kind: 'key-collision',
    why: 'It is solved from the patterns of keys that rehearsal learnt: where it fits, the first one does.',
    share: requestShare,
    make: attacks(keyCollisions),
  },
  {
    kind: 'cache-collision',
    why: 'The same for what a victim’s request has just left in a cache; few operations name a cache by what they are sent.',
    share: { first: upTo(3), likeliest: upTo(5), requests: upTo(12), rest: all },
    make: attacks(cacheCollisions),
  },
  {
    kind: 'identity-split',
    why: 'It is solved from the names of actors, for keys that are hashed too; there is one only where a name goes on from another.',
    share: requestShare,
    make: requests(identitySplits),
  },
  {
    kind: 'key-pair',
    why: 'Two values of one actor that meet in a key need a pattern and nothing of a victim.',
    share: requestShare,
    make: attacks(keyPairs),
  },
  {
    kind: 'impersonation',
    why: 'All that a victim sends, sent by the attacker: code that does not ask who acts shows at the first.',
    share: requestShare,
    make: requests(impersonations),
  },
  {
    kind: 'stream-record',
    why: 'A consumer has records where others have arguments, and trusts in their images and types; few operations are consumers.',
    share: requestShare,
    make: requests(streamProbes),
  },
  {
    kind: 'key-middle',
    why: 'It is solved from a key of the attacker’s own, where nothing else tells what was sent from what was not.',
    share: { first: upTo(3), requests: upTo(8), rest: all },
    make: attacks(keyMiddles),
  },
  {
    kind: 'archive',
    why: 'Unpacking is careless or it is not: few shapes tell, and one request carries them.',
    share: requestShare,
    makeEach: eachParameter(({ knowledge, operation, parameter }) =>
      archiveProbes(knowledge, operation, parameter),
    ),
  },
  {
    kind: 'text',
    why: 'One hostile text for one parameter is what most flaws fall to; each parameter has turns of its own.',
    share: requestShare,
    makeEach: ({ knowledge, operation }) =>
      attackable(operation).map((parameter) => textAttacks(knowledge, operation, parameter)),
  },
  {
    kind: 'value-type',
    why: 'A list or a condition in the place of a text is checked by no comparison: the likeliest few tell, the rest can wait.',
    share: { first: upTo(2), likeliest: upTo(3), requests: upTo(8), rest: all },
    makeEach: eachParameter(typedProbes),
  },
  {
    kind: 'json-structure',
    why: 'The same for JSON as a whole: a victim’s with one place of the own, other kinds of values in each place, and the victim’s item.',
    share: { first: upTo(3), likeliest: upTo(4), requests: upTo(12), rest: all },
    makeEach: eachParameter((aim) =>
      inTurn([foreignBodies(aim), foreignEntries(aim), structures(aim), itemsInPlace(aim)]),
    ),
  },
  {
    kind: 'text-everywhere',
    why: 'Where one name stands in several places, a target that compares them refuses what is in one alone.',
    share: requestShare,
    makeEach: ({ knowledge, operation }) =>
      attackable(operation).map((parameter) => alikeAttacks(knowledge, operation, parameter)),
  },
  {
    kind: 'other-identity',
    why: 'Whoever belongs to no tenant may pass a check that compares tenants.',
    share: { identities: all },
    make: ({ knowledge, operation }, tried) =>
      otherIdentities(knowledge, operation).flatMap((as) =>
        tried.map(({ attack }) => ({ attack: byIdentity(attack, as) })),
      ),
  },
  {
    kind: 'omission',
    why: 'What is left out filters nothing where a target filters by what is sent, and one request of each tells.',
    share: { first: upTo(1), requests: upTo(6), rest: all },
    make: requests(omissions),
  },
  {
    kind: 'filter-name',
    why: 'What becomes a filter as a whole takes names of its own; models that harmless runs touch say which.',
    share: { likeliest: upTo(2), requests: upTo(6), rest: all },
    make: requests(filterMembers),
  },
  {
    kind: 'looked-up-header',
    why: 'A header that the project reads and nobody declares was seldom thought of as sent by an attacker.',
    share: { likeliest: upTo(2), requests: upTo(6), rest: all },
    make: requests(lookedUpHeaders),
  },
  {
    kind: 'content-type',
    why: 'What an upload says of its own type is believed where its name is not; only operations that take files have any.',
    share: { requests: upTo(2), rest: all },
    make: requests(contentTypes),
  },
  {
    kind: 'repetition',
    why: 'Of a field that is sent twice a check may read the one and the use the other, which few targets do.',
    share: { requests: upTo(3), rest: all },
    make: requests(repetitions),
  },
  {
    kind: 'followed',
    why: 'What a target remembers of a victim’s request it tells at the next one or never.',
    share: chainShare,
    make: attacks(followedProbes),
  },
  {
    kind: 'sequence',
    why: 'What is stored unchecked is used elsewhere: the likeliest texts, along what operations take from each other.',
    share: chainShare,
    make: attacks(sequenceProbes),
  },
  {
    kind: 'assignment',
    why: 'A member that nobody declares may be kept with the own profile, and what reads with the profile shows it: all of a kind at once tell, single ones can wait.',
    share: { 'likeliest-chains': upTo(2), chains: upTo(6), last: all },
    make: attacks(assignments),
  },
  {
    kind: 'archive-pair',
    why: 'A link out of one archive and a file of the next: each of them alone passes.',
    share: chainShare,
    make: stepByStep(twoArchiveProbes),
  },
  {
    kind: 'archive-then-name',
    why: 'The same with a request that names the link, which fewer targets take.',
    behind: 'archive-pair',
    make: stepByStep(plantedThenNamed),
  },
  {
    kind: 'undeclared',
    why: 'All of a victim’s item, its keys, and words that tell the victim are tried soon; single members can wait.',
    share: { members: upTo(3), last: all },
    make: requests(undeclaredArguments),
  },
  {
    kind: 'predictable-name',
    why: 'A link where the target comes by itself needs no luck: the name was seen in rehearsal.',
    share: shownShare,
    shown: [unlessGranted('own-folder', 'shared-temp')],
    make: attacks(predictableProbes),
  },
  {
    kind: 'uneven',
    why: 'Two operations that keep one thing seldom check it alike, but few of them do keep one.',
    share: { rest: all },
    make: attacks(unevenProbes),
  },
  {
    kind: 'planted',
    why: 'A link in the attacker’s own folder and the name of it: what checks strings follows it.',
    share: { rest: all },
    shown: [unnearedLast, unlessGranted('own-folder'), { where: worksInOwnFolder, share: shownShare }],
    makeEach: ({ knowledge, operation }) =>
      attackable(operation).map((parameter) => madeOf(plantedAttacks(knowledge, operation, parameter))),
  },
  {
    kind: 'planted-unnamed',
    why: 'The same for what looks at all that it finds in a folder.',
    share: { rest: all },
    shown: [unnearedLast, unlessGranted('own-folder'), { where: listsOwnFolder, share: shownShare }],
    make: attacks(unnamedAttacks),
  },
  {
    kind: 'race',
    why: 'It is solved from the lookups of a harmless run; those of requests alone that are the likeliest come before it.',
    share: shownShare,
    shown: [unlessGranted('race')],
    make: ({ knowledge, operation }) => madeOf(raceProbes(knowledge, operation.name)),
  },
  {
    kind: 'other-step',
    why: 'Two steps at once need a race but no folder, and only those that meet at one thing are tried.',
    share: shownShare,
    shown: [unlessGranted('race')],
    make: ({ knowledge, operation }) => madeOf(meetingProbes(knowledge, operation.name)),
  },
  {
    kind: 'member-name',
    why: 'Names of members become parts of paths and keys where a body is taken as a whole, which is rare.',
    share: { rest: all },
    makeEach: eachParameter(namedProbes),
  },
  {
    kind: 'request-member',
    why: 'A dict that is passed on to DynamoDB or S3 may say which table, index, key or bucket is meant: one member tells.',
    share: { requests: upTo(3), rest: all },
    makeEach: eachParameter(requestMembers),
  },
  {
    kind: 'common-header',
    why: 'Few targets read a header that none of their requests is said to have, and a handful tells.',
    share: { last: all },
    make: requests(commonHeaders),
  },
  {
    kind: 'pipe',
    why: 'It shows an endless wait, which takes nothing from anybody but time.',
    share: { last: all },
    make: attacks(pipeProbes),
  },
  {
    kind: 'flip',
    why: 'It is left to chance, so that each costs many runs of a case.',
    share: { last: all },
    make: ({ knowledge, operation }) => madeOf(flipProbes(knowledge, operation.name)),
  },
];
