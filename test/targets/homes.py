"""Homes of tenants, and jobs that work for all of them."""

import os
import stat
import threading


def keep(root, actor, name):
    folder = os.path.join(root, "homes", actor)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, os.path.basename(name) or "unnamed"), "w") as out:
        out.write(name)


def files(root):
    for folder, _, names in os.walk(os.path.join(root, "homes")):
        yield from (os.path.join(folder, name) for name in names)


def size_by_reading(root):
    """Opens whatever lies there."""
    size = 0
    for path in files(root):
        with open(path, "rb") as source:
            size += len(source.read())
    return size


def size_of_files(root):
    """Looks before it opens."""
    return sum(os.path.getsize(path) for path in files(root) if stat.S_ISREG(os.lstat(path).st_mode))


def size_without_waiting(root):
    size = 0
    for path in files(root):
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        size += os.fstat(opened).st_size
        os.close(opened)
    return size


def through_own_pipe(root):
    """Somebody is at the other end of a pipe that it makes itself."""
    path = os.path.join(root, "own-pipe")
    os.mkfifo(path)
    try:
        writer = threading.Thread(target=lambda: open(path, "w").close())
        writer.start()
        with open(path) as source:
            source.read()
        writer.join()
    finally:
        os.remove(path)
    return size_of_files(root)
