"""Functions that unpack archives and trust one thing in them each, and a twin that creates plain files only."""

import io
import os
import tarfile
import zipfile

from careful import plain, put


def _folder(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)


def _place(into, member, archive, path):
    """Creates what a member describes, replacing what exists."""
    if os.path.lexists(path) and (member.issym() or member.islnk()):
        os.remove(path)
    if member.issym():
        os.symlink(member.linkname, path)
    elif member.islnk():
        os.link(os.path.join(into, member.linkname), path)
    elif member.isdir():
        os.makedirs(path, exist_ok=True)
    elif member.isreg():
        with open(path, "wb") as out:
            out.write(archive.extractfile(member).read())


def untar(into, data):
    """Trusts every member: names, links, modes, and nested archives."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.join(into, member.name)
            _folder(path)
            _place(into, member, archive, path)
            if not member.issym() and member.mode & 0o7777 and os.path.exists(path):
                os.chmod(path, member.mode & 0o7777 | 0o600)


def untar_nested(into, data):
    """Checks names, but not those in a nested archive."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            if not member.isreg():
                continue
            content = archive.extractfile(member).read()
            try:
                tarfile.open(fileobj=io.BytesIO(content)).close()
            except tarfile.TarError:
                _careful_member(into, member.name, content)
            else:
                untar(into, content)


def untar_by_prefix(into, data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.realpath(os.path.join(into, member.name))
            if member.isreg() and path.startswith(os.path.realpath(into)):
                _folder(path)
                _place(into, member, archive, path)


def untar_turning_backslashes(into, data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            path = os.path.join(into, plain(member.name).replace("\\", "/"))
            if member.isreg():
                _folder(path)
                _place(into, member, archive, path)


def untar_by_first_header(into, data):
    """Checks the name in the plain header, but uses the one in an extended header."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            header = member.offset_data - 512
            held = io.BytesIO(data[header : header + 100]).read().split(b"\0")[0]
            if member.isreg():
                plain(held.decode("utf-8", "surrogateescape"))
                path = os.path.join(into, member.name)
                _folder(path)
                _place(into, member, archive, path)


def _careful_member(into, name, content):
    parts = name.strip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or name.startswith("/"):
        return
    folder = into
    for part in parts[:-1]:
        folder = os.path.join(folder, part)
        if not os.path.lexists(folder):
            os.mkdir(folder)
        if os.path.islink(folder) or not os.path.isdir(folder):
            return
    put(into, "/".join(parts), content)


def untar_carefully(into, data):
    """Creates plain files only, and skips members whose name is not plain."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            if member.isreg():
                _careful_member(into, member.name, archive.extractfile(member).read())


def unzip_by_hand(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                path = os.path.join(into, member.filename)
                _folder(path)
                with open(path, "wb") as out:
                    out.write(archive.read(member))


def unzip_carefully(into, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                _careful_member(into, member.filename, archive.read(member))
