"""Attacks by messages: bombs, floods of what is small, lengths that are announced only, nesting, noise."""

import contextlib
import random
import zlib

from hostile import VIOLATION, HostileWebSocket, end_of, pour
from openings import DEFLATE, frame
from raw_session import PUBLISH
from rawsocket import MESSAGE
from rawsocket import PING as RAW_PING
from target import MESSAGE_SIZE
from test_hostile_wires import ANNOUNCED, CALL_HEAD
from wire import PING, TEXT

TOO_BIG = "close 1009"


def bombs(attack):
    """64 MiB that are compressed to 64 KiB, within a session."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -9)
    data = deflate.compress(b'[16,1,{},"com.attack.bomb",["' + b" " * (64 << 20)) + deflate.flush(zlib.Z_SYNC_FLUSH)
    for _ in range(attack.many(20, 3)):
        with attack.joined("flooder", fields=DEFLATE) as peer:
            peer.send_frame(TEXT, data[: MESSAGE_SIZE - 1], reserved=4)
            attack.check_all([end_of(peer)], TOO_BIG)
        with attack.joined("flooder", fields=DEFLATE) as peer:
            half = len(data) // 2
            peer.send_frame(TEXT, data[:half], reserved=4, fin=False)
            peer.send_frame(0, data[half:])
            attack.check_all([end_of(peer)], TOO_BIG)


def announced_lengths(attack):
    """4 GiB and more, in frames and in elements."""
    for _ in range(attack.many(5, 1)):
        for length in (MESSAGE_SIZE + 1, 1 << 32, (1 << 63) - 1):
            with attack.joined("flooder") as peer:
                peer.send_frame(TEXT, b"[16,", claimed=length)
                attack.check_all([end_of(peer)], TOO_BIG)
        for length in ((1 << 24) - 1, 1 << 24):
            with attack.joined("flooder", "rawsocket") as peer:
                peer.send_frame(MESSAGE, b"[16,", claimed=length)
                attack.check_all([end_of(peer)], "end", VIOLATION)
        for serializer, elements in ANNOUNCED.items():
            for element in elements.values():
                for transport in ("websocket", "rawsocket"):
                    with attack.joined("flooder", transport, serializer=serializer) as peer:
                        peer.send_payload(CALL_HEAD[serializer] + b"\x91" * (serializer == "msgpack") + element)
                        attack.check_all([end_of(peer)], VIOLATION)


NESTED = {"json": b"[", "msgpack": b"\x91", "cbor": b"\x81"}


def nesting(attack):
    """Lists in lists."""
    for _ in range(attack.many(20, 2)):
        for serializer, one in NESTED.items():
            for count in (100, 60_000):
                with attack.websocket(serializer=serializer) as peer:
                    peer.send_payload(one * count)
                    attack.check_all([end_of(peer)], VIOLATION)
            with attack.joined("flooder", serializer=serializer) as peer:
                peer.send_payload(one * (MESSAGE_SIZE - 10))
                attack.check_all([end_of(peer)], VIOLATION)
        with attack.joined("flooder") as peer:
            peer.send_payload(b'[16,1,{},"com.attack.deep",[' + b'{"a":' * 150_000)
            attack.check_all([end_of(peer)], VIOLATION)


def small_floods(attack):
    """Empty fragments, pings and fragments of one byte, as fast as they are taken, by who does not read."""
    seconds = 1 + 4 * attack.scale
    floods = {
        "empty fragments": lambda: [frame(TEXT, b"", fin=False)] + [frame(0, b"", fin=False) * 10_000] * 100,
        "fragments of one byte": lambda: [frame(TEXT, b"[", fin=False)] + [frame(0, b" ", fin=False) * 10_000] * 100,
        "pings": lambda: [frame(PING, b"x" * 125) * 500] * 400, "empty pings": lambda: [frame(PING, b"") * 10_000] * 50,
    }
    for name, make in floods.items():
        with attack.crowd() as peers:
            for _ in range(attack.many(6, 2)):
                peers.append(attack.joined("flooder"))
                pour(peers[-1], make(), seconds)
            if "fragment" in name:
                # They are more than a message may have.
                attack.check("stays" not in [end_of(peer, 5) for peer in peers], f"{name} go on for ever")
    with attack.crowd() as peers:
        for _ in range(attack.many(6, 2)):
            peers.append(attack.joined("flooder", "rawsocket"))
            pour(peers[-1], [bytes([0, 0, 0, 0]) * 10_000], seconds)
            peers.append(attack.joined("flooder", "rawsocket"))
            pour(peers[-1], [bytes([RAW_PING, 0, 0, 0]) * 10_000] * 50, seconds)
            peers.append(attack.joined("flooder", "rawsocket"))
            pour(peers[-1], [bytes([RAW_PING, 0, 0xFF, 0xFF]) + b"x" * 0xFFFF] * 200, seconds)


def noise(attack):
    """Random octets at every stage, and resets."""
    chance = random.Random(1)
    for number in range(attack.many(600, 60)):
        stage = number % 7
        with contextlib.suppress(ConnectionError), contextlib.ExitStack() as stack:
            if stage < 2:
                stream = stack.enter_context(attack.connect(secure=stage == 1))
                stream.sendall(chance.choice([b"GET /ws HTTP/1.1\r\n", b"\x7f", b""]) + chance.randbytes(300))
                continue
            transport = ("websocket", "rawsocket")[number % 2]
            peer = stack.enter_context(attack.opened(transport, serializer=chance.choice(["json", "msgpack", "cbor"])))
            if stage > 3:
                attack.join(peer, "flooder")
            octets = chance.randbytes(chance.randrange(1, 400))
            if stage % 2:
                peer.send_payload(octets)
            else:
                peer.send_bytes(octets)
            if stage == 6:
                peer.reset()


def messages_of_nobody(attack):
    """Messages that need a session, without one; and those that only a router may send."""
    codes = [2, 4, 6, 8, 16, 17, 32, 33, 36, 48, 50, 64, 68, 69, 70, 99, 0, -1, 1 << 62]
    for code in codes * attack.many(3, 1):
        for transport in ("websocket", "rawsocket"):
            with attack.opened(transport) as peer:
                peer.send([code, 1, {}, "com.attack.uri"])
                attack.check_all([end_of(peer, 8)], VIOLATION, "end", "close 1000")
    for code in (2, 4, 17, 33, 36, 50, 68, 69):
        with attack.joined("flooder") as peer:
            peer.send([code, 1, 1, {}, "com.attack.uri"])
            attack.check_all([end_of(peer, 8)], VIOLATION)


def resets(attack):
    """Connections that are reset as soon as they are there, and in the middle of what they say."""
    for number in range(attack.many(1000, 100)):
        peer = HostileWebSocket(attack.connect(), attack.target.port)
        if number % 3 == 1:
            peer.send_bytes(b"GET /ws HT")
        elif number % 3 == 2:
            peer.send_bytes(b"\x7f\xf1\0\0\0\0\0\x40[1,")
        peer.reset()
    for number in range(attack.many(100, 10)):
        peer = attack.joined("flooder", ("websocket", "rawsocket")[number % 2])
        peer.subscribe("com.attack.reset")
        peer.submit(PUBLISH, {"exclude_me": False}, "com.attack.reset", ["x" * 10_000])
        peer.reset()


PHASES = [bombs, announced_lengths, nesting, small_floods, noise, messages_of_nobody, resets]
