"""Several callees of one procedure (WAMP advanced profile, "Shared Registration", "Call Re-Routing",
"Sharded Registration"), and what Autobahn|Python adds: `force_reregister` and `concurrency`.
"""

import asyncio
from collections import Counter

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import RegisterOptions

from autobahn_peer import sessions
from raw_session import (
    CALL, CANCEL, ERROR, INVOCATION, RESULT, UNREGISTER, UNSUBSCRIBE, hello, raw_session,
)
from router import PATIENCE

SHARED = "com.example.shared"
EXISTS = "wamp.error.procedure_already_exists"
NONE_LEFT = "wamp.error.no_available_callee"


async def register_all(callees, invoke, **options):
    """Each answers with its number."""
    return [
        await callee.register(lambda number=number: number, SHARED, RegisterOptions(invoke=invoke, **options))
        for number, callee in enumerate(callees)
    ]


EXPECTED = {"roundrobin": [0, 1, 2] * 3, "first": [0] * 9, "last": [2] * 9}


@pytest.mark.parametrize("invoke", EXPECTED)
async def test_the_policy_chooses_the_callee(router, invoke):
    async with sessions(router, 4) as (caller, *callees):
        registrations = await register_all(callees, invoke)
        assert len({registration.id for registration in registrations}) == 1
        assert [await caller.call(SHARED) for _ in range(9)] == EXPECTED[invoke]


async def test_random_reaches_every_callee(router):
    """Three callees, 200 calls: that one of them gets none has a probability below 10^-34."""
    async with sessions(router, 4) as (caller, *callees):
        await register_all(callees, "random")
        counts = Counter(await asyncio.gather(*(caller.call(SHARED) for _ in range(200))))
        assert set(counts) == {0, 1, 2}


async def test_hot_standby_takes_over_when_the_first_is_lost(router):
    async with sessions(router, 4) as (caller, *callees):
        await register_all(callees, "first")
        leaves = [callees[0].leave_and_wait, callees[1].leave_and_wait]
        for number, leave in enumerate(leaves):
            assert await caller.call(SHARED) == number
            await leave()
        assert await caller.call(SHARED) == 2


async def test_roundrobin_goes_on_over_callees_that_come_and_go(router):
    async with sessions(router, 4) as (caller, *callees):
        registrations = await register_all(callees, "roundrobin")
        assert [await caller.call(SHARED) for _ in range(4)] == [0, 1, 2, 0]
        await registrations[1].unregister()
        counts = Counter([await caller.call(SHARED) for _ in range(10)])
        assert counts == {0: 5, 2: 5}


@pytest.mark.parametrize(
    ("first", "second"), [("single", "single"), ("single", "first"), ("first", "last"), ("roundrobin", "single")]
)
async def test_another_policy_is_refused(router, first, second):
    async with sessions(router, 2) as (holder, other):
        await holder.register(lambda: 1, SHARED, RegisterOptions(invoke=first))
        with pytest.raises(ApplicationError) as caught:
            await other.register(lambda: 2, SHARED, RegisterOptions(invoke=second))
        assert caught.value.error == EXISTS
        assert await other.call(SHARED) == 1


def test_a_session_that_registers_twice_is_one_callee(router):
    with raw_session(router) as twice, raw_session(router) as once, raw_session(router) as caller:
        assert twice.register(SHARED, invoke="roundrobin") == twice.register(SHARED, invoke="roundrobin")
        once.register(SHARED, invoke="roundrobin")
        for peer in (twice, once, twice, once):
            request = caller.call(SHARED)
            peer.give(peer.take(INVOCATION), 1)
            assert caller.receive()[:2] == [RESULT, request]


# Concurrency


async def test_a_callee_gets_no_more_invocations_at_once_than_it_takes(router):
    async with sessions(router, 3) as (caller, *callees):
        gate, running, most = asyncio.Event(), Counter(), Counter()

        def working(number):
            async def work(call):
                running[number] += 1
                most[number] = max(most[number], running[number])
                await gate.wait()
                running[number] -= 1
                return call

            return work

        for number, callee in enumerate(callees):
            options = RegisterOptions(invoke="roundrobin", concurrency=number + 1)
            await callee.register(working(number), SHARED, options)
        await callees[0].register(lambda: "other", "com.example.other")
        calls = [caller.call(SHARED, call) for call in range(30)]
        # Answered after all of these have been routed.
        assert await caller.call("com.example.other") == "other"
        assert most[0] <= 1 and most[1] <= 2
        gate.set()
        assert await asyncio.wait_for(asyncio.gather(*calls), PATIENCE) == list(range(30))
        assert most == {0: 1, 1: 2}


