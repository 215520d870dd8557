"""
Finds the file that the kernel would really touch for a path: it lets the kernel resolve links where `/proc` exists, and
uses `realpath` elsewhere. Only looks (`O_PATH`, `lstat`, `readlink`), so no tripwire fires.
"""

import errno
import os
import stat
import sys
from typing import NamedTuple, Optional

_open, _close, _lstat, _readlink = os.open, os.close, os.lstat, os.readlink
LINUX = sys.platform.startswith("linux") and os.path.exists("/proc/self/fd")
_LOOK_AT_FOLDER = (os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC) if LINUX else 0
_LOOK = (os.O_PATH | os.O_CLOEXEC) if LINUX else 0
LINKS_MAX = 40


class Place(NamedTuple):
    """
    A resolved path, its status (None if nothing exists there), whether it can be reached at all, and for a relative
    path the folder from which it starts.
    """

    path: str
    status: Optional[os.stat_result]
    reachable: bool
    start: str = ""

    @property
    def is_link(self) -> bool:
        return self.status is not None and stat.S_ISLNK(self.status.st_mode)

    @property
    def is_folder(self) -> bool:
        return self.status is not None and stat.S_ISDIR(self.status.st_mode)


def of_fd(fd: int) -> Place:
    """The file behind a descriptor; sockets and pipes have no absolute path."""
    return Place(_readlink("/proc/self/fd/%d" % fd) if LINUX else "", os.fstat(fd), True)


def start_of(path: str, dir_fd: Optional[int]) -> str:
    """The folder from which a relative path starts; empty for an absolute path, or if the folder is gone."""
    if path.startswith("/"):
        return ""
    try:
        return os.getcwd() if dir_fd is None else of_fd(dir_fd).path
    except OSError:
        return ""


def resolve(path: str, dir_fd: Optional[int], follow: bool, links: int = 0) -> Optional[Place]:
    """The place of a path; None for the empty path, which the kernel refuses to look up."""
    if not path:
        return None
    if not LINUX:
        return _resolve_by_name(path, dir_fd, follow)
    stripped = path.rstrip("/")
    head, _, name = stripped.rpartition("/")
    if name in ("", ".", ".."):
        head, name = stripped or "/", ""
    elif not head:
        head = "/" if path[0] == "/" else "."
    try:
        fd = _open(head, _LOOK_AT_FOLDER, dir_fd=dir_fd)
    except OSError:
        return Place(_lexical(path, dir_fd), None, False)
    try:
        folder = _readlink("/proc/self/fd/%d" % fd)
        if not name:
            return Place(folder, os.fstat(fd), True)
        return _final(folder, name, fd, follow or path[-1] == "/", links)
    finally:
        _close(fd)


def _final(folder: str, name: str, fd: int, follow: bool, links: int) -> Optional[Place]:
    full = folder + name if folder == "/" else folder + "/" + name
    try:
        status = _lstat(name, dir_fd=fd)
    except OSError as error:
        return Place(full, None, error.errno == errno.ENOENT)
    if not follow or not stat.S_ISLNK(status.st_mode):
        return Place(full, status, True)
    try:
        target = _open(name, _LOOK, dir_fd=fd)
    except OSError as error:
        if error.errno != errno.ENOENT or links >= LINKS_MAX:
            return Place(full, status, False)
        return resolve(os.path.join(folder, _readlink(name, dir_fd=fd)), None, True, links + 1)
    try:
        return Place(_readlink("/proc/self/fd/%d" % target), os.fstat(target), True)
    finally:
        _close(target)


def _lexical(path: str, dir_fd: Optional[int]) -> str:
    """The place to which a path would lead if its parent could be entered, by its text alone."""
    return os.path.realpath(path if dir_fd is None else os.path.join(of_fd(dir_fd).path, path))


def _resolve_by_name(path: str, dir_fd: Optional[int], follow: bool) -> Optional[Place]:
    if dir_fd is not None and not os.path.isabs(path):
        return None
    follow = follow or path[-1] == "/"
    stripped = path.rstrip("/") or "/"
    head, name = os.path.split(stripped)
    whole = follow or name in ("", ".", "..")
    full = os.path.realpath(stripped) if whole else os.path.join(os.path.realpath(head or "."), name)
    try:
        return Place(full, _lstat(full), True)
    except OSError:
        return Place(full, None, os.path.isdir(os.path.dirname(full)))
