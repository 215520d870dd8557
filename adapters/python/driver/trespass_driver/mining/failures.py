"""
Finds what a target lacked that did not start: an environment variable that it asked for, or a setting that names a path
outside the arena.
"""

import os
import re
import sys
import traceback
from collections.abc import Iterable
from types import FrameType
from typing import Any, Callable, NamedTuple, Optional

from ..frames import TARGET, Frames
from .notes import OWN, Notes
from .settings import Setting

NAMES_MAX = 1_000
FRAMES_MAX = 40


class Missing(NamedTuple):
    """An environment variable that was asked for and is not set."""

    name: str
    #: Whether a line of the project itself asked, without a value of its own in its place.
    is_wanted: bool
    #: The project's lines that led there.
    lines: frozenset[tuple[str, int]]


def watch_environment(frames: Frames, notes: Notes) -> list[Missing]:
    """Returns the list to which every environment variable is added that is asked for and not set."""
    missing: list[Missing] = []
    kind: Any = type(os.environ)
    real = kind.__getitem__

    def note(key: Any, how: str, default: Any) -> None:
        if not isinstance(key, str):
            return
        frame = sys._getframe(2)
        is_own = notes.source(frame) == OWN
        if is_own:
            notes.lookup(("environment", key, None), how, False, frame, default)
        if len(missing) < NAMES_MAX:
            is_wanted = is_own and how != "asked" and default is None
            missing.append(Missing(key, is_wanted, _own_lines(frames)))

    def item(self: Any, key: Any) -> Any:
        try:
            return real(self, key)
        except KeyError:
            note(key, "needed", None)
            raise

    def get(self: Any, key: Any, default: Any = None) -> Any:
        try:
            return real(self, key)
        except KeyError:
            note(key, "optional", default)
            return default

    def contains(self: Any, key: Any) -> bool:
        try:
            real(self, key)
        except KeyError:
            note(key, "asked", None)
            return False
        return True

    kind.__getitem__, kind.get, kind.__contains__ = item, get, contains
    return missing


def _own_lines(frames: Frames) -> frozenset[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    frame: Optional[FrameType] = sys._getframe(3)
    for _ in range(FRAMES_MAX):
        if frame is None:
            break
        if frames.kind(frame.f_code.co_filename) == TARGET:
            found.add((frame.f_code.co_filename, frame.f_lineno or 0))
        frame = frame.f_back
    return frozenset(found)


def missing_variable(
    errors: Iterable[BaseException], missing: list[Missing], frames: Frames
) -> Optional[str]:
    """The variable for whose lack a start failed: one that an error names, or that the failing line asked for."""
    for error in errors:
        said = set(re.findall(r"\w+", str(error)))
        named = [one.name for one in missing if one.name in said]
        if named:
            return named[-1]
        steps = traceback.extract_tb(error.__traceback__)
        own = [one for one in steps if frames.kind(one.filename) == TARGET]
        place = (own[-1].filename, own[-1].lineno or 0) if own else None
        asked = [one.name for one in missing if place in one.lines]
        if asked:
            return asked[-1]
    return None


def refused_write(
    errors: Iterable[BaseException], refusals: list[str], settings: Callable[[], list[Setting]]
) -> Optional[dict[str, Any]]:
    """The refused path that a start failed for, and the settings that name it or a folder above, the nearest first."""
    for error in errors:
        if not (isinstance(error, PermissionError) and error.filename in refusals):
            continue
        path = os.path.normpath(os.fspath(error.filename))
        above = [(name, top) for name, top in settings() if _holds(top, path)]
        above.sort(key=lambda one: len(one[1]), reverse=True)
        return {"path": path, "settings": [name for name, _ in above]}
    return None


def _holds(top: str, path: str) -> bool:
    real = os.path.realpath(top)
    return path == real or path.startswith(real.rstrip("/") + "/")
