/** Recognises from an attack's value alone to which `archive.` classes it belongs: a member `../a` is `archive.member-dotdot`. */

import {
  normalised,
  pathSegments,
  type SentArchive,
  type SentAttack,
  type SentMember,
  samplePlaces,
} from '../base/sent.ts';
import { extendsName, folderNames } from '../texts/containment.ts';

function some(
  { archives }: SentAttack,
  holds: (member: SentMember, archive: SentArchive) => boolean,
): boolean {
  return archives.some((archive) => archive.members.some((member) => holds(member, archive)));
}

function memberNames({ name, otherName }: SentMember): readonly string[] {
  return otherName === null ? [name] : [name, otherName];
}

export function hasClimbingName(attack: SentAttack): boolean {
  return some(attack, (member) => memberNames(member).some((name) => pathSegments(name).includes('..')));
}

export function isAbsolute(attack: SentAttack): boolean {
  return some(attack, (member) => memberNames(member).some((name) => name.startsWith('/')));
}

export function hasBackslash(attack: SentAttack): boolean {
  return some(attack, (member) => memberNames(member).some((name) => name.includes('\\')));
}

/** Some name or link target begins with the name of a folder and continues it. */
export function namesSibling(attack: SentAttack): boolean {
  return some(attack, (member, { folder }) => {
    const folders = folder === null ? folderNames : [...folderNames, folder];
    const paths = [...memberNames(member), member.to ?? ''];
    return paths.some((path) => pathSegments(path).some((s) => folders.some((name) => extendsName(s, name))));
  });
}

export function hasLinkOut(attack: SentAttack): boolean {
  return some(attack, ({ member, name, to }) => member.kind === 'symlink' && leadsOut(name, to ?? ''));
}

function leadsOut(name: string, to: string): boolean {
  return to.startsWith('/') || isOut(`${name}/../${to}`);
}

/** Whether a path, read as names, leaves the folder that it starts from. */
function isOut(path: string): boolean {
  const plain = normalised(path);
  return path.startsWith('/')
    ? !`${plain}/`.startsWith(`${samplePlaces.sandbox}/`)
    : /^\.\.(?:\/|$)/.test(plain);
}

/** A symlink, and later a member at its name or below it. */
export function writesThroughLink(attack: SentAttack): boolean {
  return attack.archives.some(({ members }) =>
    members.some(({ member, name }, at) => member.kind === 'symlink' && isWrittenAfter(members, at, name)),
  );
}

function isWrittenAfter(members: readonly SentMember[], at: number, name: string): boolean {
  return members
    .slice(at + 1)
    .some((later) => later.member.kind !== 'symlink' && isAtOrBelow(later.name, name));
}

function isAtOrBelow(path: string, name: string): boolean {
  const [lower, upper] = [normalised(path), normalised(name)];
  return (
    lower === upper || lower.startsWith(`${upper}/`) || pathSegments(path).join('/').startsWith(`${name}/`)
  );
}

export function linksHard(attack: SentAttack): boolean {
  return some(
    attack,
    ({ member, to }, { members }) =>
      member.kind === 'hardlink' &&
      (isOut(to ?? '') || members.some((one) => one.member.kind === 'symlink' && one.name === to)),
  );
}

/** Links that lead to or through each other, or one that has no name of its own. */
export function isChain(attack: SentAttack): boolean {
  return some(attack, ({ member, name, to }, { members }) => {
    if (member.kind !== 'symlink') return false;
    if (normalised(name) === '.') return true;
    return members.some(
      (one) =>
        one.member.kind === 'symlink' &&
        one.name !== name &&
        (isAtOrBelow(`${name}/../${to}`, one.name) ||
          isAtOrBelow(to ?? '', one.name) ||
          name.startsWith(`${one.name}/`)),
    );
  });
}

/** Two members with one name, as some file systems and readers see names. */
export function hasTwins(attack: SentAttack): boolean {
  return attack.archives.some(({ members }) => {
    const names = members.flatMap(({ name }) => {
      const folded = normalised(name).normalize('NFKC').toLowerCase();
      return [folded, ...(folded.includes('/') ? [folded.slice(0, folded.indexOf('/'))] : [])];
    });
    const exact = new Set(members.map(({ name }) => normalised(name).normalize('NFKC').toLowerCase()));
    return names.length > 1 && [...exact].some((name) => names.filter((other) => other === name).length > 1);
  });
}

/** A mode on a member that leads out, by its name or through a link. */
export function changesModes(attack: SentAttack): boolean {
  return some(attack, ({ member, name, to }, { members }) => {
    if (member.mode === undefined) return false;
    const linked = members.some((one) => one.member.kind === 'symlink' && isAtOrBelow(name, one.name));
    return isOut(name) || linked || (member.kind === 'hardlink' && isOut(to ?? ''));
  });
}

export function hasMismatch(attack: SentAttack): boolean {
  return some(
    attack,
    ({ name, otherName }) => (otherName !== null && otherName !== name) || name.includes('\0'),
  );
}

export function isNested(attack: SentAttack): boolean {
  return some(attack, ({ member }) => member.kind === 'file' && 'archive' in member.content);
}

export function hasSpecial(attack: SentAttack): boolean {
  return some(
    attack,
    ({ member }) =>
      member.kind === 'fifo' ||
      member.kind === 'device' ||
      (member.kind === 'file' && 'zeros' in member.content),
  );
}

/** A link in one step's archive, and a later step's archive that writes at its name or below it. */
export function isInTwo({ archives }: SentAttack): boolean {
  return archives.some(({ members, step }) =>
    members.some(
      ({ member, name }) =>
        (member.kind === 'symlink' || member.kind === 'hardlink') &&
        archives.some(
          (later) => later.step > step && later.members.some((one) => isAtOrBelow(one.name, name)),
        ),
    ),
  );
}
