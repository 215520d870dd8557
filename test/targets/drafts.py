"""Drafts that are used only once they are approved: what is sent first is a path two steps later."""

import json
import os
import uuid


def record(root, id):
    return os.path.join(root, "drafts", str(uuid.UUID(id)) + ".json")


def load(root, id):
    with open(record(root, id)) as kept:
        return json.load(kept)


def save(root, id, draft):
    with open(record(root, id), "w") as out:
        json.dump(draft, out)


def draft(root, name):
    os.makedirs(os.path.join(root, "drafts"), exist_ok=True)
    id = str(uuid.uuid4())
    save(root, id, {"name": name, "approved": False})
    return id


def approve(root, id):
    save(root, id, {**load(root, id), "approved": True})


def put(path):
    with open(path, "w") as out:
        out.write("published")


def publish(root, id):
    kept = load(root, id)
    if kept["approved"]:
        put(os.path.join(root, kept["name"]))


def publish_safely(root, id):
    kept = load(root, id)
    if kept["approved"]:
        put(os.path.join(root, os.path.basename(kept["name"]) + ".txt"))
