"""Planted races and their corrected twins: what lies between a check and a use, one fault a function."""

import ctypes
import os
import sqlite3
import subprocess
import sys
import tempfile


def resolved(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root) + os.sep):
        raise ValueError("outside")
    return path


def make(root, name):
    """Makes the file that the others work on, in a folder of its own."""
    folder = os.path.join(root, "box")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w") as out:
        out.write("made")
    return os.path.join("box", name)


def check_then_read(root, name):
    with open(resolved(root, name)) as source:
        return source.read()


def check_then_write(root, name):
    with open(resolved(root, name), "w") as out:
        out.write("written")


def no_link_then_append(root, name):
    path = os.path.join(root, os.path.basename(name))
    if os.path.islink(path):
        raise ValueError("a link")
    with open(path, "a") as out:
        out.write("written")


def absent_then_create(root, name):
    path = os.path.join(root, os.path.basename(name))
    if os.path.lexists(path):
        raise ValueError("taken")
    with open(path, "w") as out:
        out.write("written")


def temporary_then_rename(root, name):
    path = os.path.join(root, os.path.basename(name))
    temporary = path + ".part"
    if os.path.lexists(temporary):
        os.remove(temporary)
    with open(temporary, "w") as out:
        out.write("written")
    os.replace(temporary, path)


def folder_then_write(root, name):
    folder = os.path.join(root, "inbox")
    os.makedirs(folder, exist_ok=True)
    if os.path.islink(folder):
        raise ValueError("a link")
    fd = os.open(os.path.join(folder, os.path.basename(name)), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW)
    os.write(fd, b"written")
    os.close(fd)


def open_then_check(root, name):
    """Looks by name where it led once it is open: swapped back by then, the name tells nothing."""
    path = os.path.join(root, name)
    with open(path) as source:
        resolved(root, name)
        return source.read()


def export_to_shared(name):
    """A name that everybody knows, in a folder that everybody can write."""
    path = os.path.join(tempfile.gettempdir(), "export-" + name)
    if os.path.lexists(path):
        raise ValueError("taken")
    with open(path, "w") as out:
        out.write("written")
    os.remove(path)


def walk(root, name, flags):
    """Opens component by component, following nothing."""
    fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    *folders, last = name.split("/")
    if ".." in folders or last in ("", ".", ".."):
        raise ValueError("outside")
    try:
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=fd)
            os.close(fd)
            fd = inner
        return os.open(last, flags | os.O_NOFOLLOW, 0o600, dir_fd=fd)
    finally:
        os.close(fd)


def walk_then_read(root, name):
    resolved(root, name)
    with os.fdopen(walk(root, name, os.O_RDONLY)) as source:
        return source.read()


def walk_then_write(root, name):
    resolved(root, name)
    fd = walk(root, name, os.O_WRONLY | os.O_TRUNC)
    os.fchmod(fd, 0o640)
    with os.fdopen(fd, "w") as out:
        out.write("written")


def create_exclusively(root, name):
    path = os.path.join(root, os.path.basename(name))
    if os.path.lexists(path):
        raise ValueError("taken")
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(fd, "w") as out:
        out.write("written")


def private_temporary(name):
    """A folder of its own, then a name in it: nobody else can get in between."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "export.txt")
        if not os.path.exists(path):
            with open(path, "w") as out:
                out.write("written")
        os.chmod(path, 0o600)


def unguessable(root, name):
    """Checked and then opened, under a name that nobody can know."""
    path = os.path.join(root, os.urandom(8).hex())
    if not os.path.lexists(path):
        with open(path, "w") as out:
            out.write("written")


def temporary_by_handle(root, name):
    """A temporary file that is opened once, exclusively, and renamed into place."""
    fd, path = tempfile.mkstemp(dir=root)
    with os.fdopen(fd, "w") as out:
        out.write("written")
    os.replace(path, os.path.join(root, os.path.basename(name)))


def write_unchecked(root, name):
    """No check, so no race: a link planted beforehand does."""
    with open(os.path.join(root, name), "w") as out:
        out.write("written")


def export_unchecked():
    path = os.path.join(tempfile.gettempdir(), "export.zip")
    with open(path, "w") as out:
        out.write("written")
    os.remove(path)


def export_and_leave():
    """The name is taken from the first time on; who comes before has it."""
    with open(os.path.join(tempfile.gettempdir(), "left.zip"), "w") as out:
        out.write("written")


def by_subprocess(root, name):
    """Works where no call of Python's own tells of it, under a name that nobody can know."""
    subprocess.run(["touch", os.path.join(root, os.urandom(8).hex())], check=True)


def checked_folder(root, name):
    folder = os.path.join(root, os.path.dirname(name))
    if os.path.islink(folder):
        raise ValueError("a link")
    return os.path.join(folder, os.path.basename(name))


def folder_then_read(root, name):
    """Follows no link at the end, and any before."""
    with os.fdopen(os.open(checked_folder(root, name), os.O_RDONLY | os.O_NOFOLLOW)) as source:
        return source.read()


def folder_then_delete(root, name):
    os.remove(checked_folder(root, name))


def folder_then_protect(root, name):
    os.chmod(os.path.normpath(checked_folder(root, name)), 0o400)


def walk_then_delete(root, name):
    checked_folder(root, name)
    folder = walk(root, os.path.dirname(name), os.O_RDONLY | os.O_DIRECTORY)
    os.remove(os.path.basename(name), dir_fd=folder)
    os.close(folder)


def checked_by_shell(root, name):
    """Looks and then reads, in a process of its own."""
    script = 'test ! -L "$1" && sleep .005 && cat "$1" > /dev/null'
    subprocess.run(["/bin/sh", "-c", script, "sh", os.path.join(root, name)], check=False)


def read_by_shell(root, name):
    """Reads what is no link, in a process of its own: the kernel looks and opens at once."""
    script = "import os, sys; os.read(os.open(sys.argv[1], os.O_RDONLY | os.O_NOFOLLOW), 9)"
    subprocess.run([sys.executable, "-I", "-S", "-c", script, os.path.join(root, name)], check=False, stderr=-3)


def checked_by_library(root, name):
    """Looks and then writes, by calls that are not Python's own."""
    path = os.fsencode(os.path.join(root, name))
    if libc.readlink(path, ctypes.create_string_buffer(64), 64) >= 0:
        raise ValueError("a link")
    libc.usleep(2_000)
    fd = libc.open(path, os.O_WRONLY | os.O_APPEND)
    libc.write(fd, b"x", 1)
    libc.close(fd)


def folder_checked_by_shell(root, name):
    """Looks at the folder and then makes a file in it."""
    script = 'test ! -L "$1" && sleep .005 && echo x > "$1/new"'
    subprocess.run(["/bin/sh", "-c", script, "sh", os.path.dirname(os.path.join(root, name))], check=False)


def written_by_library(root, name):
    path = os.fsencode(os.path.join(root, os.path.basename(os.path.dirname(name)), os.path.basename(name)))
    folder = libc.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    if folder < 0:
        raise ValueError("a link")
    fd = libc.openat(folder, os.path.basename(path), os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
    libc.write(fd, b"x", 1)
    libc.close(fd)
    libc.close(folder)


libc = ctypes.CDLL(None)


def kept_in_database(root, name):
    connection = sqlite3.connect(os.path.join(os.path.dirname(os.path.join(root, name)), "kept.sqlite3"))
    with connection:
        connection.execute("create table if not exists kept (name)")
        connection.execute("insert into kept values (?)", (name,))
    connection.close()
