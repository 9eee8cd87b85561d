"""Peers that are slow, silent, greedy or mad: they are cut, the router lives, others notice nothing."""

import random
import select
import zlib

import pytest

from raw_session import hello
from router import PATIENCE, Router
from wire import PONG, TEXT, Closed, Wire, joined, opened

def assert_serves(peer, request=1):
    """The session of an honest peer works."""
    assert peer.ask([32, request, {}, "com.example.honest"])[:2] == [33, request]


# Deadlines


def test_a_handshake_that_trickles_is_cut(start_router):
    router = start_router(limits={"handshake_timeout_ms": 500})
    with Wire(router.port) as slow, joined(router) as honest:
        request = b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 2_000
        for byte in request:
            try:
                slow.send_bytes(bytes([byte]))
            except ConnectionError:
                break
            if select.select([slow.socket], [], [], 0.02)[0]:
                break
        else:
            pytest.fail("the router waited for the whole trickle")
        assert not slow.rest().startswith(b"HTTP/1.1 101")
        assert_serves(honest)


def test_a_connection_that_says_nothing_is_cut(start_router):
    router = start_router(limits={"handshake_timeout_ms": 300})
    with Wire(router.port) as silent:
        assert silent.rest()[:12] in (b"", b"HTTP/1.1 408")


def test_a_websocket_that_never_says_hello_is_cut(start_router):
    router = start_router(limits={"hello_timeout_ms": 300})
    with opened(router) as silent:
        silent.wait_closed()


def test_a_session_that_said_goodbye_and_nothing_more_is_cut(start_router):
    router = start_router(limits={"hello_timeout_ms": 300})
    with joined(router) as peer:
        assert peer.ask([6, {}, "wamp.close.close_realm"])[0] == 6
        peer.wait_closed()


def test_a_peer_that_answers_no_ping_is_cut_and_one_that_does_is_not(start_router):
    router = start_router(limits={"ping_interval_ms": 200, "pong_timeout_ms": 300})
    with joined(router) as silent, joined(router) as honest:
        pongs = 0
        while True:
            readable, _, _ = select.select([silent.socket, honest.socket], [], [], PATIENCE)
            assert readable, "neither a ping nor an end"
            if honest.socket in readable:
                honest.send_frame(PONG, honest.receive_frame()[1])
                pongs += 1
            if silent.socket in readable:
                try:
                    silent.receive_frame()
                except (Closed, ConnectionError):
                    break
        assert pongs > 0
        assert_serves(honest)


# Sizes


LIMIT = 65_536


def call_of_size(size):
    text = b'[48,1,{},"com.example.missing",[""]]'
    return text.replace(b'""', b'"' + b"a" * (size - len(text)) + b'"')


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    """A router with small limits."""
    limits = {
        "max_message_size": LIMIT, "max_outbound_bytes": 1 << 20, "max_subscriptions_per_session": 10,
        "max_registrations_per_session": 10, "max_pending_calls_per_session": 10, "max_depth": 16,
    }
    compression = {"enabled": True}
    with Router(tmp_path_factory.mktemp("limited"), limits=limits, compression=compression) as running:
        yield running


def test_the_largest_message_passes_and_one_byte_more_is_1009(limited):
    with joined(limited) as peer:
        peer.send_frame(TEXT, call_of_size(LIMIT))
        assert peer.receive()[4] == "wamp.error.no_such_procedure"
        peer.send_frame(TEXT, call_of_size(LIMIT + 1))
        assert peer.wait_closed() == 1009


def test_fragments_count_together(limited):
    with joined(limited) as peer:
        half = call_of_size(LIMIT)
        peer.send_frame(TEXT, half, fin=False)
        peer.send_frame(0, b"x")
        assert peer.wait_closed() == 1009


