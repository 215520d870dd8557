import os

from django.conf import settings


class Outside(Exception):
    """A path leads out of the user's home."""


def home(user):
    folder = os.path.realpath(os.path.join(settings.FILEBAY_HOMES, user.username))
    os.makedirs(folder, exist_ok=True)
    return folder


def inside(user, path):
    """The real path of what a user calls `path`, which may begin with a slash. Links are followed, and must stay inside."""
    top = home(user)
    real = os.path.realpath(os.path.join(top, path.lstrip("/")))
    if os.path.commonpath([top, real]) != top:
        raise Outside(path)
    return real


def quick_inside(user, path):
    """The same without a look at the disk, for what does not exist yet."""
    top = home(user)
    full = os.path.normpath(top + "/" + path)
    if not full.startswith(top):
        raise Outside(path)
    return full


def shown(user, full):
    return "/" + os.path.relpath(full, home(user)).lstrip(".")
