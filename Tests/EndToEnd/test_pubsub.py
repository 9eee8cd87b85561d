"""Publish and subscribe between Autobahn|Python sessions (WAMP basic profile, "PubSub")."""

from autobahn.wamp.types import EventDetails, PublishOptions, SubscribeOptions

from autobahn_peer import Inbox, join, sessions
from router import realm

TOPIC = "com.example.topic"
ACKNOWLEDGE = PublishOptions(acknowledge=True)


async def subscribe(session, topic=TOPIC, options=None):
    inbox = Inbox()
    inbox.subscription = await session.subscribe(inbox, topic, options)
    return inbox


async def test_an_event_reaches_the_subscribers_with_its_payload(router):
    async with sessions(router, 3) as (publisher, first, second):
        inboxes = [await subscribe(session) for session in (first, second)]
        publisher.publish(TOPIC, "Grüße", 2**64 - 1, b"\x00\xff", key=[1, None])
        for inbox in inboxes:
            assert await inbox.take() == [(("Grüße", 2**64 - 1, b"\x00\xff"), {"key": [1, None]})]


async def test_an_acknowledged_publication_has_an_id_that_its_event_bears(router):
    async with sessions(router, 2) as (publisher, subscriber):
        inbox = await subscribe(subscriber, options=SubscribeOptions(details=True))
        publication = await publisher.publish(TOPIC, 1, options=ACKNOWLEDGE)
        [(_, kwargs)] = await inbox.take()
        assert isinstance(kwargs["details"], EventDetails)
        assert kwargs["details"].publication == publication.id
        assert 1 <= publication.id <= 2**53


async def test_an_acknowledged_publication_without_subscribers_is_answered(router):
    async with sessions(router, 1) as (publisher,):
        assert (await publisher.publish("com.example.nobody", options=ACKNOWLEDGE)).id > 0


async def test_the_publisher_is_excluded_unless_it_asks(router):
    async with sessions(router, 1) as (session,):
        inbox = await subscribe(session)
        await session.publish(TOPIC, "excluded", options=ACKNOWLEDGE)
        await session.publish(TOPIC, "included", options=PublishOptions(acknowledge=True, exclude_me=False))
        assert await inbox.take() == [(("included",), {})]


async def test_an_unsubscribed_session_gets_no_more_events(router):
    async with sessions(router, 2) as (publisher, subscriber):
        gone = await subscribe(subscriber)
        kept = await subscribe(subscriber, "com.example.other")
        await gone.subscription.unsubscribe()
        await publisher.publish(TOPIC, 1, options=ACKNOWLEDGE)
        await publisher.publish("com.example.other", 2, options=ACKNOWLEDGE)
        assert await kept.take() == [((2,), {})]
        assert gone.is_empty()


async def test_a_subscriber_that_is_lost_does_not_disturb_the_others(router):
    async with sessions(router, 3) as (publisher, lost, kept):
        await subscribe(lost)
        inbox = await subscribe(kept)
        lost.drop()
        await publisher.publish(TOPIC, 1, options=ACKNOWLEDGE)
        assert await inbox.take() == [((1,), {})]


async def test_a_thousand_events_arrive_in_order_over_two_topics(router):
    async with sessions(router, 3) as (publisher, first, second):
        inboxes = []
        for session in (first, second):
            inbox = await subscribe(session)
            await session.subscribe(inbox, "com.example.other")
            inboxes.append(inbox)
        for number in range(1_000):
            publisher.publish(TOPIC if number % 2 else "com.example.other", number)
        for inbox in inboxes:
            assert [args for args, _ in await inbox.take(1_000)] == [(number,) for number in range(1_000)]


async def test_a_megabyte_reaches_ten_subscribers(router):
    async with sessions(router, 11) as (publisher, *subscribers):
        inboxes = [await subscribe(session) for session in subscribers]
        publisher.publish(TOPIC, "x" * 2**20)
        for inbox in inboxes:
            [((text,), _)] = await inbox.take()
            assert len(text) == 2**20


async def test_realms_are_separate(start_router):
    router = start_router(realms=[realm("realm1"), realm("realm2")])
    here, there = await join(router, "realm1"), await join(router, "realm2")
    inbox = await subscribe(there)
    await here.publish(TOPIC, "elsewhere", options=ACKNOWLEDGE)
    await there.publish(TOPIC, "here", options=PublishOptions(acknowledge=True, exclude_me=False))
    assert await inbox.take() == [(("here",), {})]
    await here.leave_and_wait()
    await there.leave_and_wait()


async def test_a_publisher_names_and_excludes_receivers(router):
    async with sessions(router, 3) as (publisher, first, second):
        inboxes = [await subscribe(session) for session in (first, second)]
        ids = [session.joined.result().session for session in (first, second)]
        authids = [session.joined.result().authid for session in (first, second)]

        async def publish(value, **lists):
            await publisher.publish(TOPIC, value, options=PublishOptions(acknowledge=True, **lists))

        await publish("to the first", eligible=[ids[0]])
        await publish("not to the first", exclude=[ids[0]])
        await publish("to the second by name", eligible_authid=[authids[1]])
        await publish("not to the second by name", exclude_authid=[authids[1]])
        await publish("to nobody", eligible_authrole=["somebody else"])
        await publish("to nobody either", exclude_authrole=["anonymous"])
        await publish("exclusion wins", eligible=ids, exclude=[ids[1]])
        await publish("to both", eligible_authrole=["anonymous"])
        received = [[args[0] for args, _ in await inbox.take(4 - i)] for i, inbox in enumerate(inboxes)]
        assert received[0] == ["to the first", "not to the second by name", "exclusion wins", "to both"]
        assert received[1] == ["not to the first", "to the second by name", "to both"]
        assert all(inbox.is_empty() for inbox in inboxes)
