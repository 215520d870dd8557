"""Operations on files that lie above one layer: one trusts its name, the others look at it. A helper of its own does several things."""

import os


def put(path, content):
    """What all operations write by."""
    with open(path, "w") as out:
        out.write(content)


def publish(folder, name, content):
    """Three lines that a name leads to, which several operations come by."""
    os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
    put(os.path.join(folder, name), content)
    put(os.path.join(folder, name + ".copy"), content)


def trusting(root, name, other):
    publish(root, name, "trusting")


def careful(root, name, other):
    publish(root, os.path.basename(name), "careful")


def by_two(root, name, other):
    """Two names reach one line, one after the other."""
    for part in (name, other):
        put(os.path.join(root, part), "by two")


def by_two_places(root, name, other):
    put(os.path.join(root, name), "first")
    put(os.path.join(root, other), "second")
