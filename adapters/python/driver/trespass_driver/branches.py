"""
Which ways a step takes through the target's own code: pairs of lines that follow one another in one function. Each
pair is sent once and by its number afterwards. From CPython 3.12 on `sys.monitoring` tells them, of all threads;
before, a trace function does, of the thread of the step and of threads that it starts. Where something else traces
already, nothing is told.
"""

import sys
import threading
from types import CodeType, FrameType
from typing import Any, Callable, Optional

from .frames import TARGET, Frames

#: Pairs that are told of one step.
BRANCHES_MAX = 2_000
#: Constants that are told of one step, and the characters of one.
_WORDS_MAX = 200
_WORD_CHARACTERS_MAX = 64
_Pair = tuple[int, int, int]


class Branches:
    """Watches between `start` and `report`; nothing where that is not wanted."""

    def __init__(self, frames: Frames, wanted: bool) -> None:
        self._wanted = wanted
        self._frames = frames
        self._taken: set[_Pair] = set()
        self._functions: set[int] = set()
        #: By the number of a code object: itself, so that its number stays its own.
        self._codes: dict[int, tuple[CodeType, bool]] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._fresh: list[str] = []
        self._watcher: Any = _Monitor(self) if hasattr(sys, "monitoring") else _Tracer(self)
        self.overflow = False

    def start(self) -> None:
        if not self._wanted:
            return
        self._taken.clear()
        self.overflow = False
        self._watcher.start()

    def take(self) -> list[int]:
        """Ends the watch; the numbers of all pairs since `start`."""
        self._watcher.stop()
        taken, self._taken = self._taken, set()
        self.overflow = len(taken) >= BRANCHES_MAX
        self._functions = {pair[0] for pair in taken}
        return sorted({self._number(pair) for pair in taken})

    def words(self) -> list[str]:
        """Text constants of the functions that `take` has told of, with which texts are compared and divided."""
        words = {word for number in self._functions for word in _words_of(self._codes[number][0])}
        return sorted(words)[:_WORDS_MAX]

    def report(self) -> dict[str, Any]:
        """Ends the watch and tells all of it."""
        if not self._wanted:
            return {}
        return {"ways": {"branches": self.take(), "fresh": self.fresh(), "words": self.words()}}

    def fresh(self) -> list[str]:
        """The pairs that were numbered since the last call, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def is_own(self, code: CodeType) -> bool:
        known = self._codes.get(id(code))
        if known is None:
            is_own = self._frames.kind(code.co_filename) == TARGET
            known = self._codes[id(code)] = (code, is_own)
        return known[1]

    def note(self, pair: _Pair) -> None:
        if len(self._taken) < BRANCHES_MAX:
            self._taken.add(pair)

    def _number(self, pair: _Pair) -> int:
        code = self._codes[pair[0]][0]
        key = (code.co_filename, pair[1], pair[2])
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._fresh.append("%s:%d>%d" % key)
        return number


def _words_of(code: CodeType) -> list[str]:
    texts = [one for one in code.co_consts if isinstance(one, str)]
    nested = [one for consts in code.co_consts if isinstance(consts, (tuple, frozenset)) for one in consts]
    texts += [one for one in nested if isinstance(one, str)]
    # What an application says to people is no word of its language; the docstring is such a text.
    return [one for one in texts if 0 < len(one) <= _WORD_CHARACTERS_MAX and one.count(" ") < 2]


class _Tracer:
    """By `sys.settrace`: the only way before CPython 3.12."""

    def __init__(self, branches: Branches) -> None:
        self._branches = branches
        self._is_on = False

    def start(self) -> None:
        self._is_on = sys.gettrace() is None
        if self._is_on:
            threading.settrace(self._enter)
            sys.settrace(self._enter)

    def stop(self) -> None:
        if not self._is_on:
            return
        self._is_on = False
        if sys.gettrace() == self._enter:
            sys.settrace(None)
        threading.settrace(None)

    def _enter(self, frame: FrameType, event: str, _: Any) -> Optional[Callable[..., Any]]:
        # Each read of `f_code` raises an audit event, so there is only one per frame.
        code = frame.f_code
        if not self._branches.is_own(code):
            return None
        note, number, before = self._branches.note, id(code), code.co_firstlineno

        def step(inner: FrameType, event: str, _: Any) -> Callable[..., Any]:
            nonlocal before
            if event == "line":
                line = inner.f_lineno
                note((number, before, line))
                before = line
            return step

        return step


class _Monitor:
    """By `sys.monitoring`: only functions of the target's own cost anything."""

    def __init__(self, branches: Branches) -> None:
        self._branches = branches
        self._tool: Optional[int] = None
        #: By the number of a code object: the line before.
        self._before: dict[int, int] = {}

    def start(self) -> None:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
        events = monitoring.events
        if self._tool is None:
            tools = [
                number for number in (4, 3, monitoring.COVERAGE_ID) if monitoring.get_tool(number) is None
            ]
            if not tools:
                return
            self._tool = tools[0]
            monitoring.use_tool_id(self._tool, "trespass")
            monitoring.register_callback(self._tool, events.PY_START, self._enter)
            monitoring.register_callback(self._tool, events.LINE, self._line)
        monitoring.set_events(self._tool, events.PY_START)

    def stop(self) -> None:
        if self._tool is not None:
            sys.monitoring.set_events(self._tool, 0)  # type: ignore[attr-defined]

    def _enter(self, code: CodeType, _: int) -> Any:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
        if not self._branches.is_own(code):
            return monitoring.DISABLE
        if id(code) not in self._before:
            monitoring.set_local_events(self._tool, code, monitoring.events.LINE)
        self._before[id(code)] = code.co_firstlineno
        return None

    def _line(self, code: CodeType, line: int) -> None:
        number = id(code)
        before = self._before.get(number, line)
        self._branches.note((number, before, line))
        self._before[number] = line
