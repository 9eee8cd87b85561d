"""Who has registered and who has subscribed what (WAMP advanced profile, "Registration Meta API",
"Subscriptions Meta API"): the same procedures and events for both.
"""

import re

import pytest
from autobahn.wamp.types import RegisterOptions, SubscribeOptions

from autobahn_peer import Inbox, sessions
from raw_session import CALL, EVENT, REGISTER, UNREGISTER, UNSUBSCRIBE, raw_session

URI = "com.example.thing"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class Book:
    """One of the two APIs: what is named differently in them."""

    def __init__(self, name, joined, left, members, code, gone):
        self.name, self.joined, self.left, self.members, self.code, self.gone = (
            name, joined, left, members, code, gone)

    def __str__(self):
        return self.name

    def uri(self, name):
        return f"wamp.{self.name}.{name}"

    def enter(self, peer, uri=URI, **options):
        return (peer.register if self.name == "registration" else peer.subscribe)(uri, **options)


REGISTRATIONS = Book(
    "registration", "on_register", "on_unregister", "callees", UNREGISTER, "wamp.error.no_such_registration")
SUBSCRIPTIONS = Book(
    "subscription", "on_subscribe", "on_unsubscribe", "subscribers", UNSUBSCRIBE,
    "wamp.error.no_such_subscription")


@pytest.fixture(params=[REGISTRATIONS, SUBSCRIPTIONS], ids=str)
def book(request):
    return request.param


@pytest.fixture
def quiet(start_router):
    """A router without sessions of other tests."""
    return start_router()


def watch(peer, book):
    """Subscribes to all four events; returns their names by subscription."""
    names = ["on_create", book.joined, book.left, "on_delete"]
    return {peer.subscribe(book.uri(name)): name for name in names}


def next_event(peer, names):
    event = peer.take(EVENT)
    return names[event[1]], event[4]


def test_events_tell_of_the_first_and_the_last_one(quiet, book):
    options = {"invoke": "first"} if book is REGISTRATIONS else {}
    with raw_session(quiet) as watcher, raw_session(quiet) as first, raw_session(quiet) as second:
        names = watch(watcher, book)
        entry = book.enter(first, **options)
        name, (session, details) = next_event(watcher, names)
        assert (name, session) == ("on_create", first.session)
        assert TIME.fullmatch(details.pop("created"))
        assert details == {"id": entry, "uri": URI, "match": "exact", **options}
        assert next_event(watcher, names) == (book.joined, [first.session, entry])
        book.enter(second, **options)
        assert next_event(watcher, names) == (book.joined, [second.session, entry])
        first.perform(book.code, entry)
        assert next_event(watcher, names) == (book.left, [first.session, entry])
        second.reset()
        assert next_event(watcher, names) == (book.left, [second.session, entry])
        assert next_event(watcher, names) == ("on_delete", [second.session, entry])
        watcher.assert_quiet()


def test_a_session_that_leaves_is_told_of_last(quiet, book):
    with raw_session(quiet) as watcher, raw_session(quiet) as other:
        names = watch(watcher, book)
        names[watcher.subscribe("wamp.session.on_leave")] = "on_leave"
        entry = book.enter(other)
        assert [next_event(watcher, names)[0] for _ in range(2)] == ["on_create", book.joined]
        other.reset()
        assert [next_event(watcher, names) for _ in range(2)] == [
            (book.left, [other.session, entry]), ("on_delete", [other.session, entry])
        ]
        assert next_event(watcher, names)[0] == "on_leave"


def test_what_was_refused_is_no_event(quiet):
    with raw_session(quiet) as watcher, raw_session(quiet) as peer, raw_session(quiet) as other:
        peer.register(URI)
        watch(watcher, REGISTRATIONS)
        assert other.refused(REGISTER, {}, URI) == "wamp.error.procedure_already_exists"
        assert other.refused(REGISTER, {}, "wamp.own") == "wamp.error.invalid_uri"
        assert other.refused(UNREGISTER, 2**50) == "wamp.error.no_such_registration"
        watcher.assert_quiet()


def test_subscriptions_to_meta_events_are_no_events(quiet):
    with raw_session(quiet) as watcher, raw_session(quiet) as other:
        watch(watcher, SUBSCRIPTIONS)
        watch(other, SUBSCRIPTIONS)
        other.reset()
        watcher.assert_quiet()


