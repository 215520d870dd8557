"""
Asks a project through Django's own server, that of `runserver`: each request is bytes that the server's parser reads,
and each answer is the bytes that it writes. Both stay in the process, so that a step is watched as without it.
"""

import http.client
import io
from typing import Any, Callable

from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer

from ..headers import merged
from ..wsgi import Answer


class _Connection:
    """A connection whose client has sent all of its bytes and closed its side."""

    def __init__(self, sent: bytes, bytes_max: int) -> None:
        self._sent = sent
        self._left = bytes_max
        self.answered = bytearray()

    def makefile(self, mode: str, _buffer: int = -1) -> io.BytesIO:
        return io.BytesIO(self._sent if mode.startswith("r") else bytes(self.answered))

    def sendall(self, data: Any) -> None:
        kept = bytes(data)[: self._left]
        self._left -= len(kept)
        self.answered += kept

    def shutdown(self, how: int) -> None:
        """Nothing waits for the end."""

    @property
    def is_full(self) -> bool:
        return self._left == 0


class _Handler(WSGIRequestHandler):  # type: ignore[misc]
    def log_message(self, *_: Any) -> None:
        """What the server tells of requests is nothing that the project prints."""


class DevelopmentServer:
    """The server of `runserver` with an application, bound to no address."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._server = WSGIServer(("127.0.0.1", 0), _Handler, bind_and_activate=False)
        self._server.socket.close()
        self._server.server_name, self._server.server_port = "localhost", 80
        self._server.setup_environ()
        self._server.set_app(application)

    def ask(
        self,
        request: dict[str, Any],
        body: bytes,
        actor_headers: list[list[str]],
        actor_cookies: str,
        body_bytes_max: int,
    ) -> Answer:
        raw = raw_request(request, body, actor_headers, actor_cookies)
        connection = _Connection(raw, body_bytes_max + HEAD_BYTES_MAX)
        answer = Answer()
        try:
            _Handler(connection, ("127.0.0.1", 0), self._server)
        except BaseException as error:  # noqa: BLE001 - whatever ends an exchange is its answer
            answer.error = error
        _read(answer, connection, request["method"], body_bytes_max)
        return answer


#: Of an answer, besides its body.
HEAD_BYTES_MAX = 262_144


def raw_request(
    request: dict[str, Any], body: bytes, actor_headers: list[list[str]], actor_cookies: str
) -> bytes:
    """
    The bytes of a request, as it is sent to a server that is asked for one answer. A header of the request is sent in
    the place of one that every client sends.
    """
    headers, cookies = merged(request, actor_headers, actor_cookies)
    names = {name.lower() for name, _ in headers}
    usual = [("Host", "localhost"), ("Connection", "close")]
    if body and "transfer-encoding" not in names:
        usual.append(("Content-Length", str(len(body))))
    if cookies:
        headers.append(("Cookie", cookies))
    lines = ["%s %s HTTP/1.1" % (request["method"], request["target"])]
    sent = [*(one for one in usual if one[0].lower() not in names), *headers]
    lines += ["%s: %s" % (name, value) for name, value in sent]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


def _read(answer: Answer, connection: _Connection, method: str, body_bytes_max: int) -> None:
    parsed = http.client.HTTPResponse(_Connection(bytes(connection.answered), 0), method=method)  # type: ignore[arg-type]
    try:
        parsed.begin()
        answer.status = parsed.status
        answer.headers = parsed.getheaders()
        answer.body = parsed.read(body_bytes_max)
    except (http.client.HTTPException, ValueError, OSError):
        # Old requests are answered by a body alone, and some malformed ones by nothing.
        answer.status = 400
        answer.body = bytes(connection.answered[:body_bytes_max])
    answer.truncated = connection.is_full or len(answer.body) == body_bytes_max
