"""Who calls and who publishes, and how far it is trusted (WAMP advanced profile, "Caller Identification",
"Publisher Identification", "Call Trust Levels", "Publication Trust Levels").

Autobahn|Python has no option `disclose_me` and does not show trust levels: it shows what rules disclose. The rest is
raw.
"""

import pytest
from autobahn.wamp.types import CallOptions, PublishOptions, RegisterOptions, SubscribeOptions

from autobahn_peer import Inbox, sessions
from raw_session import CALL, EVENT, INVOCATION, PUBLISH, REGISTER, raw_session
from router import Router, realm, rule

NOT_DISCLOSED = "wamp.error.option_disallowed.disclose_me"
ACTIONS = {"call": True, "register": True, "publish": True, "subscribe": True}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """A realm that discloses under `com.known.`, trusts under `com.trusted.`, and does neither elsewhere."""
    permissions = [
        rule("", "prefix"),
        rule("com.known.", "prefix", disclose=["caller", "publisher"], **ACTIONS),
        rule("com.trusted.", "prefix", trustlevel=7, **ACTIONS),
        rule("com.trusted.not", trustlevel=0, **ACTIONS),
    ]
    with Router(tmp_path_factory.mktemp("rules"), realms=[realm(permissions=permissions)]) as running:
        yield running


def identity(session, party):
    details = session.joined.result()
    return {
        party: details.session, f"{party}_authid": details.authid, f"{party}_authrole": details.authrole
    }


def shown(details, party):
    return {name: getattr(details, name) for name in (party, f"{party}_authid", f"{party}_authrole")}


NOBODY = {"caller": None, "caller_authid": None, "caller_authrole": None}


async def test_autobahn_is_told_its_caller_where_a_rule_discloses_it(rules):
    async with sessions(rules, 2) as (callee, caller):
        options = RegisterOptions(details_arg="details")
        for procedure in ("com.known.who", "com.example.who"):
            await callee.register(lambda details: shown(details, "caller"), procedure, options)
        assert await caller.call("com.known.who") == identity(caller, "caller")
        assert await caller.call("com.example.who") == NOBODY


async def test_a_caller_cannot_pretend_to_be_another(rules):
    """Autobahn|Python lets callers send `caller`, `caller_authid` and `caller_authrole`, which no specification has."""
    async with sessions(rules, 2) as (callee, caller):
        options = RegisterOptions(details_arg="details")
        for procedure in ("com.known.who", "com.example.who"):
            await callee.register(lambda details: shown(details, "caller"), procedure, options)
        claim = CallOptions(caller=1, caller_authid="admin", caller_authrole="admin")
        assert await caller.call("com.known.who", options=claim) == identity(caller, "caller")
        assert await caller.call("com.example.who", options=claim) == NOBODY


async def test_autobahn_is_told_its_publisher_where_a_rule_discloses_it(rules):
    async with sessions(rules, 2) as (publisher, subscriber):
        for topic, expected in (
            ("com.known.topic", identity(publisher, "publisher")),
            ("com.example.topic", {"publisher": None, "publisher_authid": None, "publisher_authrole": None}),
        ):
            inbox = Inbox()
            await subscriber.subscribe(inbox, topic, SubscribeOptions(details=True))
            await publisher.publish(topic, options=PublishOptions(acknowledge=True))
            [(_, kwargs)] = await inbox.take()
            assert shown(kwargs["details"], "publisher") == expected


def who(peer, party):
    return {party: peer.session, f"{party}_authid": peer.welcome["authid"], f"{party}_authrole": "anonymous"}


def test_disclose_me_is_done_where_a_rule_allows_it_and_refused_elsewhere(rules):
    with raw_session(rules) as peer, raw_session(rules) as caller:
        peer.register("com.known.who")
        peer.register("com.example.who")
        caller.call("com.known.who", disclose_me=True)
        assert peer.take(INVOCATION)[3] == who(caller, "caller")
        assert caller.refused(CALL, {"disclose_me": True}, "com.example.who") == NOT_DISCLOSED
        options = {"disclose_me": True, "acknowledge": True}
        assert caller.refused(PUBLISH, options, "com.example.topic") == NOT_DISCLOSED
        peer.assert_quiet()


def test_a_callee_asks_for_its_callers_where_a_rule_allows_it(rules):
    with raw_session(rules) as callee, raw_session(rules) as caller:
        assert callee.refused(REGISTER, {"disclose_caller": True}, "com.example.ask") == NOT_DISCLOSED
        callee.register("com.known.ask", disclose_caller=True)
        caller.call("com.known.ask")
        assert callee.take(INVOCATION)[3] == who(caller, "caller")


def test_calls_and_events_bear_the_trust_level_of_their_rule(rules):
    with raw_session(rules) as peer, raw_session(rules) as other:
        levels = {"com.trusted.x": {"trustlevel": 7}, "com.trusted.not": {"trustlevel": 0}, "com.example.x": {}}
        for uri, expected in levels.items():
            peer.register(uri)
            peer.subscribe(uri)
            other.publish(uri)
            assert peer.take(EVENT)[3] == expected
            other.call(uri)
            assert peer.take(INVOCATION)[3] == expected


def test_nobody_sets_its_own_trust_level(rules):
    with raw_session(rules) as peer, raw_session(rules) as other:
        peer.register("com.example.x")
        peer.subscribe("com.example.x")
        other.publish("com.example.x", trustlevel=9, publisher=1)
        assert peer.take(EVENT)[3] == {}
        other.call("com.example.x", trustlevel=9, caller=1)
        assert peer.take(INVOCATION)[3] == {}
