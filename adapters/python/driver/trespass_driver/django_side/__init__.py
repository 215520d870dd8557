"""
The Django side of the driver. Only the modules of this package import Django, and only `start.load_django` imports the
package, when a target first needs it: the rest of the driver also drives plain Python in an interpreter that has no
Django. What needs installed applications (`django.contrib.auth`, models) is imported inside functions, because Django
refuses it before `set_up`.
"""

from typing import TYPE_CHECKING

from .project import Project, set_up
from .storages import content_file, file_field, set_up_alone, storage

if TYPE_CHECKING:
    from ..mining import Exploration
    from ..mining.settings import Setting

__all__ = [
    "Project",
    "content_file",
    "file_field",
    "set_up",
    "set_up_alone",
    "setting_paths",
    "storage",
    "watch",
]


def watch(exploration: "Exploration") -> None:
    """Begins to note what views look up in requests; imported only where that is wanted."""
    from . import watched

    exploration.watched = (watched.watch(exploration.notes),)


def setting_paths(folder: str) -> "list[Setting]":
    from . import facts

    return facts.setting_paths(folder)
