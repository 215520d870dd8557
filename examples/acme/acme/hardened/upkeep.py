"""The work of the safe commands: what becomes a path was made by the service, and is opened step by step."""

import os

from django.conf import settings

from acme.hardened import files, records
from acme.hardened.answers import Refused


def export(tenant):
    """Writes every asset under its id, and returns how many there were."""
    os.makedirs(settings.EXPORT_ROOT, exist_ok=True)
    count = 0
    for item in records.every(tenant, "ASSET"):
        if "file" not in item:
            continue
        try:
            content = files.read_file([tenant, "objects", item["file"]])
        except files.Missing:
            continue
        files.replace_file([tenant, item["id"]], content, root=settings.EXPORT_ROOT)
        count += 1
    return count


def cleanup(tenant):
    """Removes attachments whose asset is gone. No item names a file of another one, so no file is touched."""
    assets = {item["id"] for item in records.every(tenant, "ASSET")}
    gone = [item for item in records.every(tenant, "ATTACHMENT") if item["asset"] not in assets]
    for item in gone:
        try:
            records.remove(tenant, "ATTACHMENT", item["id"])
        except Refused:
            pass  # Somebody else removed it meanwhile.
    return len(gone)
