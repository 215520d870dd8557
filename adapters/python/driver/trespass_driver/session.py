"""
The driver's loop: carries out one command after the other, answers each once, and reports what was seen of a step.
"""

import gc
import sys
from typing import TYPE_CHECKING, Any, Callable, Optional

from . import aws, calls, captured, computed, process_state, start
from .branches import Branches
from .captured import context
from .channel import Channel
from .config_error import ConfigError
from .ending import die_with_parent, next_message
from .frames import Frames
from .guard import Guard
from .intruder import Intruder
from .jail import Names
from .late import Late
from .leftovers import Leftovers
from .looks import Looks
from .steps import NO_RESPONSE, Steps
from .stopped import Stopped
from .tripwires import Tripwires
from .turns import Turns

if TYPE_CHECKING:
    from .mining import Exploration


def serve(commands_fd: int, answers_fd: int) -> None:
    """Answers commands until `stop` or until the other side has closed, then ends the process at once."""
    die_with_parent()
    channel = Channel(commands_fd, answers_fd)
    session: Optional[Session] = None
    while True:
        message = next_message(channel)
        if session is None:
            session = Session(message, channel)
        session.obey(message)


class Session:
    """A target from its start to its end."""

    def __init__(self, first: dict[str, Any], channel: Channel) -> None:
        self._channel = channel
        self.options: dict[str, Any] = first["options"]
        limits = first["limits"]
        options = self.options
        folders = [options["project"], *options["pythonPath"], options["configFolder"]]
        self.frames = Frames([folder for folder in folders if folder], limits["stackFramesMax"])
        roots = [options["arena"], options["temp"], *options["sandboxRoots"]]
        names = Names(first["jail"], options)
        looks = Looks()
        self.intruder = Intruder(self.frames, looks)
        self.saved_bytes_max = limits["savedBytesMax"]
        records_max = limits["recordsPerStepMax"]
        output_file = options["outputFile"]
        self.turns = Turns(self.frames, looks)
        self.guard = Guard(
            self.frames, names, self.intruder, self.turns, roots, options["temp"], output_file, records_max
        )
        self.tripwires = Tripwires()
        self.late = Late()
        self.leftovers = Leftovers(first["around"])
        self.guard.on_popen = self.leftovers.note
        self.functions = calls.Functions(options["configFolder"])
        self.sites = aws.CallSites(self.frames)
        self.sites.on_send = self.turns.request
        media_root = options["sandboxRoots"][0] if options["sandboxRoots"] else options["temp"]
        self.steps = Steps(
            self.frames, self.functions, self.guard.denials, limits["responseBytesMax"], media_root
        )
        self.sealed: Optional[list[process_state.Restore]] = None
        self.failed: Optional[dict[str, Any]] = None
        #: Whether something of an earlier step works beside the present one.
        self._goes_on = False
        self.branches = Branches(self.frames, bool(options.get("branches")))
        #: What is noted of a target that is explored.
        self.exploration: Optional[Exploration] = None
        #: The step that is stopped while another one is done.
        self.stopped: Optional[Stopped] = None

    def obey(self, message: dict[str, Any]) -> None:
        answer = self.answer(message)
        if answer is not None:
            self._channel.write(answer)

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
                refusals = self.guard.refusals
                told = self._failure(start.failure_of(error, refusals), error)
                return {**told, **start.lacked_by(error, self.exploration, refusals)}
            return self._failure(start.sentence_of(error, "the target cannot do what was asked"), error)

    def _failure(self, message: str, error: BaseException) -> dict[str, Any]:
        return start.failure_answer(message, error, self.frames)

    def do_start(self, _: dict[str, Any]) -> dict[str, Any]:
        process_state.limit_memory(self.options["memoryBytesMax"])
        captured.install()
        self.guard.install()
        if self.options.get("mines"):
            from .mining import Exploration

            self.exploration = Exploration(self.frames, self.options["project"] or "")
        endpoints = {"dynamodb": self.options["dynamodbEndpoint"], "s3": self.options.get("s3Endpoint")}
        aws.redirect(endpoints, self.options.get("engineSockets") or {}, self.sites)
        start.prepare_paths(self.options)
        project = self.steps.project = start.load_project(self.options, self.exploration)
        self.steps.actors = start.make_actors(self.options, project, self.functions)
        if project is not None and self.exploration is None:
            project.state.headers.begin(self.frames.kind)
            project.allow_hosts_of(self.steps.actors.values())
        if self.options["setup"] is not None:
            start.call_setup(self.options["setup"], self.functions, self.options["sandboxRoots"][0])
        return {
            **start.described(project, self.frames),
            "python": sys.version.split()[0],
            "django": None if project is None else project.version,
            "tripwires": self.tripwires.available,
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
        return {"saved": self.steps.save(self.saved_bytes_max)}

    def do_load(self, message: dict[str, Any]) -> dict[str, Any]:
        self.steps.load(message["saved"], message["replaced"])
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
        if self.stopped is not None:
            self._begin(message)
            response = self.stopped.beside(perform)
            return {**self._ended(message, response), "late": self.stopped.is_late}
        self._begin(message)
        intrusion = message.get("intrusion")
        if intrusion is not None and intrusion.get("flip") is not None:
            self.tripwires.pause(intrusion["flip"]["path"])
        self.intruder.arm(intrusion)
        stopping = Stopped(self.steps)
        self.turns.arm(message.get("turn"), lambda: self._stop(message, stopping))
        try:
            response = perform()
        finally:
            turns = self.turns.disarm()
            stopping.settle()
            process_state.stop_timers()
        return {**self._ended(message, response), "turns": turns, "withheld": stopping.withheld}

    def _begin(self, message: dict[str, Any]) -> None:
        self.sites.take()
        self.tripwires.discard()
        self.late.start()
        self._goes_on = self.late.goes_on
        if self.exploration is not None:
            self.exploration.notes.begin(message["request"])
        self.guard.start(message["apart"], message["pipes"], self.late.ignored)
        self.branches.start()

    def _ended(self, message: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        self.late.settle(self.guard.spawned)
        report = self._report(response)
        self.steps.keep_session(message["actor"], response)
        return report

    def _report(self, response: dict[str, Any]) -> dict[str, Any]:
        """What was seen since the step began, or went on."""
        hooks = self.guard.finish()
        intruded = self.intruder.disarm()
        tripwires = self.tripwires.report()
        calls_made = self.sites.take()
        faults, self.guard.faults = self.guard.faults, []
        mined = {} if self.exploration is None else {"mined": self.exploration.notes.take()}
        return {
            **mined,
            "noted": self.steps.noted(),
            **self.branches.report(),
            "response": response,
            "hooks": hooks,
            "spawned": self.guard.spawned,
            "beside": self._goes_on,
            "leaves": self.leftovers.remain(bool(self.guard.spawned)),
            "crossed": self.guard.crossed,
            "tripwires": tripwires,
            "stirred": self.tripwires.stirred(),
            "calls": calls_made,
            "reached": self.reached(response),
            "faults": faults,
            "intruded": intruded,
            "turns": None,
            "stopped": False,
            "withheld": False,
            "late": False,
        }

    def _stop(self, message: dict[str, Any], stopping: Stopped) -> None:
        """Reports a step as far as it has got, and does what is asked for until it may go on."""
        if not stopping.may_stop():
            return
        self.turns.pause()
        kept, context.busy = context.busy, False
        said = self.guard.denials.set_aside()
        report = {**self._report(NO_RESPONSE), "stopped": True}
        self._channel.write({**report, "ok": True, "locations": self.frames.fresh()})
        self.stopped = stopping
        with stopping.set_aside():
            while True:
                command = next_message(self._channel)
                if command["do"] == "goOn":
                    break
                self.obey(command)
        self.stopped = None
        self._begin(message)
        # The request at which the step has stopped is not sent yet.
        self.sites.keep(report["calls"])
        self.guard.denials.take_up(said)
        context.busy = kept
        self.turns.resume()

    def reached(self, response: dict[str, Any]) -> list[str]:
        """Names of the limits that the last step met."""
        raised = response["exception"]
        return [
            *self.steps.reached,
            *(["recordsPerStepMax"] if self.guard.overflow else []),
            *(["minedValuesMax"] if self.exploration is not None and self.exploration.notes.cut else []),
            *(["branchesMax"] if self.branches.overflow else []),
            *(["lateSecondsMax"] if self.late.outlasted else []),
            *(["memoryMax"] if raised is not None and raised["type"] == "MemoryError" else []),
        ]
