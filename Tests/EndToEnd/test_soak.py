"""Two honest sessions among two hundred that come, go and vanish, on all sorts of wires."""

import asyncio
from collections import Counter

from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import PublishOptions, SubscribeOptions

from autobahn_peer import Inbox, sessions
from crowd import PROCEDURES, haunt

# What a call to somebody who may vanish can end with, beside a result.
ENDS = {"wamp.error.canceled", "wamp.error.no_such_procedure", "wamp.error.no_available_callee"}
IN_FLIGHT = 16


async def books(session):
    """Everything that the meta API counts."""
    return [
        await session.call("wamp.session.count"), await session.call("wamp.registration.list"),
        await session.call("wamp.subscription.list"),
    ]


class Honest:
    """An honest session: calls the crowd and its friend, publishes to its friend, and keeps account."""

    def __init__(self, session, name, friend):
        self.session, self.name, self.friend = session, name, friend
        self.ends = Counter()
        self.published = 0
        self.inbox = Inbox()

    async def settle(self):
        await self.session.register(lambda value: [self.name, value], f"com.honest.{self.name}")
        await self.session.subscribe(self.inbox, f"com.honest.topic.{self.friend}", SubscribeOptions())

    async def work(self, worker, is_over):
        """Calls one after another, so that several workers keep several in flight."""
        turn = 0
        while not is_over():
            turn += 1
            value = [worker, turn]
            assert await self.session.call(f"com.honest.{self.friend}", value) == [self.friend, value]
            procedure = PROCEDURES[(worker + turn) % len(PROCEDURES)]
            try:
                assert await self.session.call(procedure, value) == value
                self.ends["result"] += 1
            except ApplicationError as error:
                assert error.error in ENDS, error
                self.ends[error.error] += 1
            await self.publish()

    async def publish(self):
        self.published += 1
        topic = f"com.honest.topic.{self.name}"
        await self.session.publish(topic, self.published, options=PublishOptions(acknowledge=True))


async def test_honest_sessions_lose_and_double_nothing_while_a_crowd_comes_and_vanishes(start_router):
    router = start_router(unix={})
    wires = [{"transport": "rawsocket", "serializer": "msgpack"}, {"serializer": "cbor", "batched": True}, {}]
    async with sessions(router, wires=wires) as (first, second, watcher):
        joined, left = Inbox(), Inbox()
        await watcher.subscribe(joined, "wamp.session.on_join")
        await watcher.subscribe(left, "wamp.session.on_leave")
        honest = [Honest(first, "a", "b"), Honest(second, "b", "a")]
        for one in honest:
            await one.settle()
        before = await books(watcher)

        crowd = asyncio.ensure_future(
            asyncio.to_thread(haunt, router, seed=6, most=200, lives=1_500, seconds=8))
        work = [one.work(worker, crowd.done) for one in honest for worker in range(IN_FLIGHT)]
        await asyncio.gather(*work)
        ids = await crowd

        # Each of them came once and left once.
        for inbox, session in ((joined, lambda args: args[0]["session"]), (left, lambda args: args[0])):
            assert Counter(session(args) for args, _ in await inbox.take(len(ids))) == Counter(ids)
        assert await books(watcher) == before
        # Every event came once and in order.
        for one, friend in zip(honest, reversed(honest)):
            events = [args[0] for args, _ in await one.inbox.take(friend.published)]
            assert events == list(range(1, friend.published + 1))
            assert one.inbox.is_empty()
            assert one.session.is_attached()
            assert one.ends["result"] > 0
        assert joined.is_empty() and left.is_empty()
        assert sum(one.ends["wamp.error.canceled"] for one in honest) > 0
