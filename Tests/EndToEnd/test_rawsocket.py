"""RawSocket in its own words (WAMP advanced profile, "RawSocket Transport")."""

import itertools
import select

import pytest

from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, RESULT, SUBSCRIBE, YIELD, hello
from rawsocket import LARGEST, MAGIC, MESSAGE, PING, PONG, RawSocket
from serializers import SERIALIZERS
from wire import ROLES, Closed, Wire
from wires import Kind, RawSocketSession

URI = "com.example.rawsocket"
TOO_LARGE = "wamp.error.payload_size_exceeded"

REFUSED = {
    "serializer 0": (1, 0xF0, 0, 0),
    **{f"serializer {number}": (1, 0xF0 | number, 0, 0) for number in range(4, 16)},
    "third octet": (3, 0xF1, 1, 0),
    "fourth octet": (3, 0xF1, 0, 0x80),
}


def joined(router, serializer="json", length=LARGEST):
    """A session that receives no more than 2^(9 + length) octets."""
    peer = RawSocketSession(router.port, serializer, length)
    peer.open()
    peer.join(details=hello())
    return peer


def assert_closed(peer):
    """The end without another reply."""
    assert peer.rest() == b""


# Handshake


@pytest.mark.parametrize("length", range(16))
@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_any_length_and_serializer_is_accepted(router, serializer, length):
    with RawSocket(router.port, serializer, length) as peer:
        peer.open()
        peer.send_frame(PING, b"open")
        assert peer.receive_frame() == (PONG, b"open")


@pytest.mark.parametrize("error, second, third, fourth", REFUSED.values(), ids=REFUSED.keys())
def test_a_handshake_is_refused_with_its_error(router, error, second, third, fourth):
    with RawSocket(router.port) as peer:
        assert peer.shake(MAGIC, second, third, fourth) == bytes([MAGIC, error << 4, 0, 0])
        assert_closed(peer)


def test_a_serializer_that_the_listener_is_not_told_is_refused(start_router):
    router = start_router(listener={"serializers": ["json"]})
    with RawSocket(router.port) as msgpack, RawSocket(router.port) as json:
        assert msgpack.shake(MAGIC, 0xF2, 0, 0) == bytes([MAGIC, 0x10, 0, 0])
        assert_closed(msgpack)
        json.open()


def test_too_many_connections_are_refused(start_router):
    router = start_router(limits={"max_connections": 2})
    with joined(router) as first, RawSocket(router.port) as second, RawSocket(router.port) as third:
        second.open()
        assert third.shake(MAGIC, 0xF1, 0, 0) in (bytes([MAGIC, 0x40, 0, 0]), b"")
        assert first.result("wamp.session.count") == 1


@pytest.mark.parametrize(
    ("limit", "length"), [(1024, 1), (2047, 1), (2048, 2), (65_536, 7), (1 << 24, 15), ((1 << 24) + 1, 15)]
)
def test_the_router_announces_the_largest_message_it_takes(start_router, limit, length):
    router = start_router(limits={"max_message_size": limit, "max_outbound_bytes": 1 << 26})
    with RawSocket(router.port) as peer:
        peer.open()
        assert peer.router_length == length


@pytest.mark.parametrize("octets", [b"\0\xf1\0\0", b"\x7e\xf1\0\0", b"\xff\xff\xff\xff", b"\x80\0\0\0"])
def test_another_first_octet_ends_the_connection(router, octets):
    with RawSocket(router.port) as peer:
        peer.send_bytes(octets)
        assert_closed(peer)


def test_a_listener_without_rawsocket_ends_the_connection(start_router):
    router = start_router(listener={"transports": ["websocket"]})
    with RawSocket(router.port) as peer:
        assert peer.shake(MAGIC, 0xF1, 0, 0) == b""


def test_a_listener_with_nothing_but_rawsocket_speaks_no_http(start_router):
    router = start_router(listener={"transports": ["rawsocket"]})
    with Wire(router.port) as browser, joined(router) as peer:
        browser.send_handshake()
        assert not browser.rest().startswith(b"HTTP/1.1 101")
        assert peer.result("wamp.session.count") == 1


def test_a_session_may_come_in_segments_of_one_byte(router):
    with RawSocketSession(router.port, "msgpack") as peer:
        with peer.byte_by_byte():
            peer.open()
            peer.join()
            peer.send_frame(PING, b"abc")
            assert peer.receive_frame() == (PONG, b"abc")
            peer.subscribe(URI)


