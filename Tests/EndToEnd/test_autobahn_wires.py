"""Autobahn|Python on every wire it has, with itself on every other."""

import asyncio
import itertools

import pytest
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, CallResult, PublishOptions, RegisterOptions

from autobahn_peer import Inbox, join
from router import PATIENCE
from serializers import SERIALIZERS, same

# Autobahn takes every string after U+0000 for base64.
VALUES = {
    "null": None, "booleans": [True, False], "integers": [0, 1, -1, 2**53, 2**63 - 1, -(2**63), 2**64 - 1],
    "floats": [1.0, -0.0, 0.1, 1e300], "strings": ["", "Grüße, 世界, 👩‍👩‍👧‍👦"],
    "binary": [b"", bytes(range(256))], "nested": [[], {}, [[{"a": [{}]}]]],
    "ordered": {"zebra": 1, "ant": 2, "": 3, "Ünï": 4}, "long": "x" * 70_000,
}

WIRES = {
    f"{name} {serializer}": {**options, "serializer": serializer}
    for name, options in {
        "websocket": {},
        "websocket batched": {"batched": True},
        "rawsocket": {"transport": "rawsocket"},
        "rawsocket unix": {"transport": "rawsocket", "unix": True},
        "websocket unix": {"unix": True},
        "websocket tls": {"secure": True},
        "rawsocket tls": {"transport": "rawsocket", "secure": True},
    }.items()
    for serializer in SERIALIZERS
}
PAIRS = list(itertools.product(WIRES, WIRES))


class Peers:
    """Two sessions for each wire on one event loop, each with procedures and a topic of its own."""

    def __init__(self, router):
        self.runner = asyncio.Runner()
        self.inboxes = {}
        self.callers = {name: self.run(join(router, **wire)) for name, wire in WIRES.items()}
        self.callees = {name: self.run(self.serve(router, name)) for name in WIRES}

    async def serve(self, router, name):
        session = await join(router, **WIRES[name])
        await session.register(self.echo, uri("echo", name), RegisterOptions(details_arg="details"))
        await session.register(self.fail, uri("fail", name))
        self.inboxes[name] = Inbox()
        await session.subscribe(self.inboxes[name], uri("topic", name))
        return session

    def echo(self, *args, details=None, **kwargs):
        if details.progress:
            details.progress(*args, **kwargs)
        return CallResult(*args, **kwargs)

    def fail(self, *args, **kwargs):
        raise ApplicationError("com.example.error.odd", *args, **kwargs)

    def run(self, awaitable):
        async def bounded():
            return await asyncio.wait_for(awaitable, PATIENCE)

        return self.runner.run(bounded())

    def close(self):
        for session in [*self.callers.values(), *self.callees.values()]:
            self.run(session.leave_and_wait())
        self.runner.close()


def uri(procedure, name):
    return f"com.example.{procedure}.{name.replace(' ', '.')}"


@pytest.fixture(scope="module")
def peers(router):
    peers = Peers(router)
    yield peers
    peers.close()


@pytest.mark.parametrize(("caller", "callee"), PAIRS, ids=[" to ".join(pair) for pair in PAIRS])
def test_autobahn_calls_and_publishes_to_itself(peers, caller, callee):
    session = peers.callers[caller]
    progress = Inbox()

    async def converse():
        args = list(VALUES.values())
        options = CallOptions(on_progress=progress)
        result = await session.call(uri("echo", callee), *args, options=options, **VALUES)
        assert same((list(result.results), result.kwresults), (args, VALUES))
        [(in_progress, keywords)] = await progress.take()
        assert same((list(in_progress), keywords), (args, VALUES))

        with pytest.raises(ApplicationError) as caught:
            await session.call(uri("fail", callee), *args, **VALUES)
        assert caught.value.error == "com.example.error.odd"
        assert same((list(caught.value.args), caught.value.kwargs), (args, VALUES))

        await session.publish(uri("topic", callee), *args, options=PublishOptions(acknowledge=True), **VALUES)
        [(received, keywords)] = await peers.inboxes[callee].take()
        assert same((list(received), keywords), (args, VALUES))

    peers.run(converse())


@pytest.mark.parametrize("unix", [False, True], ids=["tcp", "unix"])
async def test_an_idle_rawsocket_session_of_autobahn_stays(start_router, unix):
    """Autobahn|Python answers no PING of RawSocket; it loses the connection instead."""
    router = start_router(unix={}, limits={"ping_interval_ms": 100, "pong_timeout_ms": 100})
    idle = await join(router, transport="rawsocket", serializer="cbor", unix=unix)
    pinged = await join(router)
    pings, enough = 0, asyncio.get_running_loop().create_future()

    def count(_):
        nonlocal pings
        pings += 1
        if pings == 5:
            enough.set_result(True)

    # What the WebSocket is asked tells how long the other has been idle.
    answer = pinged._transport.onPing
    pinged._transport.onPing = lambda payload: (count(payload), answer(payload))
    await asyncio.wait_for(enough, PATIENCE)
    assert await idle.call("wamp.session.count") == 2
    await idle.leave_and_wait()
    await pinged.leave_and_wait()
