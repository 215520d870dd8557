"""
The driver's loop: carries out one command after the other, answers each once, and reports what was seen of a step.
"""

import ctypes
import gc
import os
import signal
import sys
from typing import Any, Callable, Optional

from . import aws, calls, captured, computed, process_state, start
from .channel import Channel
from .config_error import ConfigError
from .frames import Frames
from .guard import Guard
from .intruder import Intruder
from .jail import Names
from .late import Late
from .leftovers import Leftovers
from .steps import Steps
from .tripwires import Tripwires

_PR_SET_PDEATHSIG = 1


def serve(commands_fd: int, answers_fd: int) -> None:
    """Answers commands until `stop` or until the other side has closed, then ends the process at once."""
    die_with_parent()
    channel = Channel(commands_fd, answers_fd)
    session: Optional[Session] = None
    while True:
        message = channel.read()
        if message is None:
            kill_group()
            os._exit(1)
        if message["do"] == "stop":
            channel.write({"ok": True})
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)
        if session is None:
            session = Session(message)
        answer = session.answer(message)
        if answer is not None:
            channel.write(answer)


def die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def kill_group() -> None:
    """Kills the processes that the target started, if the driver or its jail leads a process group of its own."""
    leader = os.getpgid(0)
    if leader == os.getpid() or leader == os.getppid() == os.getsid(0):
        os.killpg(0, signal.SIGKILL)


