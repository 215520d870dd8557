"""
Waits for threads and child processes that a step leaves running, so that their accesses belong to this step and not to
the next. Threads that wait for work (a pool's) are left alone. What still runs after the bound goes on beside later
steps, whose records leave out its threads.
"""

import os
import sys
import threading
import time
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import Optional, Union

from .captured import context

SECONDS_MAX = 0.5
#: After so many waits in vain for threads of the same function, or for processes of the same line, no step waits for
#: them any more: each wait costs the whole bound.
VAIN_MAX = 3
_PAUSE_SECONDS = 0.002

#: Functions of the standard library in which a thread waits for something to do.
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


#: What is waited for alike.
Kind = Union[CodeType, int]


class Late:
    """The threads of a target that still work when a step ends."""

    def __init__(self) -> None:
        self._outlasting: set[int] = set()
        #: Threads that worked before the step began, which did not start them.
        self._busy: set[int] = set()
        #: How often was waited in vain, by the function of a thread or the place that started a process.
        self._vain: dict[Kind, int] = {}
        self._children: frozenset[str] = frozenset()
        #: Threads at work that an earlier step has started.
        self.ignored: frozenset[int] = frozenset()
        #: Whether something of the last step outlasted the bound.
        self.outlasted = False

    def start(self) -> None:
        """Called when a step begins."""
        before = self._threads()
        working = set(self._working(before))
        self._busy = working
        self._outlasting &= before
        self.ignored = frozenset(self._outlasting & working)
        self._children &= running_children() if self._children else frozenset()
        self.outlasted = False

    @property
    def goes_on(self) -> bool:
        """Whether something of an earlier step still works beside this one."""
        return bool(self.ignored or self._children)

    def settle(self, spawned: Sequence[int]) -> None:
        """
        Called when a step ends: waits until all that it has started has ended or waits for work. `spawned` are the
        numbers of the places at which it started processes.
        """
        until = time.monotonic() + SECONDS_MAX
        if self._threads():
            # A moment in which waiting threads take up work that they were given last.
            time.sleep(_PAUSE_SECONDS)
        while self._is_awaited(spawned):
            if time.monotonic() > until:
                for kind in self._kinds(spawned):
                    self._vain[kind] = self._vain.get(kind, 0) + 1
                break
            time.sleep(_PAUSE_SECONDS)
        if self._kinds(spawned):
            self.outlasted = True
            self._outlasting |= set(self._started())
            self._children |= running_children() if spawned else frozenset()

    def _is_awaited(self, spawned: Sequence[int]) -> bool:
        return any(self._vain.get(kind, 0) < VAIN_MAX for kind in self._kinds(spawned))

    def _kinds(self, spawned: Sequence[int]) -> set[Kind]:
        """The functions of threads that this step has left at work, and the places that started processes."""
        kinds: set[Kind] = {origin_of(frame) for frame in self._started().values()}
        if spawned and running_children() - self._children:
            kinds.update(spawned)
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
    """The function with which a thread was started, whatever it is doing now."""
    origin = frame
    step: Optional[FrameType] = frame
    while step is not None:
        if os.path.basename(step.f_code.co_filename) not in _MACHINERY:
            origin = step
        step = step.f_back
    return origin.f_code


def is_idle(frame: FrameType) -> bool:
    place = (os.path.basename(frame.f_code.co_filename), frame.f_code.co_name)
    if place not in _IDLE:
        return False
    try:
        return not _is_called(frame, place)
    except Exception:  # noqa: BLE001 - a file of the target's own has such a name
        return True


def _is_called(frame: FrameType, place: tuple[str, str]) -> bool:
    """Whether a thread that waits was given work already, and has not been scheduled since."""
    if place == ("threading.py", "wait"):
        # Whoever notifies a condition releases the lock that its waiter has made.
        waiter = frame.f_locals.get("waiter")
        return waiter is not None and not waiter.locked()
    return place == ("thread.py", "_worker") and _is_pool_called(frame)


def _is_pool_called(frame: FrameType) -> bool:
    """The same for a thread of a pool. From Python 3.13 on, work goes to a waiting thread past the queue."""
    names = frame.f_locals
    if names.get("work_item") is not None or not names["work_queue"].empty():
        return True
    executor = names["executor_reference"]()
    if executor is None:
        return False
    frames = sys._current_frames()
    waiting = [one for one in executor._threads if is_in(frames.get(one.ident), frame.f_code)]
    idle: int = executor._idle_semaphore._value
    return idle < len(waiting)


def is_in(frame: Optional[FrameType], code: CodeType) -> bool:
    return frame is not None and frame.f_code is code


def running_children() -> frozenset[str]:
    """Running child processes; one that has ended but was not waited for does not count."""
    children: list[str] = []
    context.busy = True
    try:
        for task in os.listdir("/proc/self/task"):
            with open("/proc/self/task/%s/children" % task, encoding="ascii") as listed:
                children += listed.read().split()
        return frozenset(child for child in children if _is_running(child))
    except OSError:
        # Not Linux, or the thread has just ended: children are unknown.
        return frozenset()
    finally:
        context.busy = False


def _is_running(process: str) -> bool:
    try:
        with open("/proc/%s/stat" % process, encoding="ascii", errors="replace") as told:
            return told.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
