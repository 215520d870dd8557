"""Pages that are looked up below a folder. A name may begin with slashes, which are taken away, but not by all alike."""

import os
import posixpath


def shown(path):
    with open(path) as page:
        return page.read()


def loose(folder, name):
    """One slash is taken away before the name is looked at, all of them before it is used."""
    looked_at = posixpath.normpath(name[1:] if name.startswith("/") else name)
    if looked_at.startswith(".."):
        raise LookupError(name)
    return shown(posixpath.normpath(posixpath.join(folder, name.lstrip("/"))))


def strict(folder, name):
    path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
    if os.path.commonpath([folder, path]) != folder:
        raise LookupError(name)
    return shown(path)
