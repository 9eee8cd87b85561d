"""Who is there (WAMP advanced profile, "Session Meta API"). Sessions that are killed are in test_kill.py."""

import json

import pytest

from autobahn_peer import Inbox, join, sessions
from raw_session import CALL, EVENT, raw_session
from router import REPOSITORY, realm

COUNT, LIST, GET = "wamp.session.count", "wamp.session.list", "wamp.session.get"


@pytest.fixture
def quiet(start_router):
    """A router without sessions of other tests."""
    return start_router()


def identity(session):
    details = session.joined.result()
    return details.session, details.authid, details.authrole


async def test_autobahn_hears_who_joins_and_who_leaves(quiet):
    async with sessions(quiet, 1) as (watcher,):
        joins, leaves = Inbox(), Inbox()
        await watcher.subscribe(joins, "wamp.session.on_join")
        await watcher.subscribe(leaves, "wamp.session.on_leave")
        polite, rude = await join(quiet), await join(quiet)
        for session in (polite, rude):
            [((details,), _)] = await joins.take()
            assert (details["session"], details["authid"], details["authrole"]) == identity(session)
            assert details["authmethod"] == "anonymous" and details["authprovider"]
        left = identity(polite)
        await polite.leave_and_wait()
        assert await leaves.take() == [(left, {})]
        left = identity(rude)
        rude.drop()
        assert await leaves.take() == [(left, {})]
        assert joins.is_empty() and leaves.is_empty()


async def test_autobahn_counts_lists_and_looks_up_sessions(quiet):
    async with sessions(quiet, 3) as all_sessions:
        caller = all_sessions[0]
        assert await caller.call(COUNT) == 3
        assert sorted(await caller.call(LIST)) == sorted(identity(session)[0] for session in all_sessions)
        assert await caller.call(COUNT, ["anonymous", "admin"]) == 3
        assert await caller.call(COUNT, ["admin"]) == 0
        assert await caller.call(LIST, ["admin"]) == []
        for session in all_sessions:
            details = await caller.call(GET, identity(session)[0])
            assert (details["session"], details["authid"], details["authrole"]) == identity(session)


def test_what_was_told_at_joining_is_what_can_be_looked_up(quiet):
    with raw_session(quiet) as watcher:
        watcher.subscribe("wamp.session.on_join")
        with raw_session(quiet) as other:
            told = watcher.take(EVENT)[4][0]
            assert told == watcher.result(GET, other.session)


def test_errors_name_what_was_wrong(quiet):
    with raw_session(quiet) as peer:
        assert peer.refused(CALL, {}, GET, [2**40]) == "wamp.error.no_such_session"
        for arguments in ([], ["1"], [1.5], [-1], [0], [2**53 + 1], [[1]]):
            assert peer.refused(CALL, {}, GET, arguments) == "wamp.error.invalid_argument"
        for arguments in (["anonymous"], [[1]], [{}]):
            assert peer.refused(CALL, {}, COUNT, arguments) == "wamp.error.invalid_argument"
        assert peer.refused(CALL, {}, "wamp.session.unknown") == "wamp.error.no_such_procedure"
        assert peer.result(COUNT, None) == 1


def test_a_session_that_left_is_not_counted_any_more(quiet):
    with raw_session(quiet) as watcher:
        watcher.subscribe("wamp.session.on_leave")
        other = raw_session(quiet)
        assert watcher.result(COUNT) == 2
        other.reset()
        assert watcher.take(EVENT)[4][0] == other.session
        assert watcher.result(COUNT) == 1
        assert watcher.result(LIST) == [watcher.session]
        assert watcher.refused(CALL, {}, GET, [other.session]) == "wamp.error.no_such_session"


def test_long_lists_come_in_pages(quiet):
    peers = [raw_session(quiet) for _ in range(25)]
    listed, after = [], 0
    while True:
        answer = peers[0].perform(CALL, {}, LIST, [], {"limit": 10, "after": after} if after else {"limit": 10})
        listed += answer[3][0]
        if len(answer) < 5:
            break
        assert answer[4] == {"more": True} and len(answer[3][0]) == 10
        after = listed[-1]
    assert listed == sorted(peer.session for peer in peers)
    for peer in peers:
        peer.socket.close()


def test_realms_know_nothing_of_each_other(start_router):
    router = start_router(realms=[realm("realm1"), realm("realm2")])
    with raw_session(router, "realm1") as here:
        here.subscribe("wamp.session.on_join")
        with raw_session(router, "realm2") as there:
            assert (here.result(COUNT), there.result(COUNT)) == (1, 1)
            assert here.refused(CALL, {}, GET, [there.session]) == "wamp.error.no_such_session"
            here.assert_quiet()


def test_a_session_is_described_further_by_modify_details(quiet):
    """`wamp.session.modify_details` is this router's own."""
    modify = "wamp.session.modify_details"
    with raw_session(quiet) as peer:
        peer.result(modify, peer.session, {"location": "attic", "shoes": 2})
        peer.result(modify, peer.session, {"shoes": None})
        details = peer.result(GET, peer.session)
        assert details["location"] == "attic" and "shoes" not in details
        own = [CALL, {}, modify, [peer.session, {"authid": "admin"}]]
        assert peer.refused(*own) == "wamp.error.invalid_argument"
        assert peer.refused(CALL, {}, modify, [2**40, {}]) == "wamp.error.no_such_session"


ONLY_LOOKING = [
    (COUNT, []), (LIST, []), (GET, None), ("wamp.session.add_testament", ["com.example.topic", [], {}]),
    ("wamp.session.flush_testaments", []), ("wamp.registration.list", []),
    ("wamp.registration.match", ["com.example.x"]), ("wamp.subscription.list", []),
    ("wamp.subscription.lookup", ["com.example.x"]),
]
ACTING = [
    "wamp.session.kill", "wamp.session.kill_by_authid", "wamp.session.kill_by_authrole",
    "wamp.session.kill_all", "wamp.session.modify_details", "wamp.registration.remove_callee",
    "wamp.subscription.remove_subscriber",
]


def test_the_shipped_configuration_lets_everybody_look_and_nobody_act_on_others(start_router):
    shipped = json.loads((REPOSITORY / "router.json").read_text())
    router = start_router(realms=shipped["realms"])
    with raw_session(router) as peer, raw_session(router) as other:
        for procedure, arguments in ONLY_LOOKING:
            peer.result(procedure, *([other.session] if arguments is None else arguments))
        for procedure in ACTING:
            assert peer.refused(CALL, {}, procedure, [other.session]) == "wamp.error.not_authorized"
        for topic in ("wamp.session.on_join", "wamp.registration.on_create", "wamp.subscription.on_delete"):
            peer.subscribe(topic)
        peer.subscribe("", match="prefix")
        other.assert_quiet()
