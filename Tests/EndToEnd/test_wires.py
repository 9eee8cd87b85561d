"""Any session works with any other, whatever wire each of them has."""

import itertools

import pytest

from raw_session import CALL, ERROR, EVENT, GOODBYE, INVOCATION, PUBLISH, REGISTER, RESULT, SUBSCRIBE, YIELD
from serializers import same
from wire import Closed
from wires import WIRES, Kind

URI = "com.example.wires"
ODD = "com.example.error.odd"

VALUES = {
    "null": None,
    "booleans": [True, False],
    "small integers": [0, 1, -1, 23, 24, -24, -25, 31, 32, -32, -33, 127, 128, -128, -129, 255, 256],
    "longer integers": [32767, 32768, -32768, -32769, 65535, 65536, 2**31 - 1, 2**31, -(2**31), 2**32 - 1],
    "integers up to 64 bits": [2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**63, 2**64 - 1],
    "floats": [1.0, 0.0, -0.0, 0.1, -1.5, 1e300, 5e-324, 1.7976931348623157e308, 2.0**64, 1e22, 123456789.125],
    "strings": ["", "a", "x" * 31, "x" * 32, "x" * 23, "x" * 24, "x" * 255, "x" * 256],
    "characters that are escaped": "\"\\/\b\f\n\r\t\x1e\x18\x7f",
    "unicode": "Grüße, 世界, 👩‍👩‍👧‍👦, \U0010ffff, \ufffd, \u2028, \u202e",
    "not base64 after U+0000": ["\0 not base64", "\0abc", "\0=", "in the \0 middle"],
    "binary": [b"", b"\0", b"a", b"ab", b"abc", bytes(range(256)), "text".encode()],
    "lists": [[], [[]], [[[], [1, [2, [3]]]]], list(range(15)), list(range(16))],
    "dictionaries": {
        "empty": {}, "nested": {"a": {"b": {"c": [{}]}}}, "zebra": 1, "ant": 2, "": 3, "Ünï": 4, "\0": 5,
        "sixteen": {str(number): number for number in range(16, 0, -1)},
    },
}
ARGS = list(VALUES.values())

PAIRS = list(itertools.product(WIRES, WIRES))
EQUAL_PAIRS = [(first, second) for first, second in PAIRS if first.serializer == second.serializer]


def named(first, second):
    """A parameter of two wires."""
    return pytest.param(first, second, id=f"{first} to {second}")


def assert_same(received, expected):
    assert same(received, expected), f"{received!r} is not {expected!r}"


@pytest.mark.parametrize(("caller_wire", "callee_wire"), itertools.starmap(named, PAIRS))
def test_a_call_and_all_its_answers_pass(router, caller_wire, callee_wire):
    with callee_wire.join(router) as callee, caller_wire.join(router) as caller:
        callee.register(URI)
        details = {"progress": True}

        request = caller.submit(CALL, {"receive_progress": True}, URI, ARGS, VALUES)
        invocation = callee.take(INVOCATION)
        assert_same(invocation[3:], [{"receive_progress": True}, ARGS, VALUES])
        # In progress, keywords without arguments keep the empty list before them.
        callee.send([YIELD, invocation[1], details, [1]], [YIELD, invocation[1], details, [], VALUES])
        callee.send([YIELD, invocation[1], {}, ARGS, VALUES])
        assert_same(caller.receive(), [RESULT, request, details, [1]])
        assert_same(caller.receive(), [RESULT, request, details, [], VALUES])
        assert_same(caller.receive(), [RESULT, request, {}, ARGS, VALUES])

        request = caller.submit(CALL, {}, URI)
        invocation = callee.take(INVOCATION)
        assert len(invocation) == 4
        callee.send([ERROR, INVOCATION, invocation[1], {}, ODD, ARGS, VALUES])
        assert_same(caller.receive(), [ERROR, CALL, request, {}, ODD, ARGS, VALUES])

        request = caller.submit(CALL, {}, URI, [], {"only": "keywords"})
        invocation = callee.take(INVOCATION)
        assert_same(invocation[4:], [[], {"only": "keywords"}])
        callee.send([YIELD, invocation[1], {}])
        assert caller.receive() == [RESULT, request, {}]


