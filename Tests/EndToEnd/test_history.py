"""Past events of declared subscriptions (WAMP advanced profile, "Event History"), asked for with
`wamp.subscription.get_events`, whose RESULT has one argument for each event.
"""

import re

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallResult, PublishOptions

from autobahn_peer import sessions
from raw_session import CALL, PUBLISH, UNSUBSCRIBE, raw_session
from router import realm, rule

GET = "wamp.subscription.get_events"
LOG = "com.example.log"
DECLARED = [
    {"uri": LOG},
    {"uri": "com.example.log.", "match": "prefix"},
    {"uri": "com..alarm", "match": "wildcard", "max_events": 3},
    {"uri": "org.hidden.log"},
]
REALM = {
    "event_history": DECLARED,
    "permissions": [rule("", "prefix"), rule("org.hidden.", "prefix", publish=True)],
}
ACKNOWLEDGE = {"acknowledge": True}


@pytest.fixture
def recording(start_router):
    return start_router(realms=[realm(**REALM)])


def lookup(peer, topic, match="exact"):
    return peer.result("wamp.subscription.lookup", topic, {"match": match})


def history(peer, subscription, **query):
    """The events, and whether there are more."""
    answer = peer.perform(CALL, {}, GET, [subscription], query)
    events = answer[3] if len(answer) > 3 else []
    return events, (answer[4] if len(answer) > 4 else {}).get("more", False)


def values(peer, subscription, **query):
    return [event["args"][0] for event in history(peer, subscription, **query)[0]]


async def test_autobahn_reads_the_events_that_it_missed(recording):
    async with sessions(recording, 2) as (publisher, reader):
        published = [
            await publisher.publish(LOG, number, text="Grüße", options=PublishOptions(**ACKNOWLEDGE))
            for number in range(3)
        ]
        subscription = await reader.call("wamp.subscription.lookup", LOG)
        result = await reader.call(GET, subscription, limit=2)
        assert isinstance(result, CallResult) and len(result.results) == 2
        for event, publication, number in zip(result.results, published, range(3)):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event.pop("timestamp"))
            assert event == {
                "subscription": subscription, "publication": publication.id, "details": {},
                "args": [number], "kwargs": {"text": "Grüße"},
            }
        # Where it was interrupted, it goes on.
        last = result.results[-1]["publication"]
        assert (await reader.call(GET, subscription, after_publication=last))["args"] == [2]
        assert await reader.call(GET, subscription, after_publication=published[2].id) is None
        with pytest.raises(ApplicationError) as caught:
            await reader.call(GET, 2**50)
        assert caught.value.error == "wamp.error.no_such_subscription"


def test_a_subscription_gets_the_declared_id_and_later_events_with_it(recording):
    with raw_session(recording) as peer, raw_session(recording) as publisher:
        declared = lookup(peer, LOG)
        publisher.publish(LOG, "before")
        assert peer.subscribe(LOG) == declared
        publication = publisher.publish(LOG, "live")
        assert peer.receive()[1:] == [declared, publication, {}, ["live"]]
        peer.perform(UNSUBSCRIBE, declared)
        publisher.publish(LOG, "after")
        assert lookup(peer, LOG) == declared
        assert values(peer, declared) == ["before", "live", "after"]


def test_patterns_record_what_they_match_with_its_topic(recording):
    with raw_session(recording) as peer:
        topics = [LOG, "com.example.log.auth", "com.x.alarm", "com.example.log.basket", "com.example.logger"]
        for topic in topics:
            peer.publish(topic, topic)
        prefix, wildcard = lookup(peer, "com.example.log.", "prefix"), lookup(peer, "com..alarm", "wildcard")
        assert values(peer, lookup(peer, LOG)) == [LOG]
        assert [(event["args"][0], event["details"]) for event in history(peer, prefix)[0]] == [
            (topic, {"topic": topic}) for topic in ("com.example.log.auth", "com.example.log.basket")
        ]
        assert values(peer, prefix, topic="com.example.log.auth") == ["com.example.log.auth"]
        assert values(peer, wildcard) == ["com.x.alarm"]


