"""
Supervises a driver that has no process namespace and kills every process that it leaves: as a subreaper (prctl(2)) it
adopts each process of the target whose parent has ended, including daemons with a session of their own. Run as a script
with the command to supervise. Ends as the command ends, or at once on SIGTERM or when its own parent is gone.
"""

import ctypes
import os
import signal
import sys
import time
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_KILL_SECONDS = 5.0


class Told(Exception):
    """Raised by the signal handler to end now."""


def stop(*_: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Told


def main(command: list[str], parent: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    child = os.fork()
    if child == 0:
        # The target may signal its own process group; the keeper is in another.
        os.setpgid(0, 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        os.execvp(command[0], command)
    # The driver's pipes close when the driver ends, so the keeper must not hold them.
    os.closerange(3, 1 << 10)
    status = 128 + signal.SIGKILL
    try:
        signal.signal(signal.SIGTERM, stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        if os.getppid() == parent:
            status = ending_of(child)
    except Told:
        pass
    # A second signal must not interrupt the killing.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    kill_all()
    os._exit(status)


def ending_of(child: int) -> int:
    """The exit status of the child as a shell reports it. Other adopted processes that end meanwhile are reaped."""
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == child:
            return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def kill_all() -> None:
    """Kills children until none is left: children of a killed process are adopted and killed next."""
    end = time.monotonic() + _KILL_SECONDS
    while time.monotonic() < end:
        for child in children():
            os.kill(child, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)


def children() -> list[int]:
    own = str(os.getpid())
    try:
        with open("/proc/%s/task/%s/children" % (own, own), "rb") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        # A kernel without this list of children: all processes are searched.
        pass
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and parent_of(name) == own]


def parent_of(process: str) -> str:
    """The fourth field of proc(5) `stat`. The second may hold any character, but ends with the last parenthesis."""
    try:
        with open("/proc/%s/stat" % process, "rb") as file:
            return file.read().rpartition(b")")[2].split()[1].decode("ascii")
    except (OSError, IndexError):
        return ""


if __name__ == "__main__":
    main(sys.argv[2:], int(sys.argv[1]))
