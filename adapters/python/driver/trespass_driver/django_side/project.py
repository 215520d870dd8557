"""
Sets a Django project up with the settings that a config overrides, and finds what steps use of it: its application,
routes and management commands.
"""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Optional

import django
from django.conf import settings
from django.core import management
from django.core.management.base import BaseCommand
from django.core.signals import got_request_exception
from django.urls import get_resolver

from .. import routes
from ..config_error import ConfigError
from ..network import loopback
from ..settings_path import overridden
from .applications import asgi_application, named_application, wsgi_application
from .case_state import CaseState
from .development_server import DevelopmentServer
from .logins import Logins, has_logins

if TYPE_CHECKING:
    from ..mining import Exploration


def set_up(dotted: dict[str, Any], exploration: Optional["Exploration"] = None) -> None:
    """
    Loads the settings, overrides those in `dotted` (`DATABASES.default.HOST`) and starts Django. Unless overridden,
    this host is allowed, mail stays in memory and SQLite databases too, as in a test run. In an exploration, what
    needs a server is replaced.
    """
    for name, value in overridden(dotted, _present).items():
        setattr(settings, name, value)
    if exploration is not None:
        from . import tolerant

        tolerant.replace_settings(exploration, dotted)
    if exploration is not None:
        exploration.hosts = list(settings.ALLOWED_HOSTS)
    if "ALLOWED_HOSTS" not in dotted:
        settings.ALLOWED_HOSTS = _allowed_hosts(exploration is not None)
    if "EMAIL_BACKEND" not in dotted:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for alias, database in settings.DATABASES.items():
        check_database(alias, str(database.get("HOST") or ""))
        if database.get("ENGINE", "").endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = None
    django.setup()


def _allowed_hosts(explores: bool) -> list[str]:
    """
    The project's own, with that of requests here, because a host that the project refuses leads nowhere in it either;
    any where it has none, which production sets otherwise, and in an exploration.
    """
    own = list(settings.ALLOWED_HOSTS)
    return ["*"] if explores or not own else [*own, "localhost", "127.0.0.1"]


def _present(name: str, default: Any) -> Any:
    """A setting as the project sets it; the default where Django refuses to give it, as an empty key."""
    try:
        return getattr(settings, name, default)
    except Exception:  # noqa: BLE001 - a project may compute some
        return default


def check_database(alias: str, host: str) -> None:
    """
    Raises ConfigError for a database on another machine: database drivers in C connect without an audit event, so the
    guard would not see it.
    """
    if host and not host.startswith("/") and not loopback(host):
        raise ConfigError(
            "the database %r is at %s; give it one on this machine, as with "
            "`settings: {'DATABASES.%s.HOST': 'localhost'}` in the config" % (alias, host, alias)
        )


class Project:
    """A Django project that is set up, with the parts of it that steps use."""

    def __init__(
        self, asgi: bool, server: Optional[str] = None, exploration: Optional["Exploration"] = None
    ) -> None:
        self._exploration = exploration
        watched = () if exploration is None else exploration.watched
        self.version: str = django.get_version()
        #: The exception that the last request left unhandled; Django answers it with status 500.
        self.failure: Optional[BaseException] = None
        self.state = CaseState(exploration)
        self.logins = Logins()
        got_request_exception.connect(self._failed, weak=False)
        self.asgi = asgi or (not named_application("WSGI") and bool(named_application("ASGI")))
        self.application = asgi_application(watched) if self.asgi else wsgi_application(watched)
        #: What requests go through on their way to the application; None for nothing.
        self.server: Optional[DevelopmentServer] = None
        if server is not None:
            if self.asgi:
                raise ConfigError("`server: '%s'` needs a project with a WSGI application" % server)
            self.server = DevelopmentServer(self.application)

    def allow_hosts_of(self, actors: Iterable[Any]) -> None:
        """A config may give actors hosts of their own, which tests of the project need not allow."""
        sent = [value for actor in actors for name, value in actor.headers if name.lower() == "host"]
        settings.ALLOWED_HOSTS = [
            *settings.ALLOWED_HOSTS,
            *(value.rpartition(":")[0] or value for value in sent),
        ]

    def _failed(self, **_: Any) -> None:
        self.failure = sys.exc_info()[1]

    def run_async(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """
        Makes a coroutine function callable. The synchronous parts of the target run in this thread, whose database
        connections hold the case's transaction.
        """
        from asgiref.sync import async_to_sync

        plain: Callable[..., Any] = async_to_sync(function)
        return plain

    def offers(self) -> dict[str, bool]:
        """Whether a config may log actors in, and whether the project has a folder for uploads."""
        return {"logins": has_logins(), "uploads": bool(settings.MEDIA_ROOT)}

    def routes(self, intern: Callable[..., int]) -> list[dict[str, Any]]:
        return routes.discover(get_resolver(), intern)

    def explored(self) -> Optional[dict[str, Any]]:
        """Routes, commands and settings in every detail; None if the project is not explored."""
        if self._exploration is None:
            return None
        from . import facts

        return facts.explored(self._exploration, self.commands())

    def commands(self) -> list[dict[str, str]]:
        """The management commands that are not Django's own."""
        found = sorted(management.get_commands().items())
        return [
            {"name": name, "application": application}
            for name, application in ((name, application_of(source)) for name, source in found)
            if application != "django" and not application.startswith("django.")
        ]

    def command(self, name: str) -> Callable[[list[str], Any], None]:
        """
        Loads a management command; returns a function of its command-line arguments and its output stream. Raises
        ConfigError if the project has no such command.
        """
        source = management.get_commands().get(name)
        if source is None:
            known = ", ".join(command["name"] for command in self.commands()) or "none"
            raise ConfigError(
                "there is no management command %r; the project has %s, beside Django's own" % (name, known)
            )
        loaded = source if isinstance(source, BaseCommand) else management.load_command_class(source, name)

        def run(words: list[str], output: Any) -> None:
            management.call_command(loaded, *words, stdout=output, stderr=output)

        return run


def application_of(source: Any) -> str:
    """The application of a command: `get_commands` gives its name, or a command that is loaded already."""
    return source if isinstance(source, str) else type(source).__module__
