"""
Loads the project's WSGI or ASGI application: the one that its settings name, else Django's own. Neither checks CSRF
tokens, as in Django's test client. Their requests are made from the classes `watched` too, if there are any.
"""

from typing import Any, Callable, Optional

from django.conf import settings
from django.utils.module_loading import import_string


def wsgi_application(watched: tuple[type, ...] = ()) -> Callable[..., Any]:
    """The application of `WSGI_APPLICATION`, or Django's own."""
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

    class Request(*watched, WSGIRequest):  # type: ignore[misc]
        _dont_enforce_csrf_checks = True

    WSGIHandler.request_class = Request
    named = named_application("WSGI")
    found: Callable[..., Any] = import_string(named) if named else WSGIHandler()
    return found


def asgi_application(watched: tuple[type, ...] = ()) -> Callable[..., Any]:
    """The application of `ASGI_APPLICATION`, or Django's own."""
    from django.core.handlers.asgi import ASGIHandler, ASGIRequest

    class Request(*watched, ASGIRequest):  # type: ignore[misc]
        _dont_enforce_csrf_checks = True

    ASGIHandler.request_class = Request
    named = named_application("ASGI")
    found: Callable[..., Any] = import_string(named) if named else ASGIHandler()
    return found


def named_application(interface: str) -> Optional[str]:
    """The setting for `WSGI` or `ASGI`, None if the project has none."""
    return getattr(settings, interface + "_APPLICATION", None)
