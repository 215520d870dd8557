"""Makes the virtual environment of the examples, or leaves a complete one as it is.

    python make_environment.py FOLDER REQUIREMENTS KEY

A lock of the kernel is held meanwhile, by pip too, so that starts at the same time wait for one another and
a start that was killed holds nothing up. The file `.complete` holds KEY and is written last: an environment
without it is remade. Progress goes to stdout. Exit 3: no `venv` or `ensurepip`; 4: pip could not install.
"""

import fcntl
import os
import shutil
import subprocess
import sys

NO_VENV = 3
PIP_FAILED = 4


def main(folder: str, requirements: str, key: str) -> int:
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "a") as lock:
        take(lock)
        if is_complete(folder, key):
            return 0
        return make(folder, requirements, key, lock.fileno())


def take(lock) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("Waiting for another start that makes the examples' Python environment")
        fcntl.flock(lock, fcntl.LOCK_EX)


def is_complete(folder: str, key: str) -> bool:
    try:
        with open(os.path.join(folder, ".complete")) as marker:
            return marker.read() == key
    except FileNotFoundError:
        return False


def make(folder: str, requirements: str, key: str, lock: int) -> int:
    tell("Making the examples' Python environment in " + folder)
    if os.path.lexists(folder):
        shutil.rmtree(folder)
    try:
        import ensurepip  # noqa: F401  (Debian leaves it out of python3)
        import venv  # noqa: F401
    except ImportError:
        return NO_VENV
    if run([sys.executable, "-m", "venv", folder], lock) != 0:
        return NO_VENV
    python = os.path.join(folder, "bin", "python")
    install = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    if run([*install, "-r", requirements], lock) != 0:
        return PIP_FAILED
    with open(os.path.join(folder, ".unfinished"), "w") as marker:
        marker.write(key)
    os.rename(marker.name, os.path.join(folder, ".complete"))
    return 0


def run(command: list, lock: int) -> int:
    """Output of the command becomes ours; it inherits the lock, and so outlives us safely."""
    return subprocess.run(command, pass_fds=[lock], stdin=subprocess.DEVNULL).returncode


def tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
