"""
Calls an ASGI application in-process: builds a scope from raw bytes as a server does, runs the application to its end
and reads its answer up to a bound. No lifespan events are sent, and the client never disconnects early.
"""

import asyncio
from typing import Any, Callable
from urllib.parse import unquote

from .headers import merged
from .wsgi import Answer, wire_text

Application = Callable[..., Any]


class _Enough(Exception):
    """Ends the application, because its answer is longer than the bound."""


def scope_of(
    request: dict[str, Any], body: bytes, actor_headers: list[list[str]], actor_cookies: str
) -> dict[str, Any]:
    path, _, query = request["target"].partition("?")
    headers, cookies = merged(request, actor_headers, actor_cookies)
    sent = [(name.lower(), wire_text(value)) for name, value in headers]
    if all(name != "host" for name, _ in sent):
        sent.insert(0, ("host", "localhost"))
    if body and all(name != "content-length" for name, _ in sent):
        sent.append(("content-length", str(len(body))))
    if cookies:
        sent.append(("cookie", wire_text(cookies)))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": "http",
        # As in existing servers, bytes that are not UTF-8 become U+FFFD in `path`; `raw_path` keeps them.
        "path": unquote(path),
        "raw_path": path.encode("ascii", "replace"),
        "query_string": query.encode("ascii", "replace"),
        "root_path": "",
        "headers": [(wire_text(name).encode("latin-1"), value.encode("latin-1")) for name, value in sent],
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 80),
    }


def call(
    application: Application,
    scope: dict[str, Any],
    body: bytes,
    body_bytes_max: int,
    run: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> Answer:
    """Runs the application for one request; `run` makes a coroutine function callable."""
    answer = Answer()
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    written: list[bytes] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = int(message["status"])
            answer.headers = [(_text(name), _text(value)) for name, value in message.get("headers", ())]
        elif message["type"] == "http.response.body":
            written.append(bytes(message.get("body", b"")))
            if sum(map(len, written)) > body_bytes_max:
                raise _Enough

    async def exchange() -> None:
        await application(scope, receive, send)

    try:
        run(exchange)()
    except _Enough:
        answer.truncated = True
    except BaseException as error:  # noqa: BLE001 - whatever ends an exchange is its answer, CancelledError too
        answer.error = error
        answer.status = 500
    answer.body = b"".join(written)[:body_bytes_max]
    return answer


def _text(value: bytes) -> str:
    return bytes(value).decode("latin-1")
