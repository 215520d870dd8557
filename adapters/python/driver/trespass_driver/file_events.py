"""
Translates audit events into touches: the file that an event is about, the action, and whether it can succeed. Reads the
file system through `kernel`, changes nothing.
"""

import os
import stat
from typing import Any, Callable, NamedTuple, Optional
from urllib.parse import parse_qs, unquote

from .captured import context
from .kernel import Place, of_fd, resolve, start_of


class Touch(NamedTuple):
    action: str
    path: str
    asked: str
    expected: bool
    changes: bool
    #: The folder that a relative `asked` starts from, else empty.
    start: str = ""
    #: Which file it is, where that has other names as well (hard links), else None.
    node: Optional[str] = None


Arguments = tuple[Any, ...]
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_CREAT | os.O_APPEND
_O_PATH = getattr(os, "O_PATH", 0)
_O_TMPFILE = getattr(os, "O_TMPFILE", 0)
_O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_EXCLUSIVE = os.O_CREAT | os.O_EXCL


def text_of(path: Any) -> str:
    return path if type(path) is str else os.fsdecode(path)


def place_of(path: Any, dir_fd: Any = -1, follow: bool = False) -> Optional[Place]:
    """The place of a path or of an open descriptor; None for the empty path."""
    if isinstance(path, int):
        return of_fd(path)
    return resolved(text_of(path), None if dir_fd is None or dir_fd < 0 else dir_fd, follow)


def resolved(path: str, dir_fd: Optional[int], follow: bool) -> Optional[Place]:
    place = resolve(path, dir_fd, follow)
    return None if place is None else place._replace(start=start_of(path, dir_fd))


def touch(
    action: str, place: Optional[Place], asked: Any, expected: bool, changes: bool = True
) -> list[Touch]:
    if place is None or not place.path.startswith("/"):
        return []
    said = place.path if isinstance(asked, int) else text_of(asked)
    node = _node_of(place)
    return [Touch(action, place.path, said, expected and place.reachable, changes, place.start, node)]


def _node_of(place: Place) -> Optional[str]:
    """Device and inode of a file with several hard links: it may be known by any of its names."""
    if place.status is None or place.status.st_nlink < 2 or place.is_folder:
        return None
    return "%d:%d" % (place.status.st_dev, place.status.st_ino)


def opened(args: Arguments) -> list[Touch]:
    path, mode, flags = args[0], args[1], args[2] or 0
    if isinstance(path, int) or path is None or context.by_opener or flags & _O_PATH:
        return []
    exclusive = flags & _EXCLUSIVE == _EXCLUSIVE
    follow = not exclusive and not flags & _O_NOFOLLOW
    place = resolved(text_of(path), context.dir_fd, follow)
    if place is None:
        return []
    if _O_TMPFILE and flags & _O_TMPFILE == _O_TMPFILE:
        return touch("create", place, path, place.is_folder)
    if not flags & _WRITING:
        # Opening a folder, to work below it, reads nothing yet; `os.listdir` or `os.scandir` raise events of their own.
        if place.is_folder and mode is None:
            return []
        return touch("read", place, path, _readable(place), changes=False)
    action = "create" if place.status is None else "write"
    possible = bool(flags & os.O_CREAT) if place.status is None else not exclusive and _readable(place)
    return touch(action, place, path, possible)


def _readable(place: Place) -> bool:
    return place.status is not None and not place.is_folder and not place.is_link


def opened_database(args: Arguments) -> list[Touch]:
    name = text_of(args[0])
    if name in ("", ":memory:"):
        return []
    if name.startswith("file:"):
        name, _, query = name[5:].partition("?")
        options = parse_qs(query)
        if options.get("mode") == ["memory"] or name == ":memory:":
            return []
        name = unquote(name.partition("#")[0], errors="surrogateescape")
        if options.get("mode") == ["ro"] or options.get("immutable") == ["1"]:
            place = place_of(name, follow=True)
            return touch("read", place, name, place is not None and _readable(place), changes=False)
    place = place_of(name, follow=True)
    if place is None:
        return []
    return touch("create" if place.status is None else "write", place, name, not place.is_folder)


