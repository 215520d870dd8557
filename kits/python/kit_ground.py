"""The ground of an attempt: its files, and which paths of it are touched."""

import base64
import os
import sys
from typing import Any, Callable

OPENED = {"open": 0, "os.listdir": 0, "os.scandir": 0}
CHANGED = {
    **{"os." + name: 0 for name in ("remove", "rmdir", "mkdir", "truncate", "chmod", "chown", "utime")},
    **{"os.setxattr": 0, "os.removexattr": 0},
}
MOVED = {"os.rename": (0, 1), "os.link": (0, 1), "os.symlink": (1,)}


def content_of(told: Any) -> bytes:
    if "base64" in told:
        return base64.b64decode(told["base64"])
    return str(told["text"]).encode("utf-8", "surrogateescape")


def lay(files: list[Any]) -> None:
    for one in files:
        path = os.fsencode(one["path"])
        if one["kind"] == "directory":
            os.makedirs(path, exist_ok=True)
        elif one["kind"] == "symlink":
            os.symlink(content_of(one["content"]), path)
        elif one["kind"] == "pipe":
            os.mkfifo(path)
        elif one.get("linkTo") is not None:
            os.link(os.fsencode(one["linkTo"]), path)
        else:
            with open(path, "wb") as file:
                file.write(content_of(one["content"]))
    for one in reversed(files):
        if one["kind"] in ("directory", "file"):
            os.chmod(os.fsencode(one["path"]), one["mode"])


def pictured(top: str) -> dict[str, Any]:
    """What lies below a folder, by path; links are not followed."""
    picture: dict[str, Any] = {}
    for folder, folders, names in os.walk(top):
        for name in [*folders, *names]:
            path = os.path.join(folder, name)
            stat = os.lstat(path)
            if os.path.islink(path):
                picture[path] = ("link", os.readlink(path))
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    picture[path] = ("file", stat.st_mode, file.read())
            else:
                picture[path] = ("other", stat.st_mode)
    return picture


class Accesses:
    """Real paths that Python's own calls read, list or change, while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.paths: list[tuple[str, str]] = []
        #: Called before each access with its event and path, as an attacker who waits for it.
        self.before: Callable[[str, str], None] = lambda event, path: None
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        places = MOVED.get(event, (0,) if event in OPENED or event in CHANGED else ())
        for place in places:
            path = arguments[place] if place < len(arguments) else None
            if isinstance(path, (str, bytes, os.PathLike)):
                self.on = False
                try:
                    self._note(event, os.fsdecode(path), arguments)
                finally:
                    self.on = True

    def _note(self, event: str, path: str, arguments: tuple[Any, ...]) -> None:
        full = os.path.abspath(path) if not os.path.isabs(path) else path
        self.before(event, full)
        flags = arguments[2] if event == "open" and isinstance(arguments[2], int) else 0
        if flags & os.O_NOFOLLOW and os.path.islink(full):
            # It is refused.
            return
        follows = event in OPENED or event in ("os.truncate", "os.chmod", "os.utime")
        folder, name = os.path.split(full.rstrip("/") or "/")
        real = os.path.realpath(full) if follows else os.path.join(os.path.realpath(folder), name)
        reads = event in OPENED and not self._writes(event, arguments)
        if not reads or os.path.exists(real):
            self.paths.append(("read" if reads else "change", real))

    @staticmethod
    def _writes(event: str, arguments: tuple[Any, ...]) -> bool:
        if event != "open":
            return False
        mode, flags = arguments[1], arguments[2]
        if isinstance(mode, str):
            return any(letter in mode for letter in "wax+")
        return bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
