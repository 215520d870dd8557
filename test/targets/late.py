"""Steps that answer before their work is done: by threads, forks and other programs."""

import os
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(1)


def put(root, name):
    with open(os.path.join(root, name), "w") as file:
        file.write("late")


def put_later(root, name, seconds):
    time.sleep(seconds)
    put(root, name)


def by_thread(root, name):
    threading.Thread(target=put_later, args=(root, name, 0.05)).start()


def by_timer(root, name):
    threading.Timer(0.05, put, (root, name)).start()


def by_pool(root, name):
    POOL.submit(put_later, root, name, 0.05)


def by_fork(root, name):
    if os.fork() == 0:
        put_later(root, name, 0.05)
        os._exit(0)


def by_program(root, name):
    subprocess.Popen(["sh", "-c", 'sleep 0.05; echo late > "$0"', os.path.join(root, name)])


def on_and_on(root, name):
    """But for plain names, which rehearsal sends."""
    if name.isalnum():
        return put(root, name)
    subprocess.Popen(["sh", "-c", 'while :; do echo late >> "$0"; sleep 0.01; done', os.path.join(root, name)])


def names(root, name):
    return sorted(os.listdir(root))


def too_late(root, name):
    """Longer than anybody waits."""

    def work():
        time.sleep(0.9)
        put(root, name)

    threading.Thread(target=work).start()


def quiet(root, name):
    """Opens no file."""
    time.sleep(0.7)
    return os.path.basename(name)
