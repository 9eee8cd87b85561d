"""Peers on a bare socket that can also say what no library would let them say: the WebSocket, and what is
common to all transports."""

import base64
import collections
import contextlib
import os
import socket
import struct

from certificates import Secure
from router import PATIENCE
from serializers import SERIALIZERS

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

ROLES = {
    "caller": {"features": {"call_canceling": True}},
    "callee": {"features": {"call_canceling": True}},
    "publisher": {},
    "subscriber": {},
}


class Closed(Exception):
    """The router closed: `code` of its close frame or HTTP status, None where it only ended the connection."""

    def __init__(self, code=None, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code


def connect(address):
    """A connection to a TCP port of the loopback interface or to the path of a Unix socket."""
    if isinstance(address, Secure):
        stream = socket.create_connection(("127.0.0.1", address.port), PATIENCE)
        try:
            return address.context.wrap_socket(stream, server_hostname=address.host)
        except OSError:
            stream.close()
            raise
    if isinstance(address, int):
        return socket.create_connection(("127.0.0.1", address), PATIENCE)
    stream = socket.socket(socket.AF_UNIX)
    stream.settimeout(PATIENCE)
    stream.connect(str(address))
    return stream


class Connection:
    """A bare connection."""

    def __init__(self, address):
        self.socket = connect(address)
        self.received = b""
        self.address = address

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    # HTTP

    def request(self, *lines):
        self.send_bytes("\r\n".join([*lines, "", ""]).encode())

    def response(self):
        while b"\r\n\r\n" not in self.received:
            self._read()
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        status, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        return int(status.split()[1]), fields

    # Bytes

    def send_bytes(self, data):
        self.socket.sendall(data)

    @contextlib.contextmanager
    def one_segment(self):
        """What is sent within is sent at once at the end."""
        parts = []
        self.send_bytes = parts.append
        yield
        del self.send_bytes
        self.send_bytes(b"".join(parts))

    @contextlib.contextmanager
    def byte_by_byte(self):
        """What is sent within is sent in segments of one byte."""
        if self.socket.family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_bytes = lambda data: [self.socket.sendall(bytes([byte])) for byte in data]
        yield
        del self.send_bytes

    def rest(self):
        """Everything until the router ends the connection."""
        try:
            while True:
                self._read()
        except (Closed, ConnectionError):
            return self.received

    def reset(self):
        """Ends the connection with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _take(self, count):
        while len(self.received) < count:
            self._read()
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def _read(self):
        data = self.socket.recv(1 << 20)
        if not data:
            raise Closed()
        self.received += data


class Peer:
    """A WAMP peer over whatever transport carries its payloads, which are messages or batches of them."""

    def __init__(self, serializer="json", is_batched=False):
        self.serializer = SERIALIZERS[serializer]
        self.is_batched = is_batched
        self.batch = collections.deque()
        self.session = None

    @property
    def subprotocol(self):
        return f"wamp.2.{self.serializer.name}" + (".batched" if self.is_batched else "")

    def send_payload(self, payload):
        """Sends what one message of the transport carries."""
        raise NotImplementedError

    def receive_payload(self):
        """What the next message of the transport carries. Raises Closed when the router closes instead."""
        raise NotImplementedError

    def send_serialized(self, *messages):
        if self.is_batched:
            self.send_payload(self.serializer.batch(messages))
        else:
            for message in messages:
                self.send_payload(message)

    def receive_serialized(self):
        """The bytes of the next WAMP message."""
        if not self.is_batched:
            return self.receive_payload()
        if not self.batch:
            self.batch.extend(self.serializer.split(self.receive_payload()))
        return self.batch.popleft()

    def send(self, *messages):
        self.send_serialized(*map(self.serializer.encode, messages))

    def receive(self):
        """The next WAMP message. Raises Closed when the router closes instead."""
        return self.serializer.decode(self.receive_serialized())

    def ask(self, message):
        self.send(message)
        return self.receive()

    def join(self, realm="realm1", details=None):
        """HELLO; keeps the session id of the WELCOME and returns its details."""
        answer = self.ask([1, realm, {"roles": ROLES} if details is None else details])
        assert answer[0] == 2, f"HELLO was answered with {answer}"
        self.session = answer[1]
        return answer[2]

    def wait_closed(self):
        """Receives to the router's close or the end of the connection; returns the close code."""
        try:
            while True:
                self.receive_payload()
        except Closed as closed:
            return closed.code
        except ConnectionError:
            return None


class Wire(Peer, Connection):
    """A raw WebSocket connection."""

    def __init__(self, address, serializer="json", is_batched=False):
        Peer.__init__(self, serializer, is_batched)
        Connection.__init__(self, address)

    # Handshake

    def open(self):
        status, fields = self.handshake()
        assert status == 101, f"the handshake was refused with {status}"
        assert fields["sec-websocket-protocol"] == self.subprotocol

    def handshake(self, path="/ws", fields=None, method="GET"):
        """Sends a handshake; returns status and header fields of the response."""
        self.send_handshake(path, fields, method)
        return self.response()

    def send_handshake(self, path="/ws", fields=None, method="GET"):
        """Sends a handshake; a field that is None is left out."""
        key = base64.b64encode(os.urandom(16)).decode()
        host = f"127.0.0.1:{self.address}" if isinstance(self.address, int) else "localhost"
        all_fields = {
            "Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Protocol": self.subprotocol, **(fields or {}),
        }
        lines = [f"{name}: {value}" for name, value in all_fields.items() if value is not None]
        self.request(f"{method} {path} HTTP/1.1", *lines)

    # Frames

    def send_frame(self, opcode, payload=b"", *, fin=True, reserved=0, masked=True, claimed=None):
        """Sends one frame; `claimed` announces another length than the payload has."""
        length = len(payload) if claimed is None else claimed
        mask = 0x80 if masked else 0
        head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
        if length < 126:
            head += bytes([mask | length])
        elif length < 65536:
            head += struct.pack("!BH", mask | 126, length)
        else:
            head += struct.pack("!BQ", mask | 127, length)
        if masked:
            key = os.urandom(4)
            stream = (key * (len(payload) // 4 + 1))[: len(payload)]
            mixed = int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")
            head, payload = head + key, mixed.to_bytes(len(payload), "big")
        self.send_bytes(head + payload)

    def receive_frame(self):
        head = self._take(2)
        assert head[1] < 0x80, "a masked frame from the router"
        length = head[1]
        if length == 126:
            length = struct.unpack("!H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self._take(8))[0]
        return head[0] & 0x0F, self._take(length)

    # WAMP

    @property
    def opcode(self):
        return TEXT if self.serializer.is_text else BINARY

    def send_payload(self, payload):
        self.send_frame(self.opcode, payload)

    def receive_payload(self):
        while True:
            opcode, payload = self.receive_frame()
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                raise Closed(int.from_bytes(payload[:2], "big") if payload else None, payload[2:])
            else:
                assert opcode == self.opcode, f"a frame of type {opcode} on {self.subprotocol}"
                return payload


def opened(router):
    """A raw peer with an open WebSocket connection."""
    peer = Wire(router.port)
    peer.open()
    return peer


def joined(router, realm="realm1", details=None):
    """A raw peer with a session."""
    peer = opened(router)
    peer.join(realm, details)
    return peer
