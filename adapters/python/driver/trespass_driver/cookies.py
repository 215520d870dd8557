"""Reads cookies from the headers of an answer."""

import contextlib
from http.cookies import CookieError, SimpleCookie
from typing import Optional


def set_cookie(headers: list[tuple[str, str]], name: str) -> Optional[str]:
    """The value that an answer sets for a cookie, empty if it deletes the cookie; None if it does not mention it."""
    value: Optional[str] = None
    for header, text in headers:
        if header.lower() != "set-cookie":
            continue
        with contextlib.suppress(CookieError):
            morsel = SimpleCookie(text).get(name)
            if morsel is not None:
                value = "" if str(morsel["max-age"]) == "0" else morsel.value
    return value
