"""
Collects the records of forked children. A child has the audit hook but its own copy of the records, so it writes each
into a pipe that the parent empties when a step ends. Locations are written in full, because a child's numbers for them
differ from the parent's.
"""

import fcntl
import json
import os
from typing import Any

_LINE_BYTES_MAX = 4096  # PIPE_BUF: a line up to this length is written whole
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
            # Not Linux, or this user's limit for pipes is reached: the pipe holds fewer records.
            pass
        os.register_at_fork(after_in_child=self._born)

    def _born(self) -> None:
        self.is_child = True

    def tell(self, record: dict[str, Any]) -> None:
        """
        Writes a record; called in a child. One that does not fit is lost, but tripwires and the disk still show its
        effect.
        """
        line = json.dumps(record).encode("ascii") + b"\n"
        if len(line) > _LINE_BYTES_MAX:
            return
        try:
            os.write(self._write, line)
        except OSError:
            return

    def told(self) -> list[dict[str, Any]]:
        """Returns the records that children have written since the last call; called in the parent."""
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
