"""What a session leaves behind (WAMP advanced profile, "Session Testament")."""

import pytest
from autobahn.wamp.types import SubscribeOptions

from autobahn_peer import Inbox, join, sessions
from raw_session import CALL, EVENT, GOODBYE, raw_session
from router import realm, rule

TOPIC = "com.example.testament"
ADD, FLUSH = "wamp.session.add_testament", "wamp.session.flush_testaments"


async def test_a_testament_of_autobahn_is_published_when_it_is_lost(router):
    async with sessions(router, 1) as (heir,):
        inbox = Inbox()
        await heir.subscribe(inbox, TOPIC)
        testator = await join(router)
        assert await testator.call(ADD, TOPIC, ["farewell", b"\x00\xff"], {"key": [1.0]}) is None
        testator.drop()
        assert await inbox.take() == [(("farewell", b"\x00\xff"), {"key": [1.0]})]


async def test_a_flushed_testament_is_not_published(router):
    async with sessions(router, 1) as (heir,):
        inbox = Inbox()
        await heir.subscribe(inbox, TOPIC)
        testator = await join(router)
        for scope in ("detached", "destroyed"):
            await testator.call(ADD, TOPIC, [f"{scope}, flushed"], {}, scope=scope)
        # Without a scope, it is that of destroyed sessions.
        assert await testator.call(FLUSH) is None
        await testator.call(ADD, TOPIC, ["destroyed, kept"], {})
        await testator.leave_and_wait()
        texts = [args for args, _ in await inbox.take(2)]
        assert texts == [("detached, flushed",), ("destroyed, kept",)]


async def test_a_retained_testament_waits_for_later_subscribers(router):
    topic = f"{TOPIC}.retained"
    async with sessions(router, 1) as (heir,):
        left = Inbox()
        await heir.subscribe(left, "wamp.session.on_leave")
        testator = await join(router)
        await testator.call(ADD, topic, ["offline"], {}, publish_options={"retain": True})
        session = testator.joined.result().session
        testator.drop()
        while (await left.take())[0][0][0] != session:
            pass
        inbox = Inbox()
        await heir.subscribe(inbox, topic, SubscribeOptions(get_retained=True, details=True))
        [(args, kwargs)] = await inbox.take()
        assert (args, kwargs["details"].retained) == (("offline",), True)


def leave(peer):
    assert peer.ask([GOODBYE, {}, "wamp.close.close_realm"])[0] == GOODBYE


def reset(peer):
    peer.reset()


def violate(peer):
    peer.send([99])
    assert peer.receive()[0] == 3


def add(peer, *args, topic=TOPIC, **keywords):
    peer.perform(CALL, {}, ADD, [topic, list(args), {}], keywords)


@pytest.mark.parametrize("end", [leave, reset, violate])
def test_testaments_are_published_in_order_however_the_session_ends(router, end):
    with raw_session(router) as heir, raw_session(router) as testator:
        heir.subscribe(TOPIC)
        heir.subscribe("wamp.session.on_leave")
        for number in range(3):
            add(testator, "destroyed", number)
            add(testator, "detached", number, scope="detached")
        heir.assert_quiet()
        end(testator)
        received = [heir.take(EVENT)[4] for _ in range(6)]
        assert received == [[scope, number] for scope in ("detached", "destroyed") for number in range(3)]
        assert heir.take(EVENT)[4][0] == testator.session
        heir.assert_quiet()


def test_publish_options_are_obeyed(router):
    with raw_session(router) as heir, raw_session(router) as other, raw_session(router) as testator:
        for peer in (heir, other):
            peer.subscribe(TOPIC)
        add(testator, "to one", publish_options={"eligible": [heir.session]})
        add(testator, "not to one", publish_options={"exclude_authid": [heir.welcome["authid"]]})
        add(testator, "own", publish_options={"_x_own": 1, "acknowledge": True})
        testator.reset()
        assert heir.take(EVENT)[4] == ["to one"]
        assert other.take(EVENT)[4] == ["not to one"]
        for peer in (heir, other):
            assert peer.take(EVENT)[3:] == [{"_x_own": 1}, ["own"]]
            peer.assert_quiet()


def test_what_could_not_be_published_cannot_be_left_either(start_router):
    permissions = [rule("", "prefix"), rule("com.closed.", "prefix", subscribe=True)]
    router = start_router(realms=[realm(permissions=permissions)], limits={"max_testaments_per_session": 2})
    refusals = [
        (["com.closed.x", [], {}], {}, "wamp.error.not_authorized"),
        (["com..x", [], {}], {}, "wamp.error.invalid_uri"),
        (["wamp.session.on_leave", [1], {}], {}, "wamp.error.invalid_uri"),
        ([TOPIC, [], {}], {"scope": "never"}, "wamp.error.invalid_argument"),
        ([TOPIC, {}, {}], {}, "wamp.error.invalid_argument"),
        ([TOPIC, []], {}, "wamp.error.invalid_argument"),
        ([], {}, "wamp.error.invalid_argument"),
        ([TOPIC, [], {}], {"publish_options": {"exclude": "all"}}, "wamp.error.invalid_argument"),
        ([TOPIC, [], {}], {"publish_options": []}, "wamp.error.invalid_argument"),
    ]
    with raw_session(router) as peer, raw_session(router) as heir:
        for arguments, keywords, error in refusals:
            assert peer.refused(CALL, {}, ADD, arguments, keywords) == error, (arguments, keywords)
        heir.subscribe("", match="prefix")
        for number in range(2):
            add(peer, number)
        limit = peer.refused(CALL, {}, ADD, [TOPIC, [], {}])
        assert "limit" in limit
        peer.reset()
        received = [heir.take(EVENT) for _ in range(2)]
        while received[-1][3]["topic"] != "wamp.session.on_leave":
            received.append(heir.take(EVENT))
        testaments = [event[4] for event in received if not event[3]["topic"].startswith("wamp.")]
        assert testaments == [[0], [1]]
