"""Where papers lie. A name never becomes part of a path, except in `named`."""

import hashlib
import os

from django.conf import settings

from desk.asking import Refused


def own(request, kind):
    """The tenant's folder for one kind of papers."""
    digest = hashlib.sha256(request.tenant.encode()).hexdigest()[:16]
    folder = os.path.join(settings.MEDIA_ROOT, digest, kind)
    os.makedirs(folder, exist_ok=True)
    return folder


def hidden(folder, *names):
    """A file of which nobody chooses the name."""
    whole = "\0".join(name.replace("\0", "\0\0") for name in names)
    return os.path.join(folder, hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest())


def named(folder, name):
    """A file with a name of the caller's, for papers of older clients. The sound service looks where it leads."""
    path = os.path.join(folder, name)
    if settings.SOUND:
        above = os.path.realpath(folder)
        if os.path.dirname(os.path.realpath(path)) != above or os.path.islink(path):
            raise Refused(403)
    return path


def exported(request, name):
    """A paper in a folder that the tenant reaches by SFTP as well."""
    folder = os.path.join(settings.EXPORT_ROOT, request.tenant)
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, os.path.basename(name.replace("\0", "")) or "paper")


def keep(path, text):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with open(os.open(path, flags, 0o644), "w", encoding="utf-8", errors="surrogateescape") as paper:
        paper.write(text)


def load(path):
    # Python leaves a descriptor open that turns out to be of a folder.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        with open(descriptor, encoding="utf-8", errors="replace", closefd=False) as paper:
            return paper.read(100_000)
    finally:
        os.close(descriptor)
