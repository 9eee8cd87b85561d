"""What breaks the protocol, and what only looks as if (WAMP basic profile, "Protocol Violations").

A violation is answered with ABORT `wamp.error.protocol_violation`, and the transport is closed.
"""

import pytest

from wire import BINARY, ROLES, TEXT, joined, opened

URI = "com.example.uri"

BEFORE_HELLO = {
    "CALL": [48, 1, {}, URI],
    "SUBSCRIBE": [32, 1, {}, URI],
    "GOODBYE": [6, {}, "wamp.close.close_realm"],
    "AUTHENTICATE without CHALLENGE": [5, "signature", {}],
    "WELCOME": [2, 1, {}],
    "HELLO without details": [1, "realm1"],
    "HELLO with a number as realm": [1, 1, {"roles": ROLES}],
    "HELLO with a list as details": [1, "realm1", []],
    "HELLO that is too long": [1, "realm1", {"roles": ROLES}, 1],
}

IN_SESSION = {
    "second HELLO": [1, "realm1", {"roles": ROLES}],
    "AUTHENTICATE": [5, "signature", {}],
    # Messages that only a router sends
    "WELCOME": [2, 1, {}],
    "CHALLENGE": [4, "ticket", {}],
    "PUBLISHED": [17, 1, 1],
    "SUBSCRIBED": [33, 1, 1],
    "UNSUBSCRIBED": [35, 1],
    "EVENT": [36, 1, 1, {}],
    "RESULT": [50, 1, {}],
    "REGISTERED": [65, 1, 1],
    "UNREGISTERED": [67, 1],
    "INVOCATION": [68, 1, 1, {}],
    "INTERRUPT": [69, 1, {}],
    # Answers to invocations that never were
    "YIELD for an unknown invocation": [70, 1, {}],
    "ERROR for an unknown invocation": [8, 68, 1, {}, "com.example.error"],
    "ERROR for a CALL": [8, 48, 1, {}, "com.example.error"],
    "ERROR for a SUBSCRIBE": [8, 32, 1, {}, "com.example.error"],
    # Request ids are 1, 2, 3 …
    "request id 0": [32, 0, {}, URI],
    "request id 2 first": [32, 2, {}, URI],
    "negative request id": [32, -1, {}, URI],
    "request id beyond 2^53": [32, 2**53 + 1, {}, URI],
    "request id 1.5": [32, 1.5, {}, URI],
    "request id as string": [32, "1", {}, URI],
    "request id true": [32, True, {}, URI],
    "request id null": [32, None, {}, URI],
    # Element types and counts
    "SUBSCRIBE with options list": [32, 1, [], URI],
    "SUBSCRIBE with options null": [32, 1, None, URI],
    "SUBSCRIBE with a number as topic": [32, 1, {}, 5],
    "SUBSCRIBE without topic": [32, 1, {}],
    "SUBSCRIBE that is too long": [32, 1, {}, URI, []],
    "UNSUBSCRIBE with a string as id": [34, 1, "1"],
    "REGISTER without procedure": [64, 1, {}],
    "REGISTER with arguments": [64, 1, {}, URI, []],
    "UNREGISTER without registration": [66, 1],
    "CALL with dictionary as arguments": [48, 1, {}, URI, {}],
    "CALL with list as keywords": [48, 1, {}, URI, [], []],
    "CALL with null as arguments": [48, 1, {}, URI, None],
    "CALL that is too long": [48, 1, {}, URI, [], {}, 1],
    "CALL without procedure": [48, 1, {}],
    "CALL with nothing": [48],
    "PUBLISH with string as arguments": [16, 1, {}, URI, "args"],
    "PUBLISH with string as options": [16, 1, "", URI],
    "CANCEL without options": [49, 1],
    "GOODBYE without reason": [6, {}],
    "GOODBYE with a number as reason": [6, {}, 5],
    # Codes
    "code 0": [0],
    "code 7": [7, {}],
    "code 99": [99, 1, {}],
    "code 255": [255],
    "code 1024": [1024],
    "code 2^64": [2**64],
    "negative code": [-1],
    "code as string": ["32", 1, {}, URI],
    "code 32.5": [32.5, 1, {}, URI],
    "code null": [None],
    "code as list": [[32], 1, {}, URI],
    # Not a message
    "empty list": [],
    "dictionary": {"0": 32},
    "string": "hello",
    "number": 5,
    "null": None,
    "list in a list": [[32, 1, {}, URI]],
}

NOT_JSON = [
    b"", b" ", b"[", b"[32,1,{},", b'[32,1,{},"com.example"', b'[32,1,{},"com.example"]]', b"[32,1,{},\"a\"] x",
    b"[32,1,{},'a']", b'[32,1,{},"a",]', b'[32,01,{},"a"]', b'[+32,1,{},"a"]', b'[32 1,{},"a"]',
    b'[48,1,{},"a",[NaN]]', b'[48,1,{},"a",[Infinity]]', b'[48,1,{},"a",[1.]]', b'[48,1,{},"a",[.5]]',
    b'[48,1,{},"a",[0x1]]', b'[48,1,{},"a",["\\x"]]', b'[48,1,{},"a",["\\u12"]]', b'[48,1,{},"a",["\n"]]',
    b'[48,1,{},"a",["\x00"]]', b'[48,1,{},"a",[tru]]', b'[48,1,{},"a",[1,]]', b'[48,1,{},"a",[{"a"}]]',
    b'[48,1,{},"a",[{1:2}]]', b'[48,1,{},"a",[{"a":1,}]]', b'[48,1,{},"a",[1]', b'[48,1,{},"a",[1}]',
    b'\xef\xbb\xbf[32,1,{},"a"]', b'[48,1,{},"a",["\\"]]', b"/**/[32]", b'[48,1,{},"a",[1e]]', b'[48,1,{},"a",[-]]',
]


