"""
Lets a settings module make folders that a config replaces. `DATA.mkdir(exist_ok=True)` stands in many settings, and
runs before any setting can be overridden: such a folder is not made, and what needs it is given one in the arena.
"""

import os
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Optional

from .frames import below
from .refusals import is_refusal

_MISSING = object()


class RefusedFolders:
    """The folders that settings wanted to make outside the arena, with the refusal of each."""

    def __init__(self) -> None:
        self._refused: list[tuple[str, PermissionError]] = []

    @contextmanager
    def while_loading(self) -> Iterator[None]:
        """Within it a refused `mkdir` has no effect."""
        real = os.mkdir

        def mkdir(path: Any, *args: Any, **kwargs: Any) -> None:
            try:
                real(path, *args, **kwargs)
            except PermissionError as error:
                if not is_refusal(error):
                    raise
                self._refused.append((os.path.normpath(os.path.abspath(os.fsdecode(path))), error))

        os.mkdir = mkdir
        try:
            yield
        finally:
            os.mkdir = real

    def settle(self, module: Optional[types.ModuleType], dotted: dict[str, Any]) -> None:
        """Raises the first refusal of a folder that no overridden setting names, lies in, or lies above."""
        values = [_value(module, name) for name in dotted]
        named = [os.path.normpath(os.fspath(one)) for one in values if isinstance(one, (str, os.PathLike))]
        for path, error in self._refused:
            if not any(below(one, [path]) or below(path, [one]) for one in named):
                raise error


def _value(module: Optional[types.ModuleType], dotted: str) -> Any:
    """The present value of a dotted setting; a marker if there is none."""
    name, *rest = dotted.split(".")
    value = getattr(module, name, _MISSING)
    for key in rest:
        if isinstance(value, dict):
            value = value.get(key, _MISSING)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _MISSING
    return value