def test_a_session_may_come_in_one_segment(router):
    with RawSocketSession(router.port, "cbor") as peer:
        with peer.one_segment():
            peer.send_bytes(bytes([MAGIC, 0xF3, 0, 0]))
            peer.send([1, "realm1", {"roles": ROLES}])
            peer.send_frame(PING, b"between")
            peer.send([SUBSCRIBE, 1, {}, URI])
            peer.send([CALL, 2, {}, "com.example.missing"])
        reply = peer.reply()
        assert (reply[0], reply[1] & 15, reply[2:]) == (MAGIC, 3, b"\0\0")
        answers = [peer.receive_frame() for _ in range(4)]
        assert (PONG, b"between") in answers
        messages = [peer.serializer.decode(payload) for kind, payload in answers if kind == MESSAGE]
        assert [message[0] for message in messages] == [2, 33, ERROR]


# Frames


@pytest.mark.parametrize("payload", [b"", b"\0", bytes(range(256)), b"x" * 60_000], ids=len)
def test_a_ping_is_answered_with_its_payload(router, payload):
    with RawSocket(router.port) as peer:
        peer.open()
        # Before the session and in it
        for _ in range(2):
            peer.send_frame(PING, payload)
            assert peer.receive_frame() == (PONG, payload)
            if peer.session is None:
                peer.join()


def test_each_ping_is_answered_once_and_in_order(router):
    with joined(router) as peer:
        with peer.one_segment():
            for number in range(100):
                peer.send_frame(PING, b"%d" % number)
        assert [peer.receive_frame() for _ in range(100)] == [(PONG, b"%d" % number) for number in range(100)]
        peer.assert_quiet()


def test_a_pong_that_nobody_asked_for_is_ignored(router):
    with joined(router) as peer:
        peer.send_frame(PONG, b"unasked")
        peer.send_frame(PONG)
        peer.subscribe(URI)


VIOLATIONS = {
    **{f"type {kind}": {"kind": kind, "payload": b"x"} for kind in range(3, 8)},
    **{f"empty frame of type {kind}": {"kind": kind} for kind in range(3, 8)},
    **{f"reserved bit {bit}": {"kind": MESSAGE, "payload": b"[0]", "reserved": 1 << bit} for bit in range(4)},
    "reserved bits of a ping": {"kind": PING, "payload": b"x", "reserved": 15},
    "25th bit with other bits": {"kind": MESSAGE, "claimed": (1 << 24) + 1},
    "no message in the frame": {"kind": MESSAGE},
}


