"""A WebSocket peer on a bare socket that can also say what no library would let it say."""

import base64
import contextlib
import json
import os
import socket
import struct

from router import PATIENCE

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

ROLES = {
    "caller": {"features": {"call_canceling": True}},
    "callee": {"features": {"call_canceling": True}},
    "publisher": {},
    "subscriber": {},
}


class Closed(Exception):
    """The router closed: `code` of its close frame, None where it only ended the connection."""

    def __init__(self, code=None, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code


class Wire:
    """A raw connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.received = b""
        self.port = port
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    # HTTP

    def request(self, *lines):
        self.send_bytes("\r\n".join([*lines, "", ""]).encode())

    def handshake(self, path="/ws", fields=None, method="GET"):
        """Sends a handshake; returns status and header fields of the response."""
        self.send_handshake(path, fields, method)
        return self.response()

    def send_handshake(self, path="/ws", fields=None, method="GET"):
        """Sends a handshake; a field that is None is left out."""
        key = base64.b64encode(os.urandom(16)).decode()
        all_fields = {
            "Host": f"127.0.0.1:{self.port}", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Protocol": "wamp.2.json", **(fields or {}),
        }
        lines = [f"{name}: {value}" for name, value in all_fields.items() if value is not None]
        self.request(f"{method} {path} HTTP/1.1", *lines)

    def response(self):
        while b"\r\n\r\n" not in self.received:
            self._read()
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        status, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        return int(status.split()[1]), fields

    def rest(self):
        """Everything until the router ends the connection."""
        try:
            while True:
                self._read()
        except (Closed, ConnectionError):
            return self.received

    # Frames

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
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_bytes = lambda data: [self.socket.sendall(bytes([byte])) for byte in data]
        yield
        del self.send_bytes

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

    def send(self, message):
        self.send_frame(TEXT, json.dumps(message).encode())

    def receive(self):
        """The next WAMP message. Raises Closed when the router closes instead."""
        while True:
            opcode, payload = self.receive_frame()
            if opcode == TEXT:
                return json.loads(payload)
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                raise Closed(int.from_bytes(payload[:2], "big") if payload else None, payload[2:])

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
        """Reads to the router's close or the end of the connection; returns the close code."""
        try:
            while True:
                opcode, payload = self.receive_frame()
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2], "big") if payload else None
        except (Closed, ConnectionError):
            return None

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


def opened(router):
    """A raw peer with an open WebSocket connection."""
    peer = Wire(router.port)
    status, _ = peer.handshake()
    assert status == 101, f"the handshake was refused with {status}"
    return peer


def joined(router, realm="realm1", details=None):
    """A raw peer with a session."""
    peer = opened(router)
    peer.join(realm, details)
    return peer
