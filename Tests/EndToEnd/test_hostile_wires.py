"""Peers of the binary wires that announce what never comes: they cost the router nothing that lasts."""

import contextlib
import random
import re
import resource
import time
from pathlib import Path

import pytest

from raw_session import INVOCATION, RESULT, SUBSCRIBE
from rawsocket import MAGIC, MESSAGE, RawSocket
from router import PATIENCE, Router
from wire import BINARY, Closed, Wire, joined
from wires import Kind

URI = "com.example.hostile"
CALL_HEAD = {"msgpack": b"\x95\x30\x01\x80\xa1a", "cbor": b"\x85\x18\x30\x01\xa0\x61a"}
MIB = 1 << 20


@pytest.fixture(scope="module")
def hunted(tmp_path_factory):
    """A router of its own, whose memory others do not move."""
    limits = {"hello_timeout_ms": 60_000, "handshake_timeout_ms": 60_000, "max_message_size": 1 << 24}
    limits["max_outbound_bytes"] = 1 << 26
    with Router(tmp_path_factory.mktemp("hunted"), limits=limits, ) as running:
        yield running


def memory(router):
    """The resident memory of the router's process, in bytes."""
    status = Path(f"/proc/{router.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


@contextlib.contextmanager
def bounded(router, most):
    """What happens within takes no more memory than that."""
    before = memory(router)
    yield
    grown = memory(router) - before
    assert grown < most, f"{grown / MIB:.1f} MiB more"


# Elements of 4 GiB and more that are only announced
ANNOUNCED = {
    "msgpack": {
        "str32": b"\xdb\xff\xff\xff\xff", "bin32": b"\xc6\xff\xff\xff\xff", "ext32": b"\xc9\xff\xff\xff\xff\x01",
        "array32": b"\xdd\xff\xff\xff\xff", "map32": b"\xdf\xff\xff\xff\xff",
        "array32 of null": b"\xdd\x7f\xff\xff\xff\xc0",
        "arrays in arrays": b"\xdd\x00\xff\xff\xff" * 60,
    },
    "cbor": {
        "text": b"\x7b" + b"\xff" * 8, "bytes": b"\x5b" + b"\xff" * 8, "array": b"\x9b" + b"\xff" * 8,
        "map": b"\xbb" + b"\xff" * 8, "array of 2^63": b"\x9b\x80" + bytes(7),
        "text of 2^32": b"\x7b\0\0\0\1" + bytes(4),
        "text of 2^63 - 1": b"\x7b\x7f" + b"\xff" * 7, "arrays in arrays": b"\x9a\x00\xff\xff\xff" * 60,
        "chunk": b"\x5f\x5b\x7f" + b"\xff" * 7, "bignum": b"\xc2\x5b\x00\x00\x00\x01" + bytes(4),
    },
}
ANNOUNCEMENTS = [
    pytest.param(transport, serializer, element, id=f"{transport} {serializer} {name}")
    for transport in ("websocket", "rawsocket") for serializer, elements in ANNOUNCED.items()
    for name, element in elements.items()
]


@pytest.mark.parametrize(("transport", "serializer", "element"), ANNOUNCEMENTS)
def test_lengths_of_elements_that_are_only_announced_cost_no_memory(hunted, transport, serializer, element):
    kind = Kind(transport, serializer)
    with bounded(hunted, 8 * MIB):
        for place in (element, CALL_HEAD[serializer] + b"\x91" * (serializer == "msgpack") + element):
            for _ in range(10):
                with kind.open(hunted) as peer:
                    if place is not element:
                        peer.join()
                    peer.send_payload(place)
                    answer = peer.receive()
                    assert (answer[0], answer[2]) == (3, "wamp.error.protocol_violation")
                    peer.wait_closed()


@pytest.mark.parametrize("transport", ["websocket", "rawsocket"])
def test_frames_that_are_only_announced_cost_no_memory(hunted, transport):
    kind = Kind(transport, "cbor")
    frame = {"websocket": BINARY, "rawsocket": MESSAGE}[transport]
    with contextlib.ExitStack() as stack, bounded(hunted, 32 * MIB):
        peers = [stack.enter_context(kind.join(hunted)) for _ in range(200)]
        for peer in peers:
            # 16 MiB each, 3.2 GiB together
            peer.send_frame(frame, b"\x85\x18\x30", claimed=1 << 24)
        for peer in peers:
            peer.send_bytes(b"\x01")
        with joined(hunted) as honest:
            assert honest.ask([SUBSCRIBE, 1, {}, URI])[0] == SUBSCRIBE + 1


def test_a_body_that_is_only_announced_costs_no_memory(hunted):
    with contextlib.ExitStack() as stack, bounded(hunted, 16 * MIB):
        transport = stack.enter_context(Kind("longpoll").join(hunted))
        for _ in range(100):
            wire = stack.enter_context(Wire(hunted.port))
            wire.request(f"POST {transport.path}/send HTTP/1.1", "Host: localhost", f"Content-Length: {1 << 24}")
            wire.send_bytes(b"[48,")
        transport.subscribe(URI)


def test_transports_of_long_polling_that_nobody_uses_go_away(start_router):
    router = start_router(limits={"hello_timeout_ms": 500})
    transports = [Kind("longpoll").open(router) for _ in range(200)]
    for transport in transports:
        transport.wait_closed()
        transport.__exit__()
    Kind("longpoll").join(router).__exit__()


def test_a_payload_of_many_empty_lists_is_no_burden(hunted):
    """The shortest elements there are, 4 million of them, are passed on to another serializer in linear time."""
    count = 1 << 22
    args = {
        "msgpack": b"\xdd" + count.to_bytes(4, "big") + b"\x90" * count, "cbor": b"\x9f" + b"\x80" * count + b"\xff",
    }
    with Kind("websocket").join(hunted) as callee, joined(hunted) as honest:
        callee.register(URI)
        for serializer, payload in args.items():
            with Kind("rawsocket", serializer).join(hunted) as caller:
                caller.requests = 1
                caller.send_serialized(caller.serializer.message([48, 1, {}, URI], payload))
                invocation = callee.receive_serialized()
                assert len(invocation) > 3 * count
                # Its head is "[68,", the id and a comma.
                callee.give([INVOCATION, int(invocation.split(b",")[1])])
                caller.take(RESULT)
        assert honest.ask([SUBSCRIBE, 1, {}, URI])[0] == SUBSCRIBE + 1


@pytest.mark.parametrize("first", [bytes([MAGIC]), b"G"], ids=["rawsocket", "http"])
def test_ten_thousand_connections_that_never_begin_are_cut_in_time(start_router, first):
    count = 10_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 500:
        pytest.fail(f"this test needs {count + 500} descriptors, and {hard} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    router = start_router(limits={"handshake_timeout_ms": 3_000, "max_connections": 20_000})
    with contextlib.ExitStack() as stack, joined(router) as honest:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        before = memory(router)
        peers = [stack.enter_context(Wire(router.port)) for _ in range(count)]
        for peer in peers:
            with contextlib.suppress(ConnectionError):
                peer.send_bytes(first)
        grown = memory(router) - before
        assert grown < count * 16 * 1024, f"{grown / count:.0f} bytes for each"
        # While they are there, others are served.
        assert honest.ask([SUBSCRIBE, 1, {}, URI])[0] == SUBSCRIBE + 1
        joined(router).socket.close()
        deadline = time.monotonic() + PATIENCE
        for peer in peers:
            assert time.monotonic() < deadline, "the router waits for them"
            peer.rest()
        assert honest.ask([SUBSCRIBE, 2, {}, URI])[0] == SUBSCRIBE + 1


def test_a_rawsocket_handshake_that_trickles_is_cut(start_router):
    router = start_router(limits={"handshake_timeout_ms": 500})
    with RawSocket(router.port) as slow, joined(router) as honest:
        slow.send_bytes(bytes([MAGIC]))
        for request, octet in enumerate((0xF1, 0), 1):
            assert honest.ask([SUBSCRIBE, request, {}, URI])[0] == SUBSCRIBE + 1
            slow.send_bytes(bytes([octet]))
        assert slow.rest() == b""


@pytest.mark.parametrize("serializer", ["json", "msgpack", "cbor"])
def test_noise_on_a_rawsocket_ends_only_itself(hunted, serializer):
    chance = random.Random(1)
    with joined(hunted) as honest:
        for request in range(1, 101):
            with Kind("rawsocket", serializer).open(hunted) as noise:
                with contextlib.suppress(ConnectionError, Closed):
                    if chance.random() < 0.5:
                        noise.join()
                        noise.send_payload(chance.randbytes(chance.randrange(1, 200)))
                    else:
                        noise.send_bytes(chance.randbytes(chance.randrange(1, 200)))
            assert honest.ask([SUBSCRIBE, request, {}, URI])[0] == SUBSCRIBE + 1
