"""Calls that take too long (WAMP advanced profile, "Call Timeouts").

No test measures time: a timeout is waited for, and what is asserted is what happened and in which order.
"""

import asyncio

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions

from autobahn_peer import sessions
from raw_session import CALL, ERROR, INTERRUPT, INVOCATION, RESULT, hello, raw_session
from router import PATIENCE, realm

SLOW = "com.example.slow"
TIMEOUT = "wamp.error.timeout"
# Longer than any test.
NEVER = 3_600_000


async def test_a_call_of_autobahn_times_out_and_its_callee_is_interrupted(router):
    async with sessions(router, 2) as (callee, caller):
        loop = asyncio.get_running_loop()
        stopped = loop.create_future()

        async def slow():
            try:
                await loop.create_future()
            except asyncio.CancelledError:
                stopped.set_result(True)
                raise

        await callee.register(slow, SLOW)
        with pytest.raises(ApplicationError) as caught:
            await asyncio.wait_for(caller.call(SLOW, options=CallOptions(timeout=50)), PATIENCE)
        assert caught.value.error == TIMEOUT
        assert await asyncio.wait_for(stopped, PATIENCE)


async def test_a_call_that_is_answered_in_time_does_not_time_out(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(lambda: "fast", SLOW)
        assert await caller.call(SLOW, options=CallOptions(timeout=NEVER)) == "fast"


def test_the_dealer_keeps_the_time_for_a_callee_that_did_not_ask_for_it(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SLOW)
        request = caller.call(SLOW, timeout=50)
        invocation = callee.take(INVOCATION)
        assert "timeout" not in invocation[3]
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]
        callee.give(invocation, "too late")
        callee.assert_quiet()
        caller.assert_quiet()


def test_a_callee_that_cannot_be_interrupted_is_left_alone(router):
    with raw_session(router, details=hello(callee=["call_canceling"])) as callee, raw_session(router) as caller:
        callee.register(SLOW)
        request = caller.call(SLOW, timeout=50)
        invocation = callee.take(INVOCATION)
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]
        callee.assert_quiet()
        callee.give(invocation, "too late")
        callee.assert_quiet()


def test_a_callee_that_asked_for_the_timeout_keeps_to_it_itself(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SLOW, forward_timeout=True)
        request = caller.call(SLOW, timeout=20)
        invocation = callee.take(INVOCATION)
        assert invocation[3] == {"timeout": 20}
        # Another call's timeout, later and longer, passes: the dealer has none for the first.
        callee.register("com.example.other")
        other = caller.call("com.example.other", timeout=100)
        assert callee.take(INVOCATION)[3] == {}
        assert caller.receive()[:5] == [ERROR, CALL, other, {}, TIMEOUT]
        callee.fail(invocation, TIMEOUT)
        assert callee.take(INTERRUPT)
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]


def test_only_a_callee_that_announced_timeouts_can_ask_for_them(router):
    with raw_session(router, details=hello(callee=["call_timeout"])) as callee, raw_session(router) as caller:
        callee.register(SLOW, forward_timeout=True)
        request = caller.call(SLOW, timeout=50)
        assert callee.take(INVOCATION)[3] == {}
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]


def test_the_dealer_keeps_the_time_when_a_call_moves_on_from_a_callee_that_did(router):
    with raw_session(router) as keeper, raw_session(router) as other, raw_session(router) as caller:
        keeper.register(SLOW, invoke="first", forward_timeout=True)
        other.register(SLOW, invoke="first")
        request = caller.call(SLOW, timeout=50)
        invocation = keeper.take(INVOCATION)
        assert invocation[3] == {"timeout": 50}
        keeper.fail(invocation, "wamp.error.unavailable")
        invocation = other.take(INVOCATION)
        assert "timeout" not in invocation[3]
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]
        assert other.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]


def test_a_call_that_waits_for_a_callee_times_out(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SLOW, concurrency=1)
        first = caller.call(SLOW, "first")
        second = caller.call(SLOW, "second", timeout=50)
        invocation = callee.take(INVOCATION)
        assert caller.receive()[:5] == [ERROR, CALL, second, {}, TIMEOUT]
        callee.give(invocation, "done")
        assert caller.receive() == [RESULT, first, {}, ["done"]]
        callee.assert_quiet()


def test_timeouts_end_in_their_order_and_zero_is_none(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SLOW)
        never = caller.call(SLOW, timeout=0)
        with caller.one_segment():
            last, first, middle = [caller.call(SLOW, timeout=timeout) for timeout in (250, 50, 150)]
        first_invocation = callee.take(INVOCATION)
        assert [callee.take(INVOCATION)[0] for _ in range(3)] == [INVOCATION] * 3
        answers = [caller.receive() for _ in range(3)]
        assert [answer[2] for answer in answers] == [first, middle, last]
        assert {answer[4] for answer in answers} == {TIMEOUT}
        callee.give(first_invocation, "patience")
        assert caller.receive() == [RESULT, never, {}, ["patience"]]


def test_a_realm_gives_calls_a_timeout_and_bounds_it(start_router):
    bounds = {"default_ms": 60, "max_ms": 120}
    router = start_router(realms=[realm(call_timeout=bounds), realm("capped", call_timeout={"max_ms": 60})])
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(SLOW)
        with caller.one_segment():
            too_long = caller.call(SLOW, timeout=NEVER)
            without = caller.call(SLOW)
        answers = [caller.receive() for _ in range(2)]
        assert [(answer[2], answer[4]) for answer in answers] == [(without, TIMEOUT), (too_long, TIMEOUT)]
    with raw_session(router, "capped") as callee, raw_session(router, "capped") as caller:
        callee.register(SLOW)
        request = caller.call(SLOW)
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, TIMEOUT]
