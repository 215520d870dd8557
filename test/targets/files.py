"""Planted faults and their corrected twins: what a target may do to files, one fault a function."""

import os
import shutil
from urllib.parse import unquote


def inside(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath([path, os.path.realpath(root)]) != os.path.realpath(root) or path == os.path.realpath(root):
        raise ValueError("outside")
    return path


def write(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("written")


def write_safely(root, name):
    with open(inside(root, name), "w") as out:
        out.write("written")


def read(root, name):
    with open(os.path.join(root, name)) as source:
        return source.read()


def read_safely(root, name):
    with open(inside(root, name)) as source:
        return source.read()


def open_and_refuse(root, name):
    """Opens first and looks where that led: nothing is read from outside."""
    with open(os.path.join(root, name)) as source:
        if not os.path.realpath(source.name).startswith(os.path.realpath(root) + os.sep):
            raise ValueError("outside")
        return source.read()


def delete(root, name):
    os.remove(os.path.join(root, name))


def delete_safely(root, name):
    os.remove(inside(root, name))


def protect(root, name):
    os.chmod(os.path.join(root, name), 0o400)


def protect_safely(root, name):
    os.chmod(inside(root, name), 0o400)


def link(root, name):
    os.symlink(os.path.join(root, name), os.path.join(root, os.path.basename(name) + ".lnk"))


def link_safely(root, name):
    os.symlink(inside(root, name), os.path.join(root, os.path.basename(name) + ".lnk"))


def keep_atomically(root, name):
    """Moves what was handed in to its final name. A rename follows no link."""
    os.replace(os.path.join(root, name), os.path.join(root, os.path.basename(name) + ".kept"))


def copy_link(root, name):
    """Copies what was handed in, a link as the link that it is."""
    shutil.copyfile(os.path.join(root, name), os.path.join(root, os.path.basename(name) + ".copy"), follow_symlinks=False)


def copy_followed(root, name):
    """Copies what a link leads to."""
    shutil.copyfile(os.path.join(root, name), os.path.join(root, os.path.basename(name) + ".copy"))


def make(root, name):
    """Makes the file that the others work on."""
    with open(os.path.join(root, name), "w") as out:
        out.write("made")
    return name


def write_same(root, name):
    """Writes what is there already: new times, the same content."""
    path = os.path.join(root, name)
    with open(path) as source:
        content = source.read()
    with open(path, "w") as out:
        out.write(content)


def make_folder(root, name):
    os.makedirs(os.path.join(root, name), exist_ok=True)
    return name


def touch(root, name):
    os.utime(os.path.join(root, name), (1, 1))


def write_below(root, name):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.makedirs(root, exist_ok=True)
    with open(os.path.normpath(path), "w") as out:
        out.write("written")


def write_twice(root, name):
    """Works beside the folder that it is given as a matter of course."""
    write_below(root, name)
    write_below(os.path.dirname(root), "log")


def read_by_prefix(root, name):
    """Compares strings: `/data-evil` begins with `/data`."""
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root)):
        raise ValueError(name)
    with open(path) as file:
        return file.read()


def read_by_component(root, name):
    path = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath([path, os.path.realpath(root)]) != os.path.realpath(root):
        raise ValueError(name)
    with open(path) as file:
        return file.read()


def read_everything_beside(root, name):
    """Looks at all that lies beside its folder, whatever the name, and answers with none of it."""
    for folder, _, files in os.walk(os.path.dirname(root)):
        for found in files:
            with open(os.path.join(folder, found)) as file:
                file.read()
    return name


def read_page(root, name):
    """Puts an ending behind the name, and looks before it opens."""
    path = os.path.join(root, name + ".page")
    if not os.path.exists(path):
        return "missing"
    with open(path) as file:
        return file.read()


def read_page_safely(root, name):
    path = inside(root, name + ".page")
    if not os.path.exists(path):
        return "missing"
    with open(path) as file:
        return file.read()


def forget_folder(root, name):
    """Looks for a file of its own in the folder that is named."""
    path = os.path.join(root, name, "about")
    if os.path.exists(path):
        os.remove(path)
        with open(path, "w") as file:
            file.write("forgotten")


def forget_folder_safely(root, name):
    forget_folder(root, os.path.relpath(inside(root, name), os.path.realpath(root)))


def read_or_explain(root, name):
    """What is refused is explained by a page of the program's own, which harmless calls never read."""
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(os.path.realpath(root) + os.sep) or not os.path.isfile(path):
        with open(os.path.join(os.path.dirname(__file__), "titles.py")) as page:
            return len(page.read())
    with open(path) as kept:
        return kept.read()


def keep_by_url(root, url):
    """Names what it keeps by the last part of a URL, decoded after it was taken out."""
    name = unquote(url.split("/")[-1])
    while ".." in name:
        name = name.replace("..", ".")
    with open(os.path.join(root, name), "w") as file:
        file.write("kept")


def keep_by_url_safely(root, url):
    keep_by_url(root, unquote(url).split("/")[-1])


def read_encoded(root, name):
    """Looks for ways up before it decodes, and compares strings behind that."""
    if "../" in name:
        raise ValueError(name)
    return read_by_prefix(root, unquote(name))


def read_encoded_safely(root, name):
    return read_by_component(root, unquote(name))


def keep_at_address(root, address):
    """Compares the address as it is written, and opens what it leads to."""
    if not address.startswith("file://" + root + "/"):
        raise ValueError(address)
    with open(address[len("file://") :], "w") as file:
        file.write("kept")


def keep_at_address_safely(root, address):
    keep_at_address(root, "file://" + inside(root, address[len("file://") :]))


def keep_as_told(root, message):
    if message["base"] != root:
        raise ValueError(message)
    keep_at_address(root, "file://" + root + "/" + message["name"])


def keep_as_told_safely(root, message):
    if message["base"] != root:
        raise ValueError(message)
    keep_at_address_safely(root, "file://" + root + "/" + message["name"])
