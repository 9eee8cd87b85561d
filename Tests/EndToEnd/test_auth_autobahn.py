"""Autobahn|Python authenticates with what it has for each method."""

import asyncio

import pytest
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.auth import create_authenticator
from autobahn.wamp.types import ComponentConfig

from auth import Key, guarded_realm, sha256
from router import PATIENCE, Router

KEY = Key()
PRINCIPALS = [
    {"authid": "joe", "role": "user", "ticket": sha256("secret!!!"), "wampcra": {"secret": "secret2"}},
    {"authid": "dev", "role": "user", "cryptosign": [KEY.public]},
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    realm = guarded_realm(*PRINCIPALS, ticket={}, wampcra={}, cryptosign={})
    with Router(tmp_path_factory.mktemp("guarded"), realms=[realm]) as running:
        yield running


class Session(ApplicationSession):
    """Authenticates, and tells how it went."""

    def __init__(self, authenticator):
        super().__init__(ComponentConfig("realm1"))
        self.add_authenticator(authenticator)
        self.ended = asyncio.get_running_loop().create_future()

    def onJoin(self, details):
        self.ended.set_result(("joined", details))
        self.leave()

    def onLeave(self, details):
        if not self.ended.done():
            self.ended.set_result(("left", details))
        self.disconnect()


async def outcome(router, name, **secrets):
    session = Session(create_authenticator(name, **secrets))
    factory = WampWebSocketClientFactory(lambda: session, router.url)
    await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", router.port)
    return await asyncio.wait_for(session.ended, PATIENCE)


@pytest.mark.parametrize(
    "name, authid, secrets",
    [
        ("ticket", "joe", {"authid": "joe", "ticket": "secret!!!"}),
        ("wampcra", "joe", {"authid": "joe", "secret": "secret2"}),
        ("cryptosign", "dev", {"privkey": KEY.hex}),
        ("cryptosign", "dev", {"authid": "dev", "privkey": KEY.hex}),
    ],
)
async def test_the_right_secret(guarded, name, authid, secrets):
    how, details = await outcome(guarded, name, **secrets)
    assert how == "joined", details
    assert (details.authid, details.authrole, details.authmethod) == (authid, "user", name)


@pytest.mark.parametrize(
    "name, secrets",
    [
        ("ticket", {"authid": "joe", "ticket": "secret"}),
        ("wampcra", {"authid": "joe", "secret": "secret"}),
        ("cryptosign", {"privkey": Key().hex}),
    ],
)
async def test_a_wrong_secret(guarded, name, secrets):
    how, details = await outcome(guarded, name, **secrets)
    assert how == "left"
    assert details.reason == "wamp.error.authentication_failed"
