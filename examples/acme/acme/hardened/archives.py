"""Reads uploaded archives within bounds: plain files alone, by names that are a few plain components."""

import struct
import tarfile
import zipfile
import zlib

from acme.hardened.answers import Refused
from acme.hardened.files import BYTES_MAX
from acme.hardened.requests import SHORT_NAME

MEMBERS_MAX = 100
DEPTH_MAX = 4
BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,  # Encrypted, or packed in a way that this Python does not know.
    ValueError,
)


def members_of(file):
    """Names and contents of the plain files in a zip or an uncompressed tar."""
    try:
        return zip_members(file) if zipfile.is_zipfile(file) else tar_members(file)
    except BROKEN:
        raise Refused(400, "that is no zip and no uncompressed tar") from None


def zip_members(file):
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        return collected((member.filename, archive.open(member)) for member in members)


def tar_members(file):
    """Compressed ones are refused: what has to be unpacked to get to the next member has no bound."""
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as archive:
        plain = (member for member in bounded(archive) if member.isfile() and not member.issparse())
        return collected((member.name, archive.extractfile(member)) for member in plain)


def bounded(archive):
    for count, member in enumerate(archive):
        if count >= MEMBERS_MAX:
            raise Refused(400, f"a bundle has at most {MEMBERS_MAX} members")
        yield member


def collected(members):
    found = []
    room = BYTES_MAX
    for name, source in members:
        with source:
            content = source.read(room + 1)
        room -= len(content)
        if room < 0 or len(found) >= MEMBERS_MAX:
            raise Refused(400, "the bundle is too large")
        found.append((name, content))
    return found


def components_of(name):
    """A member's name as plain components; one that is anything else is refused."""
    parts = name.split("/")
    if len(parts) > DEPTH_MAX or not all(SHORT_NAME.fullmatch(part) for part in parts):
        raise Refused(400, "a member's name is not made of plain names")
    return parts
