"""Lists the paths that a call names, in order, from its audit event or from the arguments of a lookup."""

import os
from typing import Any, NamedTuple, Optional

from .captured import context

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_CREAT | os.O_APPEND
_O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_EXCLUSIVE = os.O_CREAT | os.O_EXCL


class Named(NamedTuple):
    """A path as the code passed it, the descriptor from which it starts, and the action on it."""

    action: str
    path: Any
    dir_fd: Optional[int]
    #: Whether it is one name in an open folder at which no link is followed: replacing a component does not redirect
    #: it.
    held: bool = False


#: For each event but `open`: the action, and for each path its argument's index and that of its `dir_fd`.
_NAMES: dict[str, tuple[str, tuple[tuple[int, Optional[int]], ...]]] = {
    "os.rename": ("rename", ((0, 2), (1, 3))),
    "os.link": ("create", ((0, 2), (1, 3))),
    "os.symlink": ("create", ((1, 2),)),
    "os.mkdir": ("create", ((0, 2),)),
    "os.mkfifo": ("create", ((0, 1),)),
    "os.mknod": ("create", ((0, 1),)),
    "os.remove": ("delete", ((0, 1),)),
    "os.rmdir": ("delete", ((0, 1),)),
    "os.chmod": ("metadata", ((0, 2),)),
    "os.chown": ("metadata", ((0, 3),)),
    "os.utime": ("metadata", ((0, 3),)),
    "os.setxattr": ("metadata", ((0, None),)),
    "os.removexattr": ("metadata", ((0, None),)),
    "os.truncate": ("write", ((0, None),)),
    "os.listdir": ("list", ((0, None),)),
    "os.scandir": ("list", ((0, None),)),
    "sqlite3.connect": ("write", ((0, None),)),
}


def named_by(event: str, args: tuple[Any, ...]) -> list[Named]:
    """The paths that a call is about to look up. An open descriptor is none: it can no longer be redirected."""
    if event == "open":
        if context.by_opener or not _is_path(args[0]):
            return []
        action = "write" if (args[2] or 0) & _WRITING else "read"
        held = _is_held(args[0], context.dir_fd, _follows_none(args[2] or 0))
        return [Named(action, args[0], context.dir_fd, held)]
    if event not in _NAMES:
        return []
    action, places = _NAMES[event]
    named = []
    for at, fd_at in places:
        if _is_path(args[at]):
            dir_fd = None if fd_at is None or args[fd_at] in (-1, None) else args[fd_at]
            follows_none = action != "metadata" or context.no_follow
            named.append(Named(action, args[at], dir_fd, _is_held(args[at], dir_fd, follows_none)))
    return named


def _follows_none(flags: int) -> bool:
    return bool(flags & _O_NOFOLLOW) or flags & _EXCLUSIVE == _EXCLUSIVE


def _is_held(path: Any, dir_fd: Optional[int], follows_none: bool) -> bool:
    if dir_fd is None or not follows_none:
        return False
    name = os.fsdecode(path)
    return "/" not in name and name != ".."


def _is_path(path: Any) -> bool:
    return isinstance(path, (str, bytes, os.PathLike))


def looked_at(path: Any, dir_fd: Any) -> list[Named]:
    return [Named("look", path, dir_fd if isinstance(dir_fd, int) else None)] if _is_path(path) else []
