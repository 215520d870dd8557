"""Decides which addresses a target may connect to: loopback and local sockets, nothing else."""

import ipaddress
import socket
from typing import Any, Callable, Optional


def loopback(host: Any) -> bool:
    """Whether an address or a host name stays on this machine. A name other than localhost never does."""
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    name = name.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    if address is None:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _address(name: str) -> Any:
    try:
        return ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None


def _forbidden_peer(args: tuple[Any, ...]) -> Optional[str]:
    """The address of `connect`, `bind`, `sendto` or `sendmsg` if it is on another machine."""
    address = args[1]
    if not isinstance(address, tuple) or not address or not isinstance(address[0], (str, bytes, bytearray)):
        return None
    return None if loopback(address[0]) else ":".join(str(part) for part in address[:2])


def _forbidden_name(args: tuple[Any, ...]) -> Optional[str]:
    """The host name of a lookup that would ask a name server."""
    host = args[0]
    if host is None or host in ("", b"") or loopback(host):
        return None
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    return None if _address(name) is not None or name == socket.gethostname() else name


FORBIDDEN: dict[str, Callable[[tuple[Any, ...]], Optional[str]]] = {
    "socket.connect": _forbidden_peer,
    "socket.bind": _forbidden_peer,
    "socket.sendto": _forbidden_peer,
    "socket.sendmsg": _forbidden_peer,
    "socket.getaddrinfo": _forbidden_name,
    "socket.gethostbyname": _forbidden_name,
    "socket.gethostbyaddr": _forbidden_name,
}
