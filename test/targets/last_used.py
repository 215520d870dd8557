"""Files that hold what came last: by themselves, as libraries keep them, and by a name that was sent."""

import hashlib
import json
import os


def keep(root, name, content):
    path = os.path.join(root, "last", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(content, file)


def make(root, who, name):
    keep(root, "used.json", {"name": name})


def make_at_once(root, who, name):
    """Puts another file in its place."""
    keep(root, "once.json.new", {"name": name})
    os.replace(os.path.join(root, "last", "once.json.new"), os.path.join(root, "last", "once.json"))


def titled(root, who, title, text):
    keep(root, title.replace("/", "_") + ".json", {"text": text})


def digested(root, who, title, text):
    keep(root, hashlib.sha256(title.encode("utf-8", "replace")).hexdigest(), {"text": text})


def put(root, who, path, text):
    keep(root, os.path.join(who, path), {"text": text})


def again(root, who):
    """Shows what was made last, whoever made it."""
    with open(os.path.join(root, "last", "used.json")) as file:
        return json.load(file)
