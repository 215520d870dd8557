"""
Which keys of Django's caches a step names, as the backend stores them: `site:1:report:kq7w`. Only while a project is
rehearsed: it aims attacks at keys that others' requests make too, and judges nothing. Backends that make their keys by
other means than `make_key` are not seen.
"""

from typing import Any, Callable, Optional

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

#: Keys of one step that are reported: whoever names more goes through a list, which has one form of key.
KEYS_MAX = 200


class CachedKeys:
    """Notes the keys that are made in this process, until `end`."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], None] = {}
        self._left = 0
        self._real: list[tuple[Any, Any]] = []
        for kind in _kinds():
            self._wrap(kind, kind.__dict__["make_key"])

    def _wrap(self, kind: Any, real: Callable[..., Any]) -> None:
        def make_key(cache: Any, key: Any, *given: Any, **named: Any) -> Any:
            made = real(cache, key, *given, **named)
            self._note(cache, made)
            return made

        self._real.append((kind, real))
        kind.make_key = make_key

    def _note(self, cache: Any, made: Any) -> None:
        if len(self._named) < KEYS_MAX:
            self._named[(_alias_of(cache), str(made))] = None
        else:
            self._left += 1

    def take(self) -> Optional[dict[str, Any]]:
        """
        The alias and the key of each that was named since the last time, and how many there were with those left out;
        None for no keys.
        """
        named, self._named = self._named, {}
        left, self._left = self._left, 0
        return {"keys": [list(one) for one in named], "all": len(named) + left} if named else None

    def end(self) -> None:
        for kind, real in self._real:
            kind.make_key = real
        self._real = []


def _kinds() -> list[Any]:
    """The classes that make the keys of the project's caches."""
    made = [BaseCache]
    for alias in settings.CACHES:
        made += [kind for kind in type(caches[alias]).__mro__ if "make_key" in kind.__dict__][:1]
    return list(dict.fromkeys(made))


def _alias_of(cache: Any) -> str:
    """Each thread has its own object for an alias; one that a project has made by itself has none."""
    return next((str(alias) for alias in settings.CACHES if caches[alias] is cache), "")
