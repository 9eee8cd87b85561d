"""Attacks before there is a session: handshakes that trickle, noise in TLS, HELLOs without end."""

import contextlib
import json
import os
import socket
import ssl
import struct
import subprocess
import time
import zlib

from hostile import VIOLATION, WAIT, HostileWebSocket, end_of, pour
from raw_session import hello
from rawsocket import MAGIC, MESSAGE
from target import HANDSHAKE, OPENING, OPENING_SIZE, REALM
from wire import BINARY, TEXT

HEAD = b"GET /ws HTTP/1.1\r\nHost: localhost\r\nX-Long: "
BODY = b"POST /longpoll/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n["
TOO_BIG = "close 1009"
CUT = ("end", TOO_BIG)


# Nothing, an alert, a handshake, data.
TLS_RECORDS = (b"", b"\x15", b"\x16", b"\x17")


class Trickle:
    """A connection that says a little now and then."""

    def __init__(self, stream, first=b"", endless=b"a"):
        self.stream, self.endless = stream, endless
        self.is_cut = False
        self.say(first)

    def say(self, data):
        try:
            self.stream.sendall(data)
        except OSError:
            self.is_cut = True

    def look(self):
        """Reads what there is."""
        if self.is_cut:
            return
        self.stream.settimeout(0.001)
        try:
            self.is_cut = not self.stream.recv(1 << 16)
        except (TimeoutError, ssl.SSLWantReadError):
            self.say(self.endless)
        except OSError:
            self.is_cut = True


