"""
The audit hook: records every file event of a step, and refuses, before it happens, what would change anything outside
the arena or reach another machine. It sees what CPython announces; for C extensions and subprocesses there are
tripwires.
"""

import errno
import os
import subprocess
import sys
import threading
from types import FrameType
from typing import Any, Callable, Optional

from .captured import context
from .children import Children
from .file_events import TOUCHES, Touch, created
from .frames import Frames
from .installed import Installed
from .intruder import Intruder
from .jail import Names
from .network import FORBIDDEN
from .refusals import Refusals
from .turns import Turns

#: Events that start another process, in which no hook runs.
_SPAWNS = frozenset(
    ["subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.exec"]
)
#: Adding an audit hook cannot be undone: it sees, and may refuse, everything later.
_ADDS_HOOK = "sys.addaudithook"
#: Actions that fail between two file systems (EXDEV).
_MOVES = frozenset(["os.rename", "os.link"])
#: Opening a pipe with one of these flags does not wait for the other end (fifo(7)).
_GOES_ON = os.O_NONBLOCK | os.O_RDWR
_REFUSED = "Trespass refused a write outside the arena"
_DEVICES = frozenset(["/dev/null", "/dev/tty", "/dev/zero", "/dev/full"])


class Guard:
    """There is one hook a process; it cannot be removed, only switched off."""

    def __init__(
        self,
        frames: Frames,
        names: Names,
        intruder: Intruder,
        turns: Turns,
        roots: list[str],
        temp: str,
        output_file: str,
        records_max: int,
    ) -> None:
        self._frames = frames
        self._names = names
        self._intruder = intruder
        self._turns = turns
        self._roots = tuple({os.path.realpath(root) for root in roots})
        self._inside = tuple(root.rstrip("/") + "/" for root in self._roots)
        self._temp = os.path.realpath(temp) + "/"
        self._output_file = os.path.realpath(output_file)
        self._installed = Installed()
        self._own = "/proc/%d/" % os.getpid()
        self._records_max = records_max
        self._bind = created(0, 1)
        self.denials = Refusals()
        self._children = Children()
        self._pipes: frozenset[str] = frozenset()
        self._ignored: frozenset[int] = frozenset()
        #: A child keeps the number of the step that forked it.
        self._step = 0
        self.recording = False
        self.enforcing = True
        self.overflow = False
        #: Whether the temporary folder shall look like a file system of its own, and the number of records when a name
        #: was first moved across its border.
        self.apart = False
        self.crossed: Optional[int] = None
        self.records: list[dict[str, Any]] = []
        self.spawned: list[int] = []
        self.refusals: list[str] = []
        self.faults: list[str] = []
        #: Places in which the target has added audit hooks of its own.
        self.hooked: set[Optional[int]] = set()
        #: Called with each `subprocess.Popen` that is about to start its process.
        self.on_popen: Callable[[Any], None] = lambda _: None

    def install(self) -> None:
        sys.addaudithook(self._hook())

    def start(self, apart: bool, pipes: list[str], ignored: frozenset[int]) -> None:
        """Begins to record a step. `ignored`: threads that still work for earlier steps."""
        self._children.told()
        self._step += 1
        self._ignored = ignored
        self.denials.start()
        self.records = []
        self.spawned = []
        self.overflow = False
        self.crossed = None
        self.apart = apart
        self._pipes = frozenset(pipes)
        self.recording = True

    def finish(self) -> list[dict[str, Any]]:
        self.recording = False
        for told in self._children.told():
            if told["step"] == self._step:
                self._keep(told, told["place"])
        return self.records

    def _keep(self, record: dict[str, Any], place: Optional[list[Any]]) -> None:
        """Adds a record that a forked child has written."""
        if len(self.records) >= self._records_max:
            self.overflow = True
            return
        location = None if place is None else self._frames.intern(*place)
        stack = [] if location is None else [location]
        self.records.append({**record["record"], "location": location, "callers": [], "stack": stack})

    def allows(self, path: str) -> bool:
        """Whether a change of this resolved path stays in the arena or goes to a device that stores nothing."""
        if path.startswith(self._inside) or path in self._roots or path in _DEVICES:
            return True
        return path == self._output_file or path.startswith(("/proc/self/", self._own))

    def _hook(self) -> Callable[[str, tuple[Any, ...]], None]:
        watched = frozenset([*TOUCHES, *FORBIDDEN, *_SPAWNS, _ADDS_HOOK])
        intruder, turns = self._intruder, self._turns

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event not in watched or context.busy:
                return
            if event in _SPAWNS:
                self._spawn()
                if event == "subprocess.Popen":
                    self._popen(sys._getframe(1))
                return
            if event == _ADDS_HOOK:
                self._adds_hook()
                return
            touches = TOUCHES.get(event)
            if touches is None:
                self._peer(event, args, FORBIDDEN[event])
                return
            if event == "open" and self._skips(args):
                return
            context.busy = True
            try:
                if intruder.armed:
                    # The race comes first: the event is judged by the files after the intruder has acted.
                    intruder.meet(event, args)
                if turns.armed:
                    turns.meet(event, args)
                error = self._file(event, touches, args)
            finally:
                context.busy = False
            if error is not None:
                raise error

        return hook

    def _skips(self, args: tuple[Any, ...]) -> bool:
        """
        Whether an event is a read of installed code by its plain absolute path, as by imports: there are too many of
        them to resolve each.
        """
        path = args[0]
        if type(path) is not str or not self._installed.is_code(path):
            return False
        return not args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and "/../" not in path

    def _file(
        self, event: str, touches: Callable[[tuple[Any, ...]], list[Touch]], args: tuple[Any, ...]
    ) -> Optional[OSError]:
        """Records an event before it happens; returns an error if it must be refused."""
        try:
            found = touches(args)
        except (ValueError, TypeError, OSError):
            # NUL, surrogates, a closed descriptor or no path at all: the call itself fails in the same way.
            return None
        except Exception as error:  # noqa: BLE001 - a fault of ours must not become the target's
            if isinstance(error, (RecursionError, MemoryError)):
                raise
            self.faults.append("%s%r: %r" % (event, args[:1], error))
            return None
        if not found:
            return None
        if event == "open" and self._pipes and not args[2] & _GOES_ON:
            found = [
                touch._replace(action="wait", expected=True) if touch.path in self._pipes else touch
                for touch in found
            ]
        return self._report(event, found)

    def _report(self, event: str, found: list[Touch]) -> Optional[OSError]:
        found = self._names.of(found)
        if event in _MOVES and self._crosses(found):
            self.crossed = len(self.records) if self.crossed is None else self.crossed
            if self.apart:
                # The error of rename(2) and link(2). Libraries then copy instead, and the copy is recorded as such.
                return OSError(errno.EXDEV, os.strerror(errno.EXDEV), found[0].asked, None, found[-1].asked)
        outside = [touch.path for touch in found if self._refuses(touch)]
        if self.recording:
            self._record(event, found, bool(outside))
        if any(touch.action == "wait" for touch in found):
            return self.denials.new("Trespass ended a wait for the other end of a pipe", found[0].asked)
        if not outside:
            return None
        if len(self.refusals) < self._records_max:
            self.refusals.append(outside[0])
        return self.denials.new(_REFUSED, outside[0])

    def _crosses(self, found: list[Touch]) -> bool:
        """Whether a name is moved into the temporary folder or out of it."""
        inside = [touch.path.startswith(self._temp) for touch in found]
        return self.recording and any(inside) and not all(inside)

    def _refuses(self, touch: Touch) -> bool:
        return touch.changes and self.enforcing and not self.allows(touch.path)

    def _record(self, event: str, found: list[Touch], refused: bool) -> None:
        kept = [
            touch
            for touch in found
            if touch.changes or self._installed.is_told(touch) or self.allows(touch.path)
        ]
        if not kept or threading.get_ident() in self._ignored:
            return
        if len(self.records) >= self._records_max:
            self.overflow = True
            return
        location, stack, callers = self._frames.here_from()
        for action, path, asked, expected, _, start, node in kept:
            full = self._names.of_path(os.path.join(start, asked))
            record = {
                "event": event,
                "action": action,
                "path": self._intruder.home_of(path),
                "asked": asked,
                "full": full if full[:1] == "/" and full != path else None,
                "expected": expected,
                "node": node,
                "refused": refused,
            }
            if self._children.is_child:
                place = None if location is None else self._frames.place(location)
                self._children.tell({"record": record, "place": place, "step": self._step})
            else:
                told = {"location": location, "callers": callers, "stack": stack}
                self.records.append({**record, **told})

    def _spawn(self) -> None:
        if not self.recording or len(self.spawned) >= self._records_max:
            return
        location = self._here()
        if location is not None:
            self.spawned.append(location)

    def _popen(self, starting: FrameType) -> None:
        popen = starting.f_locals.get("self")
        if isinstance(popen, subprocess.Popen) and not self._children.is_child:
            self.on_popen(popen)

    def _adds_hook(self) -> None:
        if not self._children.is_child:
            self.hooked.add(self._here())

    def _here(self) -> Optional[int]:
        context.busy = True
        try:
            return self._frames.here()[0]
        finally:
            context.busy = False

    def _peer(
        self, event: str, args: tuple[Any, ...], judge: Callable[[tuple[Any, ...]], Optional[str]]
    ) -> None:
        context.busy = True
        try:
            peer = judge(args)
            address = args[1] if event == "socket.bind" else None
            refused = None
            if isinstance(address, (str, bytes)) and address[:1] not in ("", b"", "\0", b"\0"):
                refused = self._file(event, self._bind, (address, None))
        except (ValueError, TypeError):
            return
        finally:
            context.busy = False
        if refused is not None:
            raise refused
        if peer is not None and self.enforcing:
            raise self.denials.new("Trespass lets a target reach loopback addresses only, not %s" % peer)
