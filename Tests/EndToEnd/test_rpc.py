"""Remote procedure calls between Autobahn|Python sessions (WAMP basic profile, "RPC")."""

import asyncio

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, CallResult, RegisterOptions

from autobahn_peer import join, sessions

ECHO = "com.example.echo"


def echo(*args, **kwargs):
    return CallResult(*args, **kwargs)


async def expect_error(uri, awaitable):
    with pytest.raises(ApplicationError) as caught:
        await awaitable
    assert caught.value.error == uri
    return caught.value


async def test_a_session_joins_with_an_identity_and_leaves(router):
    session = await join(router)
    details = session.joined.result()
    assert details.realm == "realm1"
    assert details.authrole == "anonymous"
    assert 1 <= details.session <= 2**53
    assert (await session.leave_and_wait()).reason == "wamp.close.goodbye_and_out"


async def test_a_call_reaches_the_procedure_and_returns_its_value(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(lambda a, b: a + b, "com.example.add")
        assert await caller.call("com.example.add", 2, 3) == 5


async def test_a_session_calls_its_own_procedure(router):
    async with sessions(router, 1) as (session,):
        await session.register(lambda: "own", "com.example.own")
        assert await session.call("com.example.own") == "own"


async def test_positional_and_keyword_results_arrive(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(echo, ECHO)
        result = await caller.call(ECHO, 1, "two", three=3)
        assert (result.results, result.kwresults) == ((1, "two"), {"three": 3})


VALUES = {
    "null": None,
    "booleans": [True, False],
    "unicode": "Grüße, 世界, 👩‍👩‍👧‍👦, \u202e\u0000\u001f\"\\/",
    "empty": ["", [], {}],
    "integers up to 2^53": [0, -1, 2**31, -(2**31), 2**53 - 1, 2**53, -(2**53)],
    "integers up to 2^64-1": [2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**64 - 1],
    "floats": [0.5, -1.25e-9, 1.7976931348623157e308, 5e-324],
    "binary": [b"", bytes(range(256))],
    "long string": "x" * 2**20,
    "keys in order": {"zebra": 1, "ant": 2, "": 3, "Ünï": 4},
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
async def test_values_pass_through_unchanged(router, value):
    async with sessions(router, 2) as (callee, caller):
        received = []
        await callee.register(lambda argument: received.append(argument) or argument, ECHO)
        assert await caller.call(ECHO, value) == value
        assert received == [value]


async def test_an_integral_float_stays_a_float(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(lambda value: type(value).__name__, ECHO)
        assert [await caller.call(ECHO, 1.0), await caller.call(ECHO, 1)] == ["float", "int"]


async def test_deeply_nested_arguments_pass(router):
    nested = "leaf"
    for _ in range(28):
        nested = [{"inner": nested}]
    async with sessions(router, 2) as (callee, caller):
        await callee.register(lambda value: value, ECHO)
        assert await caller.call(ECHO, nested) == nested


async def test_an_application_error_carries_its_arguments_and_keywords(router):
    def fail(*_):
        raise ApplicationError("com.example.error.odd", "why", 7, hint="even")

    async with sessions(router, 2) as (callee, caller):
        await callee.register(fail, "com.example.fail")
        error = await expect_error("com.example.error.odd", caller.call("com.example.fail", 1))
        assert error.args == ("why", 7)
        assert error.kwargs["hint"] == "even"


async def test_a_missing_procedure_is_an_error(router):
    async with sessions(router, 1) as (caller,):
        await expect_error("wamp.error.no_such_procedure", caller.call("com.example.missing"))


async def test_a_second_registration_is_refused(router):
    async with sessions(router, 2) as (first, second):
        await first.register(echo, ECHO)
        await expect_error("wamp.error.procedure_already_exists", second.register(echo, ECHO))


async def test_an_unregistered_procedure_is_gone_and_free_again(router):
    async with sessions(router, 2) as (first, second):
        registration = await first.register(echo, ECHO)
        await registration.unregister()
        await expect_error("wamp.error.no_such_procedure", second.call(ECHO))
        await second.register(lambda: "second", ECHO)
        assert await first.call(ECHO) == "second"


async def test_a_session_that_leaves_takes_its_procedures_along(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(echo, ECHO)
        await callee.leave_and_wait()
        await expect_error("wamp.error.no_such_procedure", caller.call(ECHO))


async def start_pending_call(callee, caller):
    invoked = asyncio.Event()

    async def never(*_):
        invoked.set()
        await asyncio.Future()

    await callee.register(never, "com.example.never")
    pending = asyncio.ensure_future(caller.call("com.example.never"))
    await invoked.wait()
    return pending


async def test_a_lost_callee_cancels_the_pending_call(router):
    async with sessions(router, 2) as (callee, caller):
        pending = await start_pending_call(callee, caller)
        callee.drop()
        await expect_error("wamp.error.canceled", pending)


async def test_a_callee_that_leaves_cancels_the_pending_call(router):
    async with sessions(router, 2) as (callee, caller):
        pending = await start_pending_call(callee, caller)
        await callee.leave_and_wait()
        await expect_error("wamp.error.canceled", pending)


async def test_a_lost_caller_does_not_disturb_the_callee(router):
    async with sessions(router, 3) as (callee, caller, other):
        pending = await start_pending_call(callee, caller)
        caller.drop()
        await callee.register(echo, ECHO)
        assert await other.call(ECHO, 1) == 1
        pending.cancel()


async def test_slow_and_fast_calls_overlap(router):
    gate = asyncio.Event()

    async def slow():
        await gate.wait()
        return "slow"

    async with sessions(router, 2) as (callee, caller):
        await callee.register(slow, "com.example.slow")
        await callee.register(lambda: "fast", "com.example.fast")
        pending = asyncio.ensure_future(caller.call("com.example.slow"))
        assert await caller.call("com.example.fast") == "fast"
        gate.set()
        assert await pending == "slow"


async def test_fifty_callers_get_their_own_answers(router):
    async with sessions(router, 51) as (callee, *callers):
        await callee.register(lambda a, b: [a, b], ECHO)
        calls = [
            caller.call(ECHO, number, turn)
            for turn in range(20) for number, caller in enumerate(callers)
        ]
        expected = [[number, turn] for turn in range(20) for number in range(50)]
        assert await asyncio.gather(*calls) == expected


async def test_calls_of_one_caller_arrive_in_order_over_all_procedures(router):
    async with sessions(router, 2) as (callee, caller):
        received = []
        for name in ("first", "second", "third"):
            await callee.register(lambda number: received.append(number), f"com.example.{name}")
        names = [("first", "second", "third")[number % 3] for number in range(1_000)]
        calls = [caller.call(f"com.example.{name}", number) for number, name in enumerate(names)]
        await asyncio.gather(*calls)
        assert received == list(range(1_000))


async def count_up(limit, details=None):
    """Gives as many progressive results as it is told to, if the caller wants any."""
    for number in range(limit):
        if details.progress:
            details.progress(number)
        await asyncio.sleep(0)
    return "done"


async def test_progressive_results_arrive_in_order_before_the_last_one(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(count_up, "com.example.count", RegisterOptions(details_arg="details"))
        progress = []
        options = CallOptions(on_progress=progress.append)
        assert await caller.call("com.example.count", 20, options=options) == "done"
        assert progress == list(range(20))


async def test_a_caller_that_did_not_ask_gets_one_result(router):
    async with sessions(router, 2) as (callee, caller):
        await callee.register(count_up, "com.example.count", RegisterOptions(details_arg="details"))
        assert await caller.call("com.example.count", 20) == "done"
