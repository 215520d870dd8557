"""Names that a program comes to by itself, in temporary folders and beside a file, and their corrected twins."""

import fcntl
import os
import shutil
import tempfile

def put(path, text, flags):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600), "w") as out:
        out.write(text)


def report(name):
    with open("/tmp/report.txt", "w") as out:
        out.write(name)


def report_safely(name):
    number, path = tempfile.mkstemp(dir="/tmp", prefix="report-")
    with os.fdopen(number, "w") as out:
        out.write(name)
    os.remove(path)


def lock(name):
    path = os.path.join(tempfile.gettempdir(), "jobs.lock")
    with open(path, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
    os.remove(path)


def lock_safely(name):
    path = os.path.join(tempfile.gettempdir(), "jobs-safe.lock")
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(number, fcntl.LOCK_EX)
    os.close(number)


def cache(name):
    folder = os.path.join(tempfile.gettempdir(), "app-cache")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "index.json"), "w") as out:
        out.write("{}")


def cache_safely(name):
    folder = tempfile.mkdtemp()
    put(os.path.join(folder, "index.json"), "{}", os.O_EXCL)
    shutil.rmtree(folder)


def remember(name):
    """Reads what an earlier run left, where there is something."""
    path = os.path.join(tempfile.gettempdir(), "last.txt")
    try:
        with open(path) as kept:
            return kept.read()
    except FileNotFoundError:
        put(path, "nothing yet", os.O_EXCL)


def remember_safely(name):
    path = os.path.join(tempfile.gettempdir(), "last-safe.txt")
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW)) as kept:
            return kept.read()
    except FileNotFoundError:
        put(path, "nothing yet", os.O_EXCL | os.O_NOFOLLOW)


def publish_safely(name):
    """What was made under a random name takes the place of whatever waits at the final one."""
    with tempfile.NamedTemporaryFile("w", delete=False) as out:
        out.write("published")
    os.replace(out.name, os.path.join(tempfile.gettempdir(), "published.txt"))


def backup(root, name):
    path = os.path.join(root, os.path.basename(name))
    with open(path + ".bak", "w") as out:
        out.write("copy of " + name)
    put(path, name, os.O_EXCL | os.O_NOFOLLOW)


def backup_safely(root, name):
    path = os.path.join(root, os.path.basename(name))
    put(path + ".bak", "copy of " + name, os.O_EXCL | os.O_NOFOLLOW)
    put(path, name, os.O_EXCL | os.O_NOFOLLOW)


def cache_at_home(name):
    """A home is nobody else's."""
    folder = os.path.expanduser("~/.cache/app")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "index.json"), "w") as out:
        out.write("{}")


def made_once(name, kept={}):
    """A folder that only this process can have made, used for as long as it lives."""
    if "folder" not in kept:
        path = os.path.join(tempfile.gettempdir(), "made-once")
        os.mkdir(path, 0o700)
        kept["folder"] = path
    with open(os.path.join(kept["folder"], "data.txt"), "w") as out:
        out.write("data")