def assert_violation(peer):
    answer = peer.receive()
    assert answer[0] == 3 and answer[2] == "wamp.error.protocol_violation", f"answered with {answer}"
    assert answer[1]["message"], "the ABORT does not say what was wrong"
    peer.wait_closed()


@pytest.mark.parametrize("message", BEFORE_HELLO.values(), ids=BEFORE_HELLO.keys())
def test_before_a_session_only_hello_is_allowed(router, message):
    with opened(router) as peer:
        peer.send(message)
        assert_violation(peer)


@pytest.mark.parametrize("message", IN_SESSION.values(), ids=IN_SESSION.keys())
def test_a_violation_ends_the_session(router, message):
    with joined(router) as peer:
        peer.send(message)
        assert_violation(peer)


@pytest.mark.parametrize("text", NOT_JSON, ids=[str(number) for number in range(len(NOT_JSON))])
def test_undecodable_text_ends_the_session(router, text):
    with joined(router) as peer:
        peer.send_frame(TEXT, text)
        assert_violation(peer)


@pytest.mark.parametrize("request_id", [1, 3, 2**53, 0], ids="request {}".format)
def test_the_second_request_must_have_id_2(router, request_id):
    with joined(router) as peer:
        assert peer.ask([32, 1, {}, URI])[0] == 33
        peer.send([48, request_id, {}, URI])
        assert_violation(peer)


def test_a_binary_frame_on_a_text_subprotocol_is_a_violation(router):
    with joined(router) as peer:
        peer.send_frame(BINARY, b'[32,1,{},"com.example.uri"]')
        assert_violation(peer)


def test_nesting_without_end_is_refused(router):
    with joined(router) as peer:
        peer.send_frame(TEXT, b'[48,1,{},"com.example.uri",' + b"[" * 100_000 + b"]" * 100_000 + b"]")
        assert_violation(peer)


def test_nothing_after_a_violation_is_processed(router):
    with joined(router) as peer, joined(router) as subscriber:
        assert subscriber.ask([32, 1, {}, "com.example.late"])[0] == 33
        peer.send([2, 1, {}])
        peer.send([16, 1, {}, "com.example.late"])
        assert_violation(peer)
        assert subscriber.ask([34, 2, 2**53])[0] == 8


def test_a_violation_disposes_of_everything_the_session_had(router):
    with joined(router) as peer, joined(router) as caller:
        assert peer.ask([64, 1, {}, "com.example.disposed"])[0] == 65
        caller.send([48, 1, {}, "com.example.disposed"])
        assert peer.receive()[0] == 68
        peer.send([2, 1, {}])
        assert_violation(peer)
        answer = caller.receive()
        assert (answer[:3], answer[4]) == ([8, 48, 1], "wamp.error.canceled")
        assert caller.ask([48, 2, {}, "com.example.disposed"])[4] == "wamp.error.no_such_procedure"


# Not violations


@pytest.mark.parametrize(
    "message", [[256], [500, {"a": 1}], [1023, "x", None], [337, 1]], ids=lambda message: f"code {message[0]}"
)
def test_extension_codes_are_ignored(router, message):
    with joined(router) as peer:
        peer.send(message)
        assert peer.ask([32, 1, {}, URI])[:2] == [33, 1]


def test_unknown_options_and_spaces_are_ignored(router):
    with joined(router) as peer:
        peer.send_frame(TEXT, b' [ 32 , 1 , { "unknown" : [ 1 , { } ] , "_x_y" : null } ,\r\n\t"com.example.uri" ] ')
        assert peer.receive()[:2] == [33, 1]


def test_an_empty_payload_is_allowed(router):
    with joined(router) as peer:
        assert peer.ask([16, 1, {"acknowledge": True}, URI, [], {}])[:2] == [17, 1]


def test_a_late_answer_to_a_canceled_call_is_dropped(router):
    with joined(router) as callee, joined(router) as caller:
        assert callee.ask([64, 1, {}, "com.example.late_answer"])[0] == 65
        caller.send([48, 1, {}, "com.example.late_answer"])
        invocation = callee.receive()[1]
        caller.socket.close()
        assert callee.receive()[:2] == [69, invocation]
        callee.send([70, invocation, {}, ["late"]])
        assert callee.ask([32, 2, {}, URI])[:2] == [33, 2]


# The WebSocket layer below


BROKEN_FRAMES = {
    "reserved opcode": (1002, {"opcode": 3}),
    "reserved bit": (1002, {"opcode": TEXT, "reserved": 2}),
    "continuation of nothing": (1002, {"opcode": 0}),
    "fragmented ping": (1002, {"opcode": 9, "fin": False}),
    "long ping": (1002, {"opcode": 9, "payload": bytes(126)}),
    "unmasked": (1002, {"opcode": TEXT, "payload": b"[]", "masked": False}),
    "invalid UTF-8": (1007, {"opcode": TEXT, "payload": b'["\xff\xfe"]'}),
    "too large": (1009, {"opcode": TEXT, "claimed": 2**40}),
}


@pytest.mark.parametrize(("code", "frame"), BROKEN_FRAMES.values(), ids=BROKEN_FRAMES.keys())
def test_a_broken_frame_gets_its_close_code(router, code, frame):
    with joined(router) as peer:
        peer.send_frame(**frame)
        assert peer.wait_closed() == code


def test_a_close_frame_is_echoed(router):
    with joined(router) as peer:
        peer.send_frame(8, (1000).to_bytes(2, "big") + b"done")
        assert peer.wait_closed() == 1000
