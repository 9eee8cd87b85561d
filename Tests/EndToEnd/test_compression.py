"""permessage-deflate with a client library that offers it (RFC 7692)."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from router import Router
from wire import ROLES

OFFERS = {
    "library default": {},
    "no context takeover": {"server_no_context_takeover": True, "client_no_context_takeover": True},
    "small windows": {"server_max_window_bits": 9, "client_max_window_bits": 9},
}


@pytest.fixture(scope="module")
def compressing(tmp_path_factory):
    compression = {"enabled": True, "threshold": 100}
    with Router(tmp_path_factory.mktemp("compression"), compression=compression) as running:
        yield running


class Client:
    """A WAMP session on a connection of the library."""

    def __init__(self, connection):
        self.connection = connection

    async def ask(self, message):
        await self.connection.send(json.dumps(message))
        return json.loads(await self.connection.recv())


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
async def test_payloads_survive_compression(compressing, offer):
    extensions = [ClientPerMessageDeflateFactory(**offer)]
    options = {"subprotocols": ["wamp.2.json"], "compression": None, "extensions": extensions, "max_size": None}
    async with connect(compressing.url, **options) as one, connect(compressing.url, **options) as two:
        assert one.protocol.extensions, "compression was not negotiated"
        callee, caller = Client(one), Client(two)
        for client in (callee, caller):
            assert (await client.ask([1, "realm1", {"roles": ROLES}]))[0] == 2
        assert (await callee.ask([64, 1, {}, "com.example.echo"]))[0] == 65

        payloads = ["", "short", "ä" * 70, "x" * 200_000, "".join(chr(32 + n * 7919 % 90) for n in range(50_000))]
        for request, payload in enumerate(payloads * 3, start=1):
            await two.send(json.dumps([48, request, {}, "com.example.echo", [payload]]))
            invocation = json.loads(await one.recv())
            assert invocation[4] == [payload]
            await one.send(json.dumps([70, invocation[1], {}, invocation[4]]))
            assert json.loads(await two.recv()) == [50, request, {}, [payload]]


async def test_without_an_offer_nothing_is_compressed(compressing):
    async with connect(compressing.url, subprotocols=["wamp.2.json"], compression=None) as connection:
        assert connection.protocol.extensions == []
        answer = await asyncio.wait_for(Client(connection).ask([1, "realm1", {"roles": ROLES}]), 20)
        assert answer[0] == 2
