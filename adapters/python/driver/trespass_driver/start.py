"""Starts a target: paths, Django, actors, hooks. A failure becomes one sentence that says what to do."""

import importlib
import inspect
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional

from .calls import Functions
from .config_error import ConfigError
from .frames import HIDDEN, TARGET, Frames
from .settings_folders import RefusedFolders

if TYPE_CHECKING:
    from .mining import Exploration
    from .mining.settings import Setting

SANDBOX_ADVICE = "add the folder to `sandbox` in the config, or override the setting that names it"

CAUSES_MAX = 20
FOREIGN_LINES_MAX = 5
#: Of the text of an exception, which may have any length.
MESSAGE_CHARACTERS_MAX = 4_000
TRACE_CHARACTERS_MAX = 16_000
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class ActorState:
    """The headers, cookies and session that are added to each request of an actor."""

    def __init__(
        self,
        headers: list[list[str]],
        cookies: list[str],
        user_id: Optional[str],
        session: Optional[tuple[str, str]] = None,
    ) -> None:
        self.headers = headers
        self._cookies = cookies
        #: Name and first value of the cookie of the Django session that was made for a `login`.
        self.first_session = session
        #: The value with which the next request is sent; a target may give the session another key.
        self.session = None if session is None else session[1]
        #: Primary key of the Django user who was made for a `login`.
        self.user_id = user_id

    @property
    def cookies(self) -> str:
        """The value of the `Cookie` header."""
        session = [] if self.first_session is None else ["%s=%s" % (self.first_session[0], self.session)]
        return "; ".join([*self._cookies, *session])


def prepare_paths(options: dict[str, Any]) -> None:
    tempfile.tempdir = options["temp"]
    if options.get("argv") is not None:
        sys.argv[:] = options["argv"]
    wanted = [options["project"], *options["pythonPath"], options["configFolder"]]
    sys.path[:0] = [path for path in wanted if path is not None and path not in sys.path]


def load_project(options: dict[str, Any], exploration: Optional["Exploration"] = None) -> Any:
    """Django with the project's settings, or None for plain Python."""
    module = options["settingsModule"]
    if module is None:
        return None
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    django_side = load_django()
    if exploration is not None:
        django_side.watch(exploration)
    folders = RefusedFolders()
    with folders.while_loading():
        _check_settings(module)
    if exploration is None:
        folders.settle(sys.modules.get(module), options["settings"])
    django_side.set_up(options["settings"], exploration)
    return django_side.Project(options["asgi"], options.get("server"), exploration)


def described(project: Any, frames: Frames) -> dict[str, Any]:
    """What a target offers; of one that is watched, what its views, commands and settings say too."""
    if project is None:
        return {"routes": [], "commands": [], "offers": None}
    offered = {"commands": project.commands(), "offers": project.offers()}
    return {**offered, **(project.explored() or {"routes": project.routes(frames.intern)})}


def load_django() -> Any:
    """The package `django_side`. Raises ConfigError if this interpreter has no Django."""
    try:
        importlib.import_module("django")
    except ImportError as error:
        raise ConfigError(
            "%s cannot import Django; name the project's own interpreter as `python` in the config"
            % sys.executable
        ) from error
    from . import django_side

    return django_side


def _check_settings(module: str) -> None:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if module == missing or module.startswith(missing + "."):
            raise ConfigError(
                "there is no settings module %r on the Python path (%s); "
                "check `settings` and `project` in the config" % (module, ", ".join(sys.path[:3]))
            ) from error
        raise


def make_actors(options: dict[str, Any], project: Any, functions: Functions) -> dict[str, ActorState]:
    return {actor["name"]: _actor(actor, project, functions) for actor in options["actors"]}


def _actor(actor: dict[str, Any], project: Any, functions: Functions) -> ActorState:
    headers = [[name, value] for name, value in actor["headers"].items()]
    cookies = ["%s=%s" % pair for pair in actor["cookies"].items()]
    user_id: Optional[str] = None
    session: Optional[tuple[str, str]] = None
    if actor["login"] is not None:
        if project is None:
            raise ConfigError("actor %r has a `login`, which needs a Django project" % actor["name"])
        try:
            cookie, value, user_id = project.logins.log_in(actor["login"])
        except Exception as error:  # noqa: BLE001 - a user model of the project's own may raise anything
            raise ConfigError(
                "actor %r cannot be logged in: %s" % (actor["name"], sentence_of(error, "`login` failed"))
            ) from error
        session = (cookie, value)
    if actor["hook"] is not None:
        more = call_hook(actor["hook"], functions, actor["name"])
        headers += [[str(name), str(value)] for name, value in (more or {}).items()]
    return ActorState(headers, cookies, user_id, session)


