"""Planted faults of unpacking, one a function, and their corrected twins. `into` is the folder to extract into."""

import io
import json
import os
import re
import shutil
import stat
import tarfile
import zipfile


def untar(into, data):
    """Trusts every member: names, links, modes."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        try:
            archive.extractall(into, filter="fully_trusted")
        except TypeError:
            archive.extractall(into)


def untar_filtered(into, data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(into, filter="data")


def unzip_by_hand(into, data):
    """Joins names as they come."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                _write(os.path.join(into, member.filename), archive.read(member))


def unzip(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(into)


def unpack(into, path):
    shutil.unpack_archive(path, into)


def unpack_filtered(into, path):
    if path.endswith(".zip"):
        shutil.unpack_archive(path, into)
    else:
        shutil.unpack_archive(path, into, filter="data")


def unzip_by_prefix(into, data):
    """The check compares strings: a sibling whose name starts alike passes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            path = os.path.realpath(os.path.join(into, member.filename))
            if path.startswith(os.path.realpath(into)) and not member.is_dir():
                _write(path, archive.read(member))


def unzip_by_separated_prefix(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            path = os.path.realpath(os.path.join(into, member.filename))
            if path.startswith(os.path.realpath(into) + os.sep) and not member.is_dir():
                _write(path, archive.read(member))


def unzip_turned_late(into, data):
    _unzip_turned(into, data, lambda name: name)


def unzip_turned_first(into, data):
    _unzip_turned(into, data, lambda name: name.replace("\\", "/"))


def _unzip_turned(into, data, turned):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            name = turned(member.filename)
            if name.startswith("/") or ".." in name.split("/") or name.endswith("/"):
                continue
            _write(os.path.join(into, "imports", "own", name.replace("\\", "/")), archive.read(member))


def untar_with_links(into, data):
    """Checks names as strings, and makes links wherever they lead."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.normpath(os.path.join(into, member.name))
            if not path.startswith(into + os.sep):
                continue
            if member.issym():
                _link(member.linkname, path)
            elif member.isfile():
                _write(path, archive.extractfile(member).read())


def untar_with_links_by_prefix(into, data):
    """Makes links that lead to where a path begins like its own, and writes through them."""
    _untar_with_links(into, data, lambda path, root: path.startswith(root))


def untar_with_links_by_component(into, data):
    _untar_with_links(into, data, lambda path, root: path.startswith(root + os.sep))


def _untar_with_links(into, data, holds):
    root = os.path.realpath(into)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.realpath(os.path.join(root, member.name))
            to = os.path.realpath(os.path.join(os.path.dirname(path), member.linkname)) if member.issym() else path
            if ".." in member.name or not holds(path, root) or not holds(to, root):
                continue
            if member.issym():
                _link(member.linkname, path)
            elif member.isfile():
                _write(path, archive.extractfile(member).read())


def untar_within(into, data):
    """Checks what a name leads to, links included, before it writes; makes no links."""
    root = os.path.realpath(into)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.realpath(os.path.join(root, member.name))
            if member.isfile() and path != root and os.path.commonpath([path, root]) == root:
                _write(path, archive.extractfile(member).read())


def unzip_then_protect(into, data):
    """Extracts safely, then sets modes by the members' raw names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(into)
        for member in archive.infolist():
            path = os.path.join(into, member.filename)
            if os.path.exists(path):
                os.chmod(path, stat.S_IMODE(member.external_attr >> 16))


def unzip_then_protect_extracted(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            os.chmod(archive.extract(member, into), 0o700 if member.is_dir() else 0o600)


def unzip_upload(into, upload):
    """Takes a file as a form carries it, by its name's extension."""
    if not upload.name.endswith(".zip"):
        raise ValueError("not a zip")
    unzip_by_hand(into, upload.read())


def unzip_upload_safely(into, upload):
    if not upload.name.endswith(".zip"):
        raise ValueError("not a zip")
    unzip(into, upload.read())


def restore(into, data):
    """A backup whose index says what its one file is called: members are never extracted by their own names."""
    name, content = _indexed(data, "data.txt")
    _write(os.path.join(into, name), content)


def restore_within(into, data):
    name, content = _indexed(data, "data.txt")
    path = os.path.realpath(os.path.join(into, name))
    if os.path.commonpath([path, os.path.realpath(into)]) != os.path.realpath(into):
        raise ValueError(name)
    _write(path, content)


def restore_named(into, data):
    """Looks for the member that the index names, and writes it where it says."""
    name, content = _indexed(data)
    _write(os.path.join(into, name), content)


def restore_named_below(into, data):
    name, content = _indexed(data)
    _write(os.path.join(into, os.path.basename(name)), content)


def restore_listed(into, data):
    """A list of names, one a line, of which all are emptied."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for line in archive.read("list.ini").decode().splitlines():
            if line.startswith("empty = "):
                _write(os.path.join(into, line[len("empty = ") :]), b"")


def restore_listed_below(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for line in archive.read("list.ini").decode().splitlines():
            if line.startswith("empty = "):
                _write(os.path.join(into, os.path.basename(line[len("empty = ") :])), b"")


def _indexed(data, member=None):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = json.loads(archive.read("index.json"))["file"]
        return name, archive.read(name if member is None else member)


def unzip_template(into, data):
    """Takes nothing that has no place for a title."""
    _filled(data)
    unzip_by_hand(into, data)


def unzip_template_safely(into, data):
    _filled(data)
    unzip(into, data)


def _filled(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("page.html").decode()
    if "{{ title }}" not in page or "{id}" not in page:
        raise ValueError("not a template")


def unzip_by_pattern(into, data):
    """Takes pages alone, by a pattern in which anything may stand."""
    _unzip_pages(into, data, r"data/page-.*\.xml")


def unzip_by_narrow_pattern(into, data):
    _unzip_pages(into, data, r"data/page-\w+\.xml")


def _unzip_pages(into, data, pattern):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not all(re.fullmatch(pattern, name) for name in archive.namelist()):
            raise ValueError("not a page")
        for name in archive.namelist():
            _write(os.path.join(into, name), archive.read(name))


def tell(into, path):
    """Says what it was given and how many members that holds."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return "%s %d" % (path, len(archive.namelist()))
    with tarfile.open(path) as archive:
        return "%s %d" % (path, len(archive.getnames()))


def store(into, data):
    """Keeps bytes and looks into none."""
    _write(os.path.join(into, "stored"), data)


def _write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content)


def _link(to, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.symlink(to, path)