def test_a_compressed_bomb_is_1009(limited):
    with Wire(limited.port) as peer:
        status, fields = peer.handshake(fields={"Sec-WebSocket-Extensions": "permessage-deflate"})
        assert status == 101 and fields["sec-websocket-extensions"].startswith("permessage-deflate")
        deflate = zlib.compressobj(9, zlib.DEFLATED, -9)
        bomb = deflate.compress(b"[" + b" " * (64 << 20)) + deflate.flush(zlib.Z_SYNC_FLUSH)
        peer.send_frame(TEXT, bomb[:LIMIT], reserved=4)
        assert peer.wait_closed() == 1009


def test_the_depth_limit_is_the_configured_one(limited):
    with joined(limited) as peer:
        peer.send_frame(TEXT, b'[48,1,{},"com.example.missing",' + b"[" * 10 + b"]" * 10 + b"]")
        assert peer.receive()[0] == 8
        peer.send_frame(TEXT, b'[48,2,{},"com.example.missing",' + b"[" * 20 + b"]" * 20 + b"]")
        assert peer.receive()[2] == "wamp.error.protocol_violation"


@pytest.mark.parametrize("code", [32, 64])
def test_subscriptions_and_registrations_are_bounded(limited, code):
    with joined(limited) as peer:
        for request in range(1, 11):
            assert peer.ask([code, request, {}, f"com.example.number{request}"])[0] == code + 1
        answer = peer.ask([code, 11, {}, "com.example.number11"])
        assert answer[:3] == [8, code, 11]
        assert peer.ask([48, 12, {}, "com.example.missing"])[4] == "wamp.error.no_such_procedure"


def test_pending_calls_are_bounded(limited):
    with joined(limited) as callee, joined(limited) as caller:
        assert callee.ask([64, 1, {}, "com.example.never"])[0] == 65
        for request in range(1, 12):
            caller.send([48, request, {}, "com.example.never"])
        assert caller.receive()[:3] == [8, 48, 11]
        assert [callee.receive()[0] for _ in range(10)] == [68] * 10


def test_a_subscriber_that_does_not_read_is_cut(limited):
    with joined(limited) as slow, joined(limited) as publisher:
        assert slow.ask([32, 1, {}, "com.example.flood"])[0] == 33
        text = "x" * 60_000
        for request in range(1, 401):
            assert publisher.ask([16, request, {"acknowledge": True}, "com.example.flood", [text]])[0] == 17
        assert len(slow.rest()) < 400 * 60_000
        assert_serves(publisher, 401)


# Madness


