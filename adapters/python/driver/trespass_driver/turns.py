"""
Stops a step right before its k-th access, so that a whole step of another actor is done there. Counts requests to
DynamoDB and S3, and lookups of files below some folders, as the step's own thread makes them: its other threads, which
could not be stopped with it, are not counted.
"""

import os
import threading
from typing import Any, Callable, Optional

from .captured import context
from .frames import Frames
from .kernel import of_fd
from .looks import Looks
from .named import Named, looked_at, named_by

ACCESSES_MAX = 1_000


class Turns:
    def __init__(self, frames: Frames, looks: Looks) -> None:
        self._frames = frames
        self._looks = looks
        self._folders: tuple[str, ...] = ()
        self._at: Optional[int] = None
        self._thread = 0
        self._met: list[dict[str, Any]] = []
        self._count = 0
        self._stop: Callable[[], None] = lambda: None
        self.armed = False

    def arm(self, order: Optional[dict[str, Any]], stop: Callable[[], None]) -> None:
        """
        Starts to count the accesses of one step in this thread. `order` names the folders and the access before which
        `stop` is called, if any.
        """
        if order is None:
            return
        self._folders = tuple(folder.rstrip("/") + "/" for folder in order["folders"])
        self._at = order["at"]
        self._stop = stop
        self._thread = threading.get_ident()
        self._met = []
        self._count = 0
        self.resume()

    def pause(self) -> None:
        self.armed = False
        self._looks.hide(self._look)

    def resume(self) -> None:
        self.armed = True
        self._looks.show(self._look)

    def disarm(self) -> Optional[list[dict[str, Any]]]:
        """Returns what was counted; None if there was no order."""
        if not self.armed:
            return None
        self.pause()
        return self._met

    def request(self, call: Optional[str]) -> None:
        """Called before a request with this number is sent."""
        if self.armed and self._is_own():
            self._meet("request", "", call)

    def meet(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by the hook before a call takes place."""
        if self._is_own():
            for named in named_by(event, args):
                self._file(named)

    def _look(self, path: Any, dir_fd: Any) -> None:
        # A module that was imported during such a step keeps the wrapper.
        if not self.armed or not self._is_own():
            return
        context.busy = True
        try:
            for named in looked_at(path, dir_fd):
                self._file(named)
        finally:
            context.busy = False

    def _is_own(self) -> bool:
        return threading.get_ident() == self._thread

    def _file(self, named: Named) -> None:
        try:
            path = _full_path(named)
        except (ValueError, TypeError, OSError):
            # NUL, surrogates, a closed descriptor or a missing folder: the call itself fails in the same way.
            return
        if path.startswith(self._folders):
            self._meet(named.action, path, None)

    def _meet(self, action: str, path: str, call: Optional[str]) -> None:
        index = self._count
        self._count = index + 1
        if index < ACCESSES_MAX:
            location, _ = self._frames.here()
            number = int(call) if call is not None and call.isdigit() else None
            self._met.append({"action": action, "path": path, "call": number, "location": location})
        if index == self._at:
            self._stop()


def _full_path(named: Named) -> str:
    asked = os.fsdecode(named.path)
    start = os.getcwd() if named.dir_fd is None else of_fd(named.dir_fd).path
    return os.path.normpath(os.path.join(start, asked)) if asked else ""
