"""Files below a root, opened one component at a time, relative to the folder before, never through a link.

A tenant may be able to plant links in its own folder, so no path is ever handed to the kernel as a whole. New
files get names that nobody can guess and are made with O_EXCL: what is planted is neither met nor followed.
"""

import os
import stat
import uuid
from contextlib import contextmanager

from django.conf import settings

BYTES_MAX = 5_000_000
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Missing(Exception):
    """There is no such file, or what stands in its place is not a file of ours."""


class Blocked(Exception):
    """Something else stands where a folder of ours should be."""


def create_file(folders, content):
    """Makes a file below the folders, which are made where they are missing, and returns its name."""
    try:
        with opened(folders, make=True) as folder:
            return write_new(folder, content)
    except OSError as error:
        raise Blocked("/".join(folders)) from error


def replace_file(components, content, root=None):
    """Puts a file under a given name in one step: what stood there, a link too, is gone and not followed."""
    *folders, name = components
    try:
        with opened(folders, make=True, root=root) as folder:
            written = write_new(folder, content)
            try:
                os.replace(written, name, src_dir_fd=folder, dst_dir_fd=folder)
            except OSError:
                os.unlink(written, dir_fd=folder)
                raise
    except OSError as error:
        raise Blocked(name) from error


def write_new(folder, content):
    name = uuid.uuid4().hex
    with os.fdopen(os.open(name, NEW, 0o600, dir_fd=folder), "wb") as file:
        file.write(content)
    return name


def read_file(components):
    """The content of a regular file that has no second name."""
    *folders, name = components
    try:
        with opened(folders) as folder:
            # Without O_NONBLOCK a planted FIFO would stop us for ever.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            with os.fdopen(os.open(name, flags, dir_fd=folder), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
                    raise Missing(name)
                return file.read(BYTES_MAX)
    except (OSError, ValueError) as error:
        raise Missing(name) from error


def delete_file(components):
    """Removes a file, or the link that stands in its place; does nothing where there is neither."""
    *folders, name = components
    try:
        with opened(folders) as folder:
            os.unlink(name, dir_fd=folder)
    except OSError:
        pass


@contextmanager
def opened(folders, make=False, root=None):
    """A descriptor of the innermost folder, below MEDIA_ROOT where no other root is given."""
    here = os.open(root or settings.MEDIA_ROOT, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            if make:
                make_folder(folder, here)
            below = os.open(folder, FOLDER, dir_fd=here)
            os.close(here)
            here = below
        yield here
    finally:
        os.close(here)


def make_folder(name, above):
    try:
        os.mkdir(name, 0o700, dir_fd=above)
    except FileExistsError:
        pass
