"""Cards in one folder, each a document that says whose it is. `tenant` is who asks."""

import hashlib
import json
import os
import shutil


def path_of(root, id):
    return os.path.join(root, "cards", os.path.basename(id))


def make(root, tenant, id, text):
    os.makedirs(os.path.join(root, "cards"), exist_ok=True)
    with open(path_of(root, id), "w") as file:
        json.dump({"owner": tenant, "text": text}, file)
    return id


def load(root, id):
    with open(path_of(root, id)) as file:
        return json.load(file)


def read(root, tenant, id):
    """Reads first and looks whose it is: nothing of it is told."""
    card = load(root, id)
    if card["owner"] != tenant:
        raise LookupError("there is no such card")
    return card["text"]


def checksum(root, tenant, id):
    """Tells something that depends on the content, and no word of it."""
    return hashlib.sha256(load(root, id)["text"].encode()).hexdigest()


def every(root, tenant, id):
    """All of the tenant's cards, by reading all there are."""
    cards = [load(root, name) for name in sorted(os.listdir(os.path.join(root, "cards")))]
    return [card["text"] for card in cards if card["owner"] == tenant]


def copy(root, tenant, id):
    """Tells nothing, and keeps everything where the tenant finds it."""
    os.makedirs(os.path.join(root, "copies"), exist_ok=True)
    shutil.copyfile(path_of(root, id), os.path.join(root, "copies", f"{tenant}-copy"))
