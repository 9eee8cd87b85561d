"""Opening and closing of sessions as raw transcripts (WAMP basic profile, "Sessions")."""

import pytest

from wire import ROLES, Closed, joined, opened

HELLO = [1, "realm1", {"roles": ROLES}]


@pytest.fixture
def peer(router):
    """A connection without a session."""
    with opened(router) as wire:
        yield wire


def abort_reason(answer):
    assert answer[0] == 3, f"not an ABORT: {answer}"
    assert answer[1]["message"], "an ABORT without a message for a person"
    return answer[2]


def test_welcome_tells_identity_and_roles(peer):
    details = peer.join()
    assert 1 <= peer.session <= 2**53
    assert details["realm"] == "realm1"
    assert details["authrole"] == "anonymous"
    assert details["authmethod"] == "anonymous"
    assert details["authid"]
    assert details["agent"]
    assert {"broker", "dealer"} <= details["roles"].keys()


def test_only_features_with_value_true_are_announced(peer):
    for role in peer.join()["roles"].values():
        assert all(value is True for value in role.get("features", {}).values())


def test_session_ids_are_random_and_differ(router):
    peers = [joined(router) for _ in range(20)]
    sessions = {peer.session for peer in peers}
    assert len(sessions) == 20
    assert max(sessions) > 2**40
    for peer in peers:
        peer.socket.close()


def test_one_client_role_is_enough(peer):
    peer.join(details={"roles": {"subscriber": {}}})


def test_unknown_attributes_of_hello_are_ignored(peer):
    peer.join(details={"roles": ROLES, "x_unknown": [1], "_custom_attribute": {"a": None}})


def test_an_unknown_realm_is_refused(peer):
    assert abort_reason(peer.ask([1, "realm.unknown", {"roles": ROLES}])) == "wamp.error.no_such_realm"
    peer.wait_closed()


@pytest.mark.parametrize(
    "details",
    [{}, {"roles": {}}, {"roles": {"broker": {}}}, {"roles": []}, {"roles": {"caller": 1}}, {"roles": None}],
    ids=str,
)
def test_a_hello_without_a_client_role_is_a_protocol_violation(peer, details):
    assert abort_reason(peer.ask([1, "realm1", details])) == "wamp.error.protocol_violation"
    peer.wait_closed()


def test_goodbye_is_answered_and_the_transport_can_be_used_again(peer):
    peer.join()
    first = peer.session
    assert peer.ask([32, 1, {}, "com.example.topic"])[0] == 33
    goodbye = peer.ask([6, {"message": "bye"}, "wamp.close.close_realm"])
    assert (goodbye[0], goodbye[2]) == (6, "wamp.close.goodbye_and_out")

    peer.join()
    assert peer.session != first
    # Request ids begin again at 1, and the old session's subscription is gone.
    answer = peer.ask([16, 1, {"acknowledge": True, "exclude_me": False}, "com.example.topic"])
    assert answer[:2] == [17, 1]


def test_an_aborted_hello_does_not_leave_a_session_behind(router, peer):
    peer.send([3, {}, "wamp.error.canceled"])
    peer.wait_closed()
    joined(router).socket.close()


def test_an_abort_ends_an_established_session_without_an_answer(peer):
    peer.join()
    peer.send([3, {"message": "enough"}, "com.example.error.enough", [1], {"a": 1}])
    with pytest.raises((Closed, ConnectionError)):
        message = peer.receive()
        pytest.fail(f"ABORT was answered with {message}")


def test_nothing_is_processed_after_goodbye(router):
    with joined(router) as peer, joined(router) as other:
        assert other.ask([32, 1, {}, "com.example.after"])[0] == 33
        peer.send([6, {}, "wamp.close.close_realm"])
        peer.send([16, 1, {}, "com.example.after"])
        assert peer.receive()[0] == 6
        assert abort_reason(peer.receive()) == "wamp.error.protocol_violation"
        # The next thing that the subscriber hears is its own event, not the late one.
        answer = other.ask([16, 2, {"acknowledge": True, "exclude_me": False}, "com.example.after", ["own"]])
        messages = [answer, other.receive()]
        assert [message[4] for message in messages if message[0] == 36] == [["own"]]
        assert len([message for message in messages if message[0] == 17]) == 1


def test_several_messages_in_one_segment_are_answered_in_order(peer):
    peer.join()
    with peer.one_segment():
        for request in range(1, 51):
            peer.send([32, request, {}, f"com.example.topic{request}"])
    assert [peer.receive()[:2] for _ in range(50)] == [[33, request] for request in range(1, 51)]


def test_a_message_may_come_in_fragments_and_single_bytes(peer):
    peer.join()
    text = b'[32,1,{},"com.example.topic"]'
    with peer.byte_by_byte():
        peer.send_frame(1, text[:5], fin=False)
        peer.send_frame(9, b"in between")
        peer.send_frame(0, text[5:])
    assert peer.receive_frame() == (10, b"in between")
    assert peer.receive()[:2] == [33, 1]
