"""JSON documents whose parts become paths, each beside its corrected twin."""

import os
import uuid


def kept(root, name, text):
    with open(os.path.join(root, name), "w") as out:
        out.write(text)


def within(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root) + os.sep):
        raise ValueError("outside")
    return path


def save_absolute(root, document):
    """Refuses to climb, and joins what is absolute."""
    if ".." in document["path"]:
        raise ValueError("climbs")
    kept(root, document["path"], "kept")


def save_absolute_safely(root, document):
    kept(root, within(root, document["path"]), "kept")


def save_members(root, document):
    """Each member is a file."""
    for name, text in document["files"].items():
        kept(root, name, text)


def save_members_safely(root, document):
    for name, text in document["files"].items():
        kept(root, within(root, name), text)


FIELDS = ["title", "author", "mail", "language", "kind", "state", "colour", "size"]


def save_last(root, document):
    """The last of many strings is a path, the others are looked at."""
    for field in FIELDS:
        if not document[field].isalnum():
            raise ValueError(field)
    kept(root, document["path"], "kept")


def save_last_safely(root, document):
    save_last(root, {**document, "path": within(root, document["path"])})


def save_framed(root, document):
    """A beginning is asked for, and no more."""
    if not document["path"].startswith("uploads/"):
        raise ValueError("elsewhere")
    os.makedirs(os.path.join(root, "uploads"), exist_ok=True)
    kept(root, document["path"], "kept")


def save_framed_safely(root, document):
    os.makedirs(os.path.join(root, "uploads"), exist_ok=True)
    kept(root, within(os.path.join(root, "uploads"), os.path.relpath(document["path"], "uploads")), "kept")


def save_bytes(root, document):
    """A document in bytes that names its file in the first line."""
    name = document.split(b"\n")[0].decode("utf-8", "surrogateescape")
    if ".." in name:
        raise ValueError("climbs")
    kept(root, name, "kept")


def save_bytes_safely(root, document):
    kept(root, within(root, document.split(b"\n")[0].decode("utf-8", "surrogateescape")), "kept")


def make(root, tenant, text):
    """Gives out an identifier that is another one in every world."""
    name = str(uuid.uuid4())
    os.makedirs(os.path.join(root, "homes", tenant), exist_ok=True)
    kept(os.path.join(root, "homes", tenant), name, text)
    return name


def path_of(root, name):
    homes = os.path.join(root, "homes")
    for tenant in os.listdir(homes):
        if name in os.listdir(os.path.join(homes, tenant)):
            return tenant, os.path.join(homes, tenant, name)
    raise KeyError(name)


def read_batch(root, tenant, document):
    """The first is looked at, all are read."""
    found = [path_of(root, os.path.basename(name)) for name in document["names"]]
    if found[0][0] != tenant:
        raise PermissionError("another's")
    return [open(path).read() for _, path in found]


def read_batch_safely(root, tenant, document):
    found = [path_of(root, os.path.basename(name)) for name in document["names"]]
    if any(owner != tenant for owner, _ in found):
        raise PermissionError("another's")
    return [open(path).read() for _, path in found]
