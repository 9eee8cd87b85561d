"""Sessions that others end (WAMP advanced profile, "Session Meta API": `wamp.session.kill` and its kin)."""

import asyncio

import pytest
from autobahn.wamp.exception import TransportLost

from autobahn_peer import Inbox, join, sessions
from raw_session import (
    CALL, ERROR, EVENT, GOODBYE, INVOCATION, PUBLISH, REGISTER, YIELD, hello, raw_session,
)
from router import PATIENCE, realm
from wire import Closed

KILL, KILL_ALL = "wamp.session.kill", "wamp.session.kill_all"
BY_AUTHID, BY_AUTHROLE = "wamp.session.kill_by_authid", "wamp.session.kill_by_authrole"
KILLED = "wamp.close.killed"


async def left(session):
    details = await asyncio.wait_for(session.left, PATIENCE)
    return details.reason, details.message


async def test_autobahn_is_told_why_it_was_killed_and_can_come_back(router):
    async with sessions(router, 2) as (killer, watcher):
        leaves = Inbox()
        await watcher.subscribe(leaves, "wamp.session.on_leave")
        killed = await join(router)
        await killed.register(lambda: 1, "com.example.killed")
        details = killed.joined.result()
        await killer.call(KILL, details.session, reason="com.example.reason", message="enough")
        assert await left(killed) == ("com.example.reason", "enough")
        while (event := (await leaves.take())[0][0])[0] != details.session:
            pass
        assert event == (details.session, details.authid, "anonymous")
        again = await join(router)
        await again.register(lambda: 2, "com.example.killed")
        assert await killer.call("com.example.killed") == 2
        await again.leave_and_wait()


async def test_calls_of_a_killed_autobahn_session_fail_and_those_to_it_are_canceled(router):
    async with sessions(router, 2) as (killer, callee):
        invoked = asyncio.Event()

        async def never():
            invoked.set()
            await asyncio.Future()

        killed = await join(router)
        await callee.register(never, "com.example.never")
        pending = asyncio.ensure_future(killed.call("com.example.never"))
        await asyncio.wait_for(invoked.wait(), PATIENCE)
        await killer.call(KILL, killed.joined.result().session)
        assert await left(killed) == (KILLED, None)
        with pytest.raises(TransportLost):
            await asyncio.wait_for(pending, PATIENCE)
        await callee.register(lambda: "alive", "com.example.alive")
        assert await killer.call("com.example.alive") == "alive"


def test_a_killed_session_is_gone_before_the_killer_is_answered(router):
    with raw_session(router) as killer, raw_session(router) as killed, raw_session(router) as caller:
        killed.register("com.example.killed")
        request = caller.call("com.example.killed")
        killed.take(INVOCATION)
        killer.perform(CALL, {}, KILL, [killed.session])
        assert killer.refused(CALL, {}, "wamp.session.get", [killed.session]) == "wamp.error.no_such_session"
        assert caller.take(ERROR)[2:5] == [request, {}, "wamp.error.canceled"]
        assert caller.refused(CALL, {}, "com.example.killed") == "wamp.error.no_such_procedure"
        assert killed.receive() == [GOODBYE, {}, KILLED]


def test_a_killed_client_that_answers_may_say_hello_again(router):
    with raw_session(router) as killer, raw_session(router) as killed:
        first = killed.session
        killer.perform(CALL, {}, KILL, [first], {"message": "why"})
        assert killed.receive() == [GOODBYE, {"message": "why"}, KILLED]
        killed.send([GOODBYE, {}, "wamp.close.goodbye_and_out"])
        killed.join(details=hello())
        assert killed.session != first
        killed.requests = 0
        killed.subscribe("com.example.again")


def test_what_a_killed_client_still_sends_is_dropped(router):
    with raw_session(router) as killer, raw_session(router) as killed, raw_session(router) as watcher:
        watcher.subscribe("com.example.topic")
        killed.register("com.example.killed")
        killer.perform(CALL, {}, KILL, [killed.session])
        killed.submit(PUBLISH, {"acknowledge": True}, "com.example.topic")
        killed.submit(REGISTER, {}, "com.example.late")
        killed.send([YIELD, 1, {}])
        assert killed.receive() == [GOODBYE, {}, KILLED]
        killed.send([GOODBYE, {}, "wamp.close.goodbye_and_out"])
        killed.join(details=hello())
        watcher.assert_quiet()
        assert killer.refused(CALL, {}, "com.example.late") == "wamp.error.no_such_procedure"