@pytest.mark.parametrize(("publisher_wire", "subscriber_wire"), itertools.starmap(named, PAIRS))
def test_a_publication_passes(router, publisher_wire, subscriber_wire):
    with subscriber_wire.join(router) as subscriber, publisher_wire.join(router) as publisher:
        subscription = subscriber.subscribe(URI)
        publication = publisher.perform(PUBLISH, {"acknowledge": True}, URI, ARGS, VALUES)[2]
        publisher.submit(PUBLISH, {}, URI)
        publisher.submit(PUBLISH, {}, URI, [], {"only": "keywords"})
        assert_same(subscriber.receive(), [EVENT, subscription, publication, {}, ARGS, VALUES])
        assert len(subscriber.take(EVENT)) == 4
        assert_same(subscriber.take(EVENT)[4:], [[], {"only": "keywords"}])


# Other than a serializer would write them: insignificant spaces, escapes, the same key twice; numbers longer
# than need be; indefinite lengths, chunks, tags and half floats.
UNUSUAL = {
    "json": (
        b'[ 1,\t-0 , 1E+2,1.50e-1, "\\u00e9\\/\\ud83d\\ude00", { "b" : [ ] ,"b":2,"a":null } ,"\\u0000AA==" \r\n]',
        b'{ "k" : 1.0, "k":"\\u006b" , "\\u0000" : [true , false]}',
    ),
    "msgpack": (
        bytes.fromhex(
            "dd00000009 cf0000000000000001 d3ffffffffffffffff ca3fc00000 db0000000161 c60000000100 dd00000000"
            "df00000002 d90162 01 d90162 02 cd0001 c70305616263"
        ),
        bytes.fromhex("df00000001 db000000016b cc01"),
    ),
    "cbor": (
        bytes.fromhex(
            "9f 1b0000000000000001 3b0000000000000000 f93e00 fa3fc00000 7f 6161 6162 60 ff 5f 4100 40 ff"
            "c11a514b67b0 c249010000000000000000 f7 9f ff bf 6162 01 6162 02 ff d9d9f7 00 ff"
        ),
        bytes.fromhex("bf 7f 616b ff f4 ff"),
    ),
}


@pytest.mark.parametrize(("first_wire", "second_wire"), itertools.starmap(named, EQUAL_PAIRS))
def test_between_equal_serializers_the_bytes_of_a_payload_stay(router, first_wire, second_wire):
    args, kwargs = parts = UNUSUAL[first_wire.serializer]
    with first_wire.join(router) as first, second_wire.join(router) as second:
        write, payload = first.serializer.message, first.serializer.payload(args, kwargs)

        def assert_payload(peer, code):
            message = peer.receive_serialized()
            assert peer.serializer.decode(message)[0] == code
            assert message.endswith(payload), f"{payload!r} is not the end of {message!r}"
            return peer.serializer.decode(message)

        second.register(URI)
        second.subscribe(URI)
        first.send_serialized(
            write([CALL, 1, {"receive_progress": True}, URI], *parts), write([PUBLISH, 2, {}, URI], *parts)
        )
        first.requests = 2
        invocation = assert_payload(second, INVOCATION)[1]
        assert_payload(second, EVENT)
        second.send_serialized(
            write([YIELD, invocation, {"progress": True}], *parts), write([YIELD, invocation, {}], *parts)
        )
        assert_payload(first, RESULT)
        assert_payload(first, RESULT)
        first.call(URI)
        invocation = second.take(INVOCATION)[1]
        second.send_serialized(write([ERROR, INVOCATION, invocation, {}, ODD], *parts))
        assert_payload(first, ERROR)


