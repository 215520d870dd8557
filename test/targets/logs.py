"""Logs that are kept open: one for all, which is turned over when it is long, and one for each actor."""

import os

BYTES_MAX = 250

opened = {}


def append(folder, name, line):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if path not in opened:
        opened[path] = open(path, "a", buffering=1, errors="backslashreplace")
    print(repr(line), file=opened[path])
    return opened[path].tell()


def to_all(root, actor, line):
    """Every actor's lines come to one log. The old ones are moved away."""
    path = os.path.join(root, "logs", "service.log")
    if append(os.path.join(root, "logs"), "service.log", f"{actor} {line}") >= BYTES_MAX:
        opened.pop(path).close()
        for age in range(3, 0, -1):
            if os.path.exists(f"{path}.{age}"):
                os.rename(f"{path}.{age}", f"{path}.{age + 1}")
        os.rename(path, f"{path}.1")


def to_own(root, actor, line):
    """Every actor has a log, in which it alone writes."""
    append(os.path.join(root, "own"), f"{actor}.log", line)


def to_named(root, whose, line):
    """The same, but the log is anybody's that is named."""
    append(os.path.join(root, "named"), f"{whose}.log", line)
