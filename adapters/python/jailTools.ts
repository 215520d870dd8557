/** The programs that make a jail, and the command lines by which they do. Pure. */
import type { JailPlan } from './jail.ts';

export interface JailTool {
  readonly name: string;
  /** Whether it stays around the command as a process of its own. */
  readonly wraps: boolean;
  /** The command that runs `inner` in the jail. It stays in the process group that it is started in. */
  readonly command: (plan: JailPlan, inner: readonly string[]) => readonly string[];
}

/** From the best kept to the plainest. */
export function jailTools(uid: number, gid: number): readonly JailTool[] {
  return [
    { name: 'bwrap', wraps: true, command: bubblewrap },
    { name: 'unshare', wraps: false, command: (plan, inner) => unshared(plan, inner, uid, gid) },
  ];
}

function bubblewrap({ arena, temp, shared, kept, folder }: JailPlan, inner: readonly string[]): string[] {
  return [
    ...['bwrap', '--die-with-parent', '--ro-bind', '/', '/', '--dev', '/dev'],
    ...shared.flatMap((place) => ['--bind', temp, place]),
    ...kept.flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', arena, arena, '--chdir', folder, '--', ...inner],
  ];
}

/**
 * A copy of the whole tree of mounts below a folder of the arena: each mount of it read-only, the arena and the
 * temporary folders laid over it, then the root of the command. An ordinary user is root only while mounting.
 */
const mounting = `set -e
root=$1 arena=$2 temp=$3 folder=$4 uid=$5 gid=$6
shift 6
mkdir -p "$root"
mount --rbind / "$root"
mounts=$(cat /proc/self/mountinfo)
printf '%s\\n' "$mounts" | while read -r _ _ _ _ point _; do
  point=$(printf '%b' "$point")
  case $point in "$root" | "$root"/*) mount -o remount,bind,ro "$point" ;; esac
done
[ ! -d /dev/shm ] || mount -t tmpfs tmpfs "$root/dev/shm"
while [ "$1" != -- ]; do
  case $1 in
    shared) mount --bind "$temp" "$root$2" ;;
    kept) mount --bind "$2" "$root$2" && mount -o remount,bind,ro "$root$2" ;;
  esac
  shift 2
done
shift
mkdir -p "$root$arena"
mount --bind "$arena" "$root$arena"
if [ "$uid" = 0 ]; then exec unshare --root="$root" --wd="$folder" -- "$@"; fi
exec unshare --user --map-user="$uid" --map-group="$gid" --root="$root" --wd="$folder" -- "$@"`;

function unshared(plan: JailPlan, inner: readonly string[], uid: number, gid: number): string[] {
  const { arena, temp, shared, kept, folder } = plan;
  return [
    ...['unshare', '--mount', '--propagation', 'private', ...(uid === 0 ? [] : ['--map-root-user'])],
    ...['--', '/bin/sh', '-c', mounting, 'jail'],
    ...[`${arena}/root`, arena, temp, folder, String(uid), String(gid)],
    ...shared.flatMap((place) => ['shared', place]),
    ...kept.flatMap((path) => ['kept', path]),
    ...['--', ...inner],
  ];
}
