"""Applies dotted settings (`STORAGES.default.OPTIONS.location`) to dictionaries and lists. Pure."""

import copy
from pathlib import PurePath
from typing import Any, Callable

from .config_error import ConfigError

_MISSING = object()


def overridden(dotted: dict[str, Any], setting: Callable[[str, Any], Any]) -> dict[str, Any]:
    """New values of whole settings. `setting(name, default)` returns the present ones, which are copied."""
    values: dict[str, Any] = {}
    for path, value in dotted.items():
        name, *rest = path.split(".")
        if not rest:
            values[name] = _typed_like(setting(name, _MISSING), value)
            continue
        if name not in values:
            present = setting(name, _MISSING)
            values[name] = {} if present is _MISSING or present is None else copy.deepcopy(present)
        _put(values[name], rest, value, path)
    return values


def _put(container: Any, keys: list[str], value: Any, path: str) -> None:
    for key in keys[:-1]:
        if isinstance(container, dict):
            container = container.setdefault(key, {})
        else:
            container = container[_index(container, key, path)]
    if isinstance(container, dict):
        container[keys[-1]] = _typed_like(container.get(keys[-1]), value)
    else:
        at = _index(container, keys[-1], path)
        container[at] = _typed_like(container[at], value)


def _typed_like(present: Any, value: Any) -> Any:
    """A path stays one: `settings.DATA / name` goes on to work."""
    return type(present)(value) if isinstance(present, PurePath) and isinstance(value, str) else value


def _index(container: Any, key: str, path: str) -> int:
    if isinstance(container, list) and key.isdigit() and int(key) < len(container):
        return int(key)
    raise ConfigError("the setting %s leads into a %s that has no %s" % (path, type(container).__name__, key))
