"""Starts a target: paths, Django, actors, hooks. A failure is one sentence that names what to do."""

import importlib
import os
import sys
import tempfile
import traceback
from typing import Any, Optional

from .calls import Functions

SANDBOX_ADVICE = "add the folder to `sandbox` in the config, or override the setting that names it"


class StartError(Exception):
    """Carries the sentence that the user is told."""


class ActorState:
    """What is added to each request of an actor."""

    def __init__(self, headers: list[list[str]], cookies: str) -> None:
        self.headers = headers
        self.cookies = cookies


def prepare_paths(options: dict[str, Any]) -> None:
    tempfile.tempdir = options["temp"]
    wanted = [options["project"], *options["pythonPath"], options["configFolder"]]
    sys.path[:0] = [path for path in wanted if path is not None and path not in sys.path]


def load_project(options: dict[str, Any]) -> Any:
    """Django with the project's settings, or None for plain Python."""
    module = options["settingsModule"]
    if module is None:
        return None
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    try:
        importlib.import_module("django")
    except ImportError as error:
        raise StartError(
            "%s cannot import Django; name the project's own interpreter as `python` in the config"
            % sys.executable
        ) from error
    _check_settings(module)
    from . import django_project

    django_project.set_up(options["settings"])
    return django_project.Project()


def _check_settings(module: str) -> None:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if module == missing or module.startswith(missing + "."):
            raise StartError(
                "there is no settings module %r on the Python path (%s); "
                "check `settings` and `project` in the config" % (module, ", ".join(sys.path[:3]))
            ) from error
        raise


def make_actors(options: dict[str, Any], project: Any, functions: Functions) -> dict[str, ActorState]:
    return {actor["name"]: _actor(actor, project, functions) for actor in options["actors"]}


def _actor(actor: dict[str, Any], project: Any, functions: Functions) -> ActorState:
    headers = [[name, value] for name, value in actor["headers"].items()]
    cookies = ["%s=%s" % pair for pair in actor["cookies"].items()]
    if actor["login"] is not None:
        if project is None:
            raise StartError("actor %r has a `login`, which needs a Django project" % actor["name"])
        cookies.append("%s=%s" % project.log_in(actor["login"]))
    if actor["hook"] is not None:
        more = call_hook(actor["hook"], functions, actor["name"])
        headers += [[str(name), str(value)] for name, value in (more or {}).items()]
    return ActorState(headers, "; ".join(cookies))


def call_hook(name: str, functions: Functions, *given: Any) -> Any:
    try:
        function = functions.find(name)
    except LookupError as error:
        raise StartError("the hook %s cannot be used: %s" % (name, error)) from error
    return function(*given)


def failure_of(error: BaseException, refusals: list[str]) -> str:
    """One sentence for the user; the traceback goes beside it."""
    if isinstance(error, StartError):
        return str(error)
    refused: Optional[str] = getattr(error, "filename", None)
    for path in refusals:
        if refused == path or isinstance(error, PermissionError) or refused is None:
            return "the target wrote outside the arena while it started, to %s: %s" % (path, SANDBOX_ADVICE)
    return "the target failed to start: %s" % one_line(error)


def one_line(error: BaseException) -> str:
    return traceback.format_exception_only(type(error), error)[-1].strip()
