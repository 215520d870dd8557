"""
Captures what CPython's audit events leave out: `dir_fd` of `os.open`, `follow_symlinks=False`, an `opener`, and the
calls that raise no event (`os.mkfifo`, `os.mknod`). Wrappers store it where the audit hook reads it; `restore` removes
them.
"""

import _io
import builtins
import io
import os
import sys
import threading
from typing import Any, Callable, Optional


class Context(threading.local):
    """The arguments of this thread's present call that its audit event lacks. `busy`: the call is the harness's own."""

    busy = False
    dir_fd: Optional[int] = None
    no_follow = False
    by_opener = False


context = Context()


class Wrapper:
    """A callable object, not a function: as an attribute of a class it must not become a method."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.__doc__ = real.__doc__
        self.__name__ = self.__qualname__ = real.__name__
        self.__module__ = real.__module__
        self.__text_signature__ = getattr(real, "__text_signature__", None)


class OpenAt(Wrapper):
    def __call__(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: Optional[int] = None) -> int:
        context.dir_fd = dir_fd
        try:
            opened: int = self.real(path, flags, mode, dir_fd=dir_fd)
            return opened
        finally:
            context.dir_fd = None


class OpenWithOpener(Wrapper):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        opener = args[7] if len(args) > 7 else kwargs.get("opener")
        if opener is None:
            return self.real(*args, **kwargs)

        def opened(*given: Any) -> Any:
            # The event for the name itself has been raised; the files that the opener opens count.
            context.by_opener = False
            return opener(*given)

        kept = args[:7]
        kwargs["opener"] = opened
        context.by_opener = True
        try:
            return self.real(*kept, **kwargs)
        finally:
            context.by_opener = False


class Following(Wrapper):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("follow_symlinks", True):
            return self.real(*args, **kwargs)
        context.no_follow = True
        try:
            return self.real(*args, **kwargs)
        finally:
            context.no_follow = False


class NeverFollowing(Wrapper):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        context.no_follow = True
        try:
            return self.real(*args, **kwargs)
        finally:
            context.no_follow = False


class Announced(Wrapper):
    def __call__(self, path: Any, *args: Any, dir_fd: Optional[int] = None, **kwargs: Any) -> Any:
        sys.audit("os." + self.__name__, path, -1 if dir_fd is None else dir_fd)
        return self.real(path, *args, dir_fd=dir_fd, **kwargs)


_WRAPPED: dict[str, Callable[[Callable[..., Any]], Wrapper]] = {
    "open": OpenAt,
    "chmod": Following,
    "chown": Following,
    "lchown": NeverFollowing,
    "utime": Following,
    "setxattr": Following,
    "removexattr": Following,
    "mkfifo": Announced,
    "mknod": Announced,
}
_SUPPORTS: tuple[Any, ...] = (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks)


def install() -> Callable[[], None]:
    """Installs the wrappers and returns the function that removes them."""
    undo: list[tuple[Any, str, Any]] = []
    platform = sys.modules[os.name]
    for name, wrapper_of in _WRAPPED.items():
        real = getattr(os, name, None)
        if real is None:
            continue
        wrapper = wrapper_of(real)
        for module in (os, platform):
            _replace(undo, module, name, wrapper)
        for supported in _SUPPORTS:
            if real in supported:
                supported.add(wrapper)
    opening = OpenWithOpener(_io.open)
    for module in (builtins, io, _io):
        _replace(undo, module, "open", opening)

    def restore() -> None:
        for module, name, real in undo:
            setattr(module, name, real)

    return restore


def _replace(undo: list[tuple[Any, str, Any]], module: Any, name: str, wrapper: Wrapper) -> None:
    undo.append((module, name, getattr(module, name)))
    setattr(module, name, wrapper)
