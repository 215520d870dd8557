"""Targets whose world ends in different ways: it goes well, the process dies, it takes its time, or no hook sees what it writes."""

import ctypes
import os
import time


def save(root, name):
    with open(os.path.join(root, os.path.basename(name)), 'w') as out:
        out.write('x')


def dies(root, name):
    os._exit(3)


def dawdles(root, name):
    save(root, name)
    time.sleep(8)


def save_in_c(root, name):
    """Writes by the C library, of which the hook is not told."""
    path = os.fsencode(os.path.join(root, name))
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    if handle >= 0:
        libc.write(handle, b'x', 1)
        libc.close(handle)
