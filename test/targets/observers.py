"""Ways to touch files that one observer alone can see: past Python's own calls, past inotify, past the disk as it is afterwards."""

import ctypes
import io
import mmap
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import threading

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.opendir.restype = libc.readdir.restype = ctypes.c_void_p
libc.readdir.argtypes = libc.closedir.argtypes = [ctypes.c_void_p]
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


def place(root, name):
    return os.fsencode(os.path.join(root, name))


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused by the kernel")
    return result


def make(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("made")
    return name


def c_open(root, name, flags):
    return checked(libc.open(place(root, name), flags, 0o644))


def c_read(root, name):
    fd = c_open(root, name, os.O_RDONLY)
    buffer = ctypes.create_string_buffer(64)
    checked(libc.read(fd, buffer, 64))
    libc.close(fd)


def c_list(root, name):
    folder = libc.opendir(place(root, name))
    if folder is not None:
        libc.readdir(folder)
        libc.closedir(folder)


def c_write(root, name):
    fd = c_open(root, name, os.O_WRONLY | os.O_CREAT)
    checked(libc.write(fd, b"written", 7))
    libc.close(fd)


def c_append(root, name):
    fd = c_open(root, name, os.O_WRONLY | os.O_APPEND)
    checked(libc.write(fd, b"written", 7))
    libc.close(fd)


def c_truncate(root, name):
    checked(libc.truncate(place(root, name), ctypes.c_long(0)))


def c_unlink(root, name):
    checked(libc.unlink(place(root, name)))


def c_come_and_go(root, name):
    c_write(root, name)
    c_unlink(root, name)


def c_rename_in(root, name):
    checked(libc.rename(place(root, name), place(root, "taken")))


def c_rename_out(root, name):
    make(root, "given")
    checked(libc.rename(place(root, "given"), place(root, name)))


def c_link_in(root, name):
    checked(libc.link(place(root, name), place(root, "same")))


def c_link_out(root, name):
    make(root, "given")
    checked(libc.link(place(root, "given"), place(root, name)))


def c_link_within(root, name):
    for number in range(8):
        make(root, "given%d" % number)
        checked(libc.link(place(root, "given%d" % number), place(root, "%s%d" % (os.path.basename(name), number))))


def c_chmod(root, name):
    checked(libc.chmod(place(root, name), 0o400))


def c_chown(root, name):
    checked(libc.chown(place(root, name), 1234, 1234))


def c_times(root, name):
    checked(libc.utimes(place(root, name), None))


def c_setxattr(root, name):
    checked(libc.setxattr(place(root, name), b"user.mark", b"1", ctypes.c_size_t(1), 0))


def c_map_write(root, name):
    fd = c_open(root, name, os.O_RDWR)
    at = libc.mmap(None, 4, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, fd, 0)
    ctypes.memmove(at, b"wxyz", 4)
    libc.munmap(at, 4)
    libc.close(fd)


def c_map_and_keep(root, name):
    """Nothing says that the file is written: it stays open, and a mapping has no events."""
    fd = c_open(root, name, os.O_RDWR)
    at = libc.mmap(None, 4, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, fd, 0)
    ctypes.memmove(at, b"wxyz", 4)


def make_folder(root, name):
    os.mkdir(os.path.join(root, name))


def shell_write(root, name):
    subprocess.run(["/bin/sh", "-c", 'echo x > "$1"', "sh", os.path.join(root, name)], check=True)


def shell_read(root, name):
    subprocess.run(["/bin/cat", os.path.join(root, name)], check=True, stdout=subprocess.DEVNULL)


def by_dir_fd(root, name):
    fd = os.open(root, os.O_RDONLY)
    os.write(os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=fd), b"x")


def open_code(root, name):
    with io.open_code(os.path.join(root, name)) as source:
        source.read()


def map_write(root, name):
    with open(os.path.join(root, name), "r+b") as source, mmap.mmap(source.fileno(), 0) as view:
        view[0:4] = b"wxyz"


def map_read(root, name):
    with open(os.path.join(root, name), "rb") as source:
        with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return len(view[:])


def map_inside(root, name):
    """Opens what it is told, looks where that led, and maps only what is its own."""
    with open(os.path.join(root, name), "rb") as source:
        if not os.path.realpath(source.name).startswith(os.path.realpath(root) + os.sep):
            raise ValueError("outside")
        with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return len(view[:])


def map_nothing(root, name):
    with mmap.mmap(-1, 64) as view:
        view[0:4] = b"wxyz"


def sendfile(root, name):
    source = os.open(os.path.join(root, name), os.O_RDONLY)
    out = os.open(os.path.join(root, "copy"), os.O_WRONLY | os.O_CREAT)
    os.sendfile(out, source, 0, 64)


def copy_range(root, name):
    source = os.open(os.path.join(root, name), os.O_RDONLY)
    out = os.open(os.path.join(root, "copy"), os.O_WRONLY | os.O_CREAT)
    os.copy_file_range(source, out, 64)


def copied_in(root, name):
    shutil.copyfile(os.path.join(root, name), os.path.join(root, "copy"))


def copied_out(root, name):
    make(root, "given")
    shutil.copyfile(os.path.join(root, "given"), os.path.join(root, name))


def replaced(root, name):
    """Removes a file of its own before, and after."""
    for own in ("before", "draft", "after"):
        make(root, own)
    removed(root, "before")
    move(root, "draft", name)
    removed(root, "after")


def removed(root, name):
    os.remove(os.path.join(root, name))


def move(root, name, to):
    os.replace(os.path.join(root, name), os.path.join(root, to))


def by_temporary(root, name):
    """Writes beside the name and moves what it has written over it."""
    make(root, name + ".tmp")
    move(root, name + ".tmp", name)


def removed_and_made(root, name):
    if os.path.exists(os.path.join(root, name)):
        removed(root, name)
    make(root, name)


def read_among_others(root, name):
    """Reads a file of its own before, and after."""
    make(root, "own")
    read(root, "own")
    read_named(root, name)
    read(root, "own")


def read(root, name):
    with open(os.path.join(root, name)) as file:
        return file.read()


def read_named(root, name):
    if os.path.exists(os.path.join(root, name)):
        with open(os.path.join(root, name)) as file:
            file.read()
        os.remove(os.path.join(root, name))


def database(root, name):
    connection = sqlite3.connect(os.path.join(root, name))
    connection.execute("create table t (a)")
    connection.close()


def forked(root, name):
    child = os.fork()
    if child == 0:
        try:
            make(root, name)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def forked_of_fork(root, name):
    child = os.fork()
    if child == 0:
        try:
            forked(root, name)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def pooled(root, name):
    process = multiprocessing.get_context("fork").Process(target=make, args=(root, name))
    process.start()
    process.join()


def threaded(root, name):
    thread = threading.Thread(target=make, args=(root, name))
    thread.start()
    thread.join()


def setxattr(root, name):
    os.setxattr(os.path.join(root, name), "user.mark", b"1")


def mark_and_clear(root, name):
    path = os.path.join(root, name)
    os.setxattr(path, "user.mark", b"1")
    os.removexattr(path, "user.mark")


def hard_link_and_back(root, name):
    os.link(os.path.join(root, name), os.path.join(root, "same"))
    os.remove(os.path.join(root, "same"))
