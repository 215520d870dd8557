"""
Watches the standard library's parsers, where a value of the request is given to one: JSON, regular expressions, UUIDs,
dates, base64, enumerations.
"""

import _strptime
import base64
import enum
import functools
import json
import re
import sys
import types
import uuid
from typing import Any, Callable, Optional

from .containers import watched
from .notes import LIBRARIES, OWN, Notes
from .texts import Text

_HOURS = ("%H", "%I", "%M", "%S", "%c", "%X")


def watch_parsers(notes: Notes) -> None:
    json.loads = _loads(notes)
    _watch_patterns(notes)
    _before(uuid.UUID, "__init__", lambda _, hex=None, *rest, **more: _convert(notes, hex, kind="uuid"))
    _before(_strptime, "_strptime", lambda text, format="", *_: _convert(notes, text, **date_use(format)))
    _before(base64, "b64decode", lambda text, *_, **__: _decoded(notes, text))
    _before(base64, "urlsafe_b64decode", lambda text: _decoded(notes, text))
    _before(type(enum.Enum), "__call__", lambda kind, *given, **_: _member(notes, kind, given))


def _before(owner: Any, name: str, look: Callable[..., None]) -> None:
    """Calls `look` with the arguments of a function before each call."""
    real = getattr(owner, name)

    @functools.wraps(real)
    def call(*args: Any, **kwargs: Any) -> Any:
        if any(type(one) in (Text, bytes) for one in args) or kwargs:
            look(*args, **kwargs)
        return real(*args, **kwargs)

    setattr(owner, name, call)


def _convert(notes: Notes, text: Any, **use: Any) -> None:
    if type(text) is Text and text._notes is not None:
        notes.converted(text._origin, sys._getframe(2), **use)


def date_use(format: str) -> dict[str, Any]:
    """A use as date, or as time where the format has hours."""
    kind = "time" if any(part in format for part in _HOURS) else "date"
    return {"kind": kind, "format": str(format)}


def _decoded(notes: Notes, text: Any) -> None:
    origin = notes.origin_of(text) if type(text) is bytes else None
    if type(text) is Text:
        origin = text._origin
    if origin is not None:
        notes.converted(origin, sys._getframe(2), kind="base64")


def _member(notes: Notes, kind: Any, given: tuple[Any, ...]) -> None:
    if len(given) == 1 and type(given[0]) is Text:
        words = [member.value for member in kind if isinstance(member.value, str)]
        notes.compared(given[0]._origin, words, sys._getframe(2))


def _loads(notes: Notes) -> Callable[..., Any]:
    real = json.loads

    @functools.wraps(real)
    def loads(s: Any, *args: Any, **kwargs: Any) -> Any:
        frame = sys._getframe(1)
        if type(s) is Text:
            notes.converted(s._origin, frame, kind="json")
            return real(str.__str__(s), *args, **kwargs)
        wanted = notes.active and _is_body(s, notes.body) and not _answers(frame)
        if not wanted or notes.source(frame) not in (OWN, LIBRARIES):
            return real(s, *args, **kwargs)
        present = False
        try:
            value = real(s, *args, **kwargs)
            present = bool(notes.body)
        finally:
            notes.lookup(("json", "", None), "needed", present, frame)
        return watched(value, notes, "json", "")

    return loads


#: Clients of other services, whose answers may have the text of the request's body: `{}`.
_CLIENTS = frozenset(["botocore", "boto3", "pynamodb", "requests", "urllib3", "httpx", "aiohttp"])


def _answers(frame: types.FrameType) -> bool:
    """Whether the text is an answer that a client parses."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in _CLIENTS


def _is_body(text: Any, body: bytes) -> bool:
    """Whether this text is the body of the request, or stands in for an empty one: `request.body or '{}'`."""
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")
    return isinstance(text, (bytes, bytearray)) and (text == body or (not body and text == b"{}"))


class WatchedPattern:
    """A compiled regular expression of the project's own. Notes the values that it is tried on."""

    __slots__ = ("_notes", "_real")

    def __init__(self, notes: Notes, real: "re.Pattern[Any]") -> None:
        self._notes = notes
        self._real = real

    def match(self, string: Any, *where: int) -> Any:
        note_pattern(self._notes, self._real.pattern, string, "match", sys._getframe(1))
        return self._real.match(string, *where)

    def fullmatch(self, string: Any, *where: int) -> Any:
        note_pattern(self._notes, self._real.pattern, string, "fullmatch", sys._getframe(1))
        return self._real.fullmatch(string, *where)

    def search(self, string: Any, *where: int) -> Any:
        note_pattern(self._notes, self._real.pattern, string, "search", sys._getframe(1))
        return self._real.search(string, *where)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __eq__(self, other: object) -> bool:
        return self._real == (other._real if type(other) is WatchedPattern else other)

    def __hash__(self) -> int:
        return hash(self._real)

    def __repr__(self) -> str:
        return repr(self._real)

    def __copy__(self) -> "WatchedPattern":
        return self

    def __deepcopy__(self, _: Any) -> "WatchedPattern":
        return self

    def __reduce_ex__(self, _: Any) -> Any:
        return _compile, (self._real.pattern, self._real.flags)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return re.Pattern


_compile = re.compile


def note_pattern(notes: Notes, pattern: Any, string: Any, how: str, frame: Any) -> None:
    """Notes a pattern that a line of the project tries on a value."""
    if type(string) is Text and isinstance(pattern, str):
        whole = how == "fullmatch" or pattern.endswith(("$", r"\Z"))
        notes.used(string._origin, frame, kind="pattern", pattern=pattern, whole=whole)


def _watch_patterns(notes: Notes) -> None:
    @functools.wraps(_compile)
    def compile(pattern: Any, flags: Any = 0) -> Any:
        made = _compile(pattern, flags)
        own = type(made) is re.Pattern and notes.source(sys._getframe(1)) == OWN
        return WatchedPattern(notes, made) if own else made

    re.compile = compile
    for name in ("match", "fullmatch", "search"):
        _watch_function(notes, name)


def _watch_function(notes: Notes, name: str) -> None:
    real = getattr(re, name)

    @functools.wraps(real)
    def call(pattern: Any, string: Any, *args: Any, **kwargs: Any) -> Any:
        if type(string) is Text:
            text: Optional[Any] = getattr(pattern, "pattern", pattern)
            note_pattern(notes, text, string, name, sys._getframe(1))
        return real(pattern, string, *args, **kwargs)

    setattr(re, name, call)
