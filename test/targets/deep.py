"""Notes that lie deep below a folder of their tenant. The loose readers check little, their twins where the path leads."""

import os


def _home(root, tenant):
    home = os.path.join(root, "teams", tenant, "papers", "notes")
    os.makedirs(home, exist_ok=True)
    return home


def _shown(path):
    with open(path + ".txt") as note:
        return note.read()


def _inside(home, name):
    path = os.path.realpath(os.path.join(home, name))
    if not path.startswith(os.path.realpath(home) + os.sep):
        raise LookupError(name)
    return path


def save(root, tenant, name, text):
    with open(_inside(_home(root, tenant), name) + ".txt", "w") as note:
        note.write(text)
    return name


def read(root, tenant, name):
    return _shown(os.path.join(_home(root, tenant), name))


def read_safely(root, tenant, name):
    return _shown(_inside(_home(root, tenant), name))


def read_stripped(root, tenant, name):
    """What is taken away once may come together again."""
    return _shown(os.path.join(_home(root, tenant), name.replace("../", "").lstrip("/")))


def read_stripped_safely(root, tenant, name):
    return _shown(_inside(_home(root, tenant), name.replace("../", "").lstrip("/")))


def remember(root, tenant, name):
    """Keeps a name for later, of which only whoever uses it can say where it leads."""
    with open(os.path.join(_home(root, tenant), "..", "latest"), "w") as latest:
        latest.write(name)


def latest(root, tenant):
    with open(os.path.join(_home(root, tenant), "..", "latest")) as latest:
        return _shown(os.path.join(_home(root, tenant), latest.read()))


def latest_safely(root, tenant):
    with open(os.path.join(_home(root, tenant), "..", "latest")) as latest:
        return _shown(_inside(_home(root, tenant), latest.read()))
