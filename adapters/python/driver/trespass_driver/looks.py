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
    def __init__(self, real: Callable[..., Any], told: list[Told]) -> None:
        super().__init__(real)
        self._told = told

    def __call__(self, path: Any, *args: Any, **kwargs: Any) -> Any:
        if not context.busy:
            for tell in tuple(self._told):
                tell(path, kwargs.get("dir_fd"))
        return self.real(path, *args, **kwargs)


class Looks:
    """
    Installs and removes the wrappers, which are made once, so that their identity stays the same. Several may be told
    of the lookups of one step.
    """

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._real = {name: getattr(os, name) for name in _NAMES}
        self._wrapped = {name: Look(real, self._told) for name, real in self._real.items()}
        for name, real in self._real.items():
            for supported in _SUPPORTS:
                if real in supported:
                    supported.add(self._wrapped[name])

    def show(self, tell: Told) -> None:
        if tell not in self._told:
            self._told.append(tell)
        for name, wrapper in self._wrapped.items():
            setattr(os, name, wrapper)

    def hide(self, tell: Told) -> None:
        if tell in self._told:
            self._told.remove(tell)
        if self._told:
            return
        for name, real in self._real.items():
            setattr(os, name, real)
