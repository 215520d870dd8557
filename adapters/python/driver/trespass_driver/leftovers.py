"""
Ends, between cases, the processes that a case's steps have left running, including daemons with a session of their own.
Processes from before the first case stay, with all that they start. So do processes that the target still refers to,
such as a pool that it creates on first use, up to a number.
"""

import ctypes
import gc
import os
import signal
import sys
import time
import weakref
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Optional

from .captured import context
from .process_state import Changed

#: How many processes that its cases have started a target may still refer to.
HELD_MAX = 32
_ROUNDS_MAX = 50
#: How long to wait for the end of killed processes.
_END_SECONDS = 0.5
_PAUSE_SECONDS = 0.001
_PR_SET_CHILD_SUBREAPER = 36

# A target may replace these functions, which is undone only after its processes have ended.
_open, _listdir, _kill, _waitpid, _sleep = open, os.listdir, os.kill, os.waitpid, time.sleep
_waitid = getattr(os, "waitid", None)


class Process(NamedTuple):
    """A process and its start time, because process ids are reused."""

    number: int
    started: bytes
    parent: int
    group: int
    session: int
    is_over: bool

    @property
    def identity(self) -> tuple[int, bytes]:
        return self.number, self.started


class Leftovers:
    def __init__(self, around: str) -> None:
        """
        `around` tells which process adopts orphans of the target: the first one of a `namespace`, a `keeper`, or
        `none`.
        """
        self._own = os.getpid()
        self._around = around
        self._popens: list[weakref.ref[Any]] = []
        self._kept: Optional[frozenset[tuple[int, bytes]]] = None
        self._line: frozenset[int] = frozenset()
        self._ties: frozenset[int] = frozenset()
        if around == "none" and sys.platform.startswith("linux"):
            # Nothing else adopts orphans, so the driver does.
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def note(self, popen: Any) -> None:
        """Stores a `subprocess.Popen` that is about to start its process."""
        self._popens.append(weakref.ref(popen))

    def seal(self) -> None:
        """Takes the processes that run now as those that stay."""
        self._line = frozenset(self._ancestors())
        there = list(self._family())
        own = next((one for one in there if one.number == self._own), None)
        others = [one for one in there if one.number not in self._line]
        ties = {tie for one in others for tie in (one.number, one.group, one.session)}
        self._ties = frozenset(ties - ({own.group, own.session} if own is not None else set()))
        self._kept = frozenset(one.identity for one in there)
        self._popens = []

    def remain(self, has_spawned: bool) -> bool:
        """
        Whether a step may have left something. Costs one call if it has started nothing and there are no children.
        """
        if self._popens:
            self._popens = [one for one in self._popens if one() is not None]
        if self._kept is None or not (has_spawned or has_children()):
            return False
        return any(not one.is_over or one.parent == self._own for one in self._new())

    def end(self) -> None:
        """Ends what is left. Raises `Changed` if that fails, or if the target refers to too many processes."""
        gc.collect()
        held = self._held()
        killed: set[tuple[int, bytes]] = set()
        for _ in range(_ROUNDS_MAX):
            fresh = [one for one in self._running() if one.number not in held and one.identity not in killed]
            if not fresh:
                break
            for one in fresh:
                kill(one.number)
                killed.add(one.identity)
        else:
            raise Changed("processes that it has started go on to start others")
        self._await(killed)
        self._reap(held)
        if len(held) > HELD_MAX:
            raise Changed("it holds more than %d processes that its cases have started" % HELD_MAX)

    def _await(self, killed: set[tuple[int, bytes]]) -> None:
        until = time.monotonic() + _END_SECONDS
        while any(one.identity in killed for one in self._running()) and time.monotonic() < until:
            _sleep(_PAUSE_SECONDS)

    def _reap(self, held: set[int]) -> None:
        """Waits for children that have ended and for which nobody else will wait."""
        for one in list(self._new()):
            if one.is_over and one.parent == self._own and one.number not in held:
                try:
                    _waitpid(one.number, os.WNOHANG)
                except OSError:
                    # A thread of the target has waited for it meanwhile.
                    pass

    def _running(self) -> Iterator[Process]:
        return (one for one in self._new() if not one.is_over)

    def _new(self) -> Iterator[Process]:
        """Processes that started after `seal` and do not belong to one from before."""
        kept = self._kept or frozenset()
        for one in self._family():
            if one.identity in kept or one.group in self._ties or one.session in self._ties:
                continue
            yield one

    def _held(self) -> set[int]:
        """Ids of the processes that the target can still reach by an object."""
        given_up = getattr(sys.modules.get("subprocess"), "_active", None) or []
        noted = [popen for popen in (one() for one in self._popens) if popen is not None]
        known = [popen for popen in noted if popen not in given_up]
        numbers = {popen.pid for popen in known if popen.returncode is None}
        return {one for one in numbers | held_workers() if isinstance(one, int)}

    def _ancestors(self) -> Iterator[int]:
        top = self._top()
        number = self._own
        while number > 0:
            yield number
            told = process_of(number)
            if number == top or told is None:
                return
            number = told.parent

    def _top(self) -> int:
        if self._around == "namespace":
            return 1
        return os.getppid() if self._around == "keeper" else self._own

    def _family(self) -> Iterator[Process]:
        """All processes of the target, but for those that processes from before `seal` have started."""
        kept = self._kept
        waiting = [self._top()]
        seen: set[int] = set()
        context.busy = True
        try:
            while waiting:
                number = waiting.pop()
                if number in seen:
                    continue
                seen.add(number)
                told = process_of(number)
                if told is None:
                    continue
                yield told
                if kept is None or number in self._line or told.identity not in kept:
                    waiting.extend(children_of(number))
        finally:
            context.busy = False


def has_children() -> bool:
    """Whether there is any child process, one that has ended included."""
    if _waitid is None:
        return False
    try:
        _waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except OSError:
        return False


def held_workers() -> set[Any]:
    """
    Ids of `multiprocessing` processes to which something besides the module refers, such as a pool. The module refers
    to each that runs: those that vanish when its references are dropped belong to nobody.
    """
    running: Optional[set[Any]] = getattr(sys.modules.get("multiprocessing.process"), "_children", None)
    if not running:
        return set()
    known = [weakref.ref(one) for one in running]
    running.clear()
    held = [process for process in (one() for one in known) if process is not None]
    running.update(held)
    return {process.pid for process in held}


def kill(number: int) -> None:
    try:
        _kill(number, signal.SIGKILL)
    except OSError:
        # It has ended meanwhile.
        pass


def children_of(number: int) -> Iterable[int]:
    folder = "/proc/%d/task" % number
    try:
        for task in _listdir(folder):
            with _open("%s/%s/children" % (folder, task), "rb") as listed:
                yield from [int(word) for word in listed.read().split()]
    except OSError:
        # It has ended meanwhile, or this system has no list of children.
        return


def process_of(number: int) -> Optional[Process]:
    """Reads proc(5) `stat`. The second field may hold any character, but ends with the last parenthesis."""
    try:
        with _open("/proc/%d/stat" % number, "rb") as told:
            fields = told.read().rpartition(b")")[2].split()
        parent, group, session = (int(field) for field in fields[1:4])
        return Process(number, fields[19], parent, group, session, fields[0] in (b"Z", b"X"))
    except (OSError, IndexError, ValueError):
        return None
