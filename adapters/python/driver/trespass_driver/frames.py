"""Where in the source something happened. Each location is sent once and named by a number afterwards."""

import os
import site
import sys
import sysconfig
from types import FrameType, TracebackType
from typing import Any, Optional

TARGET, LIBRARY, STANDARD, HIDDEN = 0, 1, 2, 3

DRIVER_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def library_folders() -> list[str]:
    """Folders of the standard library and of installed packages, as named and as resolved."""
    paths = sysconfig.get_paths()
    named = [paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib") if key in paths]
    named += site.getsitepackages() if hasattr(site, "getsitepackages") else []
    named += [site.getusersitepackages(), os.path.dirname(os.__file__)]
    return sorted({folder for path in named for folder in (path, os.path.realpath(path))})


def below(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


class Frames:
    """Classifies frames as the target's own, a library's, or of no interest, and interns their locations."""

    def __init__(self, target_folders: list[str], stack_frames_max: int) -> None:
        self._target_folders = [f for folder in target_folders for f in {folder, os.path.realpath(folder)}]
        self._library_folders = library_folders()
        self._stack_frames_max = stack_frames_max
        self._kinds: dict[str, int] = {}
        self._numbers: dict[tuple[str, int, str], int] = {}
        self._fresh: list[list[Any]] = []

    def fresh(self) -> list[list[Any]]:
        """The locations that were interned since the last call, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def here(self) -> tuple[Optional[int], list[int]]:
        """The place that counts and the stack of the caller's callers, from the inside out."""
        stack: list[int] = []
        target: Optional[int] = None
        standard: Optional[FrameType] = None
        frame: Optional[FrameType] = sys._getframe(2)
        while frame is not None and (target is None or len(stack) < self._stack_frames_max):
            kind = self.kind(frame.f_code.co_filename)
            if kind <= LIBRARY:
                room = len(stack) < self._stack_frames_max
                if room:
                    stack.append(self.number(frame, frame.f_lineno))
                if kind == TARGET and target is None:
                    target = stack[-1] if room else self.number(frame, frame.f_lineno)
            elif kind == STANDARD and standard is None:
                standard = frame
            frame = frame.f_back
        if target is None and stack:
            return stack[0], stack
        if target is None and standard is not None:
            return self.number(standard, standard.f_lineno), stack
        return target, stack

    def of_traceback(self, traceback: Optional[TracebackType]) -> Optional[int]:
        """The innermost place of an exception in the target's own code, else in a library, else anywhere."""
        best: dict[int, int] = {}
        while traceback is not None:
            kind = self.kind(traceback.tb_frame.f_code.co_filename)
            if kind != HIDDEN:
                best[kind] = self.number(traceback.tb_frame, traceback.tb_lineno)
            traceback = traceback.tb_next
        return best.get(TARGET, best.get(LIBRARY, best.get(STANDARD)))

    def number(self, frame: FrameType, line: Optional[int]) -> int:
        return self.intern(frame.f_code.co_filename, line or 1, frame.f_code.co_name)

    def intern(self, file: str, line: int, function: str) -> int:
        key = (file, line, function)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._fresh.append([os.path.abspath(file), max(line, 1), function])
        return number

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
