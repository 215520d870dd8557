"""Targets that are safe, and print more than anybody reads, or later than anybody waits."""

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
