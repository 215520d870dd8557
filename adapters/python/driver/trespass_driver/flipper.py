"""
Runs the process that exchanges a path with a link (`flip.py`) during one step and undoes its effect: afterwards the
path holds its original, unless the target has put something else there.
"""

import os
import select
import stat
import subprocess
import sys
from typing import Any, Optional

_SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "flip.py")
_START_SECONDS = 5.0


class Flipper:
    def __init__(self) -> None:
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._place = ""
        self._link = ""
        self._existed = False

    def start(self, order: dict[str, Any], aside: str) -> bool:
        """Starts flipping, which goes on until `stop` or until its time is over. Returns whether it began."""
        self._place, self._link = order["path"], os.path.join(aside, "flip")
        self._existed = os.path.lexists(self._place)
        try:
            os.symlink(order["to"], self._link)
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", _SCRIPT]
                + [self._place, self._link, str(order["milliseconds"]), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
            )
        except (OSError, ValueError):
            # The folder is gone, or the name or the link is too long: nothing is flipped.
            return False
        self._process = process
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], _START_SECONDS)
        return bool(ready) and process.stdout.read(1) == b"b"

    @property
    def existed(self) -> bool:
        return self._existed

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()
        self._restore()

    def _restore(self) -> None:
        """
        The process may be killed at any time: the exchange is atomic, so the link is at the path or at its own name.
        """
        if self._existed:
            if os.path.lexists(self._link) and not _is_link(self._link) and _is_link(self._place):
                os.remove(self._place)
                os.rename(self._link, self._place)
        elif _is_link(self._place) and not os.path.lexists(self._link):
            os.remove(self._place)
        if _is_link(self._link):
            os.remove(self._link)


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False
