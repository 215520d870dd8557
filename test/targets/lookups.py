"""Pages that are looked up below a folder. A name may begin with slashes, which are taken away, but not by all alike."""

import os
import posixpath


def shown(path):
    with open(path) as page:
        return page.read()


def loose(folder, name):
    """One slash is taken away before the name is looked at, all of them before it is used."""
    looked_at = posixpath.normpath(name[1:] if name.startswith("/") else name)
    if looked_at.startswith(".."):
        raise LookupError(name)
    return shown(posixpath.normpath(posixpath.join(folder, name.lstrip("/"))))


def strict(folder, name):
    path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
    if os.path.commonpath([folder, path]) != folder:
        raise LookupError(name)
    return shown(path)


def tells(folder, name):
    """What is not there and what may not be seen are told apart, wherever it lies."""
    path = os.path.normpath(os.path.join(folder, name))
    if not os.path.exists(path):
        return "missing"
    if not path.startswith(folder + os.sep):
        return "forbidden"
    return shown(path)


def keeps(folder, name):
    """What is not in the folder is not looked for."""
    path = os.path.normpath(os.path.join(folder, name))
    if not path.startswith(folder + os.sep):
        return "missing"
    return shown(path) if os.path.exists(path) else "missing"


def looks_and_keeps(folder, name):
    """Whether something is there is found out, and told for what is in the folder only."""
    path = os.path.realpath(os.path.join(folder, name))
    there = os.path.exists(path)
    if not path.startswith(folder + os.sep) or not there:
        return "missing"
    return shown(path)


def is_there(folder, name):
    """Opens nothing, whatever it is asked for."""
    return os.path.exists(os.path.join(folder, name))


def is_there_below(folder, name):
    path = os.path.normpath(os.path.join(folder, name))
    return path.startswith(folder + os.sep) and os.path.exists(path)


def plain(name):
    return name not in ("", ".", "..") and "/" not in name and "\0" not in name


def keep_part(folder, name):
    """Writes under a name with an ending, and nothing elsewhere."""
    if plain(name):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + ".part1"), "w") as part:
            part.write("part")


def has_part(folder, name):
    return os.path.exists(os.path.join(folder, name + ".part1"))


def has_part_of_new(folder, name):
    """What was named before there were dashes is looked for in the old way, which harmless names never take."""
    return "-" in name or has_part(folder, name)


def has_part_below(folder, name):
    return plain(name) and has_part(folder, name)


def keep_sheet(folder, name):
    if plain(name):
        os.makedirs(os.path.join(folder, name + ".d"), exist_ok=True)
        with open(os.path.join(folder, name + ".d", "info.json"), "w") as sheet:
            sheet.write("sheet")


def has_sheet(folder, name):
    return os.path.exists(os.path.join(folder, name + ".d", "info.json"))


def has_sheet_below(folder, name):
    return plain(name) and has_sheet(folder, name)


def keep_card(folder, name):
    if plain(name):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        with open(os.path.join(folder, name, "card_info"), "w") as card:
            card.write("card")


def has_card(folder, name):
    return os.path.exists(os.path.join(folder, name, "card_info"))


def has_card_below(folder, name):
    return plain(name) and has_card(folder, name)
