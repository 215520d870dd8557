"""
Watches what Django hands to a view: GET, POST, FILES, COOKIES, META, headers, session, path arguments and method of a
request, whoever parses them, and its own parsers of patterns and dates.
"""

import functools
import sys
from typing import Any, Callable, Optional

from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from django.http.request import HttpHeaders
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from ..mining import Notes
from ..mining.containers import WatchedDict
from ..mining.notes import Origin
from ..mining.parsers import note_pattern
from ..mining.texts import Text, noted_default
from .declared import watch_forms
from .marked import mark, mark_copy, place_of

_BODY: Origin = ("body", "", None)


def watch(notes: Notes) -> type:
    """Begins to watch, before the project is loaded. Returns what a request class must be made from too."""
    _watch_multi_value(notes)
    _watch_parsing(notes)
    _watch_session(notes)
    _watch_validators(notes)
    watch_forms(notes)
    return _watched_request(notes)


def _watch_multi_value(notes: Notes) -> None:
    """`MultiValueDict` and `QueryDict` note lookups where they have been marked."""

    def note(
        values: Any, key: Any, how: str, frame: Any, default: Any = None, repeated: bool = False
    ) -> Optional[Origin]:
        place = place_of(values)
        if place is None or not isinstance(key, str):
            return None
        origin: Origin = (place, str.__str__(key), None)
        present = dict.__contains__(values, key)
        return origin if notes.lookup(origin, how, present, frame, default, repeated) else None

    real_item, real_get, real_list = (
        MultiValueDict.__getitem__,
        MultiValueDict.get,
        MultiValueDict.getlist,
    )
    real_dict = MultiValueDict.dict

    def item(self: Any, key: Any) -> Any:
        note(self, key, "needed", sys._getframe(1))
        return real_item(self, key)

    def get(self: Any, key: Any, default: Any = None) -> Any:
        origin = note(self, key, "optional", sys._getframe(1), default)
        value = real_get(self, key, default)
        return noted_default(value, notes, origin) if value is default and origin is not None else value

    def getlist(self: Any, key: Any, default: Any = None) -> Any:
        note(self, key, "optional", sys._getframe(1), repeated=True)
        return real_list(self, key, default)

    def contains(self: Any, key: Any) -> bool:
        note(self, key, "asked", sys._getframe(1))
        return dict.__contains__(self, key)

    def as_dict(self: Any) -> Any:
        place = place_of(self)
        if place is None:
            return real_dict(self)
        made = WatchedDict(notes, place, "")
        dict.update(made, real_dict(self))
        return made

    MultiValueDict.__getitem__ = item
    MultiValueDict.get = get
    MultiValueDict.getlist = getlist
    MultiValueDict.__contains__ = contains
    MultiValueDict.dict = as_dict
    for kind in (MultiValueDict, QueryDict):
        for name in ("__copy__", "__deepcopy__"):
            if name in vars(kind):
                setattr(kind, name, _copying(vars(kind)[name]))


