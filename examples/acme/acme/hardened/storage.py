"""A Storage whose names are a few plain components, opened step by step below the tenant's folder."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from acme.hardened import files
from acme.hardened.requests import SHORT_NAME

DEPTH_MAX = 4


class TenantStorage(Storage):
    def __init__(self, tenant):
        self.tenant = tenant

    def components(self, name):
        parts = name.split("/")
        if len(parts) > DEPTH_MAX or not all(SHORT_NAME.fullmatch(part) for part in parts):
            raise SuspiciousFileOperation("that is no name of a draft")
        return [self.tenant, "drafts", *parts]

    def exists(self, name):
        try:
            files.read_file(self.components(name))
        except files.Missing:
            return False
        return True

    def get_available_name(self, name, max_length=None):
        # A draft that is saved again replaces the one before.
        return name

    def _save(self, name, content):
        files.replace_file(self.components(name), content.read())
        return name

    def _open(self, name, mode="rb"):
        return ContentFile(files.read_file(self.components(name)), name)

    def delete(self, name):
        files.delete_file(self.components(name))
