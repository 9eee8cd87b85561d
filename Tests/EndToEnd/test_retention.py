"""Events that wait for subscribers (WAMP advanced profile, "Event Retention")."""

import pytest
from autobahn.wamp.types import PublishOptions, SubscribeOptions

from autobahn_peer import Inbox, sessions
from raw_session import EVENT, PUBLISH, UNSUBSCRIBE, raw_session
from router import realm, rule


@pytest.fixture
def topic(request):
    """A topic of the test's own: what is retained outlives the test."""
    return f"com.example.retained.{request.node.originalname}"


RETAIN = PublishOptions(acknowledge=True, retain=True)
GET = SubscribeOptions(get_retained=True, details=True)


async def test_autobahn_gets_the_newest_retained_event_once(router, topic):
    async with sessions(router, 2) as (publisher, subscriber):
        await publisher.publish(topic, "old", options=RETAIN)
        newest = await publisher.publish(topic, "new", b"\x00\xff", key=[1.0], options=RETAIN)
        await publisher.publish(topic, "not retained", options=PublishOptions(acknowledge=True))
        inbox = Inbox()
        await subscriber.subscribe(inbox, topic, GET)
        [(args, kwargs)] = await inbox.take()
        details = kwargs.pop("details")
        assert (args, kwargs) == (("new", b"\x00\xff"), {"key": [1.0]})
        assert (details.retained, details.publication) == (True, newest.id)
        # A later event is no retained one.
        await publisher.publish(topic, "live", options=RETAIN)
        [(args, kwargs)] = await inbox.take()
        assert (args, kwargs["details"].retained) == (("live",), None)
        assert inbox.is_empty()


async def test_who_does_not_ask_gets_no_retained_event(router, topic):
    async with sessions(router, 2) as (publisher, subscriber):
        await publisher.publish(topic, "retained", options=RETAIN)
        inbox = Inbox()
        await subscriber.subscribe(inbox, topic)
        await publisher.publish(topic, "live", options=PublishOptions(acknowledge=True))
        assert await inbox.take() == [(("live",), {})]


@pytest.mark.parametrize("match", ["prefix", "wildcard"])
async def test_a_pattern_gets_one_retained_event_of_each_topic(router, topic, match):
    async with sessions(router, 2) as (publisher, subscriber):
        for name in ("a", "b", "c", "b"):
            await publisher.publish(f"{topic}.{match}.{name}.end", name, options=RETAIN)
        inbox = Inbox()
        pattern = f"{topic}.{match}." + {"prefix": "", "wildcard": ".end"}[match]
        options = SubscribeOptions(match=match, get_retained=True, details=True)
        await subscriber.subscribe(inbox, pattern, options)
        events = await inbox.take(3)
        assert sorted(args[0] for args, _ in events) == ["a", "b", "c"]
        for args, kwargs in events:
            assert kwargs["details"].topic == f"{topic}.{match}.{args[0]}.end"
            assert kwargs["details"].retained is True


def test_the_subscription_is_confirmed_before_its_retained_event(router, topic):
    with raw_session(router) as publisher, raw_session(router) as subscriber:
        publication = publisher.publish(topic, "x", retain=True, _x_own=[1])
        subscription = subscriber.subscribe(topic, get_retained=True)
        assert subscriber.receive() == [EVENT, subscription, publication, {"retained": True, "_x_own": [1]}, ["x"]]
        subscriber.assert_quiet()


def test_a_retained_event_comes_with_each_new_subscription(router, topic):
    with raw_session(router) as publisher, raw_session(router) as subscriber:
        publisher.publish(topic, retain=True)
        for _ in range(3):
            subscription = subscriber.subscribe(topic, get_retained=True)
            assert subscriber.take(EVENT)[3] == {"retained": True}
            subscriber.perform(UNSUBSCRIBE, subscription)


def test_nobody_gets_a_retained_event_that_was_not_for_it(router, topic):
    with raw_session(router) as publisher, raw_session(router) as subscriber:
        lists = [
            {"eligible": [publisher.session]}, {"exclude": [subscriber.session]},
            {"eligible_authid": [publisher.welcome["authid"]]},
            {"exclude_authid": [subscriber.welcome["authid"]]},
            {"eligible_authrole": ["admin"]}, {"exclude_authrole": ["anonymous"]}, {"eligible": []},
        ]
        for number, options in enumerate(lists):
            publisher.publish(f"{topic}.{number}", "secret", retain=True, **options)
            subscriber.subscribe(f"{topic}.{number}", get_retained=True)
            subscriber.assert_quiet()


def test_the_newest_event_that_was_for_the_subscriber_is_sent(router, topic):
    with raw_session(router) as publisher, raw_session(router) as subscriber, raw_session(router) as other:
        publisher.publish(topic, "for all", retain=True)
        publisher.publish(topic, "for the other", retain=True, eligible=[other.session])
        subscriber.subscribe(topic, get_retained=True)
        other.subscribe(topic, get_retained=True)
        assert subscriber.take(EVENT)[4] == ["for all"]
        assert other.take(EVENT)[4] == ["for the other"]


def test_a_publisher_gets_its_own_retained_event_only_where_it_is_not_excluded(router, topic):
    with raw_session(router) as publisher:
        publisher.publish(f"{topic}.without", retain=True)
        publisher.subscribe(f"{topic}.without", get_retained=True)
        publisher.assert_quiet()
        publisher.publish(f"{topic}.with", retain=True, exclude_me=False)
        publisher.subscribe(f"{topic}.with", get_retained=True)
        assert publisher.take(EVENT)[3] == {"retained": True}


def test_a_retained_event_outlives_its_publisher(router, topic):
    with raw_session(router) as subscriber:
        with raw_session(router) as publisher:
            publisher.publish(topic, "last words", retain=True)
        subscriber.subscribe(topic, get_retained=True)
        assert subscriber.take(EVENT)[4] == ["last words"]


def test_a_realm_keeps_as_many_topics_as_it_may_and_forgets_the_oldest(start_router):
    realms = [realm(retention={"max_topics": 2}), realm("off", retention={"max_topics": 0})]
    router = start_router(realms=realms)
    with raw_session(router) as peer:
        for name in ("a", "b", "a", "c"):
            peer.publish(f"com.example.{name}", name, retain=True, exclude_me=False)
        for name, count in (("a", 1), ("b", 0), ("c", 1)):
            peer.subscribe(f"com.example.{name}", get_retained=True)
            for _ in range(count):
                assert peer.take(EVENT)[4] == [name]
            peer.assert_quiet()
    with raw_session(router, "off") as peer:
        peer.publish("com.example.a", retain=True, exclude_me=False)
        peer.subscribe("com.example.a", get_retained=True)
        peer.assert_quiet()


def test_what_is_not_allowed_is_not_retained(start_router):
    permissions = [rule("com.example.", "prefix", subscribe=True)]
    router = start_router(realms=[realm(permissions=permissions)])
    with raw_session(router) as peer:
        options = {"acknowledge": True, "retain": True}
        assert peer.refused(PUBLISH, options, "com.example.x") == "wamp.error.not_authorized"
        peer.subscribe("com.example.x", get_retained=True)
        peer.assert_quiet()
