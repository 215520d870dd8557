"""Work in several steps: what the first one is told becomes a path at the last, if all between were done."""

import json
import os
import uuid


def record(root, id):
    return os.path.join(root, "albums", str(uuid.UUID(id)) + ".json")


def load(root, id):
    with open(record(root, id)) as kept:
        return json.load(kept)


def save(root, id, album):
    with open(record(root, id), "w") as out:
        json.dump(album, out)


def begin(root, title):
    os.makedirs(os.path.join(root, "albums"), exist_ok=True)
    id = str(uuid.uuid4())
    save(root, id, {"title": title, "pictures": [], "closed": False})
    return {"album": {"id": id}}


def add(root, id):
    album = load(root, id)
    album["pictures"].append(str(uuid.uuid4()))
    save(root, id, album)
    return {"picture": album["pictures"][-1]}


def close(root, id, cover):
    album = load(root, id)
    if cover.removeprefix("cover-") in album["pictures"]:
        save(root, id, {**album, "closed": True})


def put(path):
    with open(path, "w") as out:
        out.write("printed")


def print_album(root, id):
    album = load(root, id)
    if album["closed"]:
        put(os.path.join(root, album["title"]))


def print_safely(root, id):
    album = load(root, id)
    if album["closed"]:
        put(os.path.join(root, os.path.basename(album["title"]) + ".print"))


def describe(root, name, layout):
    """Keeps under a name that the client chooses, which no answer repeats."""
    os.makedirs(os.path.join(root, "layouts"), exist_ok=True)
    with open(os.path.join(root, "layouts", os.path.basename(name) + ".json"), "x") as out:
        json.dump({"layout": layout}, out)


def layout_of(root, name):
    with open(os.path.join(root, "layouts", os.path.basename(name) + ".json")) as kept:
        return json.load(kept)["layout"]


def render(root, name):
    put(os.path.join(root, layout_of(root, name)))


def render_safely(root, name):
    put(os.path.join(root, os.path.basename(layout_of(root, name)) + ".html"))
