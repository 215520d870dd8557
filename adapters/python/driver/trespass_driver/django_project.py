"""
The only file that imports Django. Sets a project up over test databases, logs actors in, finds its
application, Storages, file fields and commands, and takes SQL and caches back after each case. Where an error
breaks SQL in the middle of a step outside any `atomic` block, the rest of that step sees the same broken
transaction.
"""

import importlib
import inspect
import sys
from typing import Any, Callable, Optional

import django
from django.apps import apps
from django.conf import settings
from django.core import management
from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import BaseCommand
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connections, transaction
from django.urls import get_resolver
from django.utils.module_loading import import_string

from . import routes
from .config_error import ConfigError
from .cookies import set_cookie
from .network import loopback
from .settings_path import overridden


def set_up(dotted: dict[str, Any]) -> None:
    """Loads the settings, overrides them, and starts Django. Settings that a test run changes are changed."""
    for name, value in overridden(dotted, lambda name, default: getattr(settings, name, default)).items():
        setattr(settings, name, value)
    if "ALLOWED_HOSTS" not in dotted:
        settings.ALLOWED_HOSTS = ["*"]
    if "EMAIL_BACKEND" not in dotted:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for alias, database in settings.DATABASES.items():
        check_database(alias, str(database.get("HOST") or ""))
        if database.get("ENGINE", "").endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = None
    django.setup()


def check_database(alias: str, host: str) -> None:
    """Database drivers in C connect past the hook, so an address beyond this machine is refused here."""
    if host and not host.startswith("/") and not loopback(host):
        raise ConfigError(
            "the database %r is at %s; give it one on this machine, as with "
            "`settings: {'DATABASES.%s.HOST': 'localhost'}` in the config" % (alias, host, alias)
        )


LOGIN_APPLICATIONS = {"users": "django.contrib.auth", "sessions": "django.contrib.sessions"}