def test_every_filter_counts_and_the_order_can_be_reversed(recording):
    with raw_session(recording) as peer:
        ids = [peer.publish(LOG, number) for number in range(10)]
        subscription = lookup(peer, LOG)
        queries = [
            ({}, range(10)),
            ({"reverse": True}, range(9, -1, -1)),
            ({"limit": 3}, range(3)),
            ({"limit": 3, "reverse": True}, [9, 8, 7]),
            ({"from_publication": ids[4]}, range(4, 10)),
            ({"after_publication": ids[4]}, range(5, 10)),
            ({"before_publication": ids[4]}, range(4)),
            ({"until_publication": ids[4]}, range(5)),
            ({"from_publication": ids[2], "before_publication": ids[5], "reverse": True}, [4, 3, 2]),
            ({"before_publication": ids[4], "reverse": True, "limit": 2}, [3, 2]),
            ({"from_time": "2000-01-01T00:00:00Z", "before_time": "9000-01-01T00:00:00+01:00"}, range(10)),
            ({"after_time": "9000-01-01T00:00:00.000Z"}, []),
            ({"until_time": "2000-01-01t00:00:00z"}, []),
            ({"topic": "com.example.other"}, []),
            ({"limit": None, "reverse": None}, range(10)),
        ]
        for query, expected in queries:
            assert values(peer, subscription, **query) == list(expected), query
        times = [event["timestamp"] for event in history(peer, subscription)[0]]
        assert values(peer, subscription, from_time=times[0], until_time=times[-1]) == list(range(10))
        assert values(peer, subscription, after_time=times[-1]) == []


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": "1"}, {"reverse": 1}, {"from_time": "yesterday"}, {"topic": 1},
     {"after_publication": -1}, {"until_time": 0}],
    ids=str,
)
def test_a_query_of_the_wrong_type_is_refused(recording, query):
    with raw_session(recording) as peer:
        subscription = lookup(peer, LOG)
        assert peer.refused(CALL, {}, GET, [subscription], query) == "wamp.error.invalid_argument"


def test_the_oldest_events_make_room(recording):
    with raw_session(recording) as peer:
        for number in range(5):
            peer.publish("com.x.alarm", number)
        assert values(peer, lookup(peer, "com..alarm", "wildcard")) == [2, 3, 4]


def test_a_thousand_events_come_in_pages(recording):
    with raw_session(recording) as peer:
        for number in range(1_500):
            peer.submit(PUBLISH, {}, LOG, [number])
        subscription = lookup(peer, LOG)
        pages, query = [], {"limit": 300}
        while True:
            events, has_more = history(peer, subscription, **query)
            pages += [event["args"][0] for event in events]
            if not has_more:
                break
            query["after_publication"] = events[-1]["publication"]
        # The default bound of a history.
        assert pages == list(range(500, 1_500))


def test_black_and_white_lists_hold_for_the_past(recording):
    with raw_session(recording) as publisher, raw_session(recording) as reader:
        mine, yours = publisher.welcome["authid"], reader.welcome["authid"]
        publisher.publish(LOG, "for all")
        publisher.publish(LOG, "for the publisher", eligible_authid=[mine])
        publisher.publish(LOG, "not for the reader", exclude_authid=[yours])
        publisher.publish(LOG, "for admins", eligible_authrole=["admin"])
        publisher.publish(LOG, "not for the anonymous", exclude_authrole=["anonymous"])
        # Session ids mean nothing later: such events are not kept at all.
        publisher.publish(LOG, "for sessions", eligible=[publisher.session, reader.session])
        publisher.publish(LOG, "not for sessions", exclude=[1])
        subscription = lookup(reader, LOG)
        assert values(reader, subscription) == ["for all"]
        assert values(publisher, subscription) == ["for all", "for the publisher", "not for the reader"]


def test_who_may_not_subscribe_may_not_read_the_past(recording):
    with raw_session(recording) as peer:
        peer.publish("org.hidden.log", "secret")
        subscription = lookup(peer, "org.hidden.log")
        assert peer.refused(CALL, {}, GET, [subscription]) == "wamp.error.not_authorized"


def test_a_subscription_that_is_not_declared_has_no_past(recording):
    with raw_session(recording) as peer:
        subscription = peer.subscribe("com.example.undeclared")
        peer.publish("com.example.undeclared")
        assert history(peer, subscription) == ([], False)


def test_payloads_come_back_as_they_were_published(recording):
    options = {"ppt_scheme": "x_own", "_x_own": [1.0]}
    with raw_session(recording) as peer:
        peer.perform(PUBLISH, {**ACKNOWLEDGE, **options}, LOG, [b"\x00\x01\x02"])
        peer.perform(PUBLISH, ACKNOWLEDGE, LOG, [], {"only": "keywords"})
        peer.perform(PUBLISH, ACKNOWLEDGE, LOG)
        events, _ = history(peer, lookup(peer, LOG))
        payloads = [{key: event.get(key) for key in ("details", "args", "kwargs")} for event in events]
        assert payloads[0] == {"details": options, "args": [b"\x00\x01\x02"], "kwargs": None}
        assert not payloads[1]["args"] and payloads[1]["kwargs"] == {"only": "keywords"}
        assert payloads[2] == {"details": {}, "args": None, "kwargs": None}
