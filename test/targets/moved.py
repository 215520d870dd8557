"""Files that are made in the temporary folder and moved to their place, which may be on another file system."""

import os
import shutil
import tempfile


def made(text, folder=None):
    number, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(number, "w") as out:
        out.write(text)
    return path


def move(root, name):
    """Renamed where that works, else copied to whatever stands at the name."""
    shutil.move(made(name), os.path.join(root, "notes", os.path.basename(name)))


def move_beside(root, name):
    """Moved across to a name that nobody knows, and renamed there."""
    place = os.path.join(root, "notes", os.path.basename(name))
    handle, fresh = tempfile.mkstemp(dir=os.path.dirname(place))
    os.close(handle)
    shutil.move(made(name), fresh)
    os.replace(fresh, place)


def rename(root, name):
    """Works on one file system only, as those who run it know."""
    os.replace(made(name), os.path.join(root, "notes", os.path.basename(name)))


def write_beside(root, name):
    """Never leaves the folder."""
    place = os.path.join(root, "notes", os.path.basename(name))
    os.replace(made(name, os.path.dirname(place)), place)