def renamed(args: Arguments) -> list[Touch]:
    source, destination = place_of(args[0], args[2]), place_of(args[1], args[3])
    if source is None or destination is None:
        return []
    possible = source.status is not None and destination.reachable and source.reachable
    if possible and destination.status is not None:
        possible = source.is_folder == destination.is_folder
    action = "create" if destination.status is None else "write"
    return touch("delete", source, args[0], possible) + touch(action, destination, args[1], possible)


def linked(args: Arguments) -> list[Touch]:
    source, destination = place_of(args[0], args[2]), place_of(args[1], args[3])
    if source is None or destination is None:
        return []
    possible = source.status is not None and not source.is_folder and destination.status is None
    possible = possible and destination.reachable
    # A hard link also changes the link count of the file that it points to.
    return touch("create", destination, args[1], possible) + touch("link", source, args[0], possible)


def symlinked(args: Arguments) -> list[Touch]:
    destination = place_of(args[1], args[2])
    if destination is None:
        return []
    possible = destination.status is None and destination.reachable
    pointed = os.path.join(os.path.dirname(destination.path), text_of(args[0]))
    target = resolve(pointed, None, True)
    made = touch("create", destination, args[1], possible)
    if target is None:
        return made
    start = os.path.dirname(destination.path)
    return made + [Touch("link", target.path, text_of(args[0]), possible, False, start)]


def created(path_at: int, dir_fd_at: int) -> Callable[[Arguments], list[Touch]]:
    def touches(args: Arguments) -> list[Touch]:
        place = place_of(args[path_at], args[dir_fd_at])
        return touch("create", place, args[path_at], place is not None and place.status is None)

    return touches


def removed(args: Arguments) -> list[Touch]:
    place = place_of(args[0], args[1])
    possible = place is not None and place.status is not None and not place.is_folder
    return touch("delete", place, args[0], possible)


def removed_folder(args: Arguments) -> list[Touch]:
    place = place_of(args[0], args[1])
    # A folder's link count shows whether it has subfolders; whether it has files would need a listing.
    possible = place is not None and place.is_folder and not _has_folders(place)
    return touch("delete", place, args[0], possible)


def _has_folders(place: Place) -> bool:
    return place.status is not None and place.status.st_nlink > 2


def changed(action: str, dir_fd_at: Optional[int]) -> Callable[[Arguments], list[Touch]]:
    def touches(args: Arguments) -> list[Touch]:
        dir_fd = -1 if dir_fd_at is None else args[dir_fd_at]
        place = place_of(args[0], dir_fd, follow=not context.no_follow)
        return touch(action, place, args[0], place is not None and place.status is not None)

    return touches


def listed(args: Arguments) -> list[Touch]:
    asked = "." if args[0] is None else args[0]
    place = place_of(asked, follow=True)
    return touch("list", place, asked, place is not None and place.is_folder, changes=False)


def mapped(args: Arguments) -> list[Touch]:
    """A file that is mapped into memory can be read without a further call, and no tripwire reports it."""
    place = of_fd(args[0])
    if place.status is not None and place.status.st_nlink == 0:
        return []
    return touch("read", place, args[0], not place.is_folder, changes=False)


def truncated(args: Arguments) -> list[Touch]:
    place = place_of(args[0], follow=True)
    return touch(
        "write",
        place,
        args[0],
        place is not None and place.status is not None and stat.S_ISREG(place.status.st_mode),
    )


TOUCHES: dict[str, Callable[[Arguments], list[Touch]]] = {
    "open": opened,
    "os.rename": renamed,
    "os.link": linked,
    "os.symlink": symlinked,
    "os.mkdir": created(0, 2),
    "os.mkfifo": created(0, 1),
    "os.mknod": created(0, 1),
    "os.remove": removed,
    "os.rmdir": removed_folder,
    "os.chmod": changed("metadata", 2),
    "os.chown": changed("metadata", 3),
    "os.utime": changed("metadata", 3),
    "os.setxattr": changed("metadata", None),
    "os.removexattr": changed("metadata", None),
    "os.truncate": truncated,
    "mmap.__new__": mapped,
    "os.listdir": listed,
    "os.scandir": listed,
    "sqlite3.connect": opened_database,
}
