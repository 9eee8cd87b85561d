"""Hundreds of subscribers that do not read: nobody else notices, and the router's memory does not follow."""

import pytest

from raw_session import EVENT, RawSession, hello, raw_session
from router import realm

STALLED = 300
EVENTS = 500
# Small enough to be copied for each subscriber, so that what waits is memory of its own.
PAYLOAD = "x" * 4_000
# Of each session.
BUDGET = 128 << 10


def stalled_reader(router):
    """A subscriber that does not read after its SUBSCRIBED, on a Unix socket, for which the kernel buffers only some
    hundred KB."""
    peer = RawSession(router.unix_socket)
    peer.open()
    peer.join(details=hello())
    peer.subscribe("com.slow")
    return peer


def resident(router):
    """The router's memory, in bytes."""
    with open(f"/proc/{router.process.pid}/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS:"))


def configured(policy, **more):
    open_realm = realm()
    open_realm["roles"][0]["slow_consumer"] = {"policy": policy, "bytes": BUDGET, **more}
    return [open_realm]


@pytest.mark.parametrize("policy", ["close", "drop_oldest", "drop_newest", "pause_producers"])
def test_stalled_readers_hold_up_nobody_for_long_and_take_no_more_than_their_budget(start_router, policy):
    router = start_router(unix={}, realms=configured(policy, pause_timeout_ms=300))
    healthy = raw_session(router)
    healthy.subscribe("com.slow")
    publisher = raw_session(router)
    bystander = raw_session(router)
    stalled = [stalled_reader(router) for _ in range(STALLED)]
    try:
        before = resident(router)
        most = before
        for number in range(EVENTS):
            publisher.publish("com.slow", number, PAYLOAD)
            event = healthy.take(EVENT)
            assert event[4][0] == number
            # Whoever has nothing to do with it is answered at once.
            assert bystander.result("wamp.session.count") >= 3
            most = max(most, resident(router))
        # Without budgets 300 sessions would have 600 MB waiting, less what the kernel has taken.
        assert most - before < STALLED * BUDGET * 2 + (32 << 20)
        count = bystander.result("wamp.session.count")
        assert count == (3 if policy in ("close", "pause_producers") else 3 + STALLED)
    finally:
        for one in stalled:
            one.socket.close()


@pytest.mark.parametrize("policy", ["drop_oldest", "drop_newest"])
def test_a_subscriber_that_has_caught_up_is_told_what_it_has_missed(start_router, policy):
    router = start_router(unix={}, realms=configured(policy))
    publisher = raw_session(router)
    slow = stalled_reader(router)
    notices = slow.subscribe("wamp.session.on_events_dropped")
    total = 1_000
    for number in range(total):
        publisher.publish("com.slow", number, PAYLOAD)
    seen, missed = [], 0
    while len(seen) + missed < total:
        event = slow.take(EVENT)
        if event[1] == notices:
            missed += event[4][0]
        else:
            seen.append(event[4][0])
    assert missed > 0
    assert seen == sorted(set(seen))
    assert (seen[-1] == total - 1) == (policy == "drop_oldest")
    publisher.publish("com.slow", "after")
    while slow.take(EVENT)[4][0] != "after":
        pass


def test_a_session_that_sends_too_fast_is_slowed_down_and_loses_nothing(start_router):
    limited = realm(quotas={"byte_rate": {"per_second": 2_000_000, "burst": 100_000}})
    router = start_router(realms=[limited])
    subscriber = raw_session(router)
    subscriber.subscribe("com.t")
    publisher = raw_session(router)
    for number in range(200):
        publisher.publish("com.t", number, PAYLOAD)
    assert [subscriber.take(EVENT)[4][0] for _ in range(200)] == list(range(200))