def test_garbage_connections_change_nothing(router):
    random_bytes = random.Random(1)
    with joined(router) as honest:
        for number in range(300):
            with Wire(router.port) as garbage:
                head = b"GET /ws HTTP/1.1\r\n" if number % 3 == 0 else b""
                garbage.send_bytes(head + random_bytes.randbytes(random_bytes.randrange(1, 400)))
            if number % 10 == 0:
                assert_serves(honest, number // 10 + 1)


def test_garbage_frames_change_nothing(router):
    random_bytes = random.Random(2)
    with joined(router) as honest:
        for number in range(100):
            with joined(router) as garbage:
                garbage.send_bytes(random_bytes.randbytes(random_bytes.randrange(1, 400)))
            if number % 10 == 0:
                assert_serves(honest, number // 10 + 1)


BASIC = [
    b'[32,1,{"match":"exact"},"com.example.topic"]',
    b'[64,2,{},"com.example.procedure"]',
    b'[16,3,{"acknowledge":true,"exclude_me":false},"com.example.topic",[1,"two",null],{"three":3.0}]',
    b'[48,4,{"timeout":0},"com.example.procedure",[{"a":[1,2,{"b":"\\u00e9"}]}]]',
    b'[70,1,{},["result"]]',
    b'[48,5,{},"com.example.missing"]',
    b'[34,6,1]',
    b'[66,7,1]',
    b'[49,4,{"mode":"killnowait"}]',
    b'[8,68,1,{},"com.example.error",["x"]]',
    b'[6,{},"wamp.close.close_realm"]',
]
ADVANCED = [
    b'[32,1,{"match":"prefix","get_retained":true,"nkey":"node"},"com.example."]',
    b'[32,2,{"match":"wildcard"},"com..topic"]',
    b'[64,3,{"match":"wildcard","invoke":"roundrobin","concurrency":1},"com..procedure"]',
    b'[64,4,{"match":"prefix","force_reregister":true,"forward_timeout":true},"com.example.p"]',
    b'[16,5,{"retain":true,"eligible_authrole":["anonymous"],"exclude":[1],"rkey":"key","_x_a":{}},"com.a.topic",[1]]',
    b'[48,6,{"progress":true,"receive_progress":true,"timeout":50},"com.a.procedure",[1]]',
    b'[48,6,{"progress":true},"com.a.procedure",[2]]',
    b'[70,1,{"progress":true,"ppt_scheme":"x_own","ppt_keyid":"1"},["AAEC"]]',
    b'[48,6,{},"com.a.procedure"]',
    b'[8,68,1,{},"wamp.error.unavailable"]',
    b'[48,7,{"enc_algo":"mqtt","enc_serializer":"json"},"com.example.pp","payload"]',
    b'[49,7,{"mode":"kill"}]',
    b'[48,8,{},"wamp.session.add_testament",["com.a.topic",[1],{"a":1}],{"publish_options":{"retain":true}}]',
    b'[48,9,{},"wamp.subscription.lookup",["com.example.",{"match":"prefix"}]]',
    b'[48,10,{},"wamp.registration.match",["com.a.procedure"]]',
    b'[48,11,{},"wamp.session.kill_by_authid",["nobody"],{"reason":"com.example.reason","message":"m"}]',
    b'[48,12,{"rkey":"key","runmode":"partition"},"wamp.session.list",[["anonymous"]],{"limit":1,"after":5}]',
    b'[48,13,{},"wamp.subscription.get_events",[1],{"from_time":"2026-02-28T23:59:60.5+01:00","limit":3}]',
    b'[6,{},"wamp.close.close_realm"]',
]
TOKENS = [b"", b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"-", b"1e9", b"null", b"9007199254740993", b"\x00", b"\xff"]


def mutate(randomness, message):
    kind = randomness.randrange(5)
    at = randomness.randrange(len(message))
    end = min(len(message), at + randomness.randrange(1, 8))
    if kind == 0:
        return message[:at]
    if kind == 1:
        return message[:at] + bytes([message[at] ^ 1 << randomness.randrange(8)]) + message[at + 1 :]
    if kind == 2:
        return message[:at] + randomness.choice(TOKENS) + message[at:]
    if kind == 3:
        return message[:at] + randomness.choice(TOKENS) + message[end:]
    return message[:at] + message[at:end] * 3 + message[end:]


@pytest.mark.parametrize("transcript", [BASIC, ADVANCED], ids=["basic", "advanced"])
@pytest.mark.parametrize("seed", range(4))
def test_mutated_transcripts_change_nothing(router, seed, transcript):
    randomness = random.Random(seed)
    with joined(router) as honest:
        for turn in range(150):
            messages = list(transcript)
            if randomness.random() < 0.3:
                randomness.shuffle(messages)
            for _ in range(randomness.randrange(1, 3)):
                at = randomness.randrange(len(messages))
                messages[at] = mutate(randomness, messages[at] or b"[]")
            with opened(router) as peer:
                with peer.one_segment():
                    peer.send([1, "realm1", hello()])
                    for message in messages:
                        peer.send_frame(TEXT, message, fin=randomness.random() > 0.02)
                    peer.send_frame(8, (1000).to_bytes(2, "big"))
                peer.wait_closed()
            if turn % 10 == 0:
                assert_serves(honest, turn // 10 + 1)
