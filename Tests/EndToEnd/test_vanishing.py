"""Peers that vanish without a word: what they held is free at once (WAMP basic profile, "Session Closing")."""

import json
import select

import pytest

from raw_session import CALL, ERROR, EVENT, INVOCATION, INTERRUPT, RESULT, raw_session
from router import PATIENCE
from wire import CLOSE, PING, PONG, TEXT

WORK = "com.example.work"
SPARE = "com.example.spare"
CANCELED = "wamp.error.canceled"


def reset(peer):
    peer.reset()


def end(peer):
    """The connection ends in good order, the session does not."""
    peer.socket.close()


def close(peer):
    """A WebSocket close without GOODBYE."""
    peer.send_frame(CLOSE, (1000).to_bytes(2, "big"))


def half(peer):
    """The connection ends in the middle of a frame."""
    peer.send_bytes(b"\x81\xfe")
    peer.socket.close()


@pytest.fixture
def watcher(router):
    """A session that hears who leaves."""
    with raw_session(router) as peer:
        peer.subscribe("wamp.session.on_leave")
        yield peer


def until_left(watcher, peer):
    """Waits for the news that a session has left; returns it."""
    while True:
        event = watcher.take(EVENT)
        if event[4][0] == peer.session:
            return event[4]


@pytest.mark.parametrize("vanish", [reset, end, close, half])
def test_what_a_vanished_callee_held_is_free(router, watcher, vanish):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(WORK)
        callee.subscribe("com.example.topic")
        requests = [caller.call(WORK, number) for number in range(3)]
        assert [callee.take(INVOCATION)[4] for _ in requests] == [[0], [1], [2]]
        vanish(callee)
        answers = [caller.take(ERROR) for _ in requests]
        assert sorted(answer[2] for answer in answers) == requests
        assert {answer[4] for answer in answers} == {CANCELED}
        identity = [callee.session, callee.welcome["authid"], "anonymous"]
        assert until_left(watcher, callee) == identity
        assert caller.refused(CALL, {}, WORK) == "wamp.error.no_such_procedure"
        caller.register(WORK)


@pytest.mark.parametrize("vanish", [reset, end, close, half])
def test_a_vanished_caller_interrupts_its_callee(router, watcher, vanish):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(WORK)
        caller.call(WORK)
        invocation = callee.take(INVOCATION)
        vanish(caller)
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]
        assert until_left(watcher, caller)[0] == caller.session
        callee.give(invocation, "too late")
        callee.assert_quiet()


@pytest.mark.parametrize("vanish", [reset, end])
def test_the_next_callee_serves_when_one_has_vanished(router, watcher, vanish):
    with raw_session(router) as caller, raw_session(router) as spare, raw_session(router) as lost:
        for callee in (lost, spare):
            callee.register(SPARE, invoke="first")
        lost_request = caller.call(SPARE)
        lost.take(INVOCATION)
        vanish(lost)
        assert caller.take(ERROR)[2:5] == [lost_request, {}, CANCELED]
        request = caller.call(SPARE)
        spare.give(spare.take(INVOCATION), "spare")
        assert caller.receive() == [RESULT, request, {}, ["spare"]]


def receive_alive(wanted, *others):
    """The next message of one peer, while the pings of all are answered."""
    while True:
        peers = [wanted, *others]
        readable = [peer for peer in peers if peer.received]
        if not readable:
            sockets, _, _ = select.select([peer.socket for peer in peers], [], [], PATIENCE)
            assert sockets, "neither a ping nor a message"
            readable = [peer for peer in peers if peer.socket in sockets]
        opcode, payload = readable[0].receive_frame()
        if opcode == PING:
            readable[0].send_frame(PONG, payload)
        elif opcode == TEXT:
            readable[0].inbox.append(json.loads(payload))
        if wanted.inbox:
            return wanted.inbox.pop(0)


def test_a_client_that_answers_no_ping_is_gone(start_router):
    """Its connection is open, and stays so on its side: only the pings tell."""
    limits = {"ping_interval_ms": 200, "pong_timeout_ms": 1_000}
    router = start_router(limits=limits)
    with raw_session(router) as silent, raw_session(router) as caller, raw_session(router) as watcher:
        caller.inbox, watcher.inbox = [], []
        watcher.subscribe("wamp.session.on_leave")
        silent.register(WORK)
        request = caller.call(WORK)
        silent.take(INVOCATION)
        assert receive_alive(caller, watcher)[:5] == [ERROR, CALL, request, {}, CANCELED]
        assert receive_alive(watcher, caller)[4][0] == silent.session
        caller.submit(CALL, {}, WORK)
        assert receive_alive(caller, watcher)[4] == "wamp.error.no_such_procedure"
        silent.wait_closed()
