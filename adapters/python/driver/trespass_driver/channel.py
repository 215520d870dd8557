"""
Exchanges one JSON message a line over two file descriptors. Text may hold lone surrogates; bytes travel as base64.
"""

import json
import os
from typing import Any, Optional

Message = dict[str, Any]


_set_blocking = os.set_blocking


class Channel:
    """
    The driver's end. Reading returns None after the other side has closed. The target can use both descriptors too and
    may set O_NONBLOCK on them, so each read and write resets it.
    """

    def __init__(self, commands_fd: int, answers_fd: int) -> None:
        for fd in (commands_fd, answers_fd):
            os.set_inheritable(fd, False)
        self._commands = open(commands_fd, "rb", buffering=1 << 16)
        self._commands_fd = commands_fd
        self._answers_fd = answers_fd

    def read(self) -> Optional[Message]:
        _set_blocking(self._commands_fd, True)
        line = self._commands.readline()
        if not line.endswith(b"\n"):
            return None
        message: Message = json.loads(line)
        return message

    def write(self, message: Message) -> None:
        rest = memoryview(encode(message))
        _set_blocking(self._answers_fd, True)
        while rest:
            rest = rest[os.write(self._answers_fd, rest) :]


def encode(message: Message) -> bytes:
    """Encodes a message as one line of ASCII; NaN and the infinities become null."""
    try:
        return (json.dumps(message, separators=(",", ":"), allow_nan=False) + "\n").encode("ascii")
    except ValueError:
        return (json.dumps(finite(message), separators=(",", ":")) + "\n").encode("ascii")


def finite(value: Any) -> Any:
    """The same value with NaN and the infinities as null."""
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {key: finite(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(member) for member in value]
    return value
