"""Reads the archives of a folder as Python's own library sees them: one JSON document, a list of members a file."""

import json
import os
import stat
import sys
import tarfile
import zipfile


def of_tar(path):
    with tarfile.open(path, errors="surrogateescape") as archive:
        return [
            {"name": one.name, "mode": one.mode, "to": one.linkname, "type": one.type.decode(), "size": one.size}
            for one in archive.getmembers()
        ]


def of_zip(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return [
            {
                "name": one.filename,
                "mode": stat.S_IMODE(one.external_attr >> 16),
                "to": archive.read(one).decode() if stat.S_ISLNK(one.external_attr >> 16) else "",
                "type": str(stat.S_IFMT(one.external_attr >> 16)),
                "size": one.file_size,
            }
            for one in archive.infolist()
        ]


folder = sys.argv[1]
names = sorted(os.listdir(folder), key=lambda name: int(name.split(".")[0]))
json.dump([(of_zip if name.endswith(".zip") else of_tar)(os.path.join(folder, name)) for name in names], sys.stdout)
