"""Functions that check a path first and use it later, and twins that check the file that they have opened."""

import os
import tempfile

from careful import get, put


def make(root, name):
    """Creates the file in a folder that the other functions look up."""
    os.makedirs(os.path.join(root, "box"), exist_ok=True)
    put(os.path.join(root, "box"), name)
    return "box/" + name


def _inside(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root) + os.sep):
        raise ValueError("outside")
    return path


def resolved_then_read(root, name):
    with open(_inside(root, name)) as source:
        return source.read()


def opened_then_resolved(root, name):
    """Checks where the name leads after the open: if it was swapped back by then, that shows nothing."""
    with open(os.path.join(root, name)) as source:
        _inside(root, name)
        return source.read()


def read_by_walk(root, name):
    return get(root, name)


def folder_then_write(root, name):
    folder = os.path.join(root, "inbox")
    os.makedirs(folder, exist_ok=True)
    if os.path.islink(folder):
        raise ValueError("a link")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(os.path.join(folder, os.path.basename(name)), flags), "w") as out:
        out.write("kept")


def folder_opened_then_write(root, name):
    os.makedirs(os.path.join(root, "inbox"), exist_ok=True)
    put(root, "inbox/" + os.path.basename(name))


def renamed_then_sealed(root, name):
    """Moves whatever has the temporary name by then into place, and writes it again."""
    path = os.path.join(root, os.path.basename(name))
    with open(path + ".part", "x") as out:
        out.write("kept")
    os.replace(path + ".part", path)
    with open(path, "a") as out:
        out.write("sealed")


def sealed_then_renamed(root, name):
    fd, path = tempfile.mkstemp(dir=root)
    with os.fdopen(fd, "w") as out:
        out.write("kept and sealed")
    os.replace(path, os.path.join(root, os.path.basename(name)))


def process(root, name):
    """Trusts what was uploaded a step before."""
    with open(os.path.join(root, name.lstrip("/").replace("..", ""))) as source:
        return source.read()