# Around the lengths at which a frame's header, or what the router does with a payload, changes.
SIZES = [*range(110, 130), 255, 256, 257, 4095, 4096, 4097, *range(65_400, 65_540, 20), 65_535, 65_536, 1 << 20]


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_payloads_of_every_size_pass(router, wire):
    with wire.join(router) as callee, wire.join(router) as caller:
        callee.register(URI)
        for size in SIZES:
            request = caller.call(URI, "x" * size)
            invocation = callee.take(INVOCATION)
            assert invocation[4] == ["x" * size]
            callee.give(invocation, b"y" * size)
            assert caller.receive() == [RESULT, request, {}, [b"y" * size]]


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_one_publication_reaches_every_wire(router, wire):
    subscribers = [kind.join(router) for kind in WIRES for _ in range(2)]
    try:
        subscriptions = {subscriber.subscribe(URI) for subscriber in subscribers}
        assert len(subscriptions) == 1
        with wire.join(router) as publisher:
            # The router copies a short payload and shares a long one among the connections.
            for payload in ["short", b"binary", "long" * 2_000, b"long" * 20_000]:
                publisher.publish(URI, payload)
                for subscriber in subscribers:
                    assert subscriber.take(EVENT)[4:] == [[payload]]
    finally:
        for subscriber in subscribers:
            subscriber.__exit__()


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_a_burst_arrives_whole_and_in_order(router, wire):
    count = 300
    with wire.join(router) as subscriber, Kind("rawsocket", "msgpack").join(router) as publisher:
        subscriber.subscribe(URI)
        with publisher.one_segment():
            for number in range(count):
                publisher.submit(PUBLISH, {}, URI, [number, "x" * (number * 7 % 1_000)])
        assert [subscriber.take(EVENT)[4][0] for _ in range(count)] == list(range(count))


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_requests_of_a_burst_are_answered_in_order(router, wire):
    with wire.join(router) as peer:
        peer.send(*([SUBSCRIBE, number, {}, f"{URI}.{number}"] for number in range(1, 101)))
        assert [peer.take(SUBSCRIBE + 1)[1] for _ in range(100)] == list(range(1, 101))


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_a_new_session_may_follow_on_the_same_transport(router, wire):
    with wire.join(router) as peer:
        first = peer.session
        assert peer.ask([GOODBYE, {}, "wamp.close.close_realm"])[2] == "wamp.close.goodbye_and_out"
        peer.join()
        assert peer.session != first


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_an_unknown_realm_is_an_abort(router, wire):
    with wire.open(router) as peer:
        answer = peer.ask([1, "nowhere", {"roles": {"caller": {}}}])
        assert (answer[0], answer[2]) == (3, "wamp.error.no_such_realm")


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_a_violation_is_an_abort_and_the_end_of_the_transport(router, wire):
    with wire.join(router) as peer, Kind("websocket").join(router) as other:
        peer.register(URI)
        # HTTP tells it twice.
        peer.status = 400
        peer.send([REGISTER, 7, {}, "com.example.gap"])
        answer = peer.receive()
        assert (answer[0], answer[2]) == (3, "wamp.error.protocol_violation")
        peer.wait_closed()
        other.register(URI)


@pytest.mark.parametrize("wire", WIRES, ids=str)
def test_a_shutdown_says_goodbye(start_router, certificates, wire):
    router = start_router(unix={}, certificates=certificates)
    with wire.join(router) as peer:
        router.terminate()
        goodbye = peer.receive()
        assert (goodbye[0], goodbye[2]) == (GOODBYE, "wamp.close.system_shutdown")
        peer.send([GOODBYE, {}, "wamp.close.goodbye_and_out"])
        with pytest.raises((Closed, ConnectionError)):
            peer.receive()
    assert router.wait() == 0


STREAMS = [wire for wire in WIRES if wire.transport != "longpoll"]


@pytest.mark.parametrize("wire", STREAMS, ids=str)
def test_a_lost_connection_takes_its_procedures_along(router, wire):
    with wire.join(router) as callee, Kind("websocket").join(router) as caller:
        callee.register(URI)
        request = caller.call(URI)
        callee.take(INVOCATION)
        callee.socket.close()
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, "wamp.error.canceled"]
        caller.register(URI)
