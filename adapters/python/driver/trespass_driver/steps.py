"""
Performs one step: an HTTP request, a call, a Storage method, a file field or a command. An exception of the target
becomes part of the response.
"""

import base64
import contextlib
import io
import json
import pickle
import re
from typing import Any, Callable, Optional

from . import asgi, calls, wsgi
from .config_error import ConfigError
from .frames import Frames
from .refusals import Refusals
from .start import ActorState, cut, load_django

_STORAGE_METHODS = {
    "getAvailableName": "get_available_name",
    "generateFilename": "generate_filename",
    "getValidName": "get_valid_name",
}

Response = dict[str, Any]

#: Of a step that has not ended.
NO_RESPONSE: Response = {
    "status": None,
    "headers": [],
    "body": "",
    "value": None,
    "exception": None,
    "refusedByGuard": False,
}


class LambdaContext:
    """The context argument of an AWS Lambda handler."""

    function_name = "trespass"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:trespass"
    memory_limit_in_mb = "128"
    aws_request_id = "00000000-0000-0000-0000-000000000000"
    log_group_name = "/aws/lambda/trespass"
    log_stream_name = "trespass"
    identity = None
    client_context = None

    def get_remaining_time_in_millis(self) -> int:
        return 3_000


class Steps:
    """The operations of one target. `reached` names the limits that cut the last response short."""

    def __init__(
        self,
        frames: Frames,
        functions: calls.Functions,
        refusals: Refusals,
        body_bytes_max: int,
        media_root: str,
    ) -> None:
        self._frames = frames
        self._refusals = refusals
        self._functions = functions
        self._body_bytes_max = body_bytes_max
        self._media_root = media_root
        self._storages: dict[str, Any] = {}
        self.project: Any = None
        self.actors: dict[str, ActorState] = {}
        self._sessions: dict[str, Optional[str]] = {}
        self.reached: list[str] = []

    def prepare(self, request: dict[str, Any], actor: str) -> Callable[[], Response]:
        """
        Returns a function that performs the step and never raises. Modules are loaded and Storages made here, so that
        this does not count as part of the step. Raises ConfigError if the config asks for something that this target
        does not have.
        """
        self.reached = []
        if request["kind"] == "http":
            return self._http(request, self.actors[actor])
        if request["kind"] == "call":
            return self._call(request)
        if request["kind"] == "consume":
            return self._consume(request)
        if request["kind"] == "command":
            return self._command(request)
        return self._field(request) if request["kind"] == "field" else self._storage(request)

    def _http(self, request: dict[str, Any], actor: ActorState) -> Callable[[], Response]:
        project = self._project("an HTTP operation")
        return lambda: self._exchange(project, request, actor)

    def _exchange(self, project: Any, request: dict[str, Any], actor: ActorState) -> Response:
        project.failure = None
        answer = self._answer(project, request, actor)
        late = project.state.end_step()
        self._cut(answer.truncated)
        error = answer.error or (project.failure if answer.status >= 500 else None) or late
        return self._response(answer.body, answer.status, answer.headers, None, error)

    def keep_session(self, actor: str, response: Response) -> None:
        """
        Called after a step, outside it: an actor of a `login` goes on with its present session and what that holds by
        now.
        """
        state = self.actors.get(actor)
        if state is None or state.first_session is None or self.project is None:
            return
        # The step may have broken its database. An actor whose session stays invalid is seen by its answers.
        with contextlib.suppress(Exception):
            state.session = (
                self.project.logins.keep_session(state.first_session[1], response["headers"]) or state.session
            )

    def noted(self) -> dict[str, Any]:
        """What was noted of the step to aim attacks; nothing once rehearsal has ended."""
        return {} if self.project is None else self.project.state.noted()

    def seal(self) -> None:
        """Takes the present sessions as those with which each case starts."""
        self._sessions = {name: actor.session for name, actor in self.actors.items()}

    def end_case(self) -> None:
        for name, session in self._sessions.items():
            self.actors[name].session = session

    def save(self, bytes_max: int) -> Optional[str]:
        """
        What rehearsal left in the process, for that of another world, in base64: SQL, caches, who acts how. None if a
        part of it cannot be saved, or if it is too much.
        """
        project = self.project
        held = {} if project is None else project.state.save(bytes_max)
        if held is None:
            return None
        actors = {name: vars(actor) for name, actor in self.actors.items()}
        logins = [] if project is None else project.logins.save()
        try:
            content = pickle.dumps([held, logins, actors])
        except Exception:  # noqa: BLE001 - a user model of the project's own may have keys of any kind
            return None
        return None if len(content) > bytes_max else base64.b64encode(content).decode("ascii")

    def load(self, saved: str, replaced: list[tuple[str, str]]) -> None:
        """
        Loads what another process of the same target has saved. `replaced` has what stands for a text of the other
        world in this one, of the same length: names of arenas, addresses of engines.
        """
        content = base64.b64decode(saved)
        if replaced:
            here = {there.encode(): here.encode() for there, here in replaced}
            content = re.sub(b"|".join(map(re.escape, here)), lambda found: here[found[0]], content)
        held, logins, actors = pickle.loads(content)
        if self.project is not None:
            self.project.state.load(held)
            self.project.logins.load(logins)
        for name, state in actors.items():
            vars(self.actors[name]).update(state)

    def _answer(self, project: Any, request: dict[str, Any], actor: ActorState) -> wsgi.Answer:
        body = base64.b64decode(request["body"])
        if project.server is not None:
            answer: wsgi.Answer = project.server.ask(
                request, body, actor.headers, actor.cookies, self._body_bytes_max
            )
            return answer
        if not project.asgi:
            environ = wsgi.environ_of(request, body, actor.headers, actor.cookies)
            environ = project.state.headers.watched(environ)
            return wsgi.call(project.application, environ, self._body_bytes_max)
        scope = asgi.scope_of(request, body, actor.headers, actor.cookies)
        return asgi.call(project.application, scope, body, self._body_bytes_max, project.run_async)

    def _call(self, request: dict[str, Any]) -> Callable[[], Response]:
        function = self._functions.find(request["function"])
        keywords = {name: calls.value_of(argument) for name, argument in request["arguments"].items()}
        return lambda: self._outcome(lambda: calls.run(function, keywords))

    def _consume(self, request: dict[str, Any]) -> Callable[[], Response]:
        function = self._functions.find(request["function"])
        event = request["event"]
        if request["takes"] == "lambda":
            return lambda: self._outcome(lambda: calls.run(function, {}, event, LambdaContext()))
        return lambda: self._outcome(lambda: [calls.run(function, {}, record) for record in event["Records"]])

    def _storage(self, request: dict[str, Any]) -> Callable[[], Response]:
        django_side = load_django()
        if self.project is None:
            django_side.set_up_alone(self._media_root)
        key = json.dumps([request["storage"], request["options"]])
        if key not in self._storages:
            find = self._functions.find
            self._storages[key] = django_side.storage(request["storage"], request["options"], find)
        method = getattr(self._storages[key], _STORAGE_METHODS.get(request["method"], request["method"]))
        values = {name: calls.value_of(argument) for name, argument in request["arguments"].items()}
        if request["method"] != "save":
            return lambda: self._outcome(lambda: method(*values.values()))
        name, file = file_of(values)
        return lambda: self._outcome(lambda: method(name, file))

    def _field(self, request: dict[str, Any]) -> Callable[[], Response]:
        self._project("a file field")
        field = load_django().file_field(request["field"])
        values = {name: calls.value_of(argument) for name, argument in request["arguments"].items()}
        name, file = file_of(values)
        return lambda: self._outcome(lambda: field(name, file))

    def _command(self, request: dict[str, Any]) -> Callable[[], Response]:
        command = self._project("a management command").command(request["command"])
        return lambda: self._printed(command, request["words"])

    def _printed(self, command: Callable[..., Any], words: list[str]) -> Response:
        """The answer of a command is all that it printed, through its own streams or `print`, even if it failed."""
        output = io.StringIO()

        def act() -> None:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                command(words, output)

        response = self._outcome(act)
        body, value, cut = calls.returned(output.getvalue(), self._body_bytes_max)
        self._cut(cut)
        return {**response, "body": base64.b64encode(body).decode("ascii"), "value": calls.parsed(value)}

    def _project(self, what: str) -> Any:
        if self.project is None:
            raise ConfigError(
                "%s needs a Django project; add `django: { project, settings }` to the config" % what
            )
        return self.project

    def _outcome(self, act: Callable[[], Any]) -> Response:
        error: Optional[BaseException] = None
        body, value, cut = b"", None, False
        try:
            body, value, cut = calls.returned(act(), self._body_bytes_max)
        except BaseException as raised:  # noqa: BLE001 - whatever ends a call is its answer, CancelledError too
            error = raised
        if self.project is not None:
            error = error or self.project.state.end_step()
        self._cut(cut)
        return self._response(body, None, [], value, error)

    def _cut(self, cut: bool) -> None:
        if cut:
            self.reached.append("responseBytesMax")

    def _response(
        self, body: bytes, status: Optional[int], headers: Any, value: Any, error: Optional[BaseException]
    ) -> Response:
        return {
            "status": status,
            "headers": headers,
            "body": base64.b64encode(body).decode("ascii"),
            "value": value,
            "exception": None if error is None else self._exception(error),
            "refusedByGuard": (error is not None or (status or 0) >= 500) and self._refusals.made(error),
        }

    def _exception(self, error: BaseException) -> dict[str, Any]:
        return {
            "type": name_of(type(error)),
            "message": said(lambda: str(error)),
            "location": self._frames.of_traceback(error.__traceback__),
        }


def name_of(kind: type) -> str:
    """`ValueError`, `shop.errors.Refused`; the target may have set `__module__` to anything."""
    module = said(lambda: "%s" % (kind.__module__,))
    return cut(kind.__qualname__ if module in ("", "builtins") else "%s.%s" % (module, kind.__qualname__))


def said(text: Callable[[], str]) -> str:
    """The result of a target's own method as a text of bounded length; empty if it raises."""
    try:
        return cut(text())
    except BaseException:  # noqa: BLE001 - a target's own __str__ may raise anything
        return ""


def file_of(values: dict[str, Any]) -> tuple[str, Any]:
    """Name and file to save, whatever types of values they were given as."""
    content = values.get("content", b"")
    name = values.get("name", getattr(content, "name", ""))
    return name, load_django().content_file(calls.bytes_of(content), name)
