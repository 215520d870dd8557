"""
Restores, after a case, the state of the process in which all later cases run: environment, working folder, umask,
limits, signal handlers and mask, timers, recursion limit, tracing, standard streams, and the functions in `os`,
`builtins` and the like. Audit hooks cannot be restored, only detected. Comparing costs some 40 microseconds. A case
that sets `RLIMIT_NOFILE` to 5 would otherwise make all later ones fail without a finding.
"""

import builtins
import gc
import importlib
import io
import os
import signal
import socket
import sys
from typing import Any, Callable, Optional

try:
    import resource
except ImportError:  # not POSIX
    resource = None  # type: ignore[assignment]


class Changed(Exception):
    """A case has changed something of the process that cannot be restored."""


Restore = Callable[[], None]

_STREAMS = (0, 1, 2)
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
#: Modules that are compared name by name: names that a target adds stay, functions that it replaces are restored.
_MODULES = (builtins, os, io, socket, gc)


def limit_memory(bytes_max: int) -> None:
    """
    Limits the data segment of this process and its children. Address space is not limited, because safe programs
    reserve far more of it than they use. A lower limit stays.
    """
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    known = [one for one in (soft, hard) if one != resource.RLIM_INFINITY]
    limit = min([bytes_max, *known])
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def stop_timers() -> None:
    """Stops interval timers: the step that they were meant to interrupt is over."""
    for timer in _TIMERS:
        signal.setitimer(timer, 0)


def seal(hooked: set[Optional[int]]) -> list[Restore]:
    """
    Takes the present state as the one to restore; returns functions that compare and restore its parts. `hooked`:
    places in which audit hooks were added.
    """
    return [
        _hooks(hooked),
        *_environment(),
        _root(),
        _folder(),
        _user(),
        *_limits(),
        *_signals(),
        _recursion(),
        _tracing(),
        *_streams(),
        *_functions(),
    ]


def _hooks(hooked: set[Optional[int]]) -> Restore:
    """A hook that harmless steps add is part of the target; one that a case adds may refuse what later cases do."""
    kept = hooked.copy()

    def restore() -> None:
        if hooked != kept:
            raise Changed("an audit hook was added for good, which no harmless run does")

    return restore


def environment_of_process() -> dict[Any, Any]:
    """The dictionary below `os.environ`, which is a hundred times faster to compare than the mapping."""
    environment: dict[Any, Any] = vars(os.environ)["_data"]
    return environment


def _environment() -> list[Restore]:
    kept = environment_of_process().copy()

    def restore() -> None:
        present = environment_of_process()
        if present != kept:
            for name in set(present) - set(kept):
                del os.environ[os.fsdecode(name)]
            for name, value in kept.items():
                os.environ[os.fsdecode(name)] = os.fsdecode(value)

    return [restore]


def _folder() -> Restore:
    folder = os.getcwd()
    umask = os.umask(0o077)
    os.umask(umask)
    change, mask = os.chdir, os.umask

    def restore() -> None:
        change(folder)
        mask(umask)

    return restore


def _root() -> Restore:
    stat = os.stat
    kept = stat("/")

    def restore() -> None:
        present = stat("/")
        if (present.st_dev, present.st_ino) != (kept.st_dev, kept.st_ino):
            raise Changed("the root folder is another one (chroot)")

    return restore


def _user() -> Restore:
    if not hasattr(os, "getresuid"):
        return lambda: None
    get, set_user, set_group = (os.getresuid, os.getresgid), os.setresuid, os.setresgid
    kept = [one() for one in get]

    def restore() -> None:
        if [one() for one in get] == kept:
            return
        try:
            set_user(*kept[0])
            set_group(*kept[1])
        except OSError as error:
            raise Changed("the process runs as another user or group") from error

    return restore


def _limits() -> list[Restore]:
    if resource is None:
        return []
    get, set_limit = resource.getrlimit, resource.setrlimit
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    kept = {getattr(resource, name): name for name in names}
    limits = [(number, name, get(number)) for number, name in kept.items()]

    def restore() -> None:
        for number, name, limit in limits:
            if get(number) == limit:
                continue
            try:
                set_limit(number, limit)
            except (OSError, ValueError) as error:
                raise Changed("the limit %s was lowered for good" % name) from error

    return [restore]


def _signals() -> list[Restore]:
    # The module that `signal` wraps: converting numbers into enumeration members takes ten times as long as all the
    # rest.
    plain: Any = importlib.import_module("_signal")
    get, set_handler = plain.getsignal, plain.signal
    handlers = [(int(number), get(int(number))) for number in signal.valid_signals()]
    mask_of, blocked = plain.pthread_sigmask, plain.pthread_sigmask(signal.SIG_BLOCK, [])
    timers = [timer for timer in _TIMERS if signal.getitimer(timer)[0] == 0]
    stop, time_left = signal.setitimer, signal.getitimer

    def restore() -> None:
        for timer in timers:
            if time_left(timer)[0] != 0:
                stop(timer, 0)
        for number, handler in handlers:
            if get(number) is not handler and handler is not None:
                set_handler(number, handler)
        if mask_of(signal.SIG_BLOCK, []) != blocked:
            mask_of(signal.SIG_SETMASK, blocked)

    return [restore]


def _recursion() -> Restore:
    get, set_limit = sys.getrecursionlimit, sys.setrecursionlimit
    kept = get()

    def restore() -> None:
        if get() != kept:
            set_limit(kept)

    return restore


def _tracing() -> Restore:
    parts: list[tuple[Any, Any]] = [(sys.gettrace, sys.settrace), (sys.getprofile, sys.setprofile)]
    kept = [(get, set_function, get()) for get, set_function in parts]
    collecting, is_on, turn_on = gc.isenabled(), gc.isenabled, gc.enable

    def restore() -> None:
        for get, set_function, function in kept:
            if get() is not function:
                set_function(function)
        if collecting and not is_on():
            turn_on()

    return restore


def _streams() -> list[Restore]:
    """
    Restores descriptors 0 to 2. If a target closes one, the next opened file gets its number, and all that is printed.
    """
    get, put = os.fstat, os.dup2
    kept = [(fd, get(fd)) for fd in _STREAMS]
    copies = {fd: os.dup(fd) for fd in _STREAMS}
    objects = [(name, getattr(sys, name)) for name in ("stdin", "stdout", "stderr")]

    def restore() -> None:
        for fd, status in kept:
            try:
                present = get(fd)
                if (present.st_dev, present.st_ino) == (status.st_dev, status.st_ino):
                    continue
            except OSError:
                pass
            try:
                put(copies[fd], fd, fd == 0)
            except OSError as error:
                raise Changed("the standard streams are closed") from error
        for name, stream in objects:
            if getattr(sys, name) is not stream:
                setattr(sys, name, stream)

    return [restore]


def _functions() -> list[Restore]:
    def restorer(module: Any) -> Restore:
        names = vars(module)
        kept = {name: value for name, value in names.items() if callable(value)}
        last = dict(names)

        def restore() -> None:
            nonlocal last
            if names == last:
                return
            for name, value in kept.items():
                if names.get(name) is not value:
                    names[name] = value
            last = dict(names)

        return restore

    return [restorer(module) for module in _MODULES]
