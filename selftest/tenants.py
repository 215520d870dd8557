"""
Careless and careful ways to separate tenants by names. Their things are files in `box`; an empty file in `owners`
records the owner of each, so that the owner can be checked without reading another tenant's file.
"""

import contextlib
import json
import os
import stat
import sqlite3
import unicodedata

from careful import get, put


def _owners(root, key):
    return os.path.join(root, "owners", key.replace("/", "_") or "_")


def _refuse_others(root, actor, key):
    folder = _owners(root, key)
    if os.path.isdir(folder) and any(name != actor for name in os.listdir(folder)):
        raise ValueError("another's")


def _require_own(root, actor, key):
    if not os.path.exists(os.path.join(_owners(root, key), actor)):
        raise ValueError("not yours")


def _keep(root, actor, key, stored, box="box"):
    """Stores a thing by its stored name, and records its owner."""
    stored = stored.replace("/", "_")
    if not os.path.exists(os.path.join(root, box, stored)):
        os.makedirs(_owners(root, key), exist_ok=True)
        put(root, "owners/" + (key.replace("/", "_") or "_") + "/" + actor, b"")
    os.makedirs(os.path.join(root, box), exist_ok=True)
    with open(os.path.join(root, box, stored), "w") as out:
        out.write("kept")
    return key


def home(root, actor, name):
    """A separate folder for each tenant."""
    os.makedirs(os.path.join(root, "homes", actor), exist_ok=True)
    return put(os.path.join(root, "homes", actor), name)


def home_by_strings(root, actor, name):
    folder = os.path.join(root, "homes", actor)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if not os.path.normpath(path).startswith(folder + os.sep):
        raise ValueError("outside")
    with open(path, "a") as out:
        out.write("kept")


def _files(root):
    for folder, _, names in os.walk(os.path.join(root, "homes")):
        yield from (os.path.join(folder, name) for name in names)


def export_all(root):
    """Opens everything in the tenants' folders."""
    for path in _files(root):
        with open(path, "rb") as source:
            source.read()


def export_files(root):
    """Opens without waiting, and reads regular files only."""
    for path in _files(root):
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as source:
            if stat.S_ISREG(os.fstat(opened).st_mode):
                source.read()


def make(root, actor, name):
    _refuse_others(root, actor, name)
    return _keep(root, actor, name, name)


def overwrite(root, actor, name):
    """Lets anybody who names it write it."""
    return _keep(root, actor, name, name)


def _lower(name):
    return name.lower()


def _folded(name):
    return unicodedata.normalize("NFKC", name)


def _cut(name):
    return name[:16]


def _tidy(name):
    return name.strip(" #|:;,./\0").lower()


def _stored_as(change, root, actor, name):
    _refuse_others(root, actor, name)
    return _keep(root, actor, name, change(name))


def _checked_as_stored(change, root, actor, name):
    _refuse_others(root, actor, change(name))
    return _keep(root, actor, change(name), change(name))


def lowered(root, actor, name):
    return _stored_as(_lower, root, actor, name)


def lowered_first(root, actor, name):
    return _checked_as_stored(_lower, root, actor, name)


def folded(root, actor, name):
    return _stored_as(_folded, root, actor, name)


def folded_first(root, actor, name):
    return _checked_as_stored(_folded, root, actor, name)


def cut(root, actor, name):
    return _stored_as(_cut, root, actor, name)


def cut_first(root, actor, name):
    return _checked_as_stored(_cut, root, actor, name)


def tidied(root, actor, name):
    return _stored_as(_tidy, root, actor, name)


def tidied_first(root, actor, name):
    return _checked_as_stored(_tidy, root, actor, name)


def _in_parts(sign, root, actor, group, name):
    _refuse_others(root, actor, json.dumps([group, name]))
    return _keep(root, actor, json.dumps([group, name]), group + sign + name, box="pairs")


def hyphenated(root, actor, group, name):
    return _in_parts("-", root, actor, group, name)


def run_together(root, actor, group, name):
    return _in_parts("", root, actor, group, name)


def in_parts(root, actor, group, name):
    key = json.dumps([group, name])
    _refuse_others(root, actor, key)
    return _keep(root, actor, key, key, box="pairs")


def read(root, actor, name):
    with open(os.path.join(root, "box", name.replace("/", "_"))) as source:
        return source.read()


def read_own(root, actor, name):
    _require_own(root, actor, name)
    return read(root, actor, name)


def remove_by_prefix(root, actor, name):
    _refuse_others(root, actor, name)
    for found in os.listdir(os.path.join(root, "box")):
        if found.startswith(name):
            os.remove(os.path.join(root, "box", found))


def remove_own(root, actor, name):
    _require_own(root, actor, name)
    os.remove(os.path.join(root, "box", name))


def find(root, actor, name):
    """Ignores a filter that is no string."""
    try:
        name = json.loads(name)
    except ValueError:
        pass
    if isinstance(name, str):
        return read_own(root, actor, name)
    return [read(root, actor, found) for found in os.listdir(os.path.join(root, "box"))]


def find_own(root, actor, name):
    try:
        name = json.loads(name)
    except ValueError:
        pass
    if isinstance(name, str):
        return read_own(root, actor, name)
    return []


def keep_diary(root, actor, name, text):
    """Stores a text where only its author reads it."""
    home(root, actor, name)
    return put(os.path.join(root, "homes", actor), name, text.encode())


def _lines(root):
    lines = sqlite3.connect(os.path.join(root, "lines.db"), isolation_level=None)
    lines.execute("CREATE TABLE IF NOT EXISTS lines (actor, name, text)")
    return lines


def keep_line(root, actor, name, text):
    with contextlib.closing(_lines(root)) as lines:
        lines.execute("INSERT INTO lines VALUES (?, ?, ?)", (actor, name, text))


def line_by_words(root, actor, name):
    with contextlib.closing(_lines(root)) as lines:
        found = lines.execute(f"SELECT text FROM lines WHERE actor = '{actor}' AND name = '{name}'")
        return [text for (text,) in found]


def line_by_value(root, actor, name):
    with contextlib.closing(_lines(root)) as lines:
        found = lines.execute("SELECT text FROM lines WHERE actor = ? AND name = ?", (actor, name))
        return [text for (text,) in found]


_remembered = {}


def recall(root, actor, name):
    """Caches what was read by its name alone, whoever reads it."""
    return _remember(name, root, actor, name)


def recall_own(root, actor, name):
    return _remember((actor, name), root, actor, name)


def _remember(key, root, actor, name):
    if key not in _remembered:
        _remembered[key] = get(os.path.join(root, "homes", actor), name)
    return _remembered[key]
