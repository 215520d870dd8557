/** Released versions of packages, each with a flaw and the release that took it away. */

import { type AttackClass, attackClasses } from '../../model/attackClass.ts';

export interface Side {
  /** What is installed: `name==version`; null for the standard library alone. */
  readonly requirement: string | null;
  /** In the pair's folder. */
  readonly config: string;
}

export interface Pair {
  readonly name: string;
  /** Folder beside this file that holds target and config. */
  readonly folder: string;
  /** The CPython that both versions run on. */
  readonly python: string;
  readonly flawed: Side;
  readonly fixed: Side;
  /** Attack classes of the published flaw; a finding of another class on the fixed side is another flaw. */
  readonly classes: readonly AttackClass[];
  /** Classes of a flaw that the fixed version still has, though it was published later; absent where none is known. */
  readonly left?: readonly AttackClass[];
}

function released(
  name: string,
  folder: string,
  python: string,
  project: string,
  versions: readonly [flawed: string, fixed: string],
  classes: readonly AttackClass[],
): Pair {
  const side = (version: string): Side => ({
    requirement: `${project}==${version}`,
    config: 'trespass.config.ts',
  });
  return { name, folder, python, flawed: side(versions[0]), fixed: side(versions[1]), classes };
}

const members: readonly AttackClass[] = attackClasses.filter((id) => id.startsWith('archive.'));
const links: readonly AttackClass[] = attackClasses.filter((id) => /^(?:link|race)\./.test(id));
const paths: readonly AttackClass[] = attackClasses.filter((id) => /^(?:path|check)\./.test(id));

export const pairs: readonly Pair[] = [
  {
    ...released('django-3.1-archive', 'django-archive', '3.9', 'django', ['3.1.5', '3.1.6'], members),
    // The sibling prefix of the next pair.
    left: ['archive.member-sibling'],
  },
  released('django-5.2-archive', 'django-archive', '3.11', 'django', ['5.2.6', '5.2.7'], members),
  released('filelock', 'filelock', '3.11', 'filelock', ['3.20.0', '3.20.1'], links),
  released('python-multipart', 'python-multipart', '3.11', 'python-multipart', ['0.0.21', '0.0.22'], paths),
  released('wheel-unpack', 'wheel-unpack', '3.11', 'wheel', ['0.46.1', '0.46.2'], members),
  {
    name: 'tarfile',
    folder: 'tarfile',
    python: '3.11',
    flawed: { requirement: null, config: 'trusting.config.ts' },
    fixed: { requirement: null, config: 'filtering.config.ts' },
    classes: ['archive.member-dotdot', 'archive.member-absolute'],
  },
];
