"""Registrations and subscriptions that the router takes back (WAMP advanced profile, "Registration Revocation",
"Subscription Revocation"): by REGISTER with `force_reregister`, and by this router's own
`wamp.registration.remove_callee` and `wamp.subscription.remove_subscriber`.
"""

import re

from autobahn.wamp.types import RegisterOptions

from autobahn_peer import Inbox, sessions
from raw_session import CALL, EVENT, INVOCATION, RESULT, UNREGISTER, UNSUBSCRIBE, hello, raw_session

UNREGISTERED, UNSUBSCRIBED = 67, 35
WORK = "com.example.work"
TOPIC = "com.example.topic"
URI = re.compile(r"([^\s.#]+\.)*[^\s.#]+")


async def test_an_autobahn_session_lives_on_when_its_registration_is_taken_over(router):
    """Autobahn|Python takes `reason` for a URI, and fails its transport if it is none. It takes no notice otherwise."""
    async with sessions(router, 3) as (old, new, caller):
        await old.register(lambda: "old", WORK)
        await old.register(lambda: "alive", "com.example.alive")
        assert await caller.call(WORK) == "old"
        await new.register(lambda: "new", WORK, RegisterOptions(force_reregister=True))
        assert await caller.call(WORK) == "new"
        assert await caller.call("com.example.alive") == "alive"
        assert old.is_attached()


async def test_an_autobahn_callee_takes_its_procedure_back(router):
    async with sessions(router, 2) as (first, second):
        for callee, name in ((first, "first"), (second, "second"), (first, "first again")):
            await callee.register(lambda name=name: name, WORK, RegisterOptions(force_reregister=True))
            assert await second.call(WORK) == name


def assert_revoked(message, code, member, value):
    assert message[:2] == [code, 0] and message[2][member] == value, f"not the revocation: {message}"
    assert URI.fullmatch(message[2].get("reason", "none")), f"not a URI: {message}"


def test_all_former_callees_are_told_and_answer_what_they_were_given(router):
    with raw_session(router) as first, raw_session(router) as second, raw_session(router) as caller:
        registration = first.register(WORK, invoke="roundrobin")
        second.register(WORK, invoke="roundrobin")
        request = caller.call(WORK)
        invocation = first.take(INVOCATION)
        fresh = caller.register(WORK, force_reregister=True)
        for callee in (first, second):
            assert_revoked(callee.receive(), UNREGISTERED, "registration", registration)
            assert callee.refused(UNREGISTER, registration) == "wamp.error.no_such_registration"
        assert fresh != registration
        first.give(invocation, "still")
        assert caller.receive() == [RESULT, request, {}, ["still"]]


def test_a_callee_that_did_not_announce_revocation_is_not_told(router):
    with raw_session(router, details=hello(callee=["registration_revocation"])) as old, raw_session(router) as new:
        old.register(WORK)
        new.register(WORK, force_reregister=True)
        old.assert_quiet()


def test_a_callee_is_removed(router):
    with raw_session(router) as callee, raw_session(router) as other:
        registration = callee.register(WORK)
        remove = "wamp.registration.remove_callee"
        assert other.refused(CALL, {}, remove, [registration, other.session]) == "wamp.error.no_such_session"
        assert other.refused(CALL, {}, remove, [2**50, callee.session]) == "wamp.error.no_such_registration"
        other.result(remove, registration, callee.session, reason="com.example.reason")
        message = callee.receive()
        assert_revoked(message, UNREGISTERED, "registration", registration)
        assert message[2]["reason"] == "com.example.reason"
        assert other.refused(CALL, {}, WORK) == "wamp.error.no_such_procedure"
        callee.register(WORK)
        other.result(remove, callee.result("wamp.registration.match", WORK), callee.session)
        assert callee.receive()[:2] == [UNREGISTERED, 0]


def test_a_subscriber_is_removed(router):
    """Raw: Autobahn|Python announces the feature, but fails its transport at an UNSUBSCRIBED without a request."""
    with raw_session(router) as subscriber, raw_session(router) as kept, raw_session(router) as other:
        subscription = subscriber.subscribe(TOPIC)
        kept.subscribe(TOPIC)
        remove = "wamp.subscription.remove_subscriber"
        assert other.refused(CALL, {}, remove, [subscription, other.session]) == "wamp.error.no_such_session"
        assert other.refused(CALL, {}, remove, [2**50, other.session]) == "wamp.error.no_such_subscription"
        other.result(remove, subscription, subscriber.session)
        assert_revoked(subscriber.receive(), UNSUBSCRIBED, "subscription", subscription)
        other.publish(TOPIC, 1)
        assert kept.take(EVENT)[4] == [1]
        assert subscriber.refused(UNSUBSCRIBE, subscription) == "wamp.error.no_such_subscription"
        assert subscriber.subscribe(TOPIC) == subscription


def test_a_subscriber_that_did_not_announce_revocation_is_not_told(router):
    details = hello(subscriber=["subscription_revocation"])
    with raw_session(router, details=details) as subscriber, raw_session(router) as other:
        subscription = subscriber.subscribe(TOPIC)
        other.result("wamp.subscription.remove_subscriber", subscription, subscriber.session)
        other.publish(TOPIC, 1)
        subscriber.assert_quiet()


async def test_autobahn_is_told_by_meta_events_of_what_was_taken_away(router):
    async with sessions(router, 2) as (callee, watcher):
        registration = await callee.register(lambda: 1, WORK)
        inbox = Inbox()
        await watcher.subscribe(inbox, "wamp.registration.on_unregister")
        session = callee.joined.result().session
        reason = "com.example.reason"
        await watcher.call("wamp.registration.remove_callee", registration.id, session, reason=reason)
        assert await inbox.take() == [((session, registration.id), {})]
        assert callee.is_attached()