def client_hello(attack):
    """The first octets of TLS."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        attack.context.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    return outgoing.read()


def trickles(attack):
    """Hundreds of connections that never get anywhere; each is cut by the deadline of its handshake or of HELLO."""
    first, secure = client_hello(attack), attack.target.secure_port
    octets = bytes([MAGIC])
    kinds = [
        lambda: Trickle(attack.connect(), HEAD), lambda: Trickle(attack.connect(), octets, b""),
        lambda: Trickle(attack.connect(), b"", b""), lambda: Trickle(attack.connect(port=secure), first[:50]),
        lambda: Trickle(attack.connect(port=secure), first, b""),
        lambda: Trickle(attack.connect(secure=True), b"", b""), lambda: Trickle(attack.connect(secure=True), HEAD),
        lambda: Trickle(attack.connect(secure=True), octets, b""), lambda: Trickle(attack.connect(unix=True), HEAD),
        lambda: Trickle(attack.websocket().socket, b"", b""), lambda: Trickle(attack.rawsocket().socket, b"", b""),
        lambda: Trickle(attack.websocket().socket, b"\x01\x80\0\0\0\0", b"\0\x80\0\0\0\0"),
        lambda: Trickle(attack.rawsocket().socket, b"\0\0\xff\xff[1,"), lambda: Trickle(attack.connect(), BODY, b" "),
    ]
    with attack.crowd() as sockets:
        trickling = []
        last = time.monotonic()
        for number in range(attack.many(420, 28)):
            trickling.append(kinds[number % len(kinds)]())
            sockets.append(trickling[-1].stream)
            last = time.monotonic()
        deadline = last + HANDSHAKE + OPENING + 4
        while time.monotonic() < deadline and not all(one.is_cut for one in trickling):
            for one in trickling:
                one.look()
            time.sleep(0.1)
        stay = sorted({number % len(kinds) for number, one in enumerate(trickling) if not one.is_cut})
        attack.check(not stay, f"trickles of the kinds {stay} are not cut")
        attack.note(f"{len(trickling)} trickles were cut within {time.monotonic() - last:.1f} s of the last")


def ended(attack, stream, said, text, allowed=()):
    """Says something, and expects the connection to be ended, without plain text but such as begins like `allowed`."""
    with stream:
        answer = b""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            stream.sendall(said)
            while piece := stream.recv(1 << 16):
                answer += piece
        attack.check(answer[:1] in TLS_RECORDS or answer[:12] in allowed, f"{text} is answered with {answer[:60]!r}")


def noise_in_tls(attack):
    """Garbage in TLS, and each of both worlds on the other's port."""
    secure = attack.target.secure_port
    first = client_hello(attack)
    said = {
        "noise": lambda: b"\x16\x03\x01\xff\xff" + os.urandom(20_000),
        "records": lambda: b"\x16\x03\x01\0\x04\x01\xff\xff\xff" * 100,
        "RawSocket": lambda: bytes([MAGIC, 0xF1, 0, 0]), "nothing known": lambda: b"\0\1\2\3",
        "noise behind the first message": lambda: first + os.urandom(4_000),
        "an alert": lambda: first + b"\x15\x03\x03\0\2\2\x28",
        "half a handshake": lambda: first[: len(first) // 2] + b"\xff" * 2_000,
    }
    for _ in range(attack.many(20, 2)):
        for text, make in said.items():
            ended(attack, attack.connect(port=secure), make(), f"{text} on the port of TLS")
        ended(attack, attack.connect(port=secure), HEAD + b"\r\n\r\n", "HTTP on the port of TLS", (b"HTTP/1.1 400",))
        ssh = b"SSH-2.0-x\r\n"
        ended(attack, attack.connect(port=secure), ssh, "SSH on the port of TLS", (b"HTTP/1.1 400",))
        ended(attack, attack.connect(), first, "TLS on the port without it")
        stream = attack.connect(secure=True)
        raw = socket.socket(fileno=stream.detach())
        raw.settimeout(20)
        ended(attack, raw, b"\x17\x03\x03\x40\0" + os.urandom(0x4000), "noise in an established connection")
        # Ends without the end of TLS, and in the middle of a record.
        stream = attack.connect(secure=True)
        raw = socket.socket(fileno=stream.detach())
        raw.sendall(b"\x17\x03\x03\x40\0x")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()


def handshakes(attack):
    """Connections that do nothing but the expensive part of TLS, and renegotiation."""
    begin = time.monotonic()
    count = attack.many(200, 20)
    for _ in range(count):
        attack.connect(secure=True).close()
    attack.note(f"{count} handshakes in {time.monotonic() - begin:.1f} s")
    for _ in range(attack.many(5, 1)):
        process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{attack.target.secure_port}", "-tls1_2"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        # A line with an R asks for it.
        output = process.communicate(b"R\n", timeout=30)[0]
        attack.check(b"no renegotiation" in output or b"RENEGOTIATING" not in output, "renegotiation is not refused")


def hellos(size):
    """HELLO of that many bytes."""
    head = json.dumps([1, REALM, {**hello(), "authextra": {"x": ""}}])
    return head.replace('"x": ""', '"x": "' + "a" * (size - len(head)) + '"').encode()


def endless_frames(opcode, fields=b"a" * 1000):
    """The frames of a message that never ends."""
    yield frame(opcode, b'[1,"realm1",{"authextra":{"x":"', fin=False)
    while True:
        yield frame(0, fields, fin=False)


def frame(opcode, payload, *, fin=True, reserved=0):
    """A masked frame, whose mask is zero."""
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += struct.pack("!BH", 0x80 | 126, len(payload))
    else:
        head += struct.pack("!BQ", 0x80 | 127, len(payload))
    return head + bytes(4) + payload


def bomb(size):
    """A compressed HELLO of that many bytes, as few as they may become."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -9)
    return (deflate.compress(hellos(size)) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]


DEFLATE = {"Sec-WebSocket-Extensions": "permessage-deflate"}


def large_hellos(attack):
    """What is larger than a client without a session may say, in every disguise."""
    sizes = []
    # Made before it is needed: who is without a session has little time.
    compressed = bomb(32 << 20)[: OPENING_SIZE - 100]
    for _ in range(attack.many(10, 2)):
        with attack.websocket() as peer:
            attack.check(peer.ask(json.loads(hellos(OPENING_SIZE)))[0] == 2, "the largest HELLO is refused")
        with attack.websocket() as peer:
            peer.send_frame(TEXT, b"[1,", claimed=OPENING_SIZE + 1)
            attack.check_all([end_of(peer)], TOO_BIG)
        for length in (1 << 32, (1 << 63) - 1):
            with attack.websocket() as peer:
                peer.send_frame(TEXT, b"[1,", claimed=length)
                attack.check_all([end_of(peer)], TOO_BIG)
        with attack.websocket() as peer:
            begin = time.monotonic()
            sent = pour(peer, endless_frames(TEXT))
            took = time.monotonic() - begin
            attack.check(took < WAIT, "an endless HELLO in fragments is not cut")
            sizes.append(sent >> 20)
            attack.check_all([end_of(peer)], *CUT)
        with attack.websocket(fields=DEFLATE) as peer:
            attack.check("sec-websocket-extensions" in peer.fields, "there is no compression")
            peer.send_frame(TEXT, compressed, reserved=4)
            attack.check_all([end_of(peer)], TOO_BIG)
        with attack.websocket(is_batched=True) as peer:
            batch = peer.serializer.batch([hellos(OPENING_SIZE // 2)] * 3)
            peer.send_frame(TEXT, batch)
            attack.check_all([end_of(peer)], *CUT)
        with attack.websocket(serializer="msgpack", is_batched=True) as peer:
            peer.send_frame(BINARY, b"\xff\xff\xff\xff" + b"a" * 100)
            attack.check_all([end_of(peer)], VIOLATION, *CUT)
        for serializer in ("json", "cbor"):
            with attack.rawsocket(serializer=serializer) as peer:
                peer.send_frame(MESSAGE, b"[1,", claimed=OPENING_SIZE + 1)
                attack.check_all([end_of(peer)], "end", VIOLATION)
        with attack.rawsocket() as peer:
            peer.send_bytes(struct.pack("!L", OPENING_SIZE))
            pour(peer, [b"[1," + b" " * 1000] * 1000)
            attack.check(end_of(peer) != "stays", "an endless HELLO on a RawSocket is not cut")
        for length in (OPENING_SIZE + 1, 1 << 40):
            status = longpoll_body(attack, length)
            attack.check(status in (400, 413), f"a HELLO of {length} bytes by long-poll is answered with {status}")
    attack.note(f"endless HELLOs in fragments were cut behind {min(sizes)} to {max(sizes)} MiB, which were thrown away")


def longpoll_body(attack, length):
    """The status that answers a body of that many announced bytes, as the first that is sent."""
    with HostileWebSocket(attack.connect(), attack.target.port) as peer:
        body = b'{"protocols":["wamp.2.json"]}'
        peer.request("POST /longpoll/open HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}")
        peer.send_bytes(body)
        status, fields = peer.response()
        assert status == 200, f"open was answered with {status}"
        path = "/longpoll/" + json.loads(peer._take(int(fields["content-length"])))["transport"]
        peer.request(f"POST {path}/send HTTP/1.1", "Host: localhost", f"Content-Length: {length}")
        with contextlib.suppress(OSError):
            peer.send_bytes(b"[1," + b" " * 1000)
        peer.socket.settimeout(10)
        try:
            return peer.response()[0]
        except TimeoutError:
            return "nothing"


PHASES = [trickles, noise_in_tls, handshakes, large_hellos]
