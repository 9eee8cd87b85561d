"""What all attacks have: peers at addresses of their own, and a record of what should not have happened."""

import collections
import contextlib
import itertools
import socket
import threading
import time

from raw_session import RawSession, hello
from rawsocket import LARGEST
from target import PASSWORD, REALM, USERS
from wire import Closed, Peer
from wires import RawSocketSession

ABORT = 3
FAILED = [ABORT, {"message": "the authentication failed"}, "wamp.error.authentication_failed"]
VIOLATION = "wamp.error.protocol_violation"
EXCEEDED = "wamp.error.limit_exceeded"
# A peer that is not answered for so long is stuck.
WAIT = 20


class HostileWebSocket(RawSession):
    """A bare WebSocket from any address of the loopback network."""

    def __init__(self, stream, address, serializer="json", is_batched=False):
        Peer.__init__(self, serializer, is_batched)
        self.socket, self.address, self.received = stream, address, b""


class HostileRawSocket(RawSocketSession):
    """A bare RawSocket from any address of the loopback network."""

    def __init__(self, stream, address, serializer="json", is_batched=False):
        Peer.__init__(self, serializer, is_batched)
        self.socket, self.address, self.received, self.length = stream, address, b"", LARGEST


class Attack:
    """The attack on one router: `scale` says how many of everything come."""

    def __init__(self, target, certificates, honest, scale):
        self.target, self.honest, self.scale = target, honest, scale
        self.context = certificates.context()
        self.problems, self.notes = [], []
        self.phase = threading.local()
        self._addresses = itertools.count()
        self._users = itertools.count()
        self._nobodies = itertools.count()

    def many(self, count, least=4):
        return max(least, int(count * self.scale))

    def address(self):
        """A loopback address that nobody has used yet."""
        number = next(self._addresses)
        return f"127.{10 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"

    def user(self):
        """An authid that nobody has used yet; whoever has it has failed at nothing."""
        number = next(self._users)
        assert number < USERS, "there are no more users"
        return f"user{number}"

    def nobody(self):
        """An authid that does not exist."""
        return f"nobody{next(self._nobodies)}"

    # Findings

    def check(self, condition, text):
        if not condition:
            self.problems.append(f"{self.phase.name}: {text}")
        return condition

    def check_all(self, outcomes, *expected):
        """Every outcome is one of the expected."""
        counts = collections.Counter(map(str, outcomes))
        self.check(set(counts) <= set(expected), f"expected {' or '.join(expected)}, had {dict(counts)}")

    def note(self, text):
        self.notes.append(f"{self.phase.name}: {text}")

    def wait_for(self, condition, text, seconds=WAIT):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return self.check(False, text)
            time.sleep(0.1)
        return True

    # Peers

    def connect(self, source=None, *, secure=False, port=None, unix=False):
        """A bare connection from an address that is new unless it is named."""
        if unix:
            stream = socket.socket(socket.AF_UNIX)
            stream.settimeout(WAIT)
            stream.connect(str(self.target.unix_socket))
            return stream
        port = port or (self.target.secure_port if secure else self.target.port)
        stream = socket.create_connection(("127.0.0.1", port), WAIT, (source or self.address(), 0))
        if not secure:
            return stream
        try:
            return self.context.wrap_socket(stream, server_hostname="localhost")
        except OSError:
            stream.close()
            raise

    def websocket(self, source=None, *, serializer="json", is_batched=False, fields=None, **where):
        """An open WebSocket."""
        peer = HostileWebSocket(self.connect(source, **where), self.target.port, serializer, is_batched)
        status, peer.fields = peer.handshake(fields=fields)
        assert status == 101, f"the handshake was refused with {status}"
        return peer

    def rawsocket(self, source=None, *, serializer="json", **where):
        """An open RawSocket."""
        peer = HostileRawSocket(self.connect(source, **where), self.target.port, serializer)
        peer.open()
        return peer

    def opened(self, transport, *arguments, **options):
        return {"websocket": self.websocket, "rawsocket": self.rawsocket}[transport](*arguments, **options)

    def joined(self, role, transport="websocket", **options):
        """A session of the attacker with that role."""
        return self.join(self.opened(transport, **options), role)

    def join(self, peer, role):
        if role == "anonymous":
            peer.join(REALM, hello())
            return peer
        answer = peer.ask([1, REALM, {**hello(), "authmethods": ["ticket"], "authid": role}])
        assert answer[:2] == [4, "ticket"], f"HELLO was answered with {answer}"
        answer = peer.ask([5, PASSWORD, {}])
        assert answer[0] == 2, f"AUTHENTICATE was answered with {answer}"
        return peer

    @contextlib.contextmanager
    def crowd(self):
        """Closes the peers and sockets that are appended to it."""
        peers = []
        try:
            yield peers
        finally:
            for peer in peers:
                getattr(peer, "socket", peer).close()


def end_of(peer, seconds=WAIT):
    """How the router ends the connection: the URI of its ABORT, the code of its close frame, or `end`; else `stays`."""
    deadline = time.monotonic() + seconds
    try:
        while True:
            peer.socket.settimeout(max(0.01, deadline - time.monotonic()))
            message = peer.receive()
            if message[0] == ABORT:
                return message[2]
    except Closed as closed:
        return f"close {closed.code}" if closed.code else "end"
    except TimeoutError:
        return "stays"
    except OSError:
        return "end"


def pour(peer, pieces, seconds=WAIT):
    """Sends until everything is sent or nothing more is taken; returns how much was."""
    count = 0
    deadline = time.monotonic() + seconds
    try:
        for piece in pieces:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            peer.socket.settimeout(left)
            peer.send_bytes(piece)
            count += len(piece)
    except OSError:
        pass
    return count
