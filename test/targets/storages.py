"""A Storage that takes its names as they are, and Django for nothing else."""

import os

from django.core.files.storage import Storage


class Loose(Storage):
    def __init__(self, location):
        self.location = location

    def path(self, name):
        return os.path.join(self.location, name)

    def _save(self, name, content):
        with open(self.path(name), "wb") as out:
            out.write(content.read())
        return name

    def _open(self, name, mode="rb"):
        return open(self.path(name), mode)

    def generate_filename(self, filename):
        return filename

    def exists(self, name):
        return os.path.exists(self.path(name))

    def delete(self, name):
        os.remove(self.path(name))

    def size(self, name):
        return os.path.getsize(self.path(name))

    def listdir(self, path):
        return [], os.listdir(self.path(path))

    def url(self, name):
        return "/media/" + name
