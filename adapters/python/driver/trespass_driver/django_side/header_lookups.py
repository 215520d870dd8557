"""
Which headers the project's own code looks up in a request, whether they were sent or not: `X-Original-URL` in a
middleware. Only while a project is rehearsed: it aims attacks at headers that somebody reads, and judges nothing.
Lookups by Django and by libraries are left out, as are those in `META` of a project that runs by ASGI.
"""

import sys
from types import FrameType
from typing import Any, Callable, Optional

from django.conf import settings
from django.http.request import HttpHeaders, HttpRequest

from ..frames import TARGET

HEADERS_MAX = 40
#: Files that pass a lookup on: `headers.get` of a mapping is written in Python.
_PASSING = ("<frozen _collections_abc>", "/_collections_abc.py")


class HeaderLookups:
    """Notes lookups from `begin` to `end`."""

    def __init__(self) -> None:
        self._kind: Optional[Callable[[str], int]] = None
        self._named: dict[str, None] = {}
        self._real: list[tuple[type, str, Any]] = []

    def begin(self, kind: Callable[[str], int]) -> None:
        """`kind` says whose code a file is."""
        self._kind = kind
        self._replace(HttpHeaders, "__getitem__", lambda name: [name])
        self._replace(HttpRequest, "get_host", lambda: _host_headers())

    def _replace(self, owner: type, method: str, names: Callable[..., list[Any]]) -> None:
        real = getattr(owner, method)

        def noting(this: Any, *given: Any) -> Any:
            self.note(names(*given), sys._getframe(1))
            return real(this, *given)

        self._real.append((owner, method, owner.__dict__[method]))
        setattr(owner, method, noting)

    def note(self, names: list[Any], frame: Optional[FrameType]) -> None:
        while frame is not None and frame.f_code.co_filename.endswith(_PASSING):
            frame = frame.f_back
        if self._kind is None or frame is None or self._kind(frame.f_code.co_filename) != TARGET:
            return
        for name in names:
            if isinstance(name, str) and len(self._named) < HEADERS_MAX:
                self._named[name.lower().replace("_", "-")] = None

    def watched(self, environ: dict[str, Any]) -> dict[str, Any]:
        """The environ of a request, in which lookups are noted."""
        return environ if self._kind is None else _Environ(environ, self)

    def take(self) -> list[str]:
        """The names that were looked up since the last time."""
        named, self._named = self._named, {}
        return list(named)

    def end(self) -> None:
        for owner, method, real in self._real:
            setattr(owner, method, real)
        self._real, self._kind = [], None


def _host_headers() -> list[str]:
    return ["host", *(["x-forwarded-host"] if settings.USE_X_FORWARDED_HOST else [])]


class _Environ(dict):  # type: ignore[type-arg]
    """Becomes `request.META`."""

    def __init__(self, environ: dict[str, Any], lookups: HeaderLookups) -> None:
        super().__init__(environ)
        self._lookups = lookups

    def _note(self, key: Any, frame: FrameType) -> None:
        if isinstance(key, str) and key.startswith("HTTP_"):
            self._lookups.note([key[5:]], frame)

    def __getitem__(self, key: Any) -> Any:
        self._note(key, sys._getframe(1))
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self._note(key, sys._getframe(1))
        return super().__contains__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self._note(key, sys._getframe(1))
        return super().get(key, default)
