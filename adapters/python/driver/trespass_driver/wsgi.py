"""
Calls a WSGI application in-process: builds an environ from raw bytes as a server does, and reads the answer up to a
bound. No path, header or file name is normalised.
"""

import io
import sys
from typing import Any, Callable, Optional
from urllib.parse import unquote_to_bytes

from .headers import merged

Application = Callable[..., Any]


class Answer:
    """Status, headers and bounded body of one answer; `error` is an exception that left the application."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.truncated = False
        self.error: Optional[BaseException] = None


def wire_text(text: str) -> str:
    """Header bytes as WSGI represents them: one character a byte (latin-1)."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def environ_of(
    request: dict[str, Any], body: bytes, actor_headers: list[list[str]], actor_cookies: str
) -> dict[str, Any]:
    path, _, query = request["target"].partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": request["target"],
        "REQUEST_URI": request["target"],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    headers, cookies = merged(request, actor_headers, actor_cookies)
    for name, value in headers:
        add_header(environ, name, value)
    if cookies:
        environ["HTTP_COOKIE"] = wire_text(cookies)
    return environ


def add_header(environ: dict[str, Any], name: str, value: str) -> None:
    """Adds a header; repeated ones are joined by commas, as servers do."""
    key = name.upper().replace("-", "_")
    text = wire_text(value)
    if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        environ[key] = text
    elif key == "HOST":
        environ["HTTP_HOST"] = text
    else:
        key = "HTTP_" + wire_text(key)
        environ[key] = environ[key] + "," + text if key in environ else text


def call(application: Application, environ: dict[str, Any], body_bytes_max: int) -> Answer:
    """Runs the application for one request. Exceptions become part of the answer."""
    answer = Answer()
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        answer.status = int(status[:3])
        answer.headers = [(str(name), str(value)) for name, value in headers]
        return written.append

    try:
        result = application(environ, start_response)
        try:
            answer.truncated = read_bounded(result, written, body_bytes_max)
        finally:
            if hasattr(result, "close"):
                result.close()
        answer.body = b"".join(written)[:body_bytes_max]
    except BaseException as error:  # noqa: BLE001 - whatever ends an exchange is its answer
        answer.error = error
        answer.status = 500
        answer.body = b"".join(chunk for chunk in written if isinstance(chunk, bytes))[:body_bytes_max]
    return answer


def read_bounded(chunks: Any, into: list[bytes], bytes_max: int) -> bool:
    """Collects chunks up to a bound; returns whether there was more."""
    size = 0
    for chunk in chunks:
        into.append(chunk)
        size += len(chunk)
        if size > bytes_max:
            return True
    return False