@pytest.mark.parametrize("frame", VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_broken_frame_ends_its_connection_and_no_other(router, frame):
    with joined(router) as peer, joined(router) as other:
        peer.subscribe(URI)
        peer.send_frame(**frame)
        peer.wait_closed()
        other.subscribe(URI)
        subscription = other.result("wamp.subscription.lookup", URI)
        assert other.result("wamp.subscription.count_subscribers", subscription) == 1


# Lengths


def call_of_size(size):
    text = b'[48,1,{},"com.example.missing",[""]]'
    return text.replace(b'""', b'"' + b"a" * (size - len(text)) + b'"')


@pytest.mark.parametrize("kind", [MESSAGE, PING])
def test_the_largest_frame_passes_and_the_header_of_a_larger_one_ends_the_connection(start_router, kind):
    router = start_router(limits={"max_message_size": 65_536})
    with joined(router) as peer:
        payload = call_of_size(65_536)
        peer.send_frame(kind, payload)
        if kind == PING:
            assert peer.receive_frame() == (PONG, payload)
        else:
            assert peer.receive()[4] == "wamp.error.no_such_procedure"
        # The payload need not come.
        peer.send_frame(kind, claimed=65_537)
        peer.wait_closed()


def test_a_message_of_sixteen_million_octets_passes(start_router):
    """Its length is the one that needs the 25th bit."""
    router = start_router(limits={"max_message_size": 1 << 24, "max_outbound_bytes": 1 << 26})
    with joined(router) as peer:
        peer.send_payload(call_of_size(1 << 24))
        assert peer.receive()[4] == "wamp.error.no_such_procedure"
        peer.send_frame(PING, b"x" * (1 << 24))
        assert peer.receive_frame() == (PONG, b"x" * (1 << 24))


# Short enough to pass, and more than 2^11 octets
SHORT, LONG = "x" * 100, "x" * 2_100
LENGTH = 2


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_a_call_that_is_too_large_for_the_callee_fails(router, serializer):
    with joined(router, serializer, LENGTH) as callee, Kind("websocket", serializer).join(router) as caller:
        callee.register(URI)
        assert caller.refused(CALL, {}, URI, [LONG]) == TOO_LARGE
        caller.call(URI, SHORT)
        callee.give(callee.take(INVOCATION))
        caller.take(RESULT)


@pytest.mark.parametrize("serializer", SERIALIZERS)
@pytest.mark.parametrize("callee_serializer", SERIALIZERS)
def test_a_result_that_is_too_large_for_the_caller_fails(router, serializer, callee_serializer):
    with joined(router, serializer, LENGTH) as caller, Kind("websocket", callee_serializer).join(router) as callee:
        callee.register(URI)
        for answer in (
            lambda invocation: callee.give(invocation, LONG),
            lambda invocation: callee.fail(invocation, "com.example.error", LONG),
            lambda invocation: callee.send([YIELD, invocation[1], {}, [], {"long": LONG}]),
        ):
            request = caller.call(URI)
            answer(callee.take(INVOCATION))
            assert caller.receive()[:5] == [ERROR, CALL, request, {}, TOO_LARGE]
        request = caller.call(URI)
        callee.give(callee.take(INVOCATION), SHORT)
        assert caller.receive() == [RESULT, request, {}, [SHORT]]
        callee.assert_quiet()


def test_a_progressive_result_that_is_too_large_ends_the_call(router):
    with joined(router, length=LENGTH) as caller, Kind("websocket").join(router) as callee:
        callee.register(URI)
        request = caller.call(URI, receive_progress=True)
        invocation = callee.take(INVOCATION)
        callee.give(invocation, SHORT, progress=True)
        callee.give(invocation, LONG, progress=True)
        callee.give(invocation, SHORT)
        assert caller.receive() == [RESULT, request, {"progress": True}, [SHORT]]
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TOO_LARGE]
        caller.assert_quiet()


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_an_event_that_is_too_large_is_dropped_for_that_subscriber_alone(router, serializer):
    with (
        joined(router, serializer, LENGTH) as narrow, joined(router, serializer) as wide,
        Kind("websocket", serializer).join(router) as other, Kind("websocket").join(router) as publisher,
    ):
        for subscriber in (narrow, wide, other):
            subscriber.subscribe(URI)
        for payload in (SHORT, LONG, "y"):
            publisher.publish(URI, payload)
        assert [narrow.take(EVENT)[4] for _ in range(2)] == [[SHORT], ["y"]]
        for subscriber in (wide, other):
            assert [subscriber.take(EVENT)[4] for _ in range(3)] == [[SHORT], [LONG], ["y"]]
        narrow.assert_quiet()


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_no_event_is_larger_than_the_subscriber_announced(router, serializer):
    """RawSocket.receive_frame() checks each; what fits to the octet arrives."""
    limit = 2 ** (9 + LENGTH)
    with joined(router, serializer, LENGTH) as narrow, joined(router, serializer) as wide:
        narrow.subscribe(URI)
        wide.subscribe(URI)
        sizes = set()
        # The length of a publication id varies, so both sides of the limit may need several attempts.
        for size in itertools.islice(itertools.cycle(range(limit - 60, limit + 10)), 1400):
            if {limit, limit + 1} <= sizes:
                break
            wide.submit(PUBLISH, {"exclude_me": False}, URI, ["x" * size])
            event = wide.receive_serialized()
            sizes.add(len(event))
            if len(event) <= limit:
                assert narrow.receive_serialized() == event
        narrow.assert_quiet()
        assert {limit, limit + 1} <= sizes


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_a_welcome_that_is_too_large_is_an_abort(router, serializer):
    """512 octets are too few for the router's features."""
    with RawSocketSession(router.port, serializer, length=0) as peer, joined(router, serializer) as other:
        peer.open()
        count = other.result("wamp.session.count")
        answer = peer.ask([1, "realm1", {"roles": ROLES}])
        assert (answer[0], answer[2]) == (3, TOO_LARGE)
        peer.wait_closed()
        assert other.result("wamp.session.count") == count


# Time


def test_a_handshake_that_is_never_finished_is_cut(start_router):
    router = start_router(limits={"handshake_timeout_ms": 300})
    with RawSocket(router.port) as peer:
        peer.send_bytes(bytes([MAGIC, 0xF1]))
        assert_closed(peer)


def test_a_connection_that_never_says_hello_is_cut(start_router):
    router = start_router(limits={"hello_timeout_ms": 300})
    with RawSocket(router.port) as peer:
        peer.open()
        # A PING is no HELLO.
        while True:
            try:
                peer.send_frame(PING, b"alive")
                peer.receive_frame()
            except (Closed, ConnectionError):
                break


def test_a_message_that_trickles_does_not_disturb_others(router):
    with joined(router) as slow, joined(router) as honest:
        message = slow.serializer.encode([SUBSCRIBE, 1, {}, URI])
        slow.send_bytes(len(message).to_bytes(4, "big"))
        for byte in message[:-1]:
            slow.send_bytes(bytes([byte]))
            assert not select.select([slow.socket], [], [], 0)[0]
            assert honest.result("wamp.session.count") >= 2
        slow.send_bytes(message[-1:])
        assert slow.receive()[0] == SUBSCRIBE + 1
