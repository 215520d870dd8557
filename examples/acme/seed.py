"""What everybody shares: the catalogue, a folder of files and an item for each."""

import os

from django.conf import settings

from acme import tables

ENTRIES = {
    "welcome.txt": "Welcome to Acme.\n",
    "guides/upload.txt": "Choose a file and a name.\n",
}


def setup():
    for name, content in ENTRIES.items():
        path = os.path.join(settings.MEDIA_ROOT, "catalogue", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content)
        tables.assets().put_item(Item={"pk": "CATALOGUE", "sk": name})
