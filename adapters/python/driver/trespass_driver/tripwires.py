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
from typing import Any

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
_ALL = sum(bit for bit, _ in _KINDS)
_LOOKS = 0x001 | 0x020
_MASK = _ALL | _MOVE_SELF
#: Between steps it only counts what was changed: the harness looks at far more than a target touches.
_STIRRING = (_ALL & ~_LOOKS) | _MOVE_SELF | _OVERFLOW | _IGNORED
_HEADER = struct.Struct("iIII")
_READ_BYTES = 1 << 18
_READS_MAX = 256
#: Stands for any path: some events were lost, or there are too many.
_ANYWHERE = ""
_STIRRED_MAX = 1_000
_GONE = (errno.ENOENT, errno.ENOTDIR)

#: Masks by path and whether it is a folder.
Merged = dict[tuple[str, bool], int]


@functools.lru_cache(maxsize=256)
def _kinds_of(mask: int) -> list[str]:
    return ["overflow"] if mask & _OVERFLOW else sorted({kind for bit, kind in _KINDS if mask & bit})


class Tripwires:
    """Events of watched paths. A path that vanishes is watched again when it is restored."""

    def __init__(self) -> None:
        self._libc: Any = None
        self._fd = -1
        self._paths: dict[int, str] = {}
        self._lost: set[str] = set()
        #: Paths that exist and cannot be watched.
        self._unwatchable: set[str] = set()
        self._stirred: set[str] = set()
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
            self._unwatchable.discard(path)
            return
        code = ctypes.get_errno()
        if code == errno.ENOSPC:
            raise OSError(code, "no room for another inotify watch; raise fs.inotify.max_user_watches")
        self._lost.add(path)
        if code in _GONE:
            self._unwatchable.discard(path)
        else:
            self._unwatchable.add(path)

    def pause(self, path: str) -> None:
        """Ignores a path and its folder until the next step, because too many events happen there."""
        for number, watched in list(self._paths.items()):
            if watched in (path, os.path.dirname(path)):
                self._libc.inotify_rm_watch(self._fd, number)
                self._paths.pop(number)
                self._lost.add(watched)

    def discard(self) -> None:
        """Keeps of the events so far only where something was changed: they are the harness's, or no step's."""
        if not self.available:
            return
        self._stirred.update(path for path, _ in self._read(_STIRRING))
        if self._lost:
            for path in list(self._lost):
                self._add(path)
            self._stirred.update(path for path, _ in self._read(_STIRRING))

    def report(self) -> list[dict[str, Any]]:
        """One record a path since the last call, with its kinds of events merged."""
        return [
            {"path": path, "kinds": self._kinds(path, mask), "directory": folder}
            for (path, folder), mask in (self._read(_MASK).items() if self.available else ())
        ]

    def _kinds(self, path: str, mask: int) -> list[str]:
        kinds = _kinds_of(mask)
        if "attribute" in kinds and self._extended.has_changed(path):
            return sorted([*kinds, "extended"])
        return kinds

    def stirred(self) -> list[str]:
        """
        Where something was changed between the last two steps, by whomever: the empty path stands for anywhere.
        """
        stirred, self._stirred = self._stirred, set()
        if self._unwatchable or len(stirred) > _STIRRED_MAX:
            return [_ANYWHERE]
        return sorted(stirred)

    def restore(self) -> None:
        """Restores extended attributes of watched files, which nothing else restores."""
        context.busy = True
        try:
            self._extended.restore()
        finally:
            context.busy = False

    def _read(self, interest: int) -> Merged:
        """The events that are of interest since the last call."""
        merged: Merged = {}
        for _ in range(_READS_MAX):
            try:
                data = os.read(self._fd, _READ_BYTES)
            except BlockingIOError:
                return merged
            self._decode(data, interest | _OVERFLOW | _IGNORED, merged)
        merged[_ANYWHERE, False] = _OVERFLOW
        return merged

    def _decode(self, data: bytes, interest: int, merged: Merged) -> None:
        offset = 0
        known: dict[tuple[int, int, bytes], tuple[str, bool]] = {}
        while offset < len(data):
            number, mask, _, length = _HEADER.unpack_from(data, offset)
            start = offset + _HEADER.size
            offset = start + length
            if not mask & interest:
                continue
            if mask & _OVERFLOW:
                merged[_ANYWHERE, False] = _OVERFLOW
                continue
            watched = self._paths.get(number)
            if watched is None:
                continue
            if mask & (_IGNORED | _MOVE_SELF):
                self._lose(number, moved=bool(mask & _MOVE_SELF))
            if not mask & _ALL:
                continue
            named = (number, mask & _IS_FOLDER, data[start:offset])
            told = known.get(named)
            if told is None:
                name = os.fsdecode(named[2].rstrip(b"\0"))
                told = known[named] = (watched + "/" + name if name else watched, bool(mask & _IS_FOLDER))
            merged[told] = merged.get(told, 0) | mask

    def _lose(self, number: int, moved: bool) -> None:
        """A watch follows the inode, not the name: a moved path is watched anew by its name."""
        path = self._paths.pop(number, None)
        if path is None:
            return
        self._lost.add(path)
        if moved:
            self._libc.inotify_rm_watch(self._fd, number)
