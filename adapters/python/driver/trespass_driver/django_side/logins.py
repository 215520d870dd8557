"""
Logs actors in, as Django's test client does, and keeps their sessions valid between steps: an actor of the config whose
request logged it out is logged in again for the next one.
"""

import importlib
from typing import Any, Optional

from django.apps import apps
from django.conf import settings

from ..config_error import ConfigError
from ..cookies import set_cookie

LOGIN_APPLICATIONS = {"users": "django.contrib.auth", "sessions": "django.contrib.sessions"}


class Logins:
    """The users and sessions that were made for the actors of the config."""

    def __init__(self) -> None:
        #: By key of the first session: the user's primary key, and what the session holds.
        self._sessions: dict[str, tuple[Any, dict[str, Any]]] = {}

    def log_in(self, attributes: dict[str, Any]) -> tuple[str, str, str]:
        """
        Makes a user with these attributes and a session. Returns the name and value of the session cookie, and the
        user's primary key. Raises ConfigError if the project has no users or sessions.
        """
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

    def save(self) -> list[Any]:
        return [[key, user_id, data] for key, (user_id, data) in self._sessions.items()]

    def load(self, saved: list[Any]) -> None:
        self._sessions = {key: (user_id, data) for key, user_id, data in saved}

    def keep_session(self, first: str, headers: list[tuple[str, str]]) -> Optional[str]:
        """
        Returns the session cookie for an actor's next request, or None if the answer sets none. `first` is the key of
        the session that `log_in` made. What a view stores in the session stays, even if it gets a new key, as long as
        the session belongs to the actor. After a logout or a login as another user, the first session is restored;
        what such an operation changes elsewhere stays.
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
        # With signed cookies the key holds the whole session, so it differs from `first`.
        return str(store.session_key)


def require_logins() -> None:
    """Raises a ConfigError that names the application whose models a login needs."""
    for name, application in LOGIN_APPLICATIONS.items():
        if not apps.is_installed(application):
            raise ConfigError(
                "the project has no %s, because %s is not in INSTALLED_APPS; "
                "say who acts by `headers`, `cookies` or a `hook` instead" % (name, application)
            )


def has_logins() -> bool:
    """Whether users can log in: Django's applications for users and sessions are installed."""
    return all(apps.is_installed(application) for application in LOGIN_APPLICATIONS.values())
