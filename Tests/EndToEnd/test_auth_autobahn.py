"""Autobahn|Python authenticates with what it has for each method."""

import asyncio
import base64

import pytest
from autobahn.asyncio import wamp
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.auth import create_authenticator, derive_scram_credential
from autobahn.wamp.types import ComponentConfig

from auth import Key, cra_key, guarded_realm, sha256
from router import PATIENCE, Router

SALT = "salt1234"
KEY = Key()


def scram_credential(authid, password):
    """What Autobahn derives for Crossbar.io, in this router's form."""
    derived = derive_scram_credential(authid, password)

    def text(name):
        return base64.b64encode(bytes.fromhex(derived[name])).decode()

    return {
        "kdf": derived["kdf"], "iterations": derived["iterations"], "memory": derived["memory"],
        "salt": text("salt"), "stored_key": text("stored-key"), "server_key": text("server-key"),
    }


PRINCIPALS = [
    {"authid": "joe", "role": "user", "ticket": sha256("secret!!!"), "wampcra": {"secret": "secret2"}},
    {
        "authid": "ann", "role": "user",
        "wampcra": {"key": cra_key("secret3", SALT, 1000).decode(), "salt": SALT, "iterations": 1000},
    },
    {"authid": "dev", "role": "user", "cryptosign": [KEY.public]},
    {"authid": "sam", "role": "user", "scram": scram_credential("sam", "secret4")},
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    realm = guarded_realm(*PRINCIPALS, ticket={}, wampcra={}, cryptosign={}, scram={})
    with Router(tmp_path_factory.mktemp("guarded"), realms=[realm]) as running:
        yield running


class Session(wamp.Session):
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
        ("wampcra", "ann", {"authid": "ann", "secret": "secret3"}),
        ("cryptosign", "dev", {"authid": "dev", "privkey": KEY.hex}),
        ("cryptosign", "dev", {"privkey": KEY.hex}),
        ("scram", "sam", {"authid": "sam", "password": "secret4"}),
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
        ("wampcra", {"authid": "ann", "secret": "secret2"}),
        ("wampcra", {"authid": "nobody", "secret": "secret2"}),
        ("cryptosign", {"authid": "dev", "privkey": Key().hex}),
        ("scram", {"authid": "sam", "password": "secret"}),
        ("scram", {"authid": "nobody", "password": "secret4"}),
    ],
)
async def test_a_wrong_secret(guarded, name, secrets):
    how, details = await outcome(guarded, name, **secrets)
    assert how == "left"
    assert details.reason == "wamp.error.authentication_failed"
