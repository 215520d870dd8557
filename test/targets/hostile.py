"""Targets that are safe, and end, print or leave processes in odd ways."""

import asyncio
import os
import sys
import threading
import time


def _write(tenant, name, data, into):
    folder = os.path.join(into, tenant)
    os.makedirs(folder, exist_ok=True)
    if "/" in name or "\0" in name or name in ("", ".", ".."):
        raise ValueError("no such name")
    fd = os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_EXCL, 0o600)
    try:
        os.write(fd, data.encode("utf-8", "replace"))
    finally:
        os.close(fd)
    return "ok"


def chatty(tenant, name, data, into):
    """Logs 3 MB a step, the last line of it with the request's own data."""
    answer = _write(tenant, name, data, into)
    sys.stdout.write(".\n" * 1_500_000 + "saved %s\n" % ascii(data))
    sys.stdout.flush()
    return answer


def late(tenant, name, data, into):
    """Logs the request's own data when it has been answered."""
    answer = _write(tenant, name, data, into)

    def log():
        time.sleep(0.002)
        print("saved %s" % ascii(data), flush=True)

    threading.Thread(target=log).start()
    return answer


def cancelled(tenant, name, data, into):
    """Odd names end in an exception that is no Exception."""
    if not name.isalnum():
        raise asyncio.CancelledError()
    return _write(tenant, name, data, into)


def leaves_a_daemon(tenant, name, data, into):
    """Odd names leave a process in a session of its own that keeps every descriptor."""
    if not name.isalnum() and os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    return _write(tenant, name, data, into)


def breaks_its_driver(tenant, name, data, into):
    """Odd names write into every descriptor that there is."""
    if not name.isalnum():
        for fd in range(3, 40):
            try:
                os.write(fd, b'{"ok": true}\n')
            except OSError:
                continue
    return _write(tenant, name, data, into)
