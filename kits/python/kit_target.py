"""The project under attack, set up as it was when the attack was found, and one step after the other."""

import base64
import contextlib
import importlib
import importlib.util
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional
from urllib.parse import unquote_to_bytes

from kit_ground import content_of
from kit_stores import CannotTell

HERE = Path(__file__).resolve().parent


class Target:
    """The project, set up with the settings of the run in which the attack was found."""

    def __init__(self, told: Any, case: Any) -> None:
        self.told = told
        self._modules: dict[str, Any] = {}
        self.django = told["settingsModule"] is not None
        for name, value in told["environment"].items():
            os.environ[name] = value
        os.environ["TMPDIR"] = tempfile.tempdir = told["temp"]
        os.environ["HOME"] = told["home"]
        sys.path[:0] = [path for path in (told["project"], *told["pythonPath"], told["configFolder"]) if path]
        if told.get("argv") is not None:
            sys.argv[:] = told["argv"]
        if self.django:
            self._set_up(case)

    def _set_up(self, case: Any) -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = self.told["settingsModule"]
        import django
        from django.conf import settings

        given = {"ALLOWED_HOSTS": ["*"], "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        for dotted, value in {**given, **self.told["settings"]}.items():
            first, *rest = dotted.split(".")
            setattr(settings, first, replaced(getattr(settings, first, {}), rest, value))
        for alias, file in case["databases"].items():
            copy = os.path.join(os.path.dirname(self.told["home"]), "database-%s.sqlite3" % alias)
            shutil.copyfile(HERE / file, copy)
            settings.DATABASES[alias] = {**settings.DATABASES[alias], "ENGINE": SQLITE, "NAME": copy}
        django.setup()
        if case["caches"]:
            self._fill_caches(case["caches"])
        if self.told["asgi"]:
            raise CannotTell("the project has ASGI alone, which a kit does not speak")
        from django.core.wsgi import get_wsgi_application

        named = getattr(settings, "WSGI_APPLICATION", None)
        self.application = load_named(named) if named else get_wsgi_application()

    @staticmethod
    def _fill_caches(kept: list[Any]) -> None:
        from django.core.cache import caches
        from django.core.cache.backends.locmem import LocMemCache

        local = [caches[alias] for alias in caches.settings if isinstance(caches[alias], LocMemCache)]
        for cache, entries in zip(local, kept):
            for key, value, expiry in entries:
                cache._cache[key] = base64.b64decode(value)
                cache._expire_info[key] = expiry

    def find(self, name: str) -> Any:
        """A callable named `module:qualified.name` or, for a file beside the config, `./file.py:name`."""
        module, _, qualified = name.partition(":")
        if module not in self._modules:
            self._modules[module] = self._import(module)
        found = self._modules[module]
        for part in qualified.split("."):
            found = getattr(found, part)
        return found

    def _import(self, module: str) -> Any:
        if not module.endswith(".py"):
            return importlib.import_module(module)
        path = os.path.join(self.told["configFolder"], module)
        spec = importlib.util.spec_from_file_location("kit_" + Path(module).stem, path)
        if spec is None or spec.loader is None:
            raise CannotTell("%s cannot be loaded" % path)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = loaded
        spec.loader.exec_module(loaded)
        return loaded

    def do(self, step: Any) -> "Answer":
        request = step["request"]
        if request["kind"] == "http":
            return exchange(self.application, request)
        if request["kind"] == "command":
            from django.core.management import call_command

            output = io.StringIO()
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                answer = called(
                    lambda: call_command(request["command"], *request["words"], stdout=output, stderr=output)
                )
            answer.text = output.getvalue()
            return answer
        if request["kind"] == "call":
            function = self.find(request["function"])
            values = {name: argument_of(value) for name, value in request["arguments"].items()}
            return called(lambda: function(**values))
        if request["kind"] == "consume":
            consumer, event = self.find(request["function"]), request["event"]
            if request["takes"] == "lambda":
                return called(lambda: consumer(event, LambdaContext()))
            return called(lambda: [consumer(record) for record in event["Records"]])
        raise CannotTell("a kit does not do a step of this kind: %s" % request["kind"])


class LambdaContext:
    """The context argument of an AWS Lambda handler."""

    function_name, function_version, memory_limit_in_mb = "kit", "$LATEST", "128"
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:kit"
    aws_request_id = "00000000-0000-0000-0000-000000000000"
    log_group_name, log_stream_name, identity, client_context = "/aws/lambda/kit", "kit", None, None

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 3_000


SQLITE = "django.db.backends.sqlite3"


def replaced(old: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(old, list):
        return [replaced(one, rest, value) if str(at) == first else one for at, one in enumerate(old)]
    held = dict(old) if isinstance(old, dict) else {}
    return {**held, first: replaced(held.get(first, {}), rest, value)}


def load_named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


class File(io.BytesIO):
    """A file-like argument."""

    def __init__(self, told: Any) -> None:
        content = content_of(told["content"])
        super().__init__(content)
        self.name, self.content_type, self.size = told["name"], told["contentType"], len(content)

    def chunks(self, chunk_size: int = 1 << 16) -> Iterator[bytes]:
        self.seek(0)
        return iter(lambda: self.read(chunk_size), b"")


def argument_of(told: Any) -> Any:
    if told["kind"] == "bytes":
        return content_of(told["content"])
    return File(told) if told["kind"] == "file" else told["value"]


class Answer:
    """What the attacker gets back of a step."""

    def __init__(self) -> None:
        self.status: Optional[int] = None
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.value: Any = None
        self.text = ""
        self.error: Optional[BaseException] = None

    def says(self) -> str:
        told = [self.text, self.body.decode("utf-8", "replace"), repr(self.value), str(self.error or "")]
        return "\n".join([*told, *(value for _, value in self.headers)])

    def member(self, field: str) -> Any:
        """The member `a.0.b` of a JSON answer or of what a function returned; the whole of it for ``."""
        found = self.value
        if self.status is not None:
            found = json.loads(self.body)
        for name in field.split(".") if field else []:
            found = found[int(name)] if isinstance(found, (list, tuple)) else found[name]
        return found


def called(act: Callable[[], Any]) -> Answer:
    answer = Answer()
    try:
        answer.value = act()
        if hasattr(answer.value, "read"):
            answer.body = answer.value.read() or b""
        elif isinstance(answer.value, (bytes, bytearray)):
            answer.body = bytes(answer.value)
    except (Exception, SystemExit) as error:
        answer.error = error
    return answer


def exchange(application: Any, request: Any) -> Answer:
    """Sends a request to the WSGI application as a server does, no byte of it tidied up."""
    path, _, query = request["target"].partition("?")
    body = content_of(request["body"])
    environ = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in request["headers"]:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key
        environ[key] = value.encode("utf-8", "surrogateescape").decode("latin-1")
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answer.status, answer.headers = int(status[:3]), headers

    try:
        result = application(environ, start)
        answer.body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
    except Exception as error:  # noqa: BLE001 - whatever ends an exchange is its answer
        answer.error, answer.status = error, 500
    return answer
