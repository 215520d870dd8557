"""The safe consumer: an original is the tenant's own by its whole first part, and passes through a nameless file."""

import tempfile

from acme import objects
from acme.hardened.originals import is_own

BYTES = 64


def make(tenant, original):
    content = objects.get(original) if tenant and is_own(tenant, original) else None
    if content is None:
        return
    with tempfile.TemporaryFile(prefix="acme-preview-") as file:
        file.write(content)
        file.seek(0)
        objects.put(f"{tenant}/preview", file.read(BYTES))