def _copying(real: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(real)
    def copied(self: Any, *memo: Any) -> Any:
        made = real(self, *memo)
        mark_copy(made, self)
        return made

    return copied


def _watch_parsing(notes: Notes) -> None:
    """Marks what is parsed from the request at hand by anybody: Django REST framework does it by itself."""
    real_init, real_parse = QueryDict.__init__, MultiPartParser.parse

    @functools.wraps(real_init)
    def init(self: Any, query_string: Any = None, *args: Any, **kwargs: Any) -> None:
        real_init(self, query_string, *args, **kwargs)
        if notes.active and query_string:
            sent = (
                query_string
                if isinstance(query_string, bytes)
                else str(query_string).encode("latin-1", "replace")
            )
            place = "form" if sent == notes.body else "query" if sent == notes.query.encode() else None
            if place is not None:
                mark(self, notes, place)

    @functools.wraps(real_parse)
    def parse(self: Any) -> Any:
        form, files = real_parse(self)
        if notes.active:
            mark(form, notes, "form")
            mark(files, notes, "files")
        return form, files

    QueryDict.__init__ = init
    MultiPartParser.parse = parse


def _watch_session(notes: Notes) -> None:
    from django.contrib.sessions.backends.base import SessionBase

    def watched(name: str, how: Callable[[tuple[Any, ...]], str]) -> None:
        real = getattr(SessionBase, name)

        @functools.wraps(real)
        def call(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
            frame = sys._getframe(1)
            if notes.active and isinstance(key, str):
                default = args[0] if args else kwargs.get("default")
                present = key in self._session
                notes.lookup(("session", str.__str__(key), None), how(args), present, frame, default)
            return real(self, key, *args, **kwargs)

        setattr(SessionBase, name, call)

    watched("__getitem__", lambda _: "needed")
    watched("__contains__", lambda _: "asked")
    watched("get", lambda _: "optional")
    watched("pop", lambda given: "optional" if given else "needed")


def _watch_validators(notes: Notes) -> None:
    from django.core.validators import RegexValidator
    from django.utils import dateparse

    real = RegexValidator.__call__

    def call(self: Any, value: Any) -> Any:
        if type(value) is Text and not self.inverse_match:
            note_pattern(notes, self.regex.pattern, value, "search", sys._getframe(1))
        return real(self, value)

    RegexValidator.__call__ = call
    formats = {"parse_date": "%Y-%m-%d", "parse_datetime": "%Y-%m-%dT%H:%M:%S", "parse_time": "%H:%M:%S"}
    for name, format in formats.items():
        setattr(dateparse, name, _dated(notes, getattr(dateparse, name), format))


def _dated(notes: Notes, real: Callable[..., Any], format: str) -> Callable[..., Any]:
    kind = "date" if format == "%Y-%m-%d" else "time"

    @functools.wraps(real)
    def parse(value: Any) -> Any:
        if type(value) is Text:
            notes.converted(value._origin, sys._getframe(1), kind=kind, format=format)
        return real(value)

    return parse


def header_name(key: Any) -> Optional[str]:
    """`HTTP_X_TENANT` → `X-Tenant`; None for what is no header."""
    if not isinstance(key, str):
        return None
    name = str.__str__(key)
    if name.startswith("HTTP_"):
        name = name[5:]
    elif name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        return None
    return name.replace("_", "-").title()


def _header_origin(key: str) -> Origin:
    return ("header", str.__str__(key).replace("_", "-").title(), None)


class WatchedHeaders(HttpHeaders):  # type: ignore[misc]
    def __init__(self, environ: Any, notes: Notes) -> None:
        super().__init__(environ)
        self._notes = notes

    def _found(self, key: Any, how: str, frame: Any, default: Any = None) -> Any:
        """The value, None if there is none; noted."""
        try:
            value = super().__getitem__(key)
        except KeyError:
            value = None
        if not isinstance(key, str):
            return value
        origin = _header_origin(key)
        counts = self._notes.lookup(origin, how, value is not None, frame, default)
        return Text(value, self._notes, origin) if counts and type(value) is str else value

    def __getitem__(self, key: Any) -> Any:
        found = self._found(key, "needed", sys._getframe(1))
        return super().__getitem__(key) if found is None else found

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._found(key, "optional", sys._getframe(1), default)
        if found is not None or not isinstance(key, str):
            return default if found is None else found
        return noted_default(default, self._notes, _header_origin(key))

    def __contains__(self, key: Any) -> bool:
        return self._found(key, "asked", sys._getframe(1)) is not None


def _watched_request(notes: Notes) -> type:
    class Watched:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            environ = WatchedDict(notes, "header", "", header_name)
            dict.update(environ, self.META)
            self.META: Any = environ
            if hasattr(self, "environ"):
                self.environ = environ
            self.method: Any = Text(self.method, notes, ("method", "", None))
            if type(self.content_type) is str:
                self.content_type: Any = Text(self.content_type, notes, ("header", "Content-Type", None))

        @cached_property  # type: ignore[untyped-decorator]
        def GET(self) -> Any:  # noqa: N802 - the name in Django
            return mark(super().GET, notes, "query")  # type: ignore[misc]

        @cached_property  # type: ignore[untyped-decorator]
        def COOKIES(self) -> Any:  # noqa: N802 - the name in Django
            made = WatchedDict(notes, "cookie", "")
            dict.update(made, super().COOKIES)  # type: ignore[misc]
            return made

        @property
        def body(self) -> Any:
            content = super().body  # type: ignore[misc]
            _note_body(notes, bool(content), sys._getframe(1))
            notes.remember(content, _BODY)
            return content

        def read(self, *args: Any, **kwargs: Any) -> Any:
            _note_body(notes, bool(notes.body), sys._getframe(1))
            return super().read(*args, **kwargs)  # type: ignore[misc]

        def readline(self, *args: Any, **kwargs: Any) -> Any:
            _note_body(notes, bool(notes.body), sys._getframe(1))
            return super().readline(*args, **kwargs)  # type: ignore[misc]

        @cached_property  # type: ignore[untyped-decorator]
        def headers(self) -> Any:
            return WatchedHeaders(self.META, notes)

        def _load_post_and_files(self) -> None:
            super()._load_post_and_files()  # type: ignore[misc]
            mark(self._post, notes, "form")  # type: ignore[attr-defined]
            mark(self._files, notes, "files")  # type: ignore[attr-defined]

        @property
        def resolver_match(self) -> Any:
            return self.__dict__.get("resolver_match")

        @resolver_match.setter
        def resolver_match(self, found: Any) -> None:
            self.__dict__["resolver_match"] = found
            if found is not None:
                found.args = tuple(_path_value(one, notes, str(at)) for at, one in enumerate(found.args))
                for name, value in found.kwargs.items():
                    found.kwargs[name] = _path_value(value, notes, name)

    return Watched


def _note_body(notes: Notes, present: bool, frame: Any) -> None:
    notes.lookup(_BODY, "needed", present, frame)


def _path_value(value: Any, notes: Notes, name: str) -> Any:
    return Text(value, notes, ("path", name, None)) if type(value) is str else value