def test_waiting_calls_keep_their_order_and_payload(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SHARED, concurrency=1)
        payloads = [[number, {"text": "grüße", "float": 1.0}] for number in range(20)]
        requests = [caller.call(SHARED, *payload) for payload in payloads]
        for request, payload in zip(requests, payloads):
            invocation = callee.take(INVOCATION)
            assert invocation[4] == payload
            callee.give(invocation, *payload)
            assert caller.receive() == [RESULT, request, {}, payload]


def test_a_waiting_call_can_be_canceled_and_ends_with_its_callee(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SHARED, concurrency=1)
        first, second, third = (caller.call(SHARED, number) for number in range(3))
        callee.take(INVOCATION)
        assert caller.ask([CANCEL, second, {"mode": "kill"}])[2:5:2] == [second, "wamp.error.canceled"]
        callee.reset()
        answers = [caller.take(ERROR) for _ in range(2)]
        assert {answer[2] for answer in answers} == {first, third}
        assert {answer[4] for answer in answers} == {"wamp.error.canceled"}


def test_waiting_calls_end_when_nobody_is_left_and_the_one_under_way_is_answered(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        registration = callee.register(SHARED, concurrency=1)
        first, second, third = [caller.call(SHARED) for _ in range(3)]
        invocation = callee.take(INVOCATION)
        callee.perform(UNREGISTER, registration)
        answers = [caller.take(ERROR) for _ in range(2)]
        assert [answer[2] for answer in answers] == [second, third]
        assert {answer[4] for answer in answers} == {"wamp.error.no_such_procedure"}
        callee.give(invocation, "still")
        assert caller.receive() == [RESULT, first, {}, ["still"]]


# Re-routing


def unavailable(peer):
    invocation = peer.take(INVOCATION)
    peer.fail(invocation, "wamp.error.unavailable")
    return invocation


@pytest.mark.parametrize(("invoke", "order"), [("roundrobin", [0, 1, 2]), ("first", [0, 1, 2]), ("last", [2, 1, 0])])
def test_a_call_goes_on_to_the_next_callee_with_its_payload(router, invoke, order):
    peers = [raw_session(router) for _ in range(4)]
    caller, callees = peers[0], peers[1:]
    for callee in callees:
        callee.register(SHARED, invoke=invoke)
    request = caller.call(SHARED, "payload", {"kept": 1.0}, _x_own=1)
    for number in order[:2]:
        invocation = unavailable(callees[number])
        assert invocation[3:] == [{"_x_own": 1}, ["payload", {"kept": 1.0}]]
    last = callees[order[2]]
    last.give(last.take(INVOCATION), "served")
    assert caller.receive() == [RESULT, request, {}, ["served"]]
    # When all of them are unavailable, the caller is told.
    request = caller.call(SHARED)
    asked = set()
    while len(asked) < 3:
        readable = [peer for peer in callees if peer not in asked]
        order = {"roundrobin": readable, "first": readable[:1], "last": readable[-1:]}[invoke]
        asked.add(order[0])
        unavailable(order[0])
    assert caller.receive()[:5] == [ERROR, CALL, request, {}, NONE_LEFT]
    for peer in peers:
        peer.assert_quiet()
        peer.socket.close()


def test_a_single_callee_that_is_unavailable_leaves_none(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SHARED)
        request = caller.call(SHARED)
        unavailable(callee)
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, NONE_LEFT]


def test_a_callee_that_did_not_announce_rerouting_answers_for_itself(router):
    with raw_session(router, details=hello(callee=["call_reroute"])) as first, raw_session(router) as second:
        with raw_session(router) as caller:
            for callee in (first, second):
                callee.register(SHARED, invoke="first")
            request = caller.call(SHARED)
            unavailable(first)
            assert caller.receive()[:5] == [ERROR, CALL, request, {}, "wamp.error.unavailable"]
            second.assert_quiet()


# Resource keys


def test_a_resource_key_always_chooses_the_same_callee(router):
    peers = [raw_session(router) for _ in range(5)]
    caller, callees = peers[0], peers[1:]
    for callee in callees:
        callee.register(SHARED, invoke="roundrobin")
    keys = [f"key{number}" for number in range(40)] * 2
    for key in keys:
        caller.call(SHARED, key, rkey=key, runmode="partition")
    caller.assert_quiet()
    received = []
    for number, callee in enumerate(callees):
        callee.submit(UNSUBSCRIBE, 1)
        while (message := callee.receive())[0] == INVOCATION:
            received.append((message[4][0], number))
    assert len(received) == len(keys)
    # Each key went to one callee, and the keys went to several.
    assert len(set(received)) == 40
    assert len({callee for _, callee in received}) > 1
    assert caller.refused(CALL, {"runmode": "partition"}, SHARED) == "wamp.error.invalid_argument"
    for peer in peers:
        peer.socket.close()
