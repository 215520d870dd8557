/** Released versions of packages, each with a flaw and the release that took it away. */

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
}

function released(
  name: string,
  folder: string,
  python: string,
  project: string,
  versions: readonly [flawed: string, fixed: string],
): Pair {
  const side = (version: string): Side => ({
    requirement: `${project}==${version}`,
    config: 'trespass.config.ts',
  });
  return { name, folder, python, flawed: side(versions[0]), fixed: side(versions[1]) };
}

export const pairs: readonly Pair[] = [
  released('django-3.1-archive', 'django-archive', '3.9', 'django', ['3.1.5', '3.1.6']),
  released('django-5.2-archive', 'django-archive', '3.11', 'django', ['5.2.6', '5.2.7']),
  released('filelock', 'filelock', '3.11', 'filelock', ['3.20.0', '3.20.1']),
  released('python-multipart', 'python-multipart', '3.11', 'python-multipart', ['0.0.21', '0.0.22']),
  released('wheel-unpack', 'wheel-unpack', '3.11', 'wheel', ['0.46.1', '0.46.2']),
  {
    name: 'tarfile',
    folder: 'tarfile',
    python: '3.11',
    flawed: { requirement: null, config: 'trusting.config.ts' },
    fixed: { requirement: null, config: 'filtering.config.ts' },
  },
];
