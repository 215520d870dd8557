"""
What the hook sees in forked children: they have the hook, but records of their own, so that they write each
record into a pipe that the parent empties when a step ends. Locations are named in full: numbers part with the fork.
"""

import fcntl
import json
import os
from typing import Any

_LINE_BYTES_MAX = 4096  # PIPE_BUF: what is not longer is written whole
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ, which older versions of fcntl do not name
_READS_MAX = 64


class Children:
    def __init__(self) -> None:
        self.is_child = False
        self._read, self._write = os.pipe()
        for fd in (self._read, self._write):
            os.set_blocking(fd, False)
        try:
            fcntl.fcntl(self._write, _SET_PIPE_SIZE, _PIPE_BYTES)
        except OSError:
            # Another system, or no more room for this user: less is kept.
            pass
        os.register_at_fork(after_in_child=self._born)

    def _born(self) -> None:
        self.is_child = True

    def tell(self, record: dict[str, Any]) -> None:
        """Called in a child. What does not fit is lost; the kernel and the disk have seen it all the same."""
        line = json.dumps(record).encode("ascii") + b"\n"
        if len(line) > _LINE_BYTES_MAX:
            return
        try:
            os.write(self._write, line)
        except OSError:
            return

    def told(self) -> list[dict[str, Any]]:
        """Called in the parent: what children have told since the last call."""
        data = b""
        for _ in range(_READS_MAX):
            try:
                more = os.read(self._read, _PIPE_BYTES)
            except OSError:
                break
            if not more:
                break
            data += more
        return [json.loads(line) for line in data.splitlines()]
