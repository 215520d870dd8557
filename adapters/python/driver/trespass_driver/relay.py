"""
Connects a target in a network namespace, in which only loopback is up, with permitted services outside: it listens in
the namespace on their ports and forwards each connection through a Unix socket in the arena, after a line with the
port, or to the service's own socket beside that one. Run as a script before the target
(`relay.py SOCKET 8000=engine-1.sock,6379 -- COMMAND`): brings loopback up, listens, goes on in the background and runs
the command, if there is one. Without a socket it listens to nothing. The first connection says `control`; it closes
when the relay ends.
"""

import errno
import fcntl
import os
import selectors
import socket
import struct
import sys
from typing import NamedTuple, Optional

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_BUFFER_BYTES_MAX = 1 << 18
_BACKLOG = 128


class Outlet(NamedTuple):
    """Where the connections to a port go, and the line with which each begins, if any."""

    path: str
    said: str


class Flow:
    """One direction of a connection: bytes that were read from `source` and wait for `sink`."""

    def __init__(self, source: socket.socket, sink: socket.socket) -> None:
        self.source, self.sink = source, sink
        self.waiting = b""
        self.ended = False
        self.closed = False

    def read(self) -> None:
        try:
            data = self.source.recv(_BUFFER_BYTES_MAX)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self.ended = not data
        self.waiting += data
        self.write()

    def write(self) -> None:
        try:
            while self.waiting:
                self.waiting = self.waiting[self.sink.send(self.waiting) :]
        except BlockingIOError:
            return
        except OSError:
            self.waiting, self.ended = b"", True
        if self.ended and not self.closed:
            self.closed = True
            try:
                self.sink.shutdown(socket.SHUT_WR)
            except OSError:
                return

    @property
    def wants_more(self) -> bool:
        return not self.ended and len(self.waiting) < _BUFFER_BYTES_MAX


class Relay:
    def __init__(self, listeners: dict[socket.socket, Outlet]) -> None:
        self._listeners = listeners
        self._selector = selectors.DefaultSelector()
        self._flows: dict[socket.socket, tuple[Flow, Flow]] = {}

    def run(self, control: socket.socket) -> None:
        """Forwards connections until the other side closes `control`, or no more files can be opened."""
        self._selector.register(control, selectors.EVENT_READ)
        for listener in self._listeners:
            self._selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, mask in self._selector.select():
                ready = key.fileobj
                assert isinstance(ready, socket.socket)
                if ready is control:
                    return
                if ready in self._listeners:
                    self._accept(ready)
                elif ready in self._flows:
                    self._carry(ready, mask)

    def _accept(self, listener: socket.socket) -> None:
        try:
            near, _ = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                raise
            return
        outlet = self._listeners[listener]
        try:
            far = connected(*outlet)
        except OSError as error:
            if outlet.said or error.errno in (errno.EMFILE, errno.ENFILE):
                raise
            # The service is gone: whoever wanted it is told so.
            near.close()
            return
        for one in (near, far):
            one.setblocking(False)
            self._selector.register(one, selectors.EVENT_READ)
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        there, back = Flow(near, far), Flow(far, near)
        self._flows[near], self._flows[far] = (there, back), (back, there)

    def _carry(self, ready: socket.socket, mask: int) -> None:
        outwards, inwards = self._flows[ready]
        if mask & selectors.EVENT_READ and outwards.wants_more:
            outwards.read()
        if mask & selectors.EVENT_WRITE:
            inwards.write()
        other = outwards.sink
        if outwards.closed and inwards.closed:
            for one in (ready, other):
                if one in self._selector.get_map():
                    self._selector.unregister(one)
                del self._flows[one]
                one.close()
            return
        for one in (ready, other):
            self._watch(one)

    def _watch(self, one: socket.socket) -> None:
        outwards, inwards = self._flows[one]
        wanted = selectors.EVENT_READ if outwards.wants_more else 0
        wanted |= selectors.EVENT_WRITE if inwards.waiting else 0
        if one not in self._selector.get_map():
            if wanted:
                self._selector.register(one, wanted)
        elif wanted:
            self._selector.modify(one, wanted)
        else:
            self._selector.unregister(one)


def connected(path: str, said: str) -> socket.socket:
    """A connection to a socket outside. To the other end of the relay, the first line says its purpose."""
    far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    far.connect(path)
    if said:
        far.sendall(said.encode("ascii") + b"\n")
    return far


def bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack_from("16xh", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked))
        if not flags & _IFF_UP:
            fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def listening(family: int, address: str, port: int) -> Optional[socket.socket]:
    """A listening socket; None if the port needs root or there is no IPv6."""
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        return listener
    except OSError:
        return None


def go_on_in_background() -> bool:
    """Forks a process that is nobody's child; returns True in it and False in the caller."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    return True


def outlet_of(path: str, port: str, name: str) -> Outlet:
    return Outlet(os.path.join(os.path.dirname(path), name), "") if name else Outlet(path, port)


def main(path: str, ports: list[str], command: list[str]) -> None:
    bring_up_loopback()
    listeners: dict[socket.socket, Outlet] = {}
    missing = []
    for told in ports:
        number, _, name = told.partition("=")
        port, outlet = int(number), outlet_of(path, number, name)
        # The namespace has loopback only, so this address means 127.0.0.0/8.
        four = listening(socket.AF_INET, "0.0.0.0", port)  # noqa: S104
        six = listening(socket.AF_INET6, "::", port)
        listeners.update({one: outlet for one in (four, six) if one is not None})
        if four is None:
            missing.append(number)
    if path:
        control = connected(path, " ".join(["control", *missing]))
        if go_on_in_background():
            # The relay must not hold the driver's pipes or the target's output.
            null = os.open(os.devnull, os.O_RDWR)
            kept = {null, control.fileno(), *(one.fileno() for one in listeners)}
            for fd in range(3):
                os.dup2(null, fd)
            for fd in sorted(int(name) for name in os.listdir("/proc/self/fd")):
                if fd > 2 and fd not in kept:
                    close(fd)
            try:
                Relay(listeners).run(control)
            finally:
                os._exit(0)
    for opened in listeners:
        opened.close()
    if command:
        os.execvp(command[0], command)


def close(fd: int) -> None:
    try:
        os.close(fd)
    except OSError:
        return


if __name__ == "__main__":
    main(sys.argv[1], [port for port in sys.argv[2].split(",") if port], sys.argv[4:])