def call_setup(name: str, functions: Functions, sandbox: str) -> None:
    """Calls the user's function, with the first sandbox root if it takes an argument."""
    function = find_hook(name, functions)
    given = [sandbox] if needed_arguments(function) > 0 else []
    require_call(name, function, given, "nothing, or the path of the sandbox")
    function(*given)


def call_hook(name: str, functions: Functions, *given: Any) -> Any:
    hook = find_hook(name, functions)
    require_call(name, hook, given, "the actor's name")
    return hook(*given)


def needed_arguments(function: Any) -> int:
    parameters = signature_of(function)
    return sum(
        parameter.default is parameter.empty and parameter.kind in _POSITIONAL
        for parameter in ([] if parameters is None else parameters.parameters.values())
    )


def signature_of(function: Any) -> Optional[inspect.Signature]:
    """The signature of a function; None for functions in C that have none."""
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def require_call(name: str, function: Any, given: Sequence[Any], takes: str) -> None:
    signature = signature_of(function)
    if signature is None:
        return
    try:
        signature.bind(*given)
    except TypeError as error:
        raise ConfigError(
            "the hook %s cannot be called: %s; it is given %s" % (name, error, takes)
        ) from error


def find_hook(name: str, functions: Functions) -> Any:
    try:
        return functions.find(name)
    except ConfigError as error:
        raise ConfigError("the hook %s cannot be used: %s" % (name, error)) from error


def failure_of(error: BaseException, refusals: list[str]) -> str:
    """One sentence for the user; the place in the target is reported beside it."""
    for cause in chain_of(error):
        if isinstance(cause, PermissionError) and cause.filename in refusals:
            path = cause.filename
            return "the target wrote outside the arena while it started, to %s: %s" % (path, SANDBOX_ADVICE)
    return sentence_of(error, "the target failed to start")


def lacked_by(
    error: BaseException, exploration: Optional["Exploration"], refusals: list[str]
) -> dict[str, Any]:
    """What an explored target lacked that did not start, as far as that is known."""
    if exploration is None:
        return {}
    from .mining.settings import paths_in, settings_of

    folder = exploration.folder

    def settings() -> "list[Setting]":
        try:
            return list(load_django().setting_paths(folder))
        except Exception:  # noqa: BLE001 - the settings themselves cannot be loaded
            return [one for cause in chain_of(error) for one in paths_in(settings_of(cause), folder)]

    return exploration.lacked(chain_of(error), refusals, settings)


def chain_of(error: Optional[BaseException]) -> Iterator[BaseException]:
    """An exception and those that it was raised from."""
    for _ in range(CAUSES_MAX):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def cut(text: str, characters_max: int = MESSAGE_CHARACTERS_MAX) -> str:
    """The beginning of a text and the length of the rest: `aaaa… (9,996,000 characters more)`."""
    if len(text) <= characters_max:
        return text
    return "%s… (%s characters more)" % (text[:characters_max], format(len(text) - characters_max, ","))


def sentence_of(error: BaseException, what: str) -> str:
    if isinstance(error, ConfigError):
        return str(error)
    return cut("%s: %s" % (what, traceback.format_exception_only(type(error), error)[-1].strip()))


def failure_answer(message: str, error: BaseException, frames: Frames) -> dict[str, Any]:
    """The answer to a command that failed."""
    return {
        "ok": False,
        "message": message,
        "traceback": trace_of(error, frames),
        "mistake": isinstance(error, ConfigError),
        "earlier": False,
    }


def trace_of(error: BaseException, frames: Frames) -> str:
    """
    The target's own lines of a traceback, else the last lines of libraries; for a ConfigError those of its cause alone.
    Lines of the driver and of Python's import system are left out.
    """
    if isinstance(error, SyntaxError) and error.filename is not None:
        return "  at %s:%s" % (error.filename, error.lineno)
    cause = error.__cause__ if isinstance(error, ConfigError) else error
    steps = [] if cause is None else traceback.extract_tb(cause.__traceback__)
    own = [step for step in steps if frames.kind(step.filename) == TARGET]
    if isinstance(error, ConfigError) and not own:
        return ""
    shown = own or [step for step in steps if frames.kind(step.filename) != HIDDEN][-FOREIGN_LINES_MAX:]
    lines = ["  at %s:%s in %s" % (step.filename, step.lineno, step.name) for step in reversed(shown)]
    return cut("\n".join(lines), TRACE_CHARACTERS_MAX)
