"""A Storage that joins names to the tenant's folder. Django's own checks of names are in `save` alone."""

import os

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage


class TenantStorage(Storage):
    def __init__(self, tenant):
        self.folder = os.path.join(settings.MEDIA_ROOT, tenant, "drafts")

    def path(self, name):
        return os.path.join(self.folder, name)

    def exists(self, name):
        return os.path.exists(self.path(name))

    def get_available_name(self, name, max_length=None):
        # A draft that is saved again replaces the one before.
        return name

    def _save(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as target:
            for chunk in content.chunks():
                target.write(chunk)
        return name

    def _open(self, name, mode="rb"):
        return File(open(self.path(name), mode))

    def delete(self, name):
        os.remove(self.path(name))
