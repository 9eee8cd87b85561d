"""Calls in several pieces, both ways (WAMP advanced profile, "Progressive Call Results",
"Progressive Call Invocations").

Autobahn|Python has progressive results (test_rpc.py too) and no progressive invocations: those are raw.
"""

import asyncio

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, RegisterOptions

from autobahn_peer import sessions
from raw_session import CALL, ERROR, INTERRUPT, INVOCATION, RESULT, hello, raw_session
from router import PATIENCE

UPLOAD = "com.example.upload"
UNSUPPORTED = "wamp.error.feature_not_supported"


async def test_progressive_results_with_keywords_precede_an_error(router):
    async with sessions(router, 2) as (callee, caller):
        def count(details):
            details.progress(1, unit="percent")
            details.progress(2, unit="percent")
            raise ApplicationError("com.example.error.broke")

        await callee.register(count, "com.example.count", RegisterOptions(details_arg="details"))
        progress = []
        options = CallOptions(on_progress=lambda *args, **kwargs: progress.append((args, kwargs)))
        with pytest.raises(ApplicationError) as caught:
            await caller.call("com.example.count", options=options)
        assert caught.value.error == "com.example.error.broke"
        assert progress == [((1,), {"unit": "percent"}), ((2,), {"unit": "percent"})]


async def test_progressive_results_of_two_calls_do_not_mix(router):
    async with sessions(router, 3) as (callee, *callers):
        async def count(name, details):
            for number in range(50):
                details.progress(f"{name}{number}")
                await asyncio.sleep(0)
            return name

        await callee.register(count, "com.example.count", RegisterOptions(details_arg="details"))
        progress = [[], []]
        calls = [
            caller.call("com.example.count", name, options=CallOptions(on_progress=received.append))
            for caller, name, received in zip(callers, "ab", progress)
        ]
        assert await asyncio.wait_for(asyncio.gather(*calls), PATIENCE) == ["a", "b"]
        assert progress == [[f"{name}{number}" for number in range(50)] for name in "ab"]


def test_progress_that_nobody_asked_for_is_not_passed_on(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD)
        invocation = callee.take(INVOCATION)
        assert "receive_progress" not in invocation[3]
        callee.give(invocation, 1, progress=True)
        callee.give(invocation, "end")
        assert caller.receive() == [RESULT, request, {}, ["end"]]


# Progressive call invocations


