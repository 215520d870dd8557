"""
Dictionaries and lists of a request that behave as any other and note what is looked up in them: parsed JSON with its
nested members, cookies, headers.
"""

import sys
from typing import Any, Callable, Optional

from .notes import Notes, Origin
from .texts import Text, note_types, noted_default

_MISSING: Any = object()
_LEVELS_MAX = 40

#: The name by which a key is noted; None if it is not.
Naming = Callable[[Any], Optional[str]]


def watched(value: Any, notes: Notes, place: str, name: str, levels: int = _LEVELS_MAX) -> Any:
    """A value of JSON with all that is in it, noted by the names of its members: `items.*.id`."""
    if type(value) is str:
        return Text(value, notes, (place, name, None))
    if levels > 0 and type(value) is dict:
        made = WatchedDict(notes, place, name)
        for key, member in value.items():
            dict.__setitem__(made, key, watched(member, notes, place, joined(name, key), levels - 1))
        return made
    if levels > 0 and type(value) is list:
        members = [watched(member, notes, place, joined(name, "*"), levels - 1) for member in value]
        return WatchedList(members, notes, (place, name, None))
    return value


def joined(name: str, key: Any) -> str:
    # Of a noted text its plain form: formatting alone may return the text itself.
    plain = str.__str__(key) if isinstance(key, str) else repr(key)
    return "%s.%s" % (name, plain) if name else plain


class WatchedDict(dict):  # type: ignore[type-arg]
    """Notes its own lookups. `naming` says by which name; by default members of `name`."""

    __slots__ = ("_notes", "_place", "_name", "_naming")

    def __init__(self, notes: Notes, place: str, name: str, naming: Optional[Naming] = None) -> None:
        super().__init__()
        self._notes = notes
        self._place = place
        self._name = name
        self._naming = naming

    def _note(self, key: Any, how: str, frame: Any, default: Any = None) -> Optional[Origin]:
        name = self._naming(key) if self._naming is not None else joined(self._name, key)
        if name is None or not isinstance(key, str):
            return None
        origin: Origin = (self._place, name, None)
        present = dict.__contains__(self, key)
        return origin if self._notes.lookup(origin, how, present, frame, default) else None

    def _value(self, value: Any, origin: Optional[Origin]) -> Any:
        return Text(value, self._notes, origin) if origin is not None and type(value) is str else value

    def __getitem__(self, key: Any) -> Any:
        origin = self._note(key, "needed", sys._getframe(1))
        return self._value(dict.__getitem__(self, key), origin)

    def get(self, key: Any, default: Any = None) -> Any:
        origin = self._note(key, "optional", sys._getframe(1), default)
        value = dict.get(self, key, _MISSING)
        if value is not _MISSING:
            return self._value(value, origin)
        if origin is not None and self._place == "json" and type(default) is dict and not default:
            # `data.get('owner', {}).get('id')`
            return WatchedDict(self._notes, self._place, origin[1])
        return default if origin is None else noted_default(default, self._notes, origin)

    def __contains__(self, key: Any) -> bool:
        self._note(key, "asked", sys._getframe(1))
        return dict.__contains__(self, key)

    def pop(self, key: Any, *default: Any) -> Any:
        origin = self._note(key, "optional" if default else "needed", sys._getframe(1), *default)
        return self._value(dict.pop(self, key, *default), origin)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        self._note(key, "optional", sys._getframe(1), default)
        return dict.setdefault(self, key, default)

    def copy(self) -> "WatchedDict":
        made = WatchedDict(self._notes, self._place, self._name, self._naming)
        dict.update(made, self)
        return made

    __copy__ = copy

    def __deepcopy__(self, memo: Any) -> "WatchedDict":
        import copy

        made = WatchedDict(self._notes, self._place, self._name, self._naming)
        for key, value in self.items():
            dict.__setitem__(made, key, copy.deepcopy(value, memo))
        return made

    def __or__(self, other: Any) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = self.copy()
        dict.update(made, other)
        return made

    def __reduce_ex__(self, _: Any) -> Any:
        return dict, (list(self.items()),)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        if self._place == "json":
            note_types(self._notes, (self._place, self._name, None), sys._getframe(1))
        return dict


class WatchedList(list):  # type: ignore[type-arg]
    """Notes that it is walked."""

    __slots__ = ("_notes", "_origin")

    def __init__(self, members: list[Any], notes: Notes, origin: Origin) -> None:
        super().__init__(members)
        self._notes = notes
        self._origin = origin

    def _walked(self, frame: Any) -> None:
        self._notes.lookup(self._origin, "asked", True, frame, repeated=True)

    def __iter__(self) -> Any:
        self._walked(sys._getframe(1))
        return list.__iter__(self)

    def __getitem__(self, key: Any) -> Any:
        self._walked(sys._getframe(1))
        return list.__getitem__(self, key)

    def __reduce_ex__(self, _: Any) -> Any:
        return list, (list.copy(self),)

    def __deepcopy__(self, memo: Any) -> "WatchedList":
        import copy

        members = [copy.deepcopy(member, memo) for member in list.__iter__(self)]
        return WatchedList(members, self._notes, self._origin)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        note_types(self._notes, self._origin, sys._getframe(1))
        return list


for _made, _real in ((WatchedDict, "dict"), (WatchedList, "list")):
    _made.__name__ = _made.__qualname__ = _real
    _made.__module__ = "builtins"
