"""
Finds Python callables by name, converts arguments to Python values, and converts what is returned to JSON and bytes.
"""

import asyncio
import base64
import importlib
import importlib.util
import inspect
import io
import itertools
import json
import os
import sys
from typing import Any, Callable, Optional

from .config_error import ConfigError

ITEMS_MAX = 10_000
NAMES_MAX = 10


class UploadedFile(io.BytesIO):
    """A file-like argument with exactly the name that was sent."""

    def __init__(self, name: str, content_type: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name
        self.content_type = content_type
        self.size = len(content)

    def chunks(self, chunk_size: int = 1 << 16) -> Any:
        self.seek(0)
        return iter(lambda: self.read(chunk_size), b"")


def value_of(argument: dict[str, Any]) -> Any:
    """The Python value of a resolved argument."""
    kind = argument["kind"]
    if kind == "text":
        return argument["text"]
    if kind == "bytes":
        return base64.b64decode(argument["bytes"])
    if kind == "file":
        return UploadedFile(argument["name"], argument["contentType"], base64.b64decode(argument["content"]))
    return argument["json"]


def bytes_of(value: Any) -> bytes:
    """The content of a file argument, whatever type it was given as."""
    if isinstance(value, UploadedFile):
        return value.getvalue()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass" if not _escaped(text) else "surrogateescape")


def _escaped(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


class Functions:
    """Loads callables named `module:qualified.name` and, for files beside the config, `./file.py:name`."""

    def __init__(self, config_folder: str) -> None:
        self._config_folder = config_folder
        self._found: dict[str, Any] = {}
        self._modules: dict[str, Any] = {}

    def find(self, name: str) -> Any:
        """Raises ConfigError that names the missing part; exceptions of the import itself are not caught."""
        if name not in self._found:
            module_name, _, qualified = name.partition(":")
            if not qualified:
                raise ConfigError("%r is not of the form module:name or ./file.py:name" % name)
            found = self._module(module_name)
            for part in qualified.split("."):
                if not hasattr(found, part):
                    raise ConfigError("%s has no %s; it has %s" % (module_name, qualified, _offered(found)))
                found = getattr(found, part)
            self._found[name] = found
        return self._found[name]

    def _module(self, name: str) -> Any:
        if not name.endswith(".py") and "/" not in name:
            return _import(name)
        path = os.path.normpath(os.path.join(self._config_folder, name))
        if path not in self._modules:
            self._modules[path] = _load(path)
        return self._modules[path]


def _offered(found: Any) -> str:
    """Names of callables in a module, for an error message that suggests the right one."""
    public = [name for name in vars(found) if not name.startswith("_")]
    names = [name for name in public if callable(getattr(found, name, None))]
    shown = names[:NAMES_MAX]
    return ", ".join(shown) + (" and more" if len(names) > len(shown) else "") if shown else "no function"


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing != name and not name.startswith(missing + "."):
            raise
        raise ConfigError(
            "there is no module %s on the Python path (%s); name its folder in `pythonPath`, "
            "or the file as ./%s.py" % (name, ", ".join(sys.path[:3]), name.rpartition(".")[2])
        ) from error


def _load(path: str) -> Any:
    if not os.path.isfile(path):
        raise ConfigError("there is no file %s" % path)
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location("trespass_config_" + name, path)
    if spec is None or spec.loader is None:
        raise ConfigError("%s is not a Python file" % path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def run(function: Callable[..., Any], keywords: dict[str, Any], *values: Any) -> Any:
    result = function(*values, **keywords)
    return asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result


async def _awaited(result: Any) -> Any:
    return await result


def returned(result: Any, bytes_max: int) -> tuple[bytes, Any, bool]:
    """Returns the text form, the JSON value (None if it has none) and whether the text was cut at the bound."""
    if hasattr(result, "read"):
        result = _read(result, bytes_max)
    elif inspect.isgenerator(result):
        result = list(itertools.islice(result, ITEMS_MAX))
    if isinstance(result, (bytes, bytearray, memoryview)):
        return bytes(result[:bytes_max]), None, len(result) > bytes_max
    encoded = _json(result)
    text = result if isinstance(result, str) else encoded if encoded is not None else _repr(result)
    body = text.encode("utf-8", "surrogateescape" if _escaped(text) else "surrogatepass")
    return body[:bytes_max], None if encoded is None else json.loads(encoded), len(body) > bytes_max


def parsed(text: str) -> Any:
    """The text decoded as JSON, or the text itself if it is no JSON."""
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return text


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _read(file: Any, bytes_max: int) -> Any:
    try:
        return file.read(bytes_max + 1)
    finally:
        if hasattr(file, "close"):
            file.close()


def _json(value: Any) -> Optional[str]:
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None


def _repr(value: Any) -> str:
    try:
        return repr(value)
    except BaseException as error:  # noqa: BLE001 - a target's own __repr__ may raise anything
        return "<%s whose repr raised %s>" % (type(value).__name__, type(error).__name__)
