"""
Merges the headers of a request: those of the operation, and those of the actor that the operation does not send itself.
A header of the operation replaces the actor's of that name, a cookie the actor's cookie of that name.
"""

from typing import Any

Headers = list[tuple[str, str]]


def merged(
    request: dict[str, Any], actor_headers: list[list[str]], actor_cookies: str
) -> tuple[Headers, str]:
    """Returns all headers but cookies, in order, and the cookies as one header value, empty if there are none."""
    own: Headers = [(name, value) for name, value in request["headers"]]
    actors: Headers = [(name, value) for name, value in actor_headers]
    names = {key_of(name) for name, _ in own}
    kept = [(name, value) for name, value in actors if key_of(name) not in names]
    lines = [(name, value) for name, value in [*kept, *own] if key_of(name) != "cookie"]
    content_type = request.get("contentType")
    if content_type is not None and all(key_of(name) != "content-type" for name, _ in lines):
        lines.append(("Content-Type", content_type))
    return lines, _cookies([actor_cookies, *_cookie_lines(actors)], _cookie_lines(own))


def key_of(name: str) -> str:
    """Names that Django reads as one header have one key: `X_Name` and `X-Name`."""
    return name.lower().replace("_", "-")


def _cookie_lines(headers: Headers) -> list[str]:
    return [value for name, value in headers if key_of(name) == "cookie"]


def _cookies(actors: list[str], own: list[str]) -> str:
    names = {_cookie_name(pair) for line in own for pair in line.split(";")}
    kept = [
        pair.strip()
        for line in actors
        for pair in line.split(";")
        if pair.strip() and _cookie_name(pair) not in names
    ]
    return "; ".join([*kept, *own])


def _cookie_name(pair: str) -> str:
    return pair.partition("=")[0].strip()
