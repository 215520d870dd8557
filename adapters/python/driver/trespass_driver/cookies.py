"""What an answer says of a cookie."""

import contextlib
from http.cookies import CookieError, SimpleCookie
from typing import Optional


def set_cookie(headers: list[tuple[str, str]], name: str) -> Optional[str]:
    """The value an answer gives a cookie, empty where it takes the cookie away; None where it says nothing of it."""
    value: Optional[str] = None
    for header, text in headers:
        if header.lower() != "set-cookie":
            continue
        with contextlib.suppress(CookieError):
            morsel = SimpleCookie(text).get(name)
            if morsel is not None:
                value = "" if str(morsel["max-age"]) == "0" else morsel.value
    return value
