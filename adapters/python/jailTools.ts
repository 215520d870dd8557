/** The command lines of the programs that make a jail: bubblewrap and util-linux's unshare. Pure. */
import type { JailPlan } from './jailPlan.ts';
import type { RelayPlan } from './relay.ts';

/** Namespaces of a jail beyond that for mounts. */
export interface JailRings {
  /** No process outlives the target, which sees and kills no others. */
  readonly processes: boolean;
  /** No other machine is reached. */
  readonly network: boolean;
}

export interface JailTool {
  readonly name: string;
  readonly rings: JailRings;
  /** Whether the program stays as the parent of the command. */
  readonly wraps: boolean;
  /** The command that runs `inner` in the jail, in the same process group. */
  readonly command: (plan: JailPlan, inner: readonly string[]) => readonly string[];
}

const ringsFromBest: readonly JailRings[] = [
  { processes: true, network: true },
  { processes: true, network: false },
  { processes: false, network: true },
  { processes: false, network: false },
];

/** All combinations, the strictest first. */
export function jailTools(uid: number, gid: number): readonly JailTool[] {
  return ringsFromBest.flatMap((rings) => [
    { name: 'bwrap', rings, wraps: true, command: (plan, inner) => bubblewrap(plan, inner, rings) },
    {
      name: 'unshare',
      rings,
      wraps: rings.processes,
      command: (plan, inner) => unshared(plan, inner, { uid, gid, rings }),
    },
  ]);
}

function bubblewrap(plan: JailPlan, inner: readonly string[], { processes, network }: JailRings): string[] {
  const { arena, temp, shared, kept, folder } = plan;
  return [
    ...['bwrap', '--die-with-parent', '--ro-bind', '/', '/', '--dev', '/dev'],
    ...(processes ? ['--unshare-pid', '--proc', '/proc', '--remount-ro', '/proc'] : []),
    ...(network ? ['--unshare-net'] : []),
    ...shared.flatMap((place) => ['--bind', temp, place]),
    ...kept.flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', arena, arena, '--chdir', folder, '--'],
    ...(network ? [...relaying(plan.relay), '--'] : []),
    ...inner,
  ];
}

/** Brings loopback up, listens, and goes on in the background: interpreter, script, socket and ports. */
function relaying({ python, script, socket, ports }: RelayPlan): string[] {
  return [python, '-I', '-S', '-B', script, socket, ports.join(',')];
}

/**
 * Copies the whole tree of mounts below a folder of the arena, each mount read-only, lays the arena and the temporary folders
 * over it, then changes the root. An ordinary user is root only while mounting. In a process namespace the shell stays as its
 * first process, whose end kills all others.
 */
const mounting = `set -e
root=$1 arena=$2 temp=$3 folder=$4 uid=$5 gid=$6 processes=$7 python=$8 script=$9
shift 9
socket=$1 ports=$2
shift 2
mkdir -p "$root"
mount --rbind / "$root"
mounts=$(cat /proc/self/mountinfo)
printf '%s\\n' "$mounts" | while read -r _ _ _ _ point _; do
  point=$(printf '%b' "$point")
  case $point in "$root" | "$root"/*) mount -o remount,bind,ro "$point" ;; esac
done
[ ! -d /dev/shm ] || mount -t tmpfs tmpfs "$root/dev/shm"
[ "$processes" = no ] || mount -t proc -o ro,nosuid,nodev,noexec proc "$root/proc"
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
[ -z "$python" ] || "$python" -I -S -B "$script" "$socket" "$ports"
set -- --root="$root" --wd="$folder" -- "$@"
[ "$uid" = 0 ] || set -- --user --map-user="$uid" --map-group="$gid" "$@"
[ "$processes" = yes ] || exec unshare "$@"
exec 9>&2 2>/dev/null
unshare "$@" 2>&9 9>&-`;

interface Unsharing {
  readonly uid: number;
  readonly gid: number;
  readonly rings: JailRings;
}

function unshared(plan: JailPlan, inner: readonly string[], { uid, gid, rings }: Unsharing): string[] {
  const { arena, temp, shared, kept, folder, relay } = plan;
  const { processes, network } = rings;
  return [
    // Ends with its parent, and with it everything in its namespace.
    ...(processes ? ['setpriv', '--pdeathsig', 'KILL'] : []),
    ...['unshare', '--mount', '--propagation', 'private', ...(uid === 0 ? [] : ['--map-root-user'])],
    ...(processes ? ['--pid', '--fork', '--kill-child'] : []),
    ...(network ? ['--net'] : []),
    ...['--', '/bin/sh', '-c', mounting, 'jail'],
    ...[`${arena}/root`, arena, temp, folder, String(uid), String(gid), processes ? 'yes' : 'no'],
    ...(network ? [relay.python, relay.script, relay.socket, relay.ports.join(',')] : ['', '', '', '']),
    ...shared.flatMap((place) => ['shared', place]),
    ...kept.flatMap((path) => ['kept', path]),
    ...['--', ...inner],
  ];
}
