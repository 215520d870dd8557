"""R3: the key has to begin with the tenant's prefix; then the object lands in the temporary folder by its basename."""

import os
import tempfile

from acme import objects

BYTES = 64


def make(tenant, original):
    if not original.startswith(f"{tenant}/"):
        return
    content = objects.get(original)
    if content is None:
        return
    path = os.path.join(tempfile.gettempdir(), os.path.basename(original))
    with open(path, "wb") as file:
        file.write(content)
    with open(path, "rb") as file:
        objects.put(f"{tenant}/preview", file.read(BYTES))
