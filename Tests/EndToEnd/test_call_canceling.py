"""Calls that their callers give up (WAMP advanced profile, "Call Canceling")."""

import asyncio

import pytest

from autobahn_peer import sessions
from raw_session import CALL, CANCEL, ERROR, INTERRUPT, INVOCATION, RESULT, hello, raw_session
from router import PATIENCE

SLOW = "com.example.slow"
CANCELED = "wamp.error.canceled"


async def test_autobahn_cancels_a_call_and_the_other_autobahn_stops_working_on_it(router):
    """Autobahn|Python sends CANCEL without a mode, which this router takes for `killnowait`."""
    async with sessions(router, 2) as (callee, caller):
        loop = asyncio.get_running_loop()
        begun, stopped = loop.create_future(), loop.create_future()

        async def slow():
            begun.set_result(True)
            try:
                await loop.create_future()
            except asyncio.CancelledError:
                stopped.set_result(True)
                raise

        await callee.register(slow, SLOW)
        pending = caller.call(SLOW)
        await asyncio.wait_for(begun, PATIENCE)
        pending.cancel()
        assert await asyncio.wait_for(stopped, PATIENCE)
        # Both sessions go on.
        await callee.register(lambda: "fast", "com.example.fast")
        assert await caller.call("com.example.fast") == "fast"


def under_way(router, callee_details=None):
    """A callee with an INVOCATION, and its caller."""
    callee, caller = raw_session(router, details=callee_details), raw_session(router)
    callee.register(SLOW)
    request = caller.call(SLOW)
    return callee, caller, callee.take(INVOCATION), request


def test_skip_answers_the_caller_and_leaves_the_callee_alone(router):
    callee, caller, invocation, request = under_way(router)
    with callee, caller:
        assert caller.ask([CANCEL, request, {"mode": "skip"}])[:5] == [ERROR, CALL, request, {}, CANCELED]
        callee.assert_quiet()
        callee.give(invocation, "too late")
        callee.assert_quiet()
        caller.assert_quiet()


@pytest.mark.parametrize("options", [{"mode": "killnowait"}, {}], ids=str)
def test_killnowait_answers_the_caller_and_interrupts_the_callee(router, options):
    callee, caller, invocation, request = under_way(router)
    with callee, caller:
        assert caller.ask([CANCEL, request, options])[:5] == [ERROR, CALL, request, {}, CANCELED]
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]
        callee.fail(invocation, CANCELED)
        callee.assert_quiet()
        caller.assert_quiet()


@pytest.mark.parametrize("yields", [True, False])
def test_kill_waits_for_what_the_callee_says(router, yields):
    callee, caller, invocation, request = under_way(router)
    with callee, caller:
        caller.send([CANCEL, request, {"mode": "kill"}])
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "kill"}]
        caller.assert_quiet()
        if yields:
            callee.give(invocation, "done before")
            assert caller.receive() == [RESULT, request, {}, ["done before"]]
        else:
            callee.fail(invocation, "com.example.error.stopped", 1)
            assert caller.receive() == [ERROR, CALL, request, {}, "com.example.error.stopped", [1]]


def test_killnowait_supersedes_kill(router):
    callee, caller, invocation, request = under_way(router)
    with callee, caller:
        caller.send([CANCEL, request, {"mode": "kill"}])
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "kill"}]
        assert caller.ask([CANCEL, request, {"mode": "killnowait"}])[4] == CANCELED
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]
        callee.give(invocation, "too late")
        callee.assert_quiet()
        caller.assert_quiet()


@pytest.mark.parametrize("mode", ["skip", "kill", "killnowait"])
def test_a_callee_that_cannot_be_interrupted_is_left_alone(router, mode):
    callee, caller, invocation, request = under_way(router, hello(callee=["call_canceling"]))
    with callee, caller:
        assert caller.ask([CANCEL, request, {"mode": mode}])[4] == CANCELED
        callee.assert_quiet()
        callee.give(invocation, "too late")
        callee.assert_quiet()
        caller.assert_quiet()


def test_an_unknown_mode_is_an_invalid_argument_and_the_call_goes_on(router):
    callee, caller, invocation, request = under_way(router)
    with callee, caller:
        answer = caller.ask([CANCEL, request, {"mode": "gently"}])
        assert answer[:3] + answer[4:5] == [ERROR, CANCEL, request, "wamp.error.invalid_argument"]
        callee.give(invocation, "done")
        assert caller.receive() == [RESULT, request, {}, ["done"]]


def test_a_caller_that_leaves_interrupts_its_callee(router):
    callee, caller, invocation, _ = under_way(router)
    with callee, caller:
        assert caller.ask([6, {}, "wamp.close.close_realm"])[0] == 6
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]
        callee.give(invocation, "too late")
        callee.assert_quiet()
