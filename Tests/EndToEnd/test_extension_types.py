"""What one serializer has and another has not: it reaches those who can read it, and nobody else.

MessagePack has extension types; CBOR has tags, which are dropped on the way to others, and floats that JSON
has no text for.
"""

import math

import cbor2
import msgpack
import pytest

from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, RESULT
from router import realm
from serializers import same
from wires import Kind

URI = "com.example.extension"
EXTENSION = msgpack.ExtType(42, b"\1\2\3")
OTHERS = ["json", "cbor"]
PLACES = {
    "argument": ([EXTENSION], {}), "nested": ([1, {"a": [[EXTENSION]]}], {}), "keyword": ([], {"key": EXTENSION}),
    "timestamp": ([msgpack.Timestamp(1, 2)], {}), "large": ([msgpack.ExtType(1, bytes(70_000))], {}),
}


def assert_not_carried(answer, request):
    assert answer[:5] == [ERROR, CALL, request, {}, "wamp.error.invalid_argument"]


@pytest.mark.parametrize("transport", ["websocket", "rawsocket"])
@pytest.mark.parametrize(("args", "kwargs"), PLACES.values(), ids=PLACES.keys())
def test_an_extension_type_passes_between_messagepack_peers(router, transport, args, kwargs):
    wire = Kind(transport, "msgpack")
    with wire.join(router) as callee, wire.join(router) as caller:
        callee.register(URI)
        request = caller.submit(CALL, {}, URI, args, kwargs)
        invocation = callee.take(INVOCATION)
        assert same(msgpack.packb(invocation[4]), msgpack.packb(args))
        callee.give(invocation, *args)
        assert same(caller.receive(), [RESULT, request, {}, args] if args else [RESULT, request, {}])


@pytest.mark.parametrize("serializer", OTHERS)
@pytest.mark.parametrize(("args", "kwargs"), PLACES.values(), ids=PLACES.keys())
def test_a_call_with_an_extension_type_fails_where_the_callee_cannot_read_it(router, serializer, args, kwargs):
    with Kind("websocket", serializer).join(router) as callee, Kind("websocket", "msgpack").join(router) as caller:
        callee.register(URI)
        request = caller.submit(CALL, {}, URI, args, kwargs)
        assert_not_carried(caller.receive(), request)
        callee.assert_quiet()
        request = caller.call(URI, 1)
        callee.give(callee.take(INVOCATION), 2)
        assert caller.receive() == [RESULT, request, {}, [2]]


@pytest.mark.parametrize("serializer", OTHERS)
def test_a_call_fails_where_the_caller_cannot_read_its_answer(router, serializer):
    with Kind("websocket", "msgpack").join(router) as callee, Kind("websocket", serializer).join(router) as caller:
        callee.register(URI)
        for answer in (
            lambda invocation: callee.give(invocation, EXTENSION),
            lambda invocation: callee.fail(invocation, "com.example.error", EXTENSION),
        ):
            request = caller.call(URI)
            answer(callee.take(INVOCATION))
            assert_not_carried(caller.receive(), request)
        callee.assert_quiet()
        caller.assert_quiet()


@pytest.mark.parametrize("publisher_transport", ["websocket", "rawsocket"])
def test_an_event_with_an_extension_type_is_dropped_for_those_who_cannot_read_it(router, publisher_transport):
    kinds = [
        Kind(transport, serializer)
        for transport in ("websocket", "rawsocket") for serializer in ("json", "msgpack", "cbor")
    ]
    subscribers = [kind.join(router) for kind in kinds]
    try:
        for subscriber in subscribers:
            subscriber.subscribe(URI)
        with Kind(publisher_transport, "msgpack").join(router) as publisher:
            publisher.publish(URI, "before")
            publisher.publish(URI, EXTENSION)
            publisher.publish(URI, "after")
        for kind, subscriber in zip(kinds, subscribers, strict=True):
            expected = [["before"], ["after"]]
            if kind.serializer == "msgpack":
                expected.insert(1, [EXTENSION])
            assert [subscriber.take(EVENT)[4] for _ in expected] == expected
            subscriber.assert_quiet()
    finally:
        for subscriber in subscribers:
            subscriber.__exit__()


@pytest.mark.parametrize("serializer", OTHERS)
def test_a_kept_event_with_an_extension_type_is_left_out_for_those_who_cannot_read_it(start_router, serializer):
    router = start_router(realms=[realm(event_history=[{"uri": URI}])])
    with (
        Kind("websocket", "msgpack").join(router) as publisher, Kind("websocket", "msgpack").join(router) as able,
        Kind("websocket", serializer).join(router) as unable,
    ):
        for value in ("before", EXTENSION, "after"):
            publisher.perform(PUBLISH, {"acknowledge": True, "retain": value == EXTENSION}, URI, [value])
        able.subscribe(URI, get_retained=True)
        assert able.take(EVENT)[4] == [EXTENSION]
        subscription = unable.subscribe(URI, get_retained=True)
        unable.assert_quiet()
        for reader, expected in ((able, ["before", EXTENSION, "after"]), (unable, ["before", "after"])):
            events = reader.perform(CALL, {}, "wamp.subscription.get_events", [subscription])[3]
            assert [event["args"][0] for event in events] == expected


def test_a_testament_has_no_extension_types(router):
    """What the router itself reads is made of the types of WAMP."""
    with Kind("websocket", "msgpack").join(router) as testator:
        arguments = [URI, [EXTENSION], {}]
        refusal = testator.refused(CALL, {}, "wamp.session.add_testament", arguments)
        assert refusal == "wamp.error.invalid_argument"
        testator.assert_quiet()


TAGGED = {
    "date": (cbor2.CBORTag(1, 1363896240), 1363896240), "address": (cbor2.CBORTag(32, "http://x"), "http://x"),
    "nested": ([cbor2.CBORTag(1_000, {"a": cbor2.CBORTag(9, [])})], [{"a": []}]),
    "undefined": (cbor2.undefined, None),
    "large integer in few bytes": (cbor2.CBORTag(2, b"\0\0\1"), 1),
}


@pytest.mark.parametrize("serializer", ["json", "msgpack"])
@pytest.mark.parametrize(("value", "plain"), TAGGED.values(), ids=TAGGED.keys())
def test_tags_of_cbor_are_dropped_for_others(router, serializer, value, plain):
    with Kind("websocket", serializer).join(router) as callee, Kind("rawsocket", "cbor").join(router) as caller:
        callee.register(URI)
        caller.call(URI, value)
        assert same(callee.take(INVOCATION)[4], [plain])


@pytest.mark.parametrize("serializer", ["msgpack", "cbor"])
def test_what_is_no_number_is_null_in_json(router, serializer):
    values = [math.nan, math.inf, -math.inf]
    with (
        Kind("websocket").join(router) as json, Kind("websocket", "msgpack").join(router) as msgpack_peer,
        Kind("websocket", "cbor").join(router) as cbor, Kind("rawsocket", serializer).join(router) as publisher,
    ):
        for subscriber in (json, msgpack_peer, cbor):
            subscriber.subscribe(URI)
        publisher.publish(URI, *values)
        assert json.take(EVENT)[4] == [None] * 3
        assert same(msgpack_peer.take(EVENT)[4], values)
        assert same(cbor.take(EVENT)[4], values)
