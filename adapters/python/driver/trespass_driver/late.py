"""
What a step leaves behind at work, threads and child processes, is waited for, so that what they do is the step's
and not the next one's. Threads that wait for work themselves (a pool's) are left alone. What outlasts the bound goes
on beside later steps, whose records leave out what its threads do.
"""

import os
import sys
import threading
import time
from types import CodeType, FrameType
from typing import Optional

from .captured import context

SECONDS_MAX = 0.5
#: So often is waited in vain for threads that do the same, and for processes; from then on no more, since it
#: costs its bound each time.
VAIN_MAX = 3
_PAUSE_SECONDS = 0.002

#: Where a thread of the standard library waits for something to do.
_IDLE = frozenset(
    [
        ("threading.py", "wait"),
        ("queue.py", "get"),
        ("thread.py", "_worker"),
        ("selectors.py", "select"),
        ("socketserver.py", "serve_forever"),
        ("connection.py", "wait"),
    ]
)

_MACHINERY = frozenset(["threading.py", "thread.py"])


class Late:
    """The threads of a target that are at work when a step ends."""

    def __init__(self) -> None:
        self._outlasting: set[int] = set()
        #: Threads that were at work before the step: what they do is not its doing.
        self._busy: set[int] = set()
        #: By what a thread does, and for processes None: how often it was waited for in vain.
        self._vain: dict[Optional[CodeType], int] = {}
        self._children: frozenset[str] = frozenset()
        #: Threads at work that an earlier step has started.
        self.ignored: frozenset[int] = frozenset()
        #: Whether something of the last step outlasted the bound.
        self.outlasted = False

    def start(self) -> None:
        """Called as a step begins."""
        before = self._threads()
        working = set(self._working(before))
        self._busy = working
        self._outlasting &= before
        self.ignored = frozenset(self._outlasting & working)
        self._children &= running_children() if self._children else frozenset()
        self.outlasted = False

    @property
    def goes_on(self) -> bool:
        """Whether something of an earlier step is still at work beside this one."""
        return bool(self.ignored or self._children)

    def settle(self, has_spawned: bool) -> None:
        """Called as a step ends: waits until what it has started has ended or waits for work itself."""
        until = time.monotonic() + SECONDS_MAX
        if self._threads():
            # What waits for work takes up now what it was given last.
            time.sleep(_PAUSE_SECONDS)
        while self._is_awaited(has_spawned):
            if time.monotonic() > until:
                for kind in self._kinds(has_spawned):
                    self._vain[kind] = self._vain.get(kind, 0) + 1
                break
            time.sleep(_PAUSE_SECONDS)
        if self._kinds(has_spawned):
            self.outlasted = True
            self._outlasting |= set(self._started())
            self._children |= running_children() if has_spawned else frozenset()

    def _is_awaited(self, has_spawned: bool) -> bool:
        return any(self._vain.get(kind, 0) < VAIN_MAX for kind in self._kinds(has_spawned))

    def _kinds(self, has_spawned: bool) -> set[Optional[CodeType]]:
        """What this step has left at work."""
        kinds: set[Optional[CodeType]] = {origin_of(frame) for frame in self._started().values()}
        if has_spawned and running_children() - self._children:
            kinds.add(None)
        return kinds

    def _started(self) -> dict[int, FrameType]:
        candidates = self._threads() - self._busy
        return self._working(candidates) if candidates else {}

    def _threads(self) -> set[int]:
        return set(sys._current_frames()) - {threading.get_ident()}

    def _working(self, threads: set[int]) -> dict[int, FrameType]:
        timers = {one.ident for one in threading.enumerate() if isinstance(one, threading.Timer)}
        frames = sys._current_frames()
        return {
            ident: frame
            for ident, frame in frames.items()
            if ident in threads and (ident in timers or not is_idle(frame))
        }


def origin_of(frame: FrameType) -> CodeType:
    """The function that a thread was started for, whatever it is doing."""
    origin = frame
    step: Optional[FrameType] = frame
    while step is not None:
        if os.path.basename(step.f_code.co_filename) not in _MACHINERY:
            origin = step
        step = step.f_back
    return origin.f_code


def is_idle(frame: FrameType) -> bool:
    return (os.path.basename(frame.f_code.co_filename), frame.f_code.co_name) in _IDLE


def running_children() -> frozenset[str]:
    """Child processes at work; one that has ended and was not asked for is none."""
    children: list[str] = []
    context.busy = True
    try:
        for task in os.listdir("/proc/self/task"):
            with open("/proc/self/task/%s/children" % task, encoding="ascii") as listed:
                children += listed.read().split()
        return frozenset(child for child in children if _is_running(child))
    except OSError:
        # Another system, or a thread that has just ended: nothing is known of children.
        return frozenset()
    finally:
        context.busy = False


def _is_running(process: str) -> bool:
    try:
        with open("/proc/%s/stat" % process, encoding="ascii", errors="replace") as told:
            return told.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