def test_entries_are_listed_and_looked_up_by_policy(quiet, book):
    with raw_session(quiet) as peer, raw_session(quiet) as caller:
        entries = {
            match: book.enter(peer, uri, match=match)
            for match, uri in (("exact", URI), ("prefix", "com.example"), ("wildcard", "com..thing"))
        }
        lists = caller.result(book.uri("list"))
        assert {match: [entry] for match, entry in entries.items()} == lists
        lookup = book.uri("lookup")
        assert caller.result(lookup, URI) == entries["exact"]
        assert caller.result(lookup, "com.example", {"match": "prefix"}) == entries["prefix"]
        assert caller.result(lookup, "com..thing", {"match": "wildcard"}) == entries["wildcard"]
        assert caller.perform(CALL, {}, lookup, ["com.example"])[3] == [None]
        assert caller.perform(CALL, {}, lookup, [URI, {"match": "prefix"}])[3] == [None]
        for match, uri in (("exact", URI), ("prefix", "com.example"), ("wildcard", "com..thing")):
            details = caller.result(book.uri("get"), entries[match])
            assert TIME.fullmatch(details["created"])
            assert (details["id"], details["uri"], details["match"]) == (entries[match], uri, match)
            if book is REGISTRATIONS:
                assert details["invoke"] == "single"


def test_match_finds_what_a_message_would(quiet):
    with raw_session(quiet) as peer:
        for book in (REGISTRATIONS, SUBSCRIPTIONS):
            for match, uri in (("exact", URI), ("prefix", "com.example"), ("wildcard", "com..thing")):
                book.enter(peer, uri, match=match)
        registered = peer.result("wamp.registration.list")
        subscribed = peer.result("wamp.subscription.list")
        match = "wamp.registration.match"
        assert [peer.result(match, URI)] == registered["exact"]
        assert [peer.result(match, "com.example.x.y")] == registered["prefix"]
        assert [peer.result(match, "com.x.thing")] == registered["wildcard"]
        assert peer.perform(CALL, {}, match, ["org.nothing"])[3] == [None]
        match = "wamp.subscription.match"
        everything = subscribed["exact"] + subscribed["prefix"] + subscribed["wildcard"]
        assert sorted(peer.result(match, URI)) == sorted(everything)
        assert peer.result(match, "com.x.thing") == subscribed["wildcard"]
        assert peer.perform(CALL, {}, match, ["org.nothing"])[3] == [None]


def test_sessions_of_an_entry_are_listed_and_counted(quiet, book):
    options = {"invoke": "roundrobin"} if book is REGISTRATIONS else {}
    peers = [raw_session(quiet) for _ in range(4)]
    entry = [book.enter(peer, **options) for peer in peers][0]
    caller = peers[0]
    ids = sorted(peer.session for peer in peers)
    assert sorted(caller.result(book.uri(f"list_{book.members}"), entry)) == ids
    assert caller.result(book.uri(f"count_{book.members}"), entry) == 4
    peers[3].perform(book.code, entry)
    assert caller.result(book.uri(f"count_{book.members}"), entry) == 3
    for peer in peers:
        peer.socket.close()


def test_an_unknown_entry_is_an_error(quiet, book):
    with raw_session(quiet) as peer:
        for name in ("get", f"list_{book.members}", f"count_{book.members}"):
            assert peer.refused(CALL, {}, book.uri(name), [2**50]) == book.gone
            assert peer.refused(CALL, {}, book.uri(name), ["1"]) == "wamp.error.invalid_argument"
            assert peer.refused(CALL, {}, book.uri(name)) == "wamp.error.invalid_argument"
        assert peer.refused(CALL, {}, book.uri("lookup"), [7]) == "wamp.error.invalid_argument"


async def test_autobahn_follows_registrations(quiet):
    async with sessions(quiet, 2) as (callee, watcher):
        created, deleted = Inbox(), Inbox()
        await watcher.subscribe(created, "wamp.registration.on_create")
        await watcher.subscribe(deleted, "wamp.registration.on_delete")
        registration = await callee.register(lambda: 1, "com.example", RegisterOptions(match="prefix", invoke="last"))
        [((session, details), _)] = await created.take()
        assert session == callee.joined.result().session
        assert details == await watcher.call("wamp.registration.get", registration.id)
        assert (details["match"], details["invoke"]) == ("prefix", "last")
        assert await watcher.call("wamp.registration.match", "com.example.x") == registration.id
        assert await watcher.call("wamp.registration.list_callees", registration.id) == [session]
        await registration.unregister()
        assert await deleted.take() == [((session, registration.id), {})]
        assert await watcher.call("wamp.registration.match", "com.example.x") is None


async def test_autobahn_follows_subscriptions(quiet):
    async with sessions(quiet, 2) as (subscriber, watcher):
        created, deleted = Inbox(), Inbox()
        await watcher.subscribe(created, "wamp.subscription.on_create")
        await watcher.subscribe(deleted, "wamp.subscription.on_delete")
        subscription = await subscriber.subscribe(Inbox(), "com..x", SubscribeOptions(match="wildcard"))
        [((session, details), _)] = await created.take()
        assert details == await watcher.call("wamp.subscription.get", subscription.id)
        assert await watcher.call("wamp.subscription.match", "com.a.x") == [subscription.id]
        assert await watcher.call("wamp.subscription.count_subscribers", subscription.id) == 1
        await subscription.unsubscribe()
        assert await deleted.take() == [((session, subscription.id), {})]
        assert await watcher.call("wamp.subscription.match", "com.a.x") is None
