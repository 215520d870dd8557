"""Runs a command with a terminal as its standard error, where progress is shown as it goes on, and times it.

Usage: terminal.py STDOUT COMMAND... Standard output goes to that file. Prints a JSON object: the exit code, the seconds to the
end and to the first judged case (null if there was none), and the last thousand characters of what the terminal showed.
"""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time

FIRST_CASE = re.compile(rb"[1-9][\d,]* cases? in ")
SHOWN_CHARACTERS = 1000
ROWS, COLUMNS = 40, 200


def main(stdout, *command):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    started = time.monotonic()
    with open(stdout, "wb") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=slave)
    os.close(slave)
    first, shown = watch(master, started)
    code = child.wait()
    seconds = time.monotonic() - started
    text = shown.decode("utf-8", "replace")
    print(json.dumps({"exitCode": code, "seconds": seconds, "firstCase": first, "shown": text}))


def watch(master, started):
    first, shown = None, b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # The other side is closed: the command has ended.
            return first, shown
        if not chunk:
            return first, shown
        shown = (shown + chunk)[-SHOWN_CHARACTERS:]
        if first is None and FIRST_CASE.search(shown):
            first = time.monotonic() - started


if __name__ == "__main__":
    main(*sys.argv[1:])
