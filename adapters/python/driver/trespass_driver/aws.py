"""
Directs every DynamoDB and S3 client of boto3 to its recorder, whatever its endpoint, with fake credentials and few
retries, and numbers each request in the header `x-trespass-call`, so that it is reported with the line of the target
that made it. botocore may be absent.
"""

import functools
import importlib.machinery
import inspect
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .direct import connect_directly
from .frames import Frames
from .network import loopback

HEADER = "x-trespass-call"
SITES_MAX = 5_000
EXAMPLES = {
    "dynamodb": "dynamodb: { tables: [/* CreateTable inputs */] }",
    "s3": "s3: { buckets: ['name'] }",
}
_TARGET = "botocore.session"


class CallSites:
    """Numbers DynamoDB and S3 calls and stores the place in the target where each was made."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._last = 0
        self._sites: dict[str, list[int]] = {}
        #: Called with the number of each request before it is sent.
        self.on_send: Callable[[Optional[str]], None] = lambda _: None

    def take(self) -> dict[str, list[int]]:
        sites, self._sites = self._sites, {}
        return sites

    def keep(self, sites: dict[str, list[int]]) -> None:
        self._sites.update(sites)

    def sign(self, params: dict[str, Any], **_: Any) -> None:
        """
        Handler of `before-call`. It runs before the request is signed, so the header is signed too; retries carry the
        same number.
        """
        self._number(params["headers"])

    def sign_prepared(self, request: Any) -> None:
        """
        Numbers a request that does not pass `before-call`, as PynamoDB's own. A signature allows further unsigned
        headers.
        """
        if HEADER not in request.headers:
            self._number(request.headers)

    def _number(self, headers: Any) -> None:
        self._last += 1
        headers[HEADER] = str(self._last)
        self._keep(str(self._last), *self._frames.here_from())

    def _keep(self, name: str, location: Optional[int], _stack: list[int], callers: list[int]) -> None:
        """Stores the place of a call, followed by the places of the target's own code that called it."""
        if location is not None and len(self._sites) < SITES_MAX:
            self._sites[name] = [location, *callers]

    def note_signatures(self, client: Any) -> None:
        """Stores where in the target a URL or form was signed, by its text: signing sends no request."""
        self._note(client, "generate_presigned_url", lambda address: address)
        self._note(client, "generate_presigned_post", lambda form: form["fields"]["policy"])

    def _note(self, client: Any, name: str, text_of: Callable[[Any], str]) -> None:
        real = getattr(client, name, None)
        if real is None:
            return

        @functools.wraps(real)
        def sign(*args: Any, **kwargs: Any) -> Any:
            signed = real(*args, **kwargs)
            self._keep(text_of(signed), *self._frames.here_from())
            return signed

        setattr(client, name, sign)


def stays(address: Any) -> bool:
    """Whether an address is on this machine, such as an engine that the project itself configured."""
    return loopback(urlsplit(str(address)).hostname or "")


def refuse(model: Any, **_: Any) -> None:
    """
    Handler of `before-call` that raises an error with advice, where the network guard alone would only refuse the
    connection. It is one of botocore's own errors, so that a target which works without the service catches it.
    """
    from botocore.exceptions import BotoCoreError

    service = model.service_model.service_name
    name = model.service_model.metadata.get("serviceId", service)
    members = {"fmt": "{what}", "__module__": "trespass"}
    raise type("NoEngineError", (BotoCoreError,), members)(
        what="%s asks for %s, and the config has no `%s`; add `%s`, and an engine is started for the run"
        % (model.name, name, service, EXAMPLES[service])
    )


def redirect(
    endpoints: Mapping[str, Optional[str]], sockets: Mapping[str, str], sites: CallSites
) -> Callable[[], None]:
    """
    Patches botocore now, or when the target imports it. `endpoints` are the recorders' addresses by service; a client
    of a service without one may reach this machine only, and gets an error that names the missing part of the config.
    Returns the function that undoes the patch.
    """
    undo: list[Callable[[], None]] = []

    def patch(module: ModuleType) -> None:
        undo.append(_patch(module, endpoints, sockets, sites))

    if _TARGET in sys.modules:
        patch(sys.modules[_TARGET])
    else:
        waiting = _WaitForModule(patch)
        sys.meta_path.insert(0, waiting)
        undo.append(waiting.stop)

    def restore() -> None:
        for step in undo:
            step()

    return restore


def _patch(
    module: Any, endpoints: Mapping[str, Optional[str]], sockets: Mapping[str, str], sites: CallSites
) -> Callable[[], None]:
    real = module.Session.create_client
    signature = inspect.signature(real)

    def create_client(self: Any, *args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(self, *args, **kwargs)
        service: str = bound.arguments.get("service_name", "")
        if service not in endpoints:
            return real(self, *args, **kwargs)
        _aim(bound.arguments, service, endpoints[service])
        client = real(*bound.args, **bound.kwargs)
        client.meta.events.register_last("before-call." + service, sites.sign, unique_id="trespass-call")
        if endpoints[service] is None and not stays(client.meta.endpoint_url):
            client.meta.events.register_first("before-call." + service, refuse, unique_id="trespass-refuse")
        connect_directly(client, sockets)
        _number_sent(client, sites)
        if service == "s3":
            sites.note_signatures(client)
        return client

    create_client.__doc__ = real.__doc__
    module.Session.create_client = create_client

    def restore() -> None:
        module.Session.create_client = real

    return restore


def _number_sent(client: Any, sites: CallSites) -> None:
    """
    Meets each request right before it is sent, and numbers those of PynamoDB, which it hands to the session below the
    client's events.
    """
    session = getattr(getattr(client, "_endpoint", None), "http_session", None)
    real = getattr(session, "send", None)
    if session is None or real is None:
        return

    @functools.wraps(real)
    def send(request: Any) -> Any:
        sites.sign_prepared(request)
        sites.on_send(_text_of(request.headers.get(HEADER)))
        return real(request)

    session.send = send


def _text_of(header: Any) -> Optional[str]:
    return header.decode("latin-1") if isinstance(header, bytes) else header


def _aim(arguments: dict[str, Any], service: str, endpoint: Optional[str]) -> None:
    from botocore.config import Config

    if endpoint is not None:
        arguments["endpoint_url"] = endpoint
        arguments["use_ssl"] = endpoint.startswith("https:")
    arguments["aws_access_key_id"] = arguments["aws_secret_access_key"] = "trespass"
    arguments["aws_session_token"] = None
    # The recorder's address cannot carry a bucket in its host name.
    path_style = {"s3": {"addressing_style": "path"}} if service == "s3" and endpoint is not None else {}
    asked = arguments.get("config")
    # Made anew for each request, of all that botocore knows of the machine, it is a tenth of the request's cost.
    agent = getattr(asked, "user_agent", None) or "trespass"
    few = Config(retries={"total_max_attempts": 2}, proxies={}, user_agent=agent, **path_style)
    arguments["config"] = few if asked is None else asked.merge(few)
    arguments.setdefault("region_name", None)


class _WaitForModule:
    """An import finder that runs a callback once botocore.session, which the usual finder finds, has been executed."""

    def __init__(self, loaded: Callable[[ModuleType], None]) -> None:
        self._loaded = loaded

    def stop(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != _TARGET:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        spec.loader = _TellingLoader(spec.loader, self._loaded)  # type: ignore[assignment]
        return spec


class _TellingLoader:
    def __init__(self, real: Any, loaded: Callable[[ModuleType], None]) -> None:
        self._real = real
        self._loaded = loaded

    def create_module(self, spec: Any) -> Any:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        module.__loader__ = self._real
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        self._loaded(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)
