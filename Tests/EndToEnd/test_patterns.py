"""Patterns (WAMP advanced profile, "Pattern-based Registration", "Pattern-based Subscription")."""

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import PublishOptions, RegisterOptions, SubscribeOptions

from autobahn_peer import Inbox, sessions
from raw_session import EVENT, INVOCATION, REGISTER, SUBSCRIBE, raw_session
from router import realm, rule


def answering(name):
    return lambda details: [name, details.procedure]


REGISTRATIONS = [
    ("exact", "a1.b2.c3.d4.e55"),
    ("prefix", "a1.b2.c3"),
    ("prefix", "a1.b2.c3.d4"),
    ("wildcard", "a1.b2..d4.e5"),
    ("wildcard", "a1.b2.c33..e5"),
    ("wildcard", "a1.b2..d4.e5..g7"),
    ("wildcard", "a1.b2..d4..f6.g7"),
]
CALLS = {
    "a1.b2.c3.d4.e55": "a1.b2.c3.d4.e55",
    "a1.b2.c3.d98.e74": "a1.b2.c3",
    "a1.b2.c3.d4.e325": "a1.b2.c3.d4",
    "a1.b2.c55.d4.e5": "a1.b2..d4.e5",
    "a1.b2.c33.d4.e5": "a1.b2.c3",
    "a1.b2.c44.d4.e5": "a1.b2..d4.e5",
    "a1.b2.c88.d4.e5.f6.g7": "a1.b2..d4.e5..g7",
}


async def test_the_most_specific_registration_is_called_and_told_the_procedure(router):
    """The specification's table, but for `a1.b2.c33.d4.e5`: a prefix is one of the string, as its text says, so that
    the registration `a1.b2.c3` is in the table's way.
    """
    async with sessions(router, 2) as (callee, caller):
        for match, pattern in REGISTRATIONS:
            options = RegisterOptions(match=match, details_arg="details")
            await callee.register(answering(pattern), pattern, options)
        for procedure, pattern in CALLS.items():
            assert await caller.call(procedure) == [pattern, procedure]
        with pytest.raises(ApplicationError) as caught:
            await caller.call("a2.b2.c2.d2.e2")
        assert caught.value.error == "wamp.error.no_such_procedure"


async def test_the_next_best_registration_serves_when_the_best_is_gone(router):
    async with sessions(router, 2) as (callee, caller):
        registered = [
            await callee.register(
                answering(match), "com.example.best" if match == "exact" else pattern,
                RegisterOptions(match=match, details_arg="details"))
            for match, pattern in (("exact", ""), ("prefix", "com.ex"), ("wildcard", "com..best"))
        ]
        for match, registration in zip(("exact", "prefix", "wildcard"), registered):
            assert await caller.call("com.example.best") == [match, "com.example.best"]
            await registration.unregister()
        with pytest.raises(ApplicationError):
            await caller.call("com.example.best")


async def test_each_matching_subscription_of_autobahn_gets_its_event_with_the_topic(router):
    patterns = {
        "com.example.sport.goal": "exact", "com.example.s": "prefix", "com..sport.": "wildcard",
        "..sport.goal": "wildcard",
    }
    topics = {
        "com.example.sport.goal": set(patterns),
        "com.example.sport.foul": {"com.example.s", "com..sport."},
        "com.example.science": {"com.example.s"},
        "org.example.sport.goal": {"..sport.goal"},
        "com.example.weather": set(),
    }
    async with sessions(router, 2) as (publisher, subscriber):
        inboxes = {}
        for pattern, match in patterns.items():
            inboxes[pattern] = Inbox()
            options = SubscribeOptions(match=match, details=True)
            await subscriber.subscribe(inboxes[pattern], pattern, options)
        for topic in topics:
            await publisher.publish(topic, topic, options=PublishOptions(acknowledge=True))
        await publisher.publish("com.example.sport.goal", "last", options=PublishOptions(acknowledge=True))
        for pattern, inbox in inboxes.items():
            expected = [topic for topic, receivers in topics.items() if pattern in receivers]
            events = await inbox.take(len(expected))
            assert [args[0] for args, _ in events] == expected
            assert [kwargs["details"].topic for _, kwargs in events] == expected
        assert [args for args, _ in await inboxes["com.example.s"].take()] == [("last",)]


