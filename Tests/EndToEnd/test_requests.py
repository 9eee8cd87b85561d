"""Answers to requests as raw transcripts (WAMP basic profile, "PubSub", "RPC", "URIs")."""

import pytest

from wire import joined

TOPIC = "com.example.topic"


@pytest.fixture
def peer(router):
    """A connection with a session."""
    with joined(router) as wire:
        yield wire


def assert_error(answer, request_type, request, uri):
    assert answer[:3] == [8, request_type, request], f"not the ERROR: {answer}"
    assert isinstance(answer[3], dict)
    assert answer[4] == uri


REQUESTS = {
    "SUBSCRIBE": lambda uri: [32, 1, {}, uri],
    "REGISTER": lambda uri: [64, 1, {}, uri],
    "CALL": lambda uri: [48, 1, {}, uri],
    "PUBLISH": lambda uri: [16, 1, {"acknowledge": True}, uri],
}
INVALID_URIS = ["", ".", "com..example", ".com", "com.", "com.a b", "com.a#b", "com.\t", "com.example.\n"]


@pytest.mark.parametrize("uri", INVALID_URIS, ids=repr)
@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS.keys())
def test_an_invalid_uri_is_an_error_and_the_session_goes_on(peer, request_of, uri):
    message = request_of(uri)
    assert_error(peer.ask(message), message[0], 1, "wamp.error.invalid_uri")
    assert peer.ask([32, 2, {}, TOPIC])[:2] == [33, 2]


@pytest.mark.parametrize("uri", ["com.example.Größe", "a", "COM.Example-1.x_y", "com.example.世界"])
def test_loose_uris_are_accepted(peer, uri):
    assert peer.ask([32, 1, {}, uri])[:2] == [33, 1]


def test_an_escaped_uri_is_the_same_uri(peer):
    subscription = peer.ask([32, 1, {}, "com.example.größe"])[2]
    peer.send_frame(1, b'[32,2,{},"com\\u002eexample.gr\\u00f6\\u00dfe"]')
    assert peer.receive() == [33, 2, subscription]


@pytest.mark.parametrize("request_type", [64, 16])
@pytest.mark.parametrize("uri", ["wamp.example", "wamp.session.count", "wamp.metaevent.x"])
def test_the_wamp_namespace_is_reserved(peer, request_type, uri):
    answer = peer.ask([request_type, 1, {"acknowledge": True}, uri])
    assert_error(answer, request_type, 1, "wamp.error.invalid_uri")


def test_a_uri_that_only_begins_like_the_reserved_one_is_free(peer):
    assert peer.ask([64, 1, {}, "wampus.example"])[0] == 65


def test_an_unknown_subscription_cannot_be_ended(peer):
    assert_error(peer.ask([34, 1, 2**53]), 34, 1, "wamp.error.no_such_subscription")


def test_another_sessions_subscription_cannot_be_ended(router, peer):
    with joined(router) as other:
        subscription = other.ask([32, 1, {}, TOPIC])[2]
        assert_error(peer.ask([34, 1, subscription]), 34, 1, "wamp.error.no_such_subscription")
        assert other.ask([34, 2, subscription])[:2] == [35, 2]
        assert_error(other.ask([34, 3, subscription]), 34, 3, "wamp.error.no_such_subscription")


def test_an_unknown_registration_cannot_be_ended(peer):
    assert_error(peer.ask([66, 1, 2**53]), 66, 1, "wamp.error.no_such_registration")


def test_another_sessions_registration_cannot_be_ended(router, peer):
    with joined(router) as other:
        registration = other.ask([64, 1, {}, "com.example.mine"])[2]
        assert_error(peer.ask([66, 1, registration]), 66, 1, "wamp.error.no_such_registration")
        assert other.ask([66, 2, registration])[:2] == [67, 2]


def test_a_second_subscription_to_a_topic_is_the_first_one(router, peer):
    subscription = peer.ask([32, 1, {}, TOPIC])[2]
    assert peer.ask([32, 2, {}, TOPIC]) == [33, 2, subscription]
    with joined(router) as publisher:
        assert publisher.ask([16, 1, {"acknowledge": True}, TOPIC, ["once"]])[0] == 17
    event = peer.receive()
    assert (event[:2], event[4:]) == ([36, subscription], [["once"]])
    assert peer.ask([34, 3, subscription])[:2] == [35, 3]


