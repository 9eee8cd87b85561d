"""What the router keeps before it passes it on, or answers itself, between peers with different serializers."""

import itertools

import pytest

from raw_session import CALL, ERROR, EVENT, GOODBYE, INVOCATION, PUBLISH, RESULT
from router import Router, realm
from serializers import SERIALIZERS, same
from test_wires import ARGS, VALUES
from wires import Kind

TOPIC = "com.example.kept"
PROCEDURE = "com.example.procedure"
KINDS = [Kind("websocket", serializer) for serializer in SERIALIZERS]


@pytest.fixture(scope="module")
def keeping(tmp_path_factory):
    realms = [realm(event_history=[{"uri": TOPIC, "max_events": 1}])]
    with Router(tmp_path_factory.mktemp("keeping"), realms=realms) as running:
        yield running


@pytest.fixture(params=itertools.product(KINDS, KINDS), ids=lambda pair: f"{pair[0]} to {pair[1]}")
def pair(keeping, request):
    """Two sessions, for each pair of serializers."""
    first, second = (kind.join(keeping) for kind in request.param)
    with first, second:
        yield first, second


def assert_payload(message):
    assert same(message[-2:], [ARGS, VALUES]), message


def test_a_retained_event_arrives(pair):
    publisher, subscriber = pair
    publisher.perform(PUBLISH, {"acknowledge": True, "retain": True}, TOPIC, ARGS, VALUES)
    subscriber.subscribe(TOPIC, get_retained=True)
    event = subscriber.take(EVENT)
    assert event[3]["retained"] is True
    assert_payload(event)


def test_a_past_event_can_be_read(pair):
    publisher, reader = pair
    publication = publisher.perform(PUBLISH, {"acknowledge": True}, TOPIC, ARGS, VALUES)[2]
    subscription = reader.result("wamp.subscription.lookup", TOPIC)
    event = reader.result("wamp.subscription.get_events", subscription)
    assert event["publication"] == publication
    assert same([event["args"], event["kwargs"]], [ARGS, VALUES])


def test_a_testament_is_published(pair):
    testator, heir = pair
    heir.subscribe(TOPIC)
    testator.result("wamp.session.add_testament", TOPIC, ARGS, VALUES)
    testator.send([GOODBYE, {}, "wamp.close.close_realm"])
    assert_payload(heir.take(EVENT))


def test_a_call_that_waited_for_its_callee_arrives(pair):
    caller, callee = pair
    callee.register(PROCEDURE, concurrency=1)
    first = caller.call(PROCEDURE)
    second = caller.submit(CALL, {}, PROCEDURE, ARGS, VALUES)
    callee.give(callee.take(INVOCATION))
    invocation = callee.take(INVOCATION)
    assert_payload(invocation)
    callee.give(invocation, 1)
    assert [caller.take(RESULT)[1] for _ in range(2)] == [first, second]


def test_a_call_that_another_callee_could_not_take_arrives(keeping, pair):
    caller, callee = pair
    with Kind("websocket").join(keeping) as unable:
        unable.register(PROCEDURE, invoke="first")
        callee.register(PROCEDURE, invoke="first")
        caller.submit(CALL, {}, PROCEDURE, ARGS, VALUES)
        unable.fail(unable.take(INVOCATION), "wamp.error.unavailable")
        assert_payload(callee.take(INVOCATION))


def test_a_call_in_pieces_arrives(pair):
    caller, callee = pair
    callee.register(PROCEDURE)
    caller.submit(CALL, {"progress": True}, PROCEDURE, ARGS, VALUES)
    first = callee.take(INVOCATION)
    assert_payload(first)
    caller.send([CALL, caller.requests, {}, PROCEDURE, ARGS, VALUES])
    last = callee.take(INVOCATION)
    assert last[1] == first[1]
    assert_payload(last)


def test_attributes_of_ones_own_pass(pair):
    caller, callee = pair
    callee.register(PROCEDURE)
    callee.subscribe(TOPIC)
    attributes = {"_x_values": VALUES, "_x_args": ARGS}
    caller.submit(CALL, attributes, PROCEDURE)
    invocation = callee.take(INVOCATION)
    assert same(invocation[3], attributes)
    callee.send([ERROR, INVOCATION, invocation[1], attributes, "com.example.error"])
    assert same(caller.take(ERROR)[3], attributes)
    caller.submit(PUBLISH, attributes, TOPIC)
    assert same(callee.take(EVENT)[3], attributes)


def test_a_payload_in_passthru_mode_arrives(pair):
    caller, callee = pair
    callee.register(PROCEDURE)
    callee.subscribe(TOPIC)
    options = {"ppt_scheme": "x_custom", "ppt_serializer": "cbor"}
    request = caller.submit(CALL, options, PROCEDURE, [bytes(range(256))])
    invocation = callee.take(INVOCATION)
    assert invocation[3:] == [options, [bytes(range(256))]]
    callee.give(invocation, b"\xff\xfe", **options)
    assert caller.receive() == [RESULT, request, options, [b"\xff\xfe"]]
    caller.submit(PUBLISH, options, TOPIC, [b"\0"])
    assert callee.take(EVENT)[3:] == [options, [b"\0"]]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_meta_api_answers_in_every_serializer(keeping, kind):
    with kind.join(keeping) as peer, Kind("websocket").join(keeping) as other:
        joined = peer.subscribe("wamp.session.on_join")
        registered = peer.subscribe("wamp.registration.on_register")
        assert {peer.session, other.session} <= set(peer.result("wamp.session.list"))
        details = peer.result("wamp.session.get", other.session)
        assert (details["session"], details["authrole"]) == (other.session, "anonymous")
        assert peer.result("wamp.registration.lookup", "com.example.nothing") is None
        assert peer.refused(CALL, {}, "wamp.session.get", [1]) == "wamp.error.no_such_session"
        assert peer.refused(CALL, {}, "wamp.session.get", ["text"]) == "wamp.error.invalid_argument"
        registration = other.register(PROCEDURE)
        event = peer.take(EVENT)
        assert (event[1], event[4]) == (registered, [other.session, registration])
        with Kind("websocket").join(keeping) as third:
            event = peer.take(EVENT)
            assert (event[1], event[4][0]["session"]) == (joined, third.session)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_patterns_identities_and_features_are_told_in_every_serializer(keeping, kind):
    with kind.join(keeping) as peer, Kind("websocket").join(keeping) as other:
        assert peer.welcome["realm"] == "realm1"
        assert peer.welcome["roles"]["dealer"]["features"]["progressive_call_results"] is True
        peer.subscribe("com.example.", match="prefix")
        peer.register("com..get", match="wildcard")
        other.publish("com.example.topic", 1)
        assert peer.take(EVENT)[3]["topic"] == "com.example.topic"
        other.call("com.thing.get")
        assert peer.take(INVOCATION)[3]["procedure"] == "com.thing.get"
