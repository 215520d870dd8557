"""Names the place in the source where something happened. Each location is sent once and by its number afterwards."""

import os
import site
import sys
import sysconfig
from types import CodeType, FrameType, TracebackType
from typing import Any, Optional

TARGET, LIBRARY, STANDARD, HIDDEN = 0, 1, 2, 3
#: How many callers in the target's own code are reported besides the innermost, and how many frames are searched for
#: them.
CALLERS_MAX = 12
_WALK_MAX = 200
#: Django's function that calls a view. The callers beyond it, middleware above all, are the same for every request.
_DISPATCH = ("/django/core/handlers/base.py", ("_get_response", "_get_response_async"))

DRIVER_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def library_folders() -> list[str]:
    """Folders of the standard library and of installed packages, by their given and their resolved paths."""
    paths = sysconfig.get_paths()
    named = [paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib") if key in paths]
    named += site.getsitepackages() if hasattr(site, "getsitepackages") else []
    named += [site.getusersitepackages(), os.path.dirname(os.__file__)]
    return sorted({folder for path in named for folder in (path, os.path.realpath(path))})


def below(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


class Frames:
    """Classifies frames as the target's own, a library's, or hidden, and numbers their locations."""

    def __init__(self, target_folders: list[str], stack_frames_max: int) -> None:
        self._target_folders = [f for folder in target_folders for f in {folder, os.path.realpath(folder)}]
        self._library_folders = library_folders()
        self._stack_frames_max = stack_frames_max
        self._kinds: dict[str, int] = {}
        self._numbers: dict[tuple[str, int, str, int], int] = {}
        self._instructions: dict[tuple[int, int], tuple[CodeType, int]] = {}
        self._places: list[tuple[str, int, str, int]] = []
        self._fresh: list[list[Any]] = []

    def fresh(self) -> list[list[Any]]:
        """The locations that were numbered since the last call, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def here(self) -> tuple[Optional[int], list[int]]:
        """
        The place to report (the target's innermost, else a library's) and the stack, both from the caller's caller
        outwards.
        """
        target, stack, _ = self._walk(sys._getframe(2), False)
        return target, stack

    def here_from(self) -> tuple[Optional[int], list[int], list[int]]:
        """The same, and the places in the target's own code that called the first, from the inside out."""
        return self._walk(sys._getframe(2), True)

    def _walk(
        self, frame: Optional[FrameType], with_callers: bool
    ) -> tuple[Optional[int], list[int], list[int]]:
        kinds, room = self._kinds, self._stack_frames_max
        callers: list[int] = []
        walked = 0
        stack: list[int] = []
        target: Optional[int] = None
        standard: Optional[FrameType] = None
        while frame is not None and (room > 0 or target is None or with_callers):
            walked += 1
            if walked > _WALK_MAX:
                with_callers = False
            # Each read of `f_code` raises an audit event, so there is only one per frame.
            code = frame.f_code
            file = code.co_filename
            kind = kinds[file] if file in kinds else self.kind(file)
            if kind <= LIBRARY and (room > 0 or kind == TARGET):
                number = self._number(frame, code)
                if room > 0:
                    stack.append(number)
                    room -= 1
                if kind == TARGET and target is None:
                    target = number
                elif kind == TARGET and with_callers:
                    callers.append(number)
                    with_callers = len(callers) < CALLERS_MAX
            if (
                kind == LIBRARY
                and with_callers
                and code.co_name in _DISPATCH[1]
                and file.endswith(_DISPATCH[0])
            ):
                with_callers = False
            if kind == STANDARD and standard is None:
                standard = frame
            frame = frame.f_back
        if target is None and stack:
            target = stack[0]
        elif target is None and standard is not None:
            target = self._number(standard, standard.f_code)
        return target, stack, callers

    def _number(self, frame: FrameType, code: CodeType) -> int:
        """Caches numbers by instruction, because hashing a code object or finding its line is slower."""
        key = (id(code), frame.f_lasti)
        known = self._instructions.get(key)
        if known is not None and known[0] is code:
            return known[1]
        number = self.intern(code.co_filename, frame.f_lineno or 1, code.co_name, code.co_firstlineno)
        self._instructions[key] = (code, number)
        return number

    def of_traceback(self, traceback: Optional[TracebackType]) -> Optional[int]:
        """
        The innermost place of a traceback in the target's own code, else in a library, else in the standard library.
        """
        best: dict[int, int] = {}
        while traceback is not None:
            kind = self.kind(traceback.tb_frame.f_code.co_filename)
            if kind != HIDDEN:
                code = traceback.tb_frame.f_code
                best[kind] = self.intern(code.co_filename, traceback.tb_lineno or 1, code.co_name)
            traceback = traceback.tb_next
        return best.get(TARGET, best.get(LIBRARY, best.get(STANDARD)))

    def intern(self, file: str, line: int, function: str, start: int = 0) -> int:
        """Returns the number of a location. `start` is the first line of the function, 0 if unknown."""
        key = (file, line, function, start)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._places.append(key)
            self._fresh.append([os.path.abspath(file), max(line, 1), function, start])
        return number

    def place(self, number: int) -> tuple[str, int, str, int]:
        """The location with this number, so that another process can number it for itself."""
        return self._places[number]

    def kind(self, file: str) -> int:
        kind = self._kinds.get(file)
        if kind is None:
            kind = self._kinds[file] = self._classify(file)
        return kind

    def _classify(self, file: str) -> int:
        path = os.path.abspath(file)
        if file.startswith("<") or below(path, [DRIVER_FOLDER]):
            return HIDDEN
        if "/site-packages/" in path or "/dist-packages/" in path:
            return LIBRARY
        if below(path, self._target_folders):
            return TARGET
        return STANDARD if below(path, self._library_folders) else LIBRARY