class Project:
    """A project that is set up: what a step needs of it."""

    def __init__(self, asgi: bool) -> None:
        self.version: str = django.get_version()
        self.failure: Optional[BaseException] = None
        self._databases = make_databases()
        self._atomics: list[tuple[str, Any]] = []
        #: By session key: the user's primary key, and what the session holds.
        self._sessions: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._caches: list[tuple[Any, Any, Any]] = []
        # A connection that a request opens or closes is the harness's own, with the case's transaction on it.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        got_request_exception.connect(self._failed, weak=False)
        self.asgi = asgi or (not named_application("WSGI") and bool(named_application("ASGI")))
        self.application = asgi_application() if self.asgi else application()

    def _failed(self, **_: Any) -> None:
        self.failure = sys.exc_info()[1]

    def log_in(self, attributes: dict[str, Any]) -> tuple[str, str, str]:
        """Makes the user and a session; returns name and value of the session cookie, and the user's primary key."""
        require_logins()
        from django.contrib.auth import get_user_model, login
        from django.http import HttpRequest

        user = get_user_model()._default_manager.create_user(**attributes)
        request = HttpRequest()
        request.META.update({"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost", "SERVER_PORT": "80"})
        request.session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
        self._sessions[str(request.session.session_key)] = (user.pk, dict(request.session.items()))
        return settings.SESSION_COOKIE_NAME, str(request.session.session_key), str(user.pk)

    def keep_session(self, first: str, headers: list[tuple[str, str]]) -> Optional[str]:
        """
        The session cookie with which an actor goes on, whose first session was `first`; None where the answer sets
        none. What a view keeps in the session stays, under a new key too, as long as it is the actor's. One that was
        ended or is another user's by now (a logout, a login) is brought back as it was first; what such an operation
        changes elsewhere stays.
        """
        from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model

        cookie = set_cookie(headers, settings.SESSION_COOKIE_NAME)
        if cookie is None:
            return None
        user_id, data = self._sessions[first]
        stores = importlib.import_module(settings.SESSION_ENGINE)
        held = stores.SessionStore(session_key=cookie).load() if cookie else {}
        if str(held.get(SESSION_KEY)) == str(user_id):
            return cookie
        user = get_user_model()._default_manager.filter(pk=user_id).first()
        if user is None:
            return None
        store = stores.SessionStore(session_key=first)
        ended = not store.exists(first)
        store._session_cache = {**data, HASH_SESSION_KEY: user.get_session_auth_hash()}
        store.save(must_create=ended)
        # A signed cookie is the session itself.
        return str(store.session_key)

    def run_async(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Keeps plain parts of the target in this thread, where the connections with a case's SQL are."""
        from asgiref.sync import async_to_sync

        plain: Callable[..., Any] = async_to_sync(function)
        return plain

    def offers(self) -> dict[str, bool]:
        return offers()

    def routes(self, intern: Callable[..., int]) -> list[dict[str, Any]]:
        return routes.discover(get_resolver(), intern)

    def seal(self) -> None:
        """From here on each case starts with today's SQL and caches."""
        self._caches = [(cache, dict(cache._cache), dict(cache._expire_info)) for cache in local_caches()]
        self._begin()

    def _begin(self) -> None:
        if hasattr(transaction.Atomic, "_ensure_durability"):
            transaction.Atomic._ensure_durability = False
        for alias in self._databases:
            atomic = transaction.atomic(using=alias)
            atomic._from_testcase = True
            atomic.__enter__()
            self._atomics.append((alias, atomic))

    def end_step(self) -> Optional[BaseException]:
        """Runs what waits for a commit that never comes; returns what it raised."""
        raised: Optional[BaseException] = None
        for alias, _ in self._atomics:
            connection = connections[alias]
            if connection.needs_rollback and connection.vendor == "sqlite" and not connection.savepoint_ids:
                connection.needs_rollback = False
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for entry in waiting:
                try:
                    entry[1]()
                except BaseException as error:  # noqa: BLE001 - the target's own callback may raise anything
                    raised = raised or error
        return raised

    def end_case(self) -> None:
        """Takes SQL, caches and the memory of content types back to where `seal` left them."""
        for alias, atomic in reversed(self._atomics):
            connection = connections[alias]
            connection.run_on_commit = []
            transaction.set_rollback(True, using=alias)
            atomic.__exit__(None, None, None)
        if self._atomics:
            self._atomics = []
            self._begin()
        for cache, entries, expiries in self._caches:
            cache._cache.clear()
            cache._cache.update(entries)
            cache._expire_info.clear()
            cache._expire_info.update(expiries)
        forget_content_types()

    def file_field(self, name: str) -> Callable[[str, Any], str]:
        """Saves a file through the field `app.Model.field` of a new instance; returns the stored name."""
        from django.db.models import FileField

        label, _, field = name.rpartition(".")
        try:
            model = apps.get_model(label)
            if not isinstance(model._meta.get_field(field), FileField):
                raise ConfigError("%s is no file field" % name)
        except (LookupError, ValueError, FieldDoesNotExist) as error:
            raise ConfigError("there is no field %s: %s" % (name, error)) from error

        def save(file_name: str, file: Any) -> str:
            # The row is not saved: what else the model asks for is not known. Name, place and file are.
            kept = getattr(model(), field)
            kept.save(file_name, file, save=False)
            return str(kept.name)

        return save

    def commands(self) -> list[dict[str, str]]:
        """The management commands that are not Django's own."""
        found = sorted(management.get_commands().items())
        return [
            {"name": name, "application": application}
            for name, application in ((name, application_of(source)) for name, source in found)
            if application != "django" and not application.startswith("django.")
        ]

    def command(self, name: str) -> Callable[[list[str], Any], None]:
        """A management command, loaded; called with the words of its command line and where it prints."""
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


def set_up_alone(media_root: str) -> None:
    """Just enough of Django for a Storage that has no project around it; settings made elsewhere stay."""
    if not settings.configured:
        settings.configure(MEDIA_ROOT=media_root, SECRET_KEY="trespass", USE_TZ=True)
        django.setup()


def content_file(content: bytes, name: str) -> Any:
    """A file to save, whose name is exactly what was sent."""
    from django.core.files.base import ContentFile

    file = ContentFile(content)
    file.name = name
    return file


def storage(name: str, options: dict[str, Any], find: Callable[[str], Any]) -> Any:
    """A Storage by alias of `STORAGES`, or made of `module:Class` and options."""
    if ":" in name:
        return find(name)(**options)
    if options:
        raise ConfigError("options are for a storage given as module:Class, not for the alias %r" % name)
    return aliased_storage(name)


def application_of(source: Any) -> str:
    return source if isinstance(source, str) else type(source).__module__


def make_databases() -> list[str]:
    """Test databases in the place of the project's own; the aliases that have one."""
    from django.test.utils import setup_databases

    aliases = [alias for alias in connections if "dummy" not in connections[alias].settings_dict["ENGINE"]]
    if not aliases:
        return []
    known = inspect.signature(setup_databases).parameters
    more: dict[str, Any] = {"serialized_aliases": set()} if "serialized_aliases" in known else {}
    setup_databases(verbosity=0, interactive=False, aliases=aliases, **more)
    return aliases


def application() -> Callable[..., Any]:
    """The project's own WSGI application where it names one, without CSRF checks, as in Django's tests."""
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

    class Request(WSGIRequest):  # type: ignore[misc]
        _dont_enforce_csrf_checks = True

    WSGIHandler.request_class = Request
    named = named_application("WSGI")
    found: Callable[..., Any] = import_string(named) if named else WSGIHandler()
    return found


def asgi_application() -> Callable[..., Any]:
    """The same for ASGI."""
    from django.core.handlers.asgi import ASGIHandler, ASGIRequest

    class Request(ASGIRequest):  # type: ignore[misc]
        _dont_enforce_csrf_checks = True

    ASGIHandler.request_class = Request
    named = named_application("ASGI")
    found: Callable[..., Any] = import_string(named) if named else ASGIHandler()
    return found


def named_application(interface: str) -> Optional[str]:
    return getattr(settings, interface + "_APPLICATION", None)


def require_logins() -> None:
    """Raises a ConfigError that names the application whose models a login needs."""
    for name, application in LOGIN_APPLICATIONS.items():
        if not apps.is_installed(application):
            raise ConfigError(
                "the project has no %s, because %s is not in INSTALLED_APPS; "
                "say who acts by `headers`, `cookies` or a `hook` instead" % (name, application)
            )


def offers() -> dict[str, bool]:
    """What a config may rely on: users who log in, and a folder for uploads."""
    logins = all(apps.is_installed(application) for application in LOGIN_APPLICATIONS.values())
    return {"logins": logins, "uploads": bool(settings.MEDIA_ROOT)}


def aliased_storage(alias: str) -> Any:
    from django.core.files import storage

    if hasattr(storage, "storages"):
        if alias not in storage.storages.backends:
            known = ", ".join(storage.storages.backends)
            raise ConfigError("there is no storage %r in STORAGES; there are %s" % (alias, known))
        return storage.storages[alias]
    if alias == "default":
        return storage.default_storage
    if alias == "staticfiles":
        return storage.get_storage_class(settings.STATICFILES_STORAGE)()
    raise ConfigError("this Django knows the storages default and staticfiles, not %r" % alias)


def local_caches() -> list[Any]:
    from django.core.cache import caches

    found = [caches[alias] for alias in settings.CACHES]
    return [cache for cache in found if hasattr(cache, "_cache") and hasattr(cache, "_expire_info")]


def forget_content_types() -> None:
    if apps.is_installed("django.contrib.contenttypes"):
        from django.contrib.contenttypes.models import ContentType

        ContentType.objects.clear_cache()
