"""One careless target for each way out of a folder; `decoded` and the like are the corrected twins."""

import html
import os
import re
import tempfile
from urllib.parse import unquote

from careful import get, plain, put, put_new


def _write(path):
    with open(path, "w") as out:
        out.write("kept")


def careful(root, name):
    return put(root, name)


def joined(root, name):
    _write(os.path.join(root, name))
    return name


def beginning_checked(root, name):
    if name.startswith(("..", "/")):
        raise ValueError("not a plain name")
    return joined(root, name)


def dotdot_refused(root, name):
    if ".." in name:
        raise ValueError("not a plain name")
    return joined(root, name)


def decoded_once(root, name):
    return joined(root, unquote(plain(name)))


def decoded_twice(root, name):
    return joined(root, unquote(plain(unquote(name))))


def decoded(root, name):
    return put(root, unquote(unquote(name)))


def filtered_once(root, name):
    return joined(root, name.lstrip("/").replace("../", ""))


def unescaped(root, name):
    return joined(root, html.unescape(plain(name)))


def unescaped_first(root, name):
    return put(root, html.unescape(name))


def backslash_turned(root, name):
    return joined(root, plain(name).replace("\\", "/"))


def backslash_turned_first(root, name):
    return put(root, name.replace("\\", "/"))


def cut_at_nul(root, name):
    """The check sees the part after the NUL, the file system the part before it."""
    before, nul, behind = name.partition("\0")
    plain(behind if nul else name)
    return joined(root, before)


def undecodable_unchecked(root, name):
    try:
        plain(name.encode("utf-8").decode())
    except UnicodeEncodeError:
        pass
    return joined(root, name)


_INVISIBLE = re.compile("[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def invisible_removed(root, name):
    return joined(root, _INVISIBLE.sub("", plain(name)))


def invisible_removed_first(root, name):
    return put(root, _INVISIBLE.sub("", name))


def long_unchecked(root, name):
    """A path that is too long to look up is taken for a new one, so it is normalised and created."""
    path = os.path.join(root, name)
    try:
        os.stat(path)
    except FileNotFoundError:
        pass
    except OSError:
        return _write(os.path.normpath(path))
    return put(root, name)


def scheme_opened(root, name):
    if name.startswith("file:"):
        with open(os.path.join(root, re.sub("^file:(//(localhost)?)?", "", name)), "a") as out:
            out.write("kept")
        return name
    return put(root, name)


def prefix_compared(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root)):
        raise ValueError("outside")
    _write(path)


def checked_before_tidied(root, name):
    if name.startswith(("..", "/")):
        raise ValueError("not a plain name")
    _write(os.path.normpath(os.path.join(root, name)))


def checked_from_another_base(root, name):
    seen = os.path.normpath(os.path.join(root, "in", "here", name))
    if not seen.startswith(root + os.sep):
        raise ValueError("outside")
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    _write(path)


def index_beside(root, name):
    """The index of a folder is a file beside it: for the root itself, that is outside."""
    if name.startswith("/") and not name.startswith(root):
        raise ValueError("outside")
    folder = os.path.normpath(os.path.join(root, name.strip().strip("#|:;,\u200b")))
    if folder != root and not folder.startswith(root + os.sep):
        raise ValueError("outside")
    _write(folder + ".index")


def index_within(root, name):
    return put(root, name.strip() + ".index")


def nobody_is_common(root, name):
    """A file without an owner counts as common, and is in the folder above."""
    if name in ("null", "None", "undefined"):
        return _write(os.path.join(os.path.dirname(root), "common"))
    return put(root, name)


def strings_checked(root, name):
    """Compares normalised strings, and never checks for links."""
    path = os.path.join(root, name)
    if not os.path.normpath(path).startswith(root + os.sep):
        raise ValueError("outside")
    with open(path, "a") as out:
        out.write("kept")


def resolved_checked(root, name):
    """Resolves symbolic links, but cannot see hard ones."""
    path = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath([path, os.path.realpath(root)]) != os.path.realpath(root):
        raise ValueError("outside")
    with open(path, "a") as out:
        out.write("kept")


def with_backup(root, name):
    put(root, name)
    _write(os.path.join(root, name + ".bak"))


def with_careful_backup(root, name):
    put(root, name)
    put(root, name + ".bak")


def export_by_name():
    _write(os.path.join(tempfile.gettempdir(), "export.txt"))


def export_by_chance():
    fd, path = tempfile.mkstemp()
    os.write(fd, b"kept")
    os.close(fd)
    os.remove(path)


def note(root, name, value):
    put_new(root, name, value.encode("utf-8", "surrogateescape"))
    return name


def follow_note(root, name):
    """Uses a stored text as a path."""
    _write(os.path.join(root, os.fsdecode(get(root, name))))


def follow_note_carefully(root, name):
    put(root, os.fsdecode(get(root, name)))
