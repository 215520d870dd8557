"""
A text of a request that behaves as any `str` and notes what it is converted to and compared with. What is cut or folded
from it stays noted; what is put together with other texts is a plain `str` again.
"""

import sys
from typing import Any, Callable, Optional

from . import lines
from .notes import OWN, Notes, Origin

_plain = str.__str__
#: Methods whose result is the whole value in another form.
_FOLDS = (
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "casefold",
    "title",
    "capitalize",
    "replace",
    "expandtabs",
)
_FOLDS_LATER = ("removeprefix", "removesuffix")
#: Methods whose result is a list or tuple of parts.
_SPLITS = ("split", "rsplit", "partition", "rpartition", "splitlines")
_DIGITS = ("isdigit", "isdecimal", "isnumeric")
_LETTERS = {"isalnum": r"[A-Za-z0-9]+", "isalpha": r"[A-Za-z]+", "isidentifier": r"[A-Za-z_]\w*"}
#: Attributes that a text lacks and other values of JSON have.
_LACKED = {
    "object": ("get", "items", "keys", "values", "update", "setdefault"),
    "list": ("append", "extend", "sort"),
}


class Text(str):
    __slots__ = ("_notes", "_origin")
    _notes: Optional[Notes]
    _origin: Origin

    def __new__(
        cls, value: Any = "", notes: Optional[Notes] = None, origin: Origin = ("", "", None)
    ) -> "Text":
        made = str.__new__(cls, _plain(value) if isinstance(value, str) else value)
        made._notes = notes
        made._origin = origin
        return made

    def __eq__(self, other: object) -> bool:
        if type(other) is str and self._notes is not None:
            self._notes.compared(self._origin, [other], sys._getframe(1))
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        if type(other) is str and self._notes is not None:
            self._notes.compared(self._origin, [other], sys._getframe(1))
        return str.__ne__(self, other)

    def __hash__(self) -> int:
        notes = self._notes
        if notes is not None and notes.is_line_of_project(sys._getframe(1)):
            notes.compared(self._origin, lines.searched_words(sys._getframe(1)), sys._getframe(1))
        return str.__hash__(self)

    def __bool__(self) -> bool:
        return str.__len__(self) > 0

    def __len__(self) -> int:
        notes = self._notes
        if notes is not None and notes.is_line_of_project(sys._getframe(1)):
            frame = sys._getframe(1)
            notes.used(self._origin, frame, kind="length", compared=lines.compared_length(frame))
        return str.__len__(self)

    def __int__(self) -> int:
        self._converted("integer", sys._getframe(1))
        return int(_plain(self))

    def __float__(self) -> float:
        self._converted("number", sys._getframe(1))
        return float(_plain(self))

    def __add__(self, other: Any) -> str:
        self._reckoned(other, sys._getframe(1))
        return str.__add__(self, other)

    def __gt__(self, other: Any) -> Any:
        self._reckoned(other, sys._getframe(1))
        return str.__gt__(self, other)

    def __ge__(self, other: Any) -> Any:
        self._reckoned(other, sys._getframe(1))
        return str.__ge__(self, other)

    def __lt__(self, other: Any) -> Any:
        self._reckoned(other, sys._getframe(1))
        return str.__lt__(self, other)

    def __le__(self, other: Any) -> Any:
        self._reckoned(other, sys._getframe(1))
        return str.__le__(self, other)

    def __str__(self) -> str:
        # The standard library makes sure by this that it has a plain one: `pathlib` does.
        notes = self._notes
        return self if notes is not None and notes.is_line_of_project(sys._getframe(1)) else _plain(self)

    def __getitem__(self, key: Any) -> str:
        if isinstance(key, str) and self._notes is not None:
            self._member(key, sys._getframe(1))
        value = str.__getitem__(self, key)
        return self._derived(value, _part(key, str.__len__(self)))

    def __iter__(self) -> Any:
        place, _, part = self._origin
        if self._notes is not None and place == "json" and part is None:
            self._notes.used(self._origin, sys._getframe(1), kind="list")
        return str.__iter__(self)

    def __getattr__(self, name: str) -> Any:
        for kind, names in _LACKED.items():
            if name in names and self._notes is not None and self._origin[0] == "json":
                self._notes.used(self._origin, sys._getframe(1), kind=kind)
        raise AttributeError("'str' object has no attribute '%s'" % name)

    def startswith(self, prefix: Any, *where: Any) -> bool:
        self._bordered("head", prefix, sys._getframe(1))
        return str.startswith(self, prefix, *where)

    def endswith(self, suffix: Any, *where: Any) -> bool:
        self._bordered("tail", suffix, sys._getframe(1))
        return str.endswith(self, suffix, *where)

    def encode(self, *args: Any, **kwargs: Any) -> bytes:
        encoded = str.encode(self, *args, **kwargs)
        if self._notes is not None:
            self._notes.remember(encoded, self._origin)
        return encoded

    def __copy__(self) -> "Text":
        return self

    def __deepcopy__(self, _: Any) -> "Text":
        return self

    def __reduce_ex__(self, _: Any) -> Any:
        return str, (_plain(self),)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        # `isinstance` reads it where the value is of another type than asked for.
        if self._notes is not None and self._origin[0] == "json":
            note_types(self._notes, self._origin, sys._getframe(1))
        return str

    def _converted(self, kind: str, frame: Any) -> None:
        if self._notes is not None:
            self._notes.converted(self._origin, frame, kind=kind)

    def _reckoned(self, other: Any, frame: Any) -> None:
        if type(other) in (int, float) and self._notes is not None:
            kind = "integer" if type(other) is int else "number"
            self._notes.used(self._origin, frame, kind=kind)

    def _bordered(self, part: str, words: Any, frame: Any) -> None:
        place, name, whole = self._origin
        if self._notes is not None and whole is None:
            given = words if isinstance(words, tuple) else (words,)
            self._notes.compared(
                (place, name, part), [word for word in given if isinstance(word, str)], frame
            )

    def _member(self, key: str, frame: Any) -> None:
        """A text was met where the project expects an object: `data['owner']['id']`."""
        notes, (place, name, _) = self._notes, self._origin
        if notes is not None and place == "json" and notes.source(frame) == OWN:
            notes.used(self._origin, frame, kind="object")
            notes.lookup((place, "%s.%s" % (name, _plain(key)), None), "needed", False, frame)

    def _derived(self, value: str, part: Optional[str]) -> str:
        place, name, present = self._origin
        if self._notes is None or (part is not None and not value):
            return value
        joined = part if present is None else present if part is None else "part"
        return Text(value, self._notes, (place, name, joined))


