"""
Connects a client of botocore to the Unix socket of its recorder, where it has one: two processes fewer take part in
each request than by way of the relay out of the target's network namespace. What this does not reach, such as a client
with a session of its own, goes that way.
"""

import socket
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import urlsplit


def connect_directly(client: Any, sockets: Mapping[str, str]) -> None:
    """`sockets` are paths by the port of the address that stands for each."""
    path = sockets.get(str(_port_of(client)))
    session = getattr(getattr(client, "_endpoint", None), "http_session", None)
    manager: Any = getattr(session, "_manager", None)
    pools: dict[str, Any] = getattr(manager, "pool_classes_by_scheme", {})
    if path is not None and hasattr(getattr(pools.get("http"), "ConnectionCls", None), "_new_conn"):
        manager.pool_classes_by_scheme = {**pools, "http": _leading_to(path, pools["http"])}


def _leading_to(path: str, pool: Any) -> Any:
    """The class of connection pools, made for connections to this socket."""
    connection = pool.ConnectionCls
    direct = type(connection.__name__, (connection,), {"_new_conn": lambda self: _connected(self, path)})
    return type(pool.__name__, (pool,), {"ConnectionCls": direct})


def _port_of(client: Any) -> Optional[int]:
    try:
        return urlsplit(str(client.meta.endpoint_url)).port
    except ValueError:
        return None


def _connected(connection: Any, path: str) -> socket.socket:
    from urllib3.exceptions import NewConnectionError

    near = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        near.settimeout(connection.timeout if isinstance(connection.timeout, (int, float)) else None)
        near.connect(path)
    except OSError as error:
        near.close()
        raise NewConnectionError(connection, "the engine does not listen: %s" % error) from error
    return near