def test_details_name_the_uri_for_patterns_and_only_for_them(router):
    with raw_session(router) as peer, raw_session(router) as other:
        for match, uri in (("exact", "com.example.x"), ("prefix", "com.example.p"), ("wildcard", "com..w")):
            peer.register(uri, match=match)
            peer.subscribe(uri, match=match)
        details = {}
        for uri in ("com.example.x", "com.example.pp.q", "com.example.w"):
            other.call(uri)
            other.publish(uri)
            details[uri] = [peer.take(code)[3] for code in (INVOCATION, EVENT)]
        assert details == {
            "com.example.x": [{}, {}],
            "com.example.pp.q": [{"procedure": "com.example.pp.q"}, {"topic": "com.example.pp.q"}],
            "com.example.w": [{"procedure": "com.example.w"}, {"topic": "com.example.w"}],
        }


def test_one_pattern_under_three_policies_is_three_subscriptions_and_registrations(router):
    with raw_session(router) as peer:
        for ask in (peer.subscribe, peer.register):
            ids = [ask("com.example.same", match=match) for match in ("exact", "prefix", "wildcard")]
            assert len(set(ids)) == 3


def test_a_publication_has_one_id_in_all_its_events(router):
    with raw_session(router) as peer, raw_session(router) as other:
        for match, pattern in (("exact", "com.example.x"), ("prefix", "com.example"), ("wildcard", "com..x")):
            peer.subscribe(pattern, match=match)
        publication = other.publish("com.example.x")
        assert {peer.take(EVENT)[2] for _ in range(3)} == {publication}
        peer.assert_quiet()


def test_the_empty_prefix_hears_everything_and_the_meta_events_too(router):
    with raw_session(router) as peer, raw_session(router) as other:
        subscription = peer.subscribe("", match="prefix")
        publication = other.publish("org.elsewhere", 1)
        topics = []
        while (event := peer.take(EVENT))[3]["topic"].startswith("wamp."):
            topics.append(event[3]["topic"])
        assert event == [EVENT, subscription, publication, {"topic": "org.elsewhere"}, [1]]
        assert topics[:2] == ["wamp.subscription.on_create", "wamp.subscription.on_subscribe"]


@pytest.mark.parametrize(
    ("match", "uri"),
    [("prefix", ""), ("prefix", "wa"), ("prefix", "wamp."), ("wildcard", ".session.count"), ("wildcard", "wamp..x")],
)
def test_no_registration_reaches_into_the_reserved_namespace(router, match, uri):
    with raw_session(router) as peer:
        assert peer.refused(REGISTER, {"match": match}, uri) == "wamp.error.invalid_uri"


@pytest.mark.parametrize("code", [SUBSCRIBE, REGISTER])
def test_an_unknown_match_policy_is_refused(router, code):
    with raw_session(router) as peer:
        peer.submit(code, {"match": "regex"}, "com.example.x")
        answer = peer.receive()
        assert answer[0] in (3, 8), f"accepted: {answer}"


def test_a_pattern_is_allowed_only_where_all_that_it_matches_is(start_router):
    permissions = [
        rule("com.open.", "prefix"),
        rule("com.open.secret", call=True),
        rule("com.open.area.", "prefix", subscribe=True, register=True),
    ]
    router = start_router(realms=[realm(permissions=permissions)])
    refused = "wamp.error.not_authorized"
    with raw_session(router) as peer:
        for code in (SUBSCRIBE, REGISTER):
            assert peer.refused(code, {"match": "prefix"}, "com.open.") == refused
            assert peer.refused(code, {"match": "prefix"}, "com.open.s") == refused
            assert peer.refused(code, {"match": "wildcard"}, "com.open.") == refused
            assert peer.refused(code, {"match": "wildcard"}, "com..x") == refused
            peer.perform(code, {"match": "prefix"}, "com.open.area.")
            peer.perform(code, {"match": "wildcard"}, "com.open..x")