class Session:
    """A target from its start to its end."""

    def __init__(self, first: dict[str, Any]) -> None:
        self.options: dict[str, Any] = first["options"]
        limits = first["limits"]
        options = self.options
        folders = [options["project"], *options["pythonPath"], options["configFolder"]]
        self.frames = Frames([folder for folder in folders if folder], limits["stackFramesMax"])
        roots = [options["arena"], options["temp"], *options["sandboxRoots"]]
        names = Names(first["jail"], options)
        self.intruder = Intruder(self.frames)
        records_max = limits["recordsPerStepMax"]
        output_file = options["outputFile"]
        self.guard = Guard(
            self.frames, names, self.intruder, roots, options["temp"], output_file, records_max
        )
        self.tripwires = Tripwires()
        self.late = Late()
        self.leftovers = Leftovers(first["around"])
        self.guard.on_popen = self.leftovers.note
        self.functions = calls.Functions(options["configFolder"])
        self.sites = aws.CallSites(self.frames)
        media_root = options["sandboxRoots"][0] if options["sandboxRoots"] else options["temp"]
        self.steps = Steps(
            self.frames, self.functions, self.guard.denials, limits["responseBytesMax"], media_root
        )
        self.sealed: Optional[list[process_state.Restore]] = None
        self.failed: Optional[dict[str, Any]] = None

    def answer(self, message: dict[str, Any]) -> Optional[dict[str, Any]]:
        """Returns the answer to a command. `endCase` has none: if it fails, the answer to the next command says so."""
        if message["do"] == "endCase":
            self.failed = self.failed or self._end_case()
            return None
        if self.failed is not None:
            failed, self.failed = self.failed, None
            return {**failed, "earlier": True}
        command: Callable[[dict[str, Any]], dict[str, Any]] = getattr(self, "do_" + message["do"])
        try:
            return {**command(message), "ok": True, "locations": self.frames.fresh()}
        except BaseException as error:  # noqa: BLE001 - every failure is answered, SystemExit included
            if message["do"] == "start":
                return self._failure(start.failure_of(error, self.guard.refusals), error)
            return self._failure(start.sentence_of(error, "the target cannot do what was asked"), error)

    def _failure(self, message: str, error: BaseException) -> dict[str, Any]:
        return {
            "ok": False,
            "message": message,
            "traceback": start.trace_of(error, self.frames),
            "mistake": isinstance(error, ConfigError),
            "earlier": False,
        }

    def do_start(self, _: dict[str, Any]) -> dict[str, Any]:
        process_state.limit_memory(self.options["memoryBytesMax"])
        captured.install()
        self.guard.install()
        endpoints = {"dynamodb": self.options["dynamodbEndpoint"], "s3": self.options.get("s3Endpoint")}
        aws.redirect(endpoints, self.sites)
        start.prepare_paths(self.options)
        project = self.steps.project = start.load_project(self.options)
        self.steps.actors = start.make_actors(self.options, project, self.functions)
        if self.options["setup"] is not None:
            start.call_setup(self.options["setup"], self.functions, self.options["sandboxRoots"][0])
        return {
            "python": sys.version.split()[0],
            "django": None if project is None else project.version,
            "tripwires": self.tripwires.available,
            "routes": [] if project is None else project.routes(self.frames.intern),
            "commands": [] if project is None else project.commands(),
            "offers": None if project is None else project.offers(),
            "headers": {name: dict(actor.headers) for name, actor in self.steps.actors.items()},
            "userIds": {
                name: actor.user_id for name, actor in self.steps.actors.items() if actor.user_id is not None
            },
        }

    def do_watch(self, message: dict[str, Any]) -> dict[str, Any]:
        self.tripwires.watch(message["paths"])
        return {}

    def do_seal(self, _: dict[str, Any]) -> dict[str, Any]:
        if self.sealed is None and self.steps.project is not None:
            self.steps.project.state.seal()
        self.steps.seal()
        # All that is loaded by now stays; the garbage collector need not scan it every few cases.
        gc.collect()
        gc.freeze()
        self.sealed = process_state.seal(self.guard.hooked)
        self.leftovers.seal()
        return {}

    def do_save(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"saved": self.steps.save()}

    def do_load(self, message: dict[str, Any]) -> dict[str, Any]:
        here = os.path.basename(self.options["arena"])
        self.steps.load(message["saved"], message["arena"], here)
        return {}

    def do_endLeftovers(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the word of the protocol
        try:
            self.leftovers.end()
        except process_state.Changed as error:
            # The report of the case is complete; the next case needs another target.
            self.failed = self._failure(
                start.sentence_of(error, "a case could not be ended in the target"), error
            )
        return {}

    def _end_case(self) -> Optional[dict[str, Any]]:
        if self.sealed is None:
            return None
        self.tripwires.restore()
        try:
            if self.steps.project is not None:
                self.steps.project.state.end_case()
            self.steps.end_case()
            for restore in self.sealed:
                restore()
        except BaseException as error:  # noqa: BLE001 - told with the next command
            return self._failure(start.sentence_of(error, "a case could not be undone in the target"), error)
        return None

    def do_compute(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            return computed.value_of(message, self.functions)
        except ConfigError as error:
            return {"failed": str(error)}
        except Exception as error:  # noqa: BLE001 - the user's own function may raise anything
            return {"failed": start.sentence_of(error, "it raised")}

    def do_step(self, message: dict[str, Any]) -> dict[str, Any]:
        perform = self.steps.prepare(message["request"], message["actor"])
        self.sites.take()
        self.tripwires.discard()
        self.late.start()
        beside = self.late.goes_on
        self.guard.start(message["apart"], message["pipes"], self.late.ignored)
        intrusion = message.get("intrusion")
        if intrusion is not None and intrusion.get("flip") is not None:
            self.tripwires.pause(intrusion["flip"]["path"])
        self.intruder.arm(intrusion)
        try:
            response = perform()
        finally:
            process_state.stop_timers()
            self.late.settle(bool(self.guard.spawned))
            hooks = self.guard.finish()
            intruded = self.intruder.disarm()
        tripwires = self.tripwires.report()
        calls_made = self.sites.take()
        self.steps.keep_session(message["actor"], response)
        faults, self.guard.faults = self.guard.faults, []
        return {
            "response": response,
            "hooks": hooks,
            "spawned": self.guard.spawned,
            "beside": beside,
            "leaves": self.leftovers.remain(bool(self.guard.spawned)),
            "crossed": self.guard.crossed,
            "tripwires": tripwires,
            "calls": calls_made,
            "reached": self.reached(response),
            "faults": faults,
            "intruded": intruded,
        }

    def reached(self, response: dict[str, Any]) -> list[str]:
        """Names of the limits that the last step met."""
        raised = response["exception"]
        return [
            *self.steps.reached,
            *(["recordsPerStepMax"] if self.guard.overflow else []),
            *(["lateSecondsMax"] if self.late.outlasted else []),
            *(["memoryMax"] if raised is not None and raised["type"] == "MemoryError" else []),
        ]
