"""Ends the driver: when it is told to, when the other side has closed, and when its parent has died."""

import ctypes
import os
import signal
import sys
from typing import Any

from .channel import Channel

_PR_SET_PDEATHSIG = 1


def next_message(channel: Channel) -> dict[str, Any]:
    message = channel.read()
    if message is None:
        kill_group()
        os._exit(1)
    if message["do"] == "stop":
        channel.write({"ok": True})
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    return message


def die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def kill_group() -> None:
    """Kills the processes that the target started, if the driver or its jail leads a process group of its own."""
    leader = os.getpgid(0)
    if leader == os.getpid() or leader == os.getppid() == os.getsid(0):
        os.killpg(0, signal.SIGKILL)
