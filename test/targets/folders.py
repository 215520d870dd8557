"""What targets do in a folder that they are given, and in which somebody else may have planted links."""

import os


def read_notes(folder):
    """Reads what it finds, links followed."""
    return [_content(path) for path in _notes(folder)]


def read_notes_within(folder):
    return [_content(path) for path in _notes(folder) if _is_within(path, folder)]


def read_note(folder, name):
    return _content(os.path.join(folder, os.path.basename(name)))


def read_note_within(folder, name):
    path = os.path.join(folder, os.path.basename(name))
    if not _is_within(path, folder):
        raise ValueError(name)
    return _content(path)


def read_notes_by_prefix(folder):
    """Resolves links, and compares strings: `/vault-evil` begins with `/vault`."""
    return [_content(path) for path in _notes(folder) if _begins(path, folder)]


def read_note_by_prefix(folder, name):
    path = os.path.join(folder, os.path.basename(name))
    if not _begins(path, folder):
        raise ValueError(name)
    return _content(path)


def write_note_by_prefix(folder, name):
    path = os.path.join(folder, name)
    if not _begins(path, folder):
        raise ValueError(name)
    with open(path, "w") as out:
        out.write("written")


def keep_note(folder, name):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, os.path.basename(name)), "w") as out:
        out.write(name)
    return os.path.basename(name)


def write_note(folder, name):
    """Takes folders below its own, whatever they are."""
    _write(os.path.join(folder, name), folder, os.path.normpath)


def write_note_within(folder, name):
    _write(os.path.join(folder, name), folder, os.path.realpath)


def _write(path, folder, plain):
    if os.path.commonpath([plain(path), plain(folder)]) != plain(folder):
        raise ValueError(path)
    with open(path, "w") as out:
        out.write("written")


def _notes(folder):
    for at, _, files in os.walk(folder):
        for name in sorted(files):
            if name.endswith(".md"):
                yield os.path.join(at, name)


def _begins(path, folder):
    return os.path.realpath(path).startswith(os.path.realpath(folder))


def _is_within(path, folder):
    root = os.path.realpath(folder)
    return os.path.commonpath([os.path.realpath(path), root]) == root


def _content(path):
    with open(path) as file:
        return file.read()
