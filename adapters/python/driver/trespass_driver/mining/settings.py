"""Finds the paths in a project's settings, by dotted names as a config overrides them. It looks at the disk alone."""

import os
import re
from collections.abc import Iterator
from typing import Any

from ..frames import below, library_folders

#: Settings whose paths are only read, or are no paths of files.
_LEFT_OUT = frozenset(
    [
        "TEMPLATES",
        "STATICFILES_DIRS",
        "LOCALE_PATHS",
        "FIXTURE_DIRS",
        "DATABASES",
        "FORCE_SCRIPT_NAME",
        "IGNORABLE_404_URLS",
    ]
)
_ADDRESS = re.compile(r"(?:url|urls|cookie_path|redirect|prefix|endpoint|route|routes)$", re.IGNORECASE)
_FOLDER = re.compile(
    r"(?:root|dir|dirs|folder|folders|location|path|file|filename|storage|uploads?|directory)$", re.I
)
LEVELS_MAX = 8
PATHS_MAX = 500

Setting = tuple[str, str]


def paths_in(settings: dict[str, Any], project: str) -> list[Setting]:
    """Dotted names and paths of the settings that name a file or folder, except for the project and what holds it."""
    packages = library_folders()
    found: list[Setting] = []
    for name, value in sorted(settings.items()):
        if name in _LEFT_OUT:
            continue
        for dotted, path in _walk(name, value, LEVELS_MAX, project):
            own = os.path.normpath(path)
            outside = "-packages/" not in own and not below(own, packages)
            if outside and not below(project, [own]) and len(found) < PATHS_MAX:
                found.append((dotted, own))
    return found


def settings_of(error: BaseException) -> dict[str, Any]:
    """The names in capitals of the modules that were being loaded when an error was raised, settings perhaps."""
    found: dict[str, Any] = {}
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_name == "<module>":
            found.update((k, v) for k, v in step.tb_frame.f_globals.items() if k.isupper())
        step = step.tb_next
    return found


def _walk(dotted: str, value: Any, levels: int, project: str) -> Iterator[Setting]:
    key = dotted.rpartition(".")[2]
    if levels == 0 or _ADDRESS.search(key):
        return
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(name, str) and name and "." not in name:
                yield from _walk("%s.%s" % (dotted, name), member, levels - 1, project)
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from _walk("%s.%d" % (dotted, at), member, levels - 1, project)
    elif isinstance(value, os.PathLike) or isinstance(value, str):
        path = os.fspath(value)
        if isinstance(path, str) and os.path.isabs(path) and "\0" not in path and "\n" not in path:
            if isinstance(value, os.PathLike) or below(path, [project]) or _is_file_path(dotted, path):
                yield dotted, path


def _is_file_path(dotted: str, path: str) -> bool:
    """Whether a text is a path on the disk and none of a URL: `/login`."""
    words = [word for word in dotted.split(".") if not word.isdigit()]
    parent = os.path.dirname(path.rstrip("/"))
    return (
        bool(_FOLDER.search(words[-1])) or os.path.exists(path) or (parent != "/" and os.path.isdir(parent))
    )


def is_folder(path: str) -> bool:
    """What a path is, or would be by its name."""
    return os.path.isdir(path) if os.path.exists(path) else "." not in os.path.basename(path)
