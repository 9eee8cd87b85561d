"""Several messages in one message of the transport (WAMP advanced profile, "Message Batching")."""

import pytest

from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, REGISTER, SUBSCRIBE
from serializers import SERIALIZERS
from wire import ROLES
from wires import WIRES, Kind

URI = "com.example.batches"
WEBSOCKETS = [Kind("websocket", serializer, is_batched=True) for serializer in SERIALIZERS]
BATCHED = [wire for wire in WIRES if wire.is_batched]


@pytest.mark.parametrize("wire", BATCHED, ids=str)
def test_the_messages_of_a_batch_are_processed_in_order(router, wire):
    with wire.open(router) as peer:
        peer.send(
            [1, "realm1", {"roles": ROLES}],
            [SUBSCRIBE, 1, {}, URI], [REGISTER, 2, {}, URI], [CALL, 3, {}, URI, [1]],
            [PUBLISH, 4, {"exclude_me": False}, URI, [2]], [CALL, 5, {}, "com.example.missing"],
        )
        answers = [peer.receive() for _ in range(6)]
        assert [answer[0] for answer in answers] == [2, SUBSCRIBE + 1, REGISTER + 1, INVOCATION, EVENT, ERROR]
        assert [answers[3][4], answers[4][4]] == [[1], [2]]


@pytest.mark.parametrize("wire", BATCHED, ids=str)
def test_a_batch_of_many_messages_passes(router, wire):
    count = 5_000
    with wire.join(router) as peer:
        peer.send(*([SUBSCRIBE, number, {}, URI] for number in range(1, count + 1)))
        assert [peer.take(SUBSCRIBE + 1)[1] for _ in range(count)] == list(range(1, count + 1))


@pytest.mark.parametrize("separator", [b"\x18", b"\x1e"], ids=["18", "1e"])
@pytest.mark.parametrize("wire", BATCHED[::3], ids=str)
def test_both_separators_of_json_are_understood(router, wire, separator):
    with wire.join(router) as peer:
        messages = [peer.serializer.encode([SUBSCRIBE, number, {}, URI]) for number in (1, 2)]
        peer.send_payload(separator.join([*messages, b""]))
        assert [peer.take(SUBSCRIBE + 1)[1] for _ in range(2)] == [1, 2]


SUBSCRIBE_FIRST = [SUBSCRIBE, 1, {}, URI]


def broken(serializer):
    """Payloads that are no batch, by what is wrong with them."""
    message = serializer.encode(SUBSCRIBE_FIRST)
    whole = serializer.batch([message])
    yield "empty", b""
    yield "message without frame", message
    yield "rest", whole + b"\0"
    if serializer.is_text:
        yield "only a separator", b"\x18"
        yield "empty message first", b"\x18" + whole
        yield "empty message last", whole + b"\x18"
        yield "separator between alone", message + b"\x18" + message
        yield "two messages without separator", message + message + b"\x18"
    else:
        yield "truncated length", whole[:3]
        yield "length alone", whole[:4]
        yield "truncated message", whole[:-1]
        yield "length of the empty message", bytes(4)
        yield "empty message last", whole + bytes(4)
        yield "length beyond the end", b"\xff\xff\xff\xff" + message
        yield "length too short", (len(message) - 1).to_bytes(4, "big") + message
        yield "truncated length behind a message", whole + b"\0\0\0"


BROKEN = [
    pytest.param(wire, payload, id=f"{wire} {name}")
    for wire in WEBSOCKETS for name, payload in broken(SERIALIZERS[wire.serializer])
]


@pytest.mark.parametrize(("wire", "payload"), BROKEN)
def test_what_is_no_batch_ends_the_session(router, wire, payload):
    with wire.join(router) as peer, wire.join(router) as other:
        peer.send_payload(payload)
        answers = []
        while not answers or answers[-1][0] == SUBSCRIBE + 1:
            answers.append(peer.receive())
        assert (answers[-1][0], answers[-1][2]) == (3, "wamp.error.protocol_violation")
        peer.wait_closed()
        other.subscribe(URI)


@pytest.mark.parametrize("wire", WEBSOCKETS, ids=str)
def test_nothing_behind_a_violation_in_a_batch_is_processed(router, wire):
    with wire.join(router) as peer, wire.join(router) as subscriber:
        subscriber.subscribe(URI)
        numbers = {1: "before", 3: "a gap", 2: "after"}
        peer.send(*([PUBLISH, number, {}, URI, [when]] for number, when in numbers.items()))
        assert peer.receive()[2] == "wamp.error.protocol_violation"
        peer.wait_closed()
        assert subscriber.take(EVENT)[4] == ["before"]
        subscriber.assert_quiet()


@pytest.mark.parametrize("wire", WEBSOCKETS, ids=str)
def test_a_burst_for_a_batching_peer_takes_few_frames(router, wire):
    """At least some of the messages that wait together are sent together."""
    count = 200
    with wire.join(router) as peer:
        peer.send(*([SUBSCRIBE, number, {}, URI] for number in range(1, count + 1)))
        frames = 0
        received = 0
        while received < count:
            received += len(peer.serializer.split(peer.receive_payload()))
            frames += 1
        assert received == count and frames < count