Text.__name__ = Text.__qualname__ = "str"
Text.__module__ = "builtins"


def noted_default(default: Any, notes: Notes, origin: Origin) -> Any:
    """
    What stands in for a missing value: a text is noted as the value would be, so that its uses show before it is sent.
    """
    return Text(default, notes, origin) if type(default) is str else default


def _part(key: Any, length: int) -> Optional[str]:
    if not isinstance(key, slice) or key.step not in (None, 1):
        return "part"
    start, stop, _ = key.indices(length)
    if start == 0:
        return None if stop >= length else "head"
    return "tail" if stop >= length else "part"


def note_types(notes: Notes, origin: Origin, frame: Any) -> None:
    if notes.is_line_of_project(frame):
        for kind in lines.asked_kinds(frame):
            notes.used(origin, frame, kind=kind)


def _fold(name: str) -> None:
    real: Callable[..., str] = getattr(str, name)

    def fold(self: Text, *args: Any, **kwargs: Any) -> str:
        return self._derived(real(self, *args, **kwargs), None)

    setattr(Text, name, fold)


def _split(name: str) -> None:
    real: Callable[..., Any] = getattr(str, name)

    def split(self: Text, *args: Any, **kwargs: Any) -> Any:
        found = real(self, *args, **kwargs)
        last = len(found) - 1
        parts = [
            self._derived(one, None if last == 0 else "tail" if at == last else "head" if at == 0 else "part")
            for at, one in enumerate(found)
        ]
        return parts if isinstance(found, list) else tuple(parts)

    setattr(Text, name, split)


def _ask(name: str, use: dict[str, Any]) -> None:
    real: Callable[..., bool] = getattr(str, name)

    def ask(self: Text) -> bool:
        if self._notes is not None:
            self._notes.used(self._origin, sys._getframe(1), **use)
        return real(self)

    setattr(Text, name, ask)


for _name in _FOLDS + tuple(name for name in _FOLDS_LATER if hasattr(str, name)):
    _fold(_name)
for _name in _SPLITS:
    _split(_name)
for _name in _DIGITS:
    _ask(_name, {"kind": "integer"})
for _name, _pattern in _LETTERS.items():
    _ask(_name, {"kind": "pattern", "pattern": _pattern, "whole": True})
