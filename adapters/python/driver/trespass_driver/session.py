"""The driver's loop: one command after the other, each answered once. Steps are done as actors and reported."""

import base64
import ctypes
import json
import os
import signal
import sys
import traceback
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import aws, calls, captured, start, wsgi
from .channel import Channel
from .frames import Frames
from .guard import Guard
from .tripwires import Tripwires

_PR_SET_PDEATHSIG = 1

Response = Dict[str, Any]


def serve(commands_fd: int, answers_fd: int) -> None:
    """Answers commands until `stop` or until the other side is gone, then ends the process at once."""
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
    """Takes along what the target started, where the driver leads its own group."""
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)


class Session:
    """A target from its start to its end."""

    def __init__(self, first: Dict[str, Any]) -> None:
        self.options: Dict[str, Any] = first["options"]
        limits = first["limits"]
        options = self.options
        folders = [options["project"], *options["pythonPath"], options["configFolder"]]
        self.body_bytes_max: int = limits["bodyBytesMax"]
        self.frames = Frames([folder for folder in folders if folder], limits["stackFramesMax"])
        roots = [options["arena"], options["temp"], *options["sandboxRoots"]]
        self.guard = Guard(self.frames, roots, options["outputFile"], limits["recordsPerStepMax"])
        self.tripwires = Tripwires()
        self.functions = calls.Functions(options["configFolder"])
        self.sites = aws.CallSites(self.frames)
        self.storages: Dict[str, Any] = {}
        self.project: Any = None
        self.actors: Dict[str, start.ActorState] = {}
        self.sealed: Optional[Tuple[Dict[Any, Any], str, int]] = None
        self.failed: Optional[Dict[str, Any]] = None
        self.reached: List[str] = []

    def answer(self, message: Dict[str, Any]) -> Optional[Dict[str, Any]]:
        """What is sent back. `endCase` is not answered: where it fails, the next command is told."""
        if message["do"] == "endCase":
            self.failed = self._end_case()
            return None
        if self.failed is not None:
            failed, self.failed = self.failed, None
            return failed
        command: Callable[[Dict[str, Any]], Dict[str, Any]] = getattr(self, "do_" + message["do"])
        try:
            return {**command(message), "ok": True, "locations": self.frames.fresh()}
        except BaseException as error:  # noqa: BLE001 - every failure is answered, SystemExit included
            if message["do"] == "start":
                return failure(start.failure_of(error, self.guard.refusals), error)
            return failure("the target cannot do what was asked: %s" % start.one_line(error), error)

    def do_start(self, _: Dict[str, Any]) -> Dict[str, Any]:
        captured.install()
        self.guard.install()
        aws.redirect(self.options["dynamodbEndpoint"], self.sites)
        start.prepare_paths(self.options)
        self.project = start.load_project(self.options)
        self.actors = start.make_actors(self.options, self.project, self.functions)
        if self.options["setup"] is not None:
            start.call_hook(self.options["setup"], self.functions)
        django = None if self.project is None else sys.modules["django"].get_version()
        return {
            "python": sys.version.split()[0],
            "django": django,
            "tripwires": self.tripwires.available,
            "routes": [] if self.project is None else self.project.routes(self.frames.intern),
        }

    def do_watch(self, message: Dict[str, Any]) -> Dict[str, Any]:
        self.tripwires.watch(message["paths"])
        return {}

    def do_seal(self, _: Dict[str, Any]) -> Dict[str, Any]:
        if self.sealed is None and self.project is not None:
            self.project.seal()
        self.sealed = (environment_of_process().copy(), os.getcwd(), current_umask())
        return {}

    def _end_case(self) -> Optional[Dict[str, Any]]:
        if self.sealed is None:
            return None
        try:
            if self.project is not None:
                self.project.end_case()
            self._restore(*self.sealed)
        except BaseException as error:  # noqa: BLE001 - told with the next command
            return failure("a case could not be undone in the target: %s" % start.one_line(error), error)
        return None

    def _restore(self, environment: Dict[Any, Any], folder: str, umask: int) -> None:
        present = environment_of_process()
        if present != environment:
            for name in set(present) - set(environment):
                del os.environ[os.fsdecode(name)]
            for name, value in environment.items():
                os.environ[os.fsdecode(name)] = os.fsdecode(value)
        os.chdir(folder)
        os.umask(umask)

    def do_step(self, message: Dict[str, Any]) -> Dict[str, Any]:
        request = message["request"]
        kind = request["kind"]
        perform = {"http": self._http, "call": self._call, "storage": self._storage}[kind]
        self.reached = []
        self.sites.take()
        self.tripwires.discard()
        self.guard.start()
        try:
            response = perform(request, message["actor"])
        finally:
            hooks = self.guard.finish()
        tripwires = self.tripwires.report()
        if self.guard.overflow:
            self.reached.append("recordsPerStepMax")
        faults, self.guard.faults = self.guard.faults, []
        return {
            "response": response,
            "hooks": hooks,
            "tripwires": tripwires,
            "calls": self.sites.take(),
            "reached": self.reached,
            "faults": faults,
        }

    def _http(self, request: Dict[str, Any], actor: str) -> Response:
        if self.project is None:
            raise LookupError("an HTTP operation needs a Django project; `settings` is missing from the config")
        state = self.actors[actor]
        environ = wsgi.environ_of(request, base64.b64decode(request["body"]), state.headers, state.cookies)
        self.project.failure = None
        answer = wsgi.call(self.project.application, environ, self.body_bytes_max)
        late = self.project.end_step()
        if answer.truncated:
            self.reached.append("bodyBytesMax")
        error = answer.error or (self.project.failure if answer.status >= 500 else None) or late
        self.project.failure = None
        return self._response(answer.body, answer.status, answer.headers, None, error)

    def _call(self, request: Dict[str, Any], _: str) -> Response:
        function = self.functions.find(request["function"])
        keywords = {name: calls.value_of(argument) for name, argument in request["arguments"].items()}
        return self._perform(lambda: calls.run(function, keywords))

    def _storage(self, request: Dict[str, Any], _: str) -> Response:
        if self.project is None:
            raise LookupError("a storage operation needs a Django project; `settings` is missing from the config")
        key = json.dumps([request["storage"], request["options"]])
        if key not in self.storages:
            self.storages[key] = self.project.storage(request["storage"], request["options"], self.functions.find)
        method = getattr(self.storages[key], request["method"])
        values = {name: calls.value_of(argument) for name, argument in request["arguments"].items()}
        if request["method"] != "save":
            return self._perform(lambda: method(*values.values()))
        content = values.get("content", b"")
        name = values.get("name", getattr(content, "name", ""))
        file = self.project.content_file(calls.bytes_of(content), name)
        return self._perform(lambda: method(name, file))

    def _perform(self, act: Callable[[], Any]) -> Response:
        error: Optional[BaseException] = None
        body, value, cut = b"", None, False
        try:
            body, value, cut = calls.returned(act(), self.body_bytes_max)
        except (Exception, SystemExit) as raised:
            error = raised
        if self.project is not None:
            error = self.project.end_step() or error
        if cut:
            self.reached.append("bodyBytesMax")
        return self._response(body, None, [], value, error)

    def _response(
        self, body: bytes, status: Optional[int], headers: Any, value: Any, error: Optional[BaseException]
    ) -> Response:
        return {
            "status": status,
            "headers": headers,
            "body": base64.b64encode(body).decode("ascii"),
            "value": value,
            "exception": None if error is None else self._exception(error),
        }

    def _exception(self, error: BaseException) -> Dict[str, Any]:
        kind = type(error)
        module = "" if kind.__module__ == "builtins" else kind.__module__ + "."
        try:
            message = str(error)
        except Exception:  # noqa: BLE001 - a target's own __str__ may raise anything
            message = ""
        return {
            "type": module + kind.__qualname__,
            "message": message[:4_000],
            "location": self.frames.of_traceback(error.__traceback__),
        }


def failure(message: str, error: BaseException) -> Dict[str, Any]:
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {"ok": False, "message": message, "traceback": "".join(lines)}


def environment_of_process() -> Dict[Any, Any]:
    """The dictionary below `os.environ`: comparing it costs a hundredth of comparing the mapping."""
    environment: Dict[Any, Any] = getattr(os.environ, "_data")
    return environment


def current_umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


