"""Permissions as a client meets them (advanced profile, "Authorization")."""

import pytest

from router import Router, realm, rule
from wire import joined

REFUSED = "wamp.error.not_authorized"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A realm whose role may do little."""
    permissions = [
        rule("com.open.", "prefix"),
        rule("com.open.closed", call=False),
        rule("com.call_only", call=True),
        rule("com.topic.", "prefix", subscribe=True),
        rule("com.topic.news", publish=True, subscribe=True),
        rule("com..status", "wildcard", subscribe=True, publish=True),
    ]
    realms = [realm(permissions=permissions), realm("realm.open")]
    with Router(tmp_path_factory.mktemp("guarded"), realms=realms) as running:
        yield running


@pytest.fixture
def peer(guarded):
    with joined(guarded) as wire:
        yield wire


OPTIONS = {16: {"acknowledge": True}}
CALL, REGISTER, PUBLISH, SUBSCRIBE = 48, 64, 16, 32

REFUSALS = {
    "no rule at all": [(CALL, "org.x"), (REGISTER, "org.x"), (PUBLISH, "org.x"), (SUBSCRIBE, "org.x")],
    "exact rule with one flag": [(REGISTER, "com.call_only"), (PUBLISH, "com.call_only"), (SUBSCRIBE, "com.call_only")],
    "exact rule is no prefix": [(CALL, "com.call_only.more")],
    "exact rule outranks prefix": [(CALL, "com.open.closed"), (SUBSCRIBE, "com.open.closed")],
    "prefix rule with one flag": [(PUBLISH, "com.topic.sport"), (CALL, "com.topic.sport")],
    "wildcard is one component": [(PUBLISH, "com.a.b.status"), (PUBLISH, "com.status"), (CALL, "com.a.status")],
}
ALLOWED = [
    (CALL, "com.call_only"), (CALL, "com.open.x"), (REGISTER, "com.open.y"), (PUBLISH, "com.open.z"),
    (SUBSCRIBE, "com.open.z"), (SUBSCRIBE, "com.topic.sport"), (PUBLISH, "com.topic.news"),
    (PUBLISH, "com.machine.status"), (SUBSCRIBE, "com.machine.status"),
]


@pytest.mark.parametrize("requests", REFUSALS.values(), ids=REFUSALS.keys())
def test_what_no_rule_allows_is_refused(peer, requests):
    for request, (code, uri) in enumerate(requests, start=1):
        answer = peer.ask([code, request, OPTIONS.get(code, {}), uri])
        assert answer[:3] == [8, code, request] and answer[4] == REFUSED, f"{code} {uri}: {answer}"


@pytest.mark.parametrize(("code", "uri"), ALLOWED, ids=lambda value: str(value))
def test_what_a_rule_allows_is_done(peer, code, uri):
    answer = peer.ask([code, 1, OPTIONS.get(code, {}), uri])
    assert answer[0] == code + 1 or answer[4] == "wamp.error.no_such_procedure"


def test_a_refusal_does_not_tell_whether_a_procedure_exists(peer):
    assert peer.ask([CALL, 1, {}, "com.secret.missing"])[4] == REFUSED
    assert peer.ask([CALL, 2, {}, "com.call_only"])[4] == "wamp.error.no_such_procedure"


def test_a_refused_unacknowledged_publication_is_not_answered_and_not_delivered(guarded, peer):
    with joined(guarded) as subscriber:
        assert subscriber.ask([SUBSCRIBE, 1, {}, "com.topic.sport"])[0] == 33
        peer.send([PUBLISH, 1, {}, "com.topic.sport", ["refused"]])
        assert peer.ask([SUBSCRIBE, 2, {}, "com.topic.sport"])[0] == 33
        assert subscriber.ask([34, 2, 2**53])[0] == 8


def test_permissions_are_those_of_the_realm(guarded):
    with joined(guarded, "realm.open") as peer:
        assert peer.ask([REGISTER, 1, {}, "org.x"])[0] == 65
