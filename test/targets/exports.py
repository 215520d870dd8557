"""Exports to a folder that no config names."""

import os
import tempfile


def export(folder, name):
    with open(os.path.join(folder, name), "w") as file:
        file.write("export")


def export_anew(folder, name):
    descriptor, path = tempfile.mkstemp(dir=folder)
    os.close(descriptor)


def export_quietly(folder, name):
    """As a log does that nobody can write."""
    try:
        export(folder, "service.log")
    except OSError:
        pass
