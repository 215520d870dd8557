"""
Makes lookups of files visible: `os.stat`, `os.lstat`, `os.readlink` and `os.access` raise no audit event, but checks
consist of them. They are wrapped only during steps that ask for it. A name that was imported before (`from os import
stat`) is not seen.
"""

import os
from typing import Any, Callable

from .captured import Wrapper, context

Told = Callable[[Any, Any], None]

_NAMES = ("stat", "lstat", "readlink", "access")
_SUPPORTS: tuple[Any, ...] = (
    os.supports_dir_fd,
    os.supports_fd,
    os.supports_follow_symlinks,
    os.supports_effective_ids,
)


class Look(Wrapper):
    def __init__(self, real: Callable[..., Any], tell: Told) -> None:
        super().__init__(real)
        self._tell = tell

    def __call__(self, path: Any, *args: Any, **kwargs: Any) -> Any:
        if not context.busy:
            self._tell(path, kwargs.get("dir_fd"))
        return self.real(path, *args, **kwargs)


class Looks:
    """Installs and removes the wrappers, which are made once, so that their identity stays the same."""

    def __init__(self, tell: Told) -> None:
        self._real = {name: getattr(os, name) for name in _NAMES}
        self._wrapped = {name: Look(real, tell) for name, real in self._real.items()}
        for name, real in self._real.items():
            for supported in _SUPPORTS:
                if real in supported:
                    supported.add(self._wrapped[name])

    def show(self) -> None:
        for name, wrapper in self._wrapped.items():
            setattr(os, name, wrapper)

    def hide(self) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)
