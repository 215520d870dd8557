"""A job that runs once at a time, by a lock file where every user of the machine may write."""

import os

from filelock import FileLock


def run_once(folder):
    with FileLock(os.path.join(folder, "job.lock")):
        return "done"
