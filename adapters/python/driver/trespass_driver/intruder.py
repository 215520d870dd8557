"""
Wins races: counts a step's accesses to paths below some folders (zones) and, right before a chosen one, replaces a
component of the path (a folder becomes a link to the moat), as another process of the attacker's could. It acts
strictly below its zones, never through a link that leads out of them, and undoes the change when the step ends.
"""

import os
import stat
from typing import Any, NamedTuple, Optional

from .captured import context
from .flipper import Flipper
from .frames import Frames
from .kernel import of_fd, resolve
from .looks import Looks
from .named import Named, looked_at, named_by

ACCESSES_MAX = 1_000
_WRITABLE_BY_ALL = stat.S_IWOTH


class Zone(NamedTuple):
    """
    A folder below which the attacker acts; in a sticky one (like `/tmp`) the attacker replaces only its own files.
    """

    folder: str
    sticky: bool


class Swap(NamedTuple):
    """A replacement: its path, where the original was moved, and device and inode of what took its place."""

    path: str
    kept: Optional[str]
    put: Optional[tuple[int, int]]


class Intruder:
    def __init__(self, frames: Frames, looks: Looks) -> None:
        self._frames = frames
        self._looks = looks
        self._flipper = Flipper()
        self._zones: list[Zone] = []
        self._planted: frozenset[str] = frozenset()
        self._race: dict[str, Any] = {}
        self._aside = ""
        self._kept = 0
        self._swap: Optional[Swap] = None
        self._moved: dict[str, str] = {}
        self._report: dict[str, Any] = {}
        self.armed = False

    def arm(self, order: Optional[dict[str, Any]]) -> None:
        """
        Starts to count accesses for one step. `order` names the zones, planted paths, the race and the folder for
        originals.
        """
        if order is None:
            return
        self._zones = [Zone(zone["folder"], zone["sticky"]) for zone in order["zones"]]
        self._planted = frozenset(order["planted"])
        self._race = order["race"] or {}
        self._aside = order["aside"]
        self._report = {"accesses": [], "count": 0, "replaced": None, "existed": False}
        self._moved = {}
        if order.get("flip") is not None:
            self._flip(order["flip"])
        self.armed = True
        self._looks.show(self._look)

    def _flip(self, order: dict[str, Any]) -> None:
        context.busy = True
        try:
            if self._flipper.start(order, self._aside):
                self._report["replaced"] = order["path"]
                self._report["existed"] = self._flipper.existed
        finally:
            context.busy = False

    def disarm(self) -> Optional[dict[str, Any]]:
        """Undoes the change and returns what was counted and done; None if there was no order."""
        if not self.armed:
            return None
        self.armed = False
        self._looks.hide(self._look)
        context.busy = True
        try:
            self._flipper.stop()
            self._undo()
        finally:
            context.busy = False
        return self._report

    def home_of(self, path: str) -> str:
        """The path by which the target knows a file whose original was moved aside."""
        for kept, known in self._moved.items():
            if path == kept or path.startswith(kept + "/"):
                return known + path[len(kept) :]
        return path

    def meet(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by the hook before a call takes place. What the hook itself calls is not counted."""
        for named in named_by(event, args):
            self._meet(named)

    def _look(self, path: Any, dir_fd: Any) -> None:
        if not self.armed:
            # A module that was imported during a raced step keeps the wrapper.
            return
        context.busy = True
        try:
            for named in looked_at(path, dir_fd):
                self._meet(named)
        finally:
            context.busy = False

    def _meet(self, named: Named) -> None:
        try:
            path = self._path_of(named)
            if path is not None:
                self._count(named, path)
        except (ValueError, TypeError, OSError):
            # NUL, surrogates, a closed descriptor or a missing folder: the call itself fails in the same way.
            return

    def _count(self, named: Named, path: str) -> None:
        index = self._report["count"]
        self._report["count"] = index + 1
        back = self._race.get("back")
        if back is not None and index == self._race["at"] + back:
            self._undo()
        if index < ACCESSES_MAX:
            location, _ = self._frames.here()
            exists = os.path.lexists(path)
            access = {"action": named.action, "path": path, "exists": exists, "held": named.held}
            self._report["accesses"].append({**access, "location": location})
        if self._race and index == self._race["at"]:
            self._act(path)

    def _path_of(self, named: Named) -> Optional[str]:
        """The path below a zone that a call names, literally or after links are followed; None for all others."""
        asked = os.fsdecode(named.path)
        if not asked:
            return None
        start = os.getcwd() if named.dir_fd is None else of_fd(named.dir_fd).path
        full = os.path.join(start, asked)
        if "/../" in full + "/":
            full = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
        full = os.path.normpath(full)
        if self._zone_above(full) is not None:
            return full
        if any(zone.folder.startswith(full.rstrip("/") + "/") for zone in self._zones):
            # A folder above a zone, such as `realpath` looks up component by component.
            return None
        place = resolve(asked, named.dir_fd, False)
        return None if place is None or self._zone_above(place.path) is None else place.path

    def _zone_above(self, path: str) -> Optional[Zone]:
        for zone in self._zones:
            if path.startswith(zone.folder + "/"):
                return zone
        return None

    def _act(self, path: str) -> None:
        for _ in range(self._race["up"]):
            path = os.path.dirname(path)
        if self._zone_above(path) is None:
            return
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        zone = self._zone_above(path)
        if zone is None:
            return
        try:
            status: Optional[os.stat_result] = os.lstat(path)
        except OSError:
            status = None
        if self._may_replace(path, zone, status):
            self._exchange(path, status)

    def _may_replace(self, path: str, zone: Zone, status: Optional[os.stat_result]) -> bool:
        """
        Applies the rule of sticky folders: nobody replaces another user's file or creates one in another's private
        folder.
        """
        if not zone.sticky or self._is_planted(path):
            return True
        parent = os.path.dirname(path)
        if parent == zone.folder or self._is_planted(parent):
            return status is None
        mode = os.lstat(parent).st_mode
        return bool(mode & _WRITABLE_BY_ALL) and (status is None or not mode & stat.S_ISVTX)

    def _is_planted(self, path: str) -> bool:
        while path not in self._planted:
            above = os.path.dirname(path)
            if above == path:
                return False
            path = above
        return True

    def _exchange(self, path: str, status: Optional[os.stat_result]) -> None:
        kind = self._race["put"]["kind"]
        if status is None and kind == "nothing":
            return
        kept = None
        try:
            if status is not None:
                kept = self._set_aside(path)
            self._put(path, kind)
        except (OSError, ValueError):
            # The folder is gone, or the name or the link is too long: nothing is done.
            if kept is not None:
                os.rename(kept, path)
            return
        if kept is not None:
            self._moved[kept] = path
        self._swap = Swap(path, kept, _identity(path))
        self._report["replaced"] = path
        self._report["existed"] = status is not None

    def _put(self, path: str, kind: str) -> None:
        if kind == "symlink":
            os.symlink(self._race["put"]["to"], path)
        elif kind == "directory":
            os.mkdir(path)
        elif kind == "file":
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))

    def _undo(self) -> None:
        """Restores the original, unless the target has put, moved or removed something there since."""
        swap, self._swap = self._swap, None
        if swap is None or _identity(swap.path) != swap.put:
            return
        try:
            if swap.put is not None:
                self._set_aside(swap.path)
            if swap.kept is not None:
                os.rename(swap.kept, swap.path)
                self._moved.pop(swap.kept)
        except OSError:
            # The folder is gone or not writable by now; the end of the case restores all files.
            return

    def _set_aside(self, path: str) -> str:
        self._kept += 1
        kept = os.path.join(self._aside, str(self._kept))
        os.rename(path, kept)
        return kept


def _identity(path: str) -> Optional[tuple[int, int]]:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
