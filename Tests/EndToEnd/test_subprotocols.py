"""Which WebSocket subprotocol is chosen, and what may be said on it (WAMP basic profile, "Transports")."""

import pytest

from serializers import SERIALIZERS
from wire import BINARY, ROLES, TEXT, Wire
from wires import WIRES, Kind

HELLO = [1, "realm1", {"roles": ROLES}]
NAMES = [f"wamp.2.{name}{suffix}" for name in SERIALIZERS for suffix in ("", ".batched")]


def offered(port, offer):
    """The status of a handshake with this offer, and the subprotocol chosen."""
    with Wire(port) as peer:
        status, fields = peer.handshake(fields={"Sec-WebSocket-Protocol": offer})
        return status, fields.get("sec-websocket-protocol")


@pytest.mark.parametrize("name", NAMES)
def test_every_subprotocol_can_be_had(router, name):
    assert offered(router.port, name) == (101, name)


@pytest.mark.parametrize(
    ("offer", "chosen"),
    [
        ("wamp.2.cbor, wamp.2.json", "wamp.2.cbor"),
        ("wamp.2.json,wamp.2.cbor", "wamp.2.json"),
        ("wamp.2.msgpack.batched , wamp.2.msgpack", "wamp.2.msgpack.batched"),
        ("soap, wamp.2.ubjson, wamp.2.flatbuffers, wamp.2.msgpack, wamp.2.json", "wamp.2.msgpack"),
        ("WAMP.2.CBOR, wamp.2.json.batched", "wamp.2.json.batched"),
    ],
)
def test_the_first_of_the_clients_list_that_is_known_is_chosen(router, offer, chosen):
    assert offered(router.port, offer) == (101, chosen)


def test_a_list_may_stand_in_several_fields(router):
    with Wire(router.port) as peer:
        status, fields = peer.handshake(
            fields={"Sec-WebSocket-Protocol": "wamp.2.ubjson", "sec-websocket-protocol": "wamp.2.cbor"}
        )
        assert (status, fields["sec-websocket-protocol"]) == (101, "wamp.2.cbor")


@pytest.mark.parametrize(
    "offer", [None, "soap", "wamp.2.ubjson", "WAMP.2.JSON", "wamp.2.json.", "wamp.2", "wamp.2.batched", "wamp.1"]
)
def test_without_a_known_one_the_handshake_is_refused(router, offer):
    assert offered(router.port, offer) == (400, None)


def test_a_listener_speaks_only_the_serializers_that_it_is_told(start_router):
    router = start_router(listener={"serializers": ["cbor"]})
    assert offered(router.port, "wamp.2.json, wamp.2.cbor") == (101, "wamp.2.cbor")
    assert offered(router.port, "wamp.2.json, wamp.2.cbor.batched") == (101, "wamp.2.cbor.batched")
    assert offered(router.port, "wamp.2.json, wamp.2.msgpack.batched") == (400, None)


WEBSOCKETS = [wire for wire in WIRES if wire.transport == "websocket" and not (wire.is_unix or wire.is_secure)]


def assert_violation(peer):
    """An ABORT in a frame of the right type, and the end."""
    answer = peer.receive()
    assert (answer[0], answer[2]) == (3, "wamp.error.protocol_violation"), f"answered with {answer}"
    peer.wait_closed()


@pytest.mark.parametrize("wire", WEBSOCKETS, ids=str)
def test_a_frame_of_the_other_type_is_a_violation(router, wire):
    """Were it not for its type, the message would be a good one."""
    for is_joined in (False, True):
        with wire.open(router) as peer:
            message = HELLO
            if is_joined:
                peer.join()
                message = [32, 1, {}, "com.example.topic"]
            payload = peer.serializer.encode(message)
            if wire.is_batched:
                payload = peer.serializer.batch([payload])
            if wire.serializer != "json":
                # Text must be UTF-8, which is another rule.
                payload = b"text"
            peer.send_frame(BINARY if peer.serializer.is_text else TEXT, payload)
            assert_violation(peer)


def nested(serializer, depth):
    return {
        "json": b"[" * depth + b"]" * depth, "msgpack": b"\x91" * depth + b"\x90", "cbor": b"\x81" * depth + b"\x80"
    }[serializer.name]


def call(serializer, args):
    return serializer.message([48, 1, {}, "com.example.missing"], args)


BROKEN = {
    "json": [b"", b"[", b"[48,", b'[32,1,{},"a"]]', b"[NaN]", b"[32,1,{},'a']", b'[32,1,{},"a"]\0'],
    "msgpack": [
        b"", b"\xc1", b"\x94\x30\x01\x80", b"\x94\x20\x01\x80\xa1\xff", b"\x94\x20\x01\x80\xa1a\xc0", b"[32]",
        b"\x80", b"\x95\x30\x01\x80\xa1a\x91\xc1", b"\x95\x30\x01\x80\xa1a\x91\x81\x01\x01", b"\xc7\x01\x05a",
        b"\x94\x20\x01\x81\x01\x01\xa1a", b"\x94\xca\x42\x00\x00\x00\x01\x80\xa1a",
    ],
    "cbor": [
        b"", b"\xff", b"\x84\x18\x20\x01\xa0", b"\x84\x18\x20\x01\xa0\x61\xff", b"\x84\x18\x20\x01\xa0\x61a\xf6",
        b"[32]", b"\xa0", b"\x85\x18\x30\x01\xa0\x61a\x81\x1c", b"\x85\x18\x30\x01\xa0\x61a\x81\xa1\x01\x01",
        b"\x84\x18\x20\x01\xa1\x01\x01\x61a", b"\x85\x18\x30\x01\xa0\x61a\x81\xff", b"\x85\x18\x30\x01\xa0\x61a\x9f",
        b"\x85\x18\x30\x01\xa0\x61a\x81\xbf\x61a\xff", b"\x85\x18\x30\x01\xa0\x61a\x81\x7f\x41a\xff",
        b"\x85\x18\x30\x01\xa0\x61a\x81\xf8\x10", b"\xc1" * 10_000 + b"\x80",
    ],
}
BROKEN_MESSAGES = [
    pytest.param(name, message, id=f"{name} {number}")
    for name, messages in BROKEN.items() for number, message in enumerate(messages)
]


@pytest.mark.parametrize("transport", ["websocket", "rawsocket"])
@pytest.mark.parametrize(("name", "message"), BROKEN_MESSAGES)
def test_what_the_serializer_cannot_read_is_a_violation(router, transport, name, message):
    with Kind(transport, name).join(router) as peer:
        peer.send_payload(message)
        assert_violation(peer)


@pytest.mark.parametrize("name", SERIALIZERS)
def test_nesting_without_end_is_a_violation(router, name):
    with Kind("websocket", name).join(router) as peer:
        peer.send_payload(call(peer.serializer, nested(peer.serializer, 100_000)))
        assert_violation(peer)


@pytest.mark.parametrize("name", SERIALIZERS)
def test_nesting_within_the_limit_is_none(router, name):
    with Kind("websocket", name).join(router) as peer:
        peer.send_payload(call(peer.serializer, nested(peer.serializer, 50)))
        assert peer.receive()[4] == "wamp.error.no_such_procedure"
