"""
Exchanges a path with a link, back and forth, until it is killed or its time is over. It is a process of its own,
because accesses that raise no audit event cannot be stopped at a chosen one, only raced by chance. Run as a script with
the path, the link's name, the milliseconds and the parent's process id; prints a line once the link has been in place.
"""

import ctypes
import os
import signal
import sys
import time
from typing import Callable

_AT_FDCWD, _NOREPLACE, _EXCHANGE = -100, 1, 2
_PR_SET_PDEATHSIG = 1
_FLIPS_BETWEEN_LOOKS = 256


def main(place: str, link: str, milliseconds: int, parent: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    end = time.monotonic() + milliseconds / 1000
    flip = flipper(libc, os.fsencode(place), os.fsencode(link), os.path.lexists(place))
    # Two flips, so that a step which runs before the next one finds the original: checks come first.
    if not flip() or not flip():
        return
    os.write(1, b"begun\n")
    while time.monotonic() < end and os.getppid() == parent:
        for _ in range(_FLIPS_BETWEEN_LOOKS):
            flip()


def flipper(libc: ctypes.CDLL, place: bytes, link: bytes, taken: bool) -> Callable[[], bool]:
    """Exchanges the path and the link if something exists there; else places the link and removes it again."""
    rename = libc.renameat2
    if taken:
        return lambda: bool(rename(_AT_FDCWD, place, _AT_FDCWD, link, _EXCHANGE) == 0)

    def come_and_go() -> bool:
        came = rename(_AT_FDCWD, link, _AT_FDCWD, place, _NOREPLACE) == 0
        return bool(came and rename(_AT_FDCWD, place, _AT_FDCWD, link, _NOREPLACE) == 0)

    return come_and_go


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