def test_a_killed_client_that_never_answers_is_cut_off(start_router):
    router = start_router(limits={"hello_timeout_ms": 300})
    with raw_session(router) as killer, raw_session(router) as killed:
        killer.perform(CALL, {}, KILL, [killed.session])
        assert killed.receive() == [GOODBYE, {}, KILLED]
        with pytest.raises((Closed, ConnectionError)):
            message = killed.receive()
            pytest.fail(f"after GOODBYE came {message}")
        assert killer.result("wamp.session.count") == 1


def test_nobody_kills_itself_and_errors_are_named(router):
    with raw_session(router) as peer, raw_session(router) as other:
        assert peer.refused(CALL, {}, KILL, [peer.session]) == "wamp.error.no_such_session"
        assert peer.refused(CALL, {}, KILL, [2**40]) == "wamp.error.no_such_session"
        assert peer.refused(CALL, {}, KILL, ["1"]) == "wamp.error.invalid_argument"
        for reason in ("", "no uri", "a..b", 7):
            keywords = {"reason": reason}
            assert peer.refused(CALL, {}, KILL, [other.session], keywords) == "wamp.error.invalid_uri"
            assert peer.refused(CALL, {}, KILL_ALL, [], keywords) == "wamp.error.invalid_uri"
        other.assert_quiet()


@pytest.fixture
def crowd(start_router):
    """Five sessions of one realm, and one of another that nothing of this concerns."""
    router = start_router(realms=[realm("realm1"), realm("realm2")])
    peers = [raw_session(router) for _ in range(5)]
    with raw_session(router, "realm2") as outsider:
        yield peers, outsider
        outsider.assert_quiet()
    for peer in peers:
        peer.socket.close()


def test_kill_by_authid_kills_those_and_names_them(crowd):
    peers, _ = crowd
    killer, killed, kept = peers[0], peers[1], peers[2]
    assert killer.result(BY_AUTHID, killed.welcome["authid"]) == [killed.session]
    assert killed.receive() == [GOODBYE, {}, KILLED]
    # The caller is excluded, and nobody is somebody.
    assert killer.result(BY_AUTHID, killer.welcome["authid"]) == []
    assert killer.result(BY_AUTHID, "nobody") == []
    kept.assert_quiet()
    assert killer.result("wamp.session.count") == 4


def test_kill_by_authrole_kills_all_others_of_the_role(crowd):
    peers, _ = crowd
    killer, *others = peers
    assert killer.result(BY_AUTHROLE, "admin") == 0
    assert killer.result(BY_AUTHROLE, "anonymous", reason="com.example.reason") == 4
    for peer in others:
        assert peer.receive() == [GOODBYE, {}, "com.example.reason"]
    assert killer.result("wamp.session.list") == [killer.session]


def test_kill_all_is_silent(crowd):
    peers, _ = crowd
    killer, *others = peers
    killer.subscribe("wamp.session.on_leave")
    killer.subscribe("com.example.testament")
    add = "wamp.session.add_testament"
    others[0].perform(CALL, {}, add, ["com.example.testament", [], {}])
    assert killer.result(KILL_ALL, message="good night") == 4
    for peer in others:
        assert peer.receive() == [GOODBYE, {"message": "good night"}, KILLED]
    killer.assert_quiet()
    assert killer.result("wamp.session.count") == 1


def test_one_kill_is_an_event_and_publishes_testaments(crowd):
    peers, _ = crowd
    killer, killed, watcher = peers[:3]
    watcher.subscribe("wamp.session.on_leave")
    watcher.subscribe("com.example.testament")
    killed.perform(CALL, {}, "wamp.session.add_testament", ["com.example.testament", ["will"], {}])
    killer.perform(CALL, {}, KILL, [killed.session])
    assert watcher.take(EVENT)[4] == ["will"]
    assert watcher.take(EVENT)[4] == [killed.session, killed.welcome["authid"], "anonymous"]