@pytest.mark.parametrize("uri", [TOPIC, "com..example", "wamp.reserved"])
def test_an_unacknowledged_publication_is_never_answered(peer, uri):
    peer.send([16, 1, {}, uri])
    assert peer.ask([32, 2, {}, TOPIC])[:2] == [33, 2]


def test_an_event_has_its_documented_form(router, peer):
    subscription = peer.ask([32, 1, {}, TOPIC])[2]
    with joined(router) as publisher:
        published = [
            publisher.ask([16, number, {"acknowledge": True}, TOPIC, *payload])
            for number, payload in enumerate([[], [[1]], [[], {"a": 1}], [["x"], {"a": None}]], start=1)
        ]
    for (_, _, publication), payload in zip(published, [[], [[1]], [[], {"a": 1}], [["x"], {"a": None}]]):
        assert peer.receive() == [36, subscription, publication, {}, *payload]


def test_a_call_has_its_documented_forms(router, peer):
    with joined(router) as callee:
        registration = callee.ask([64, 1, {}, "com.example.form"])[2]
        for request in (1, 2):
            peer.send([48, request, {}, "com.example.form", [request], {"key": "ключ"}])
            assert callee.receive() == [68, request, registration, {}, [request], {"key": "ключ"}]
            callee.send([70, request, {}, [], {"done": True}])
            assert peer.receive() == [50, request, {}, [], {"done": True}]


def test_invocation_ids_count_from_one_in_each_session(router, peer):
    with joined(router) as first, joined(router) as second:
        assert first.ask([64, 1, {}, "com.example.first"])[0] == 65
        assert second.ask([64, 1, {}, "com.example.second"])[0] == 65
        for request in (1, 2, 3):
            peer.send([48, request, {}, "com.example.first"])
            assert first.receive()[:2] == [68, request]
        peer.send([48, 4, {}, "com.example.second"])
        assert second.receive()[:2] == [68, 1]


def test_answers_may_come_in_another_order_than_the_calls(router, peer):
    with joined(router) as callee:
        assert callee.ask([64, 1, {}, "com.example.order"])[0] == 65
        for request in (1, 2, 3):
            peer.send([48, request, {}, "com.example.order", [request]])
        invocations = [callee.receive() for _ in range(3)]
        for invocation in reversed(invocations):
            callee.send([70, invocation[1], {}, invocation[4]])
        assert [peer.receive() for _ in range(3)] == [[50, request, {}, [request]] for request in (3, 2, 1)]


def test_an_error_of_the_callee_is_passed_on_unchanged(router, peer):
    with joined(router) as callee:
        assert callee.ask([64, 1, {}, "com.example.error_form"])[0] == 65
        peer.send([48, 1, {}, "com.example.error_form"])
        callee.send([8, 68, callee.receive()[1], {}, "com.example.error.own", [1, None], {"k": "v"}])
        assert peer.receive() == [8, 48, 1, {}, "com.example.error.own", [1, None], {"k": "v"}]


def test_json_is_passed_on_byte_for_byte(router, peer):
    payload = b'[1.0, -0, 1e400, 18446744073709551616, "\\u00e9\\/", "\\ud83d\\ude00", {"b":1, "a":2,"b":3}]'
    with joined(router) as callee:
        assert callee.ask([64, 1, {}, "com.example.bytes"])[0] == 65
        peer.send_frame(1, b'[48,1,{},"com.example.bytes",' + payload + b"]")
        assert payload in callee.receive_frame()[1]


def test_registered_comes_before_the_first_invocation(router, peer):
    known = set()
    with joined(router) as caller:
        for request in range(1, 51):
            peer.send([64, request, {}, f"com.example.early{request}"])
            caller.send([48, request, {}, f"com.example.early{request}"])
            while (message := peer.receive())[0] == 68:
                assert message[2] in known
            assert message[:2] == [65, request]
            known.add(message[2])


def test_subscribed_comes_before_the_first_event(router, peer):
    known = set()
    with joined(router) as publisher:
        for request in range(1, 51):
            peer.send([32, request, {}, f"com.example.early{request}"])
            publisher.send([16, request, {}, f"com.example.early{request}"])
            while (message := peer.receive())[0] == 36:
                assert message[1] in known
            assert message[:2] == [33, request]
            known.add(message[2])
