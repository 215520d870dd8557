"""
Watches folders and files by inotify, through ctypes, which also sees C extensions and subprocesses. Linux only;
elsewhere nothing is watched and `available` is false. `O_PATH` and `lstat` raise no event.
"""

import ctypes
import errno
import functools
import os
import struct
import sys
from typing import Any, Optional

from .captured import context
from .extended import Extended

_KINDS = (
    (0x001, "access"),
    (0x002, "modify"),
    (0x004, "attribute"),
    (0x008, "close-write"),
    (0x020, "open"),
    (0x040, "moved-from"),
    (0x080, "moved-to"),
    (0x100, "create"),
    (0x200, "delete"),
    (0x400, "delete"),
)
_MOVE_SELF, _OVERFLOW, _IGNORED, _IS_FOLDER = 0x800, 0x4000, 0x8000, 0x40000000
_DONT_FOLLOW = 0x02000000
_MASK = sum(bit for bit, _ in _KINDS) | _MOVE_SELF
_HEADER = struct.Struct("iIII")
_READ_BYTES = 1 << 18
_READS_MAX = 256


@functools.lru_cache(maxsize=256)
def _kinds_of(mask: int) -> list[str]:
    return [kind for bit, kind in _KINDS if mask & bit]


class Tripwires:
    """Events of watched paths. A path that vanishes is watched again when it is restored."""

    def __init__(self) -> None:
        self._libc: Any = None
        self._fd = -1
        self._paths: dict[int, str] = {}
        self._lost: set[str] = set()
        self._extended = Extended()
        if sys.platform.startswith("linux"):
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    @property
    def available(self) -> bool:
        return self._fd >= 0

    def watch(self, paths: list[str]) -> None:
        """Adds paths. Raises OSError if the kernel allows no further watch."""
        if self.available:
            for path in paths:
                self._add(path)
                self._extended.watch(path)

    def _add(self, path: str) -> None:
        number = self._libc.inotify_add_watch(self._fd, os.fsencode(path), _MASK | _DONT_FOLLOW)
        if number >= 0:
            self._paths[number] = path
            self._lost.discard(path)
            return
        code = ctypes.get_errno()
        if code == errno.ENOSPC:
            raise OSError(code, "no room for another inotify watch; raise fs.inotify.max_user_watches")
        self._lost.add(path)

    def pause(self, path: str) -> None:
        """Ignores a path and its folder until the next step, because too many events happen there."""
        for number, watched in list(self._paths.items()):
            if watched in (path, os.path.dirname(path)):
                self._libc.inotify_rm_watch(self._fd, number)
                self._paths.pop(number)
                self._lost.add(watched)

    def discard(self) -> None:
        """Drops the events so far: they belong to the harness, or to no step."""
        if self.available:
            self._read()
            for path in list(self._lost):
                self._add(path)
            if self._lost:
                return
            self._read()

    def report(self) -> list[dict[str, Any]]:
        """One record a path since the last call, with its kinds of events merged."""
        merged: dict[tuple[str, bool], set[str]] = {}
        for path, kinds, folder in self._read() if self.available else ():
            merged.setdefault((path, folder), set()).update(kinds)
        for (path, _), told in merged.items():
            if "attribute" in told and self._extended.has_changed(path):
                told.add("extended")
        return [
            {"path": path, "kinds": sorted(kinds), "directory": folder}
            for (path, folder), kinds in merged.items()
        ]

    def _read(self) -> list[tuple[str, list[str], bool]]:
        events: list[tuple[str, list[str], bool]] = []
        for _ in range(_READS_MAX):
            try:
                data = os.read(self._fd, _READ_BYTES)
            except BlockingIOError:
                return events
            self._decode(data, events)
        return events + [("", ["overflow"], False)]

    def restore(self) -> None:
        """Restores extended attributes of watched files, which nothing else restores."""
        context.busy = True
        try:
            self._extended.restore()
        finally:
            context.busy = False

    def _decode(self, data: bytes, events: list[tuple[str, list[str], bool]]) -> None:
        offset = 0
        while offset < len(data):
            number, mask, _, length = _HEADER.unpack_from(data, offset)
            name = data[offset + _HEADER.size : offset + _HEADER.size + length].rstrip(b"\0")
            offset += _HEADER.size + length
            event = self._event(number, mask, name)
            if event is not None:
                events.append(event)

    def _event(self, number: int, mask: int, name: bytes) -> Optional[tuple[str, list[str], bool]]:
        if mask & _OVERFLOW:
            return "", ["overflow"], False
        watched = self._paths.get(number)
        if watched is None:
            return None
        if mask & (_IGNORED | _MOVE_SELF):
            self._lose(number, moved=bool(mask & _MOVE_SELF))
        kinds = _kinds_of(mask)
        if not kinds:
            return None
        path = watched + "/" + os.fsdecode(name) if name else watched
        return path, kinds, bool(mask & _IS_FOLDER)

    def _lose(self, number: int, moved: bool) -> None:
        """A watch follows the inode, not the name: a moved path is watched anew by its name."""
        path = self._paths.pop(number, None)
        if path is None:
            return
        self._lost.add(path)
        if moved:
            self._libc.inotify_rm_watch(self._fd, number)