def test_the_chunks_of_a_call_arrive_in_order_as_one_invocation(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        registration = callee.register(UPLOAD)
        request = caller.call(UPLOAD, 0, progress=True)
        first = callee.take(INVOCATION)
        for number in range(1, 100):
            caller.send([CALL, request, {"progress": True}, UPLOAD, [number]])
        caller.send([CALL, request, {}, UPLOAD, [100]])
        assert first == [INVOCATION, first[1], registration, {"progress": True}, [0]]
        for number in range(1, 100):
            assert callee.receive() == [INVOCATION, first[1], registration, {"progress": True}, [number]]
        assert callee.receive() == [INVOCATION, first[1], registration, {}, [100]]
        callee.give(first, "all")
        assert caller.receive() == [RESULT, request, {}, ["all"]]


def test_chunks_and_progressive_results_go_both_ways_at_once(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD, 0, progress=True, receive_progress=True)
        invocation = callee.take(INVOCATION)
        assert invocation[3] == {"progress": True, "receive_progress": True}
        callee.give(invocation, "got 0", progress=True)
        assert caller.receive() == [RESULT, request, {"progress": True}, ["got 0"]]
        caller.send([CALL, request, {}, UPLOAD, [1]])
        # Except for progress, the details are those of the first chunk.
        assert callee.receive() == [INVOCATION, *invocation[1:3], {"receive_progress": True}, [1]]
        callee.give(invocation, "got 1", progress=True)
        callee.give(invocation, "end")
        assert [caller.receive()[3] for _ in range(2)] == [["got 1"], ["end"]]


def test_the_options_are_those_of_the_first_chunk(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD, 0, progress=True, _x_own="first")
        assert callee.take(INVOCATION)[3] == {"progress": True, "_x_own": "first"}
        caller.send([CALL, request, {"progress": True, "receive_progress": True, "_x_own": 2}, UPLOAD])
        assert callee.take(INVOCATION)[3] == {"progress": True, "_x_own": "first"}


def test_all_chunks_go_to_the_callee_that_got_the_first(router):
    with raw_session(router) as caller, raw_session(router) as first, raw_session(router) as second:
        for callee in (first, second):
            callee.register(UPLOAD, invoke="roundrobin")
        request = caller.call(UPLOAD, 0, progress=True)
        invocation = first.take(INVOCATION)
        other = caller.call(UPLOAD, "between")
        assert second.take(INVOCATION)[4] == ["between"]
        caller.send([CALL, request, {}, UPLOAD, [1]])
        assert first.receive()[1:] == [*invocation[1:3], {}, [1]]
        assert other == request + 1


def test_chunks_wait_together_for_a_callee_that_is_busy(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD, concurrency=1)
        caller.call(UPLOAD, "before")
        before = callee.take(INVOCATION)
        request = caller.call(UPLOAD, "a", progress=True, _x_own=1)
        caller.send([CALL, request, {"progress": True}, UPLOAD, ["b"]])
        caller.send([CALL, request, {}, UPLOAD, ["c"]])
        caller.assert_quiet()
        callee.assert_quiet()
        callee.give(before, "done")
        assert caller.take(RESULT)[3] == ["done"]
        chunks = [callee.take(INVOCATION) for _ in range(3)]
        assert [chunk[3:] for chunk in chunks] == [
            [{"progress": True, "_x_own": 1}, ["a"]], [{"progress": True, "_x_own": 1}, ["b"]],
            [{"_x_own": 1}, ["c"]],
        ]
        assert len({chunk[1] for chunk in chunks}) == 1
        callee.give(chunks[0], "all")
        assert caller.receive() == [RESULT, request, {}, ["all"]]


def test_a_chunk_that_comes_after_the_answer_is_dropped(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD, 0, progress=True)
        callee.fail(callee.take(INVOCATION), "com.example.error.enough")
        assert caller.take(ERROR)[4] == "com.example.error.enough"
        caller.send([CALL, request, {"progress": True}, UPLOAD, [1]])
        caller.send([CALL, request, {}, UPLOAD, [2]])
        caller.assert_quiet()
        callee.assert_quiet()


def test_a_caller_that_did_not_announce_chunks_violates_the_protocol(router):
    details = hello(caller=["progressive_call_invocations"])
    with raw_session(router) as callee, raw_session(router, details=details) as caller:
        callee.register(UPLOAD)
        caller.call(UPLOAD, progress=True)
        assert caller.receive()[::2] == [3, "wamp.error.protocol_violation"]
        callee.assert_quiet()


@pytest.mark.parametrize("missing", ["progressive_call_invocations", "call_canceling"])
def test_a_callee_that_cannot_take_chunks_gets_none(router, missing):
    with raw_session(router, details=hello(callee=[missing])) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD, progress=True)
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, UNSUPPORTED]
        callee.assert_quiet()


def test_a_chunk_of_a_call_that_has_none_violates_the_protocol(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD)
        callee.take(INVOCATION)
        caller.send([CALL, request, {}, UPLOAD])
        assert caller.receive()[::2] == [3, "wamp.error.protocol_violation"]


def test_a_caller_lost_between_chunks_interrupts_the_callee(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        caller.call(UPLOAD, progress=True)
        invocation = callee.take(INVOCATION)
        caller.reset()
        assert callee.receive() == [INTERRUPT, invocation[1], {"mode": "killnowait"}]


def test_a_callee_lost_between_chunks_cancels_the_call(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(UPLOAD)
        request = caller.call(UPLOAD, progress=True)
        callee.take(INVOCATION)
        callee.reset()
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, "wamp.error.canceled"]
        caller.send([CALL, request, {}, UPLOAD])
        caller.assert_quiet()
