"""
Marks Django's dictionaries of lists (`QueryDict`, `MultiValueDict`) as those of a place in the request, and what they
hold as values of it.
"""

from typing import Any, Optional

from ..mining import Notes
from ..mining.containers import WatchedDict
from ..mining.texts import Text

_PLACE = "_trespass_place"


def mark(values: Any, notes: Notes, place: str) -> Any:
    """Makes a dictionary of lists note its lookups as those of a place, unless it is marked already."""
    if _PLACE in vars(values):
        return values
    vars(values)[_PLACE] = place
    for key, found in dict.items(values):
        if isinstance(found, list):
            found[:] = [_marked(one, notes, place, key) for one in found]
    return values


def mark_copy(made: Any, values: Any) -> None:
    """Marks a copy as what it was copied from."""
    if _PLACE in vars(values):
        vars(made)[_PLACE] = vars(values)[_PLACE]


def place_of(values: Any) -> Optional[str]:
    """The place of a marked dictionary, or of one that is watched by itself; None for any other."""
    if type(values) is WatchedDict:
        return values._place
    place: Optional[str] = getattr(values, "__dict__", {}).get(_PLACE)
    return place


def _marked(value: Any, notes: Notes, place: str, key: Any) -> Any:
    if type(value) is str:
        return Text(value, notes, (place, str(key), None))
    name, kind = getattr(value, "_name", None), getattr(value, "content_type", None)
    if place == "files" and type(name) is str:
        value._name = Text(name, notes, (place, str(key), None))
        if type(kind) is str:
            value.content_type = Text(kind, notes, (place, str(key), "type"))
    return value
