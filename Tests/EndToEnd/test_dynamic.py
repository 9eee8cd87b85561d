"""Dynamic authorizers and authenticators: procedures of Autobahn|Python sessions that decide for the router."""

import asyncio

import pytest
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.exception import ApplicationError

from autobahn_peer import Session, join
from raw_session import hello
from router import PATIENCE, realm, rule
from wire import Wire

AUTHORIZE, AUTHENTICATE, FLUSH = "com.service.authorize", "com.service.authenticate", "wamp.authorization.flush_cache"


@pytest.fixture
def routed(start_router):
    """Anonymous sessions are services that may do everything; users are decided about by these."""
    guarded = realm(permissions=[rule("", "prefix"), rule(FLUSH, call=True)])
    guarded["roles"].append(
        {
            "name": "user",
            "permissions": [rule("com.service.", "prefix", subscribe=True)],
            "authorizer": {"procedure": AUTHORIZE, "timeout_ms": 5000, "cache_ms": 60_000},
        }
    )
    guarded["authentication"]["dynamic"] = {"procedure": AUTHENTICATE, "methods": ["ticket"], "timeout_ms": 5000}
    return start_router(realms=[guarded])


async def user(routed, authid, ticket):
    """A session that the authenticator has let in; raises ApplicationError where it has not."""

    class User(Session):
        def onConnect(self):
            super().join("realm1", ["ticket"], authid)

        def onChallenge(self, challenge):
            assert challenge.method == "ticket"
            return ticket

    session = User("realm1")
    factory = WampWebSocketClientFactory(lambda: session, routed.url)
    await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", routed.port)
    done, _ = await asyncio.wait(
        [session.joined, session.left], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
    )
    if session.joined in done:
        return session
    raise ApplicationError(session.left.result().reason)


class Service:
    """Both procedures; what they were asked is kept."""

    def __init__(self):
        self.asked = []

    async def authenticate(self, realm, authid, details):
        self.asked.append((realm, authid, details["ticket"], details["version"]))
        if details["ticket"] != "right":
            raise ApplicationError("com.service.wrong_ticket")
        return {"role": "user", "authid": f"{authid}@service"}

    async def authorize(self, session, uri, action, options):
        self.asked.append((session["authid"], uri, action, options["match"], options["version"]))
        await asyncio.sleep(0.01)
        return {"allow": ".open." in uri, "disclose": True}

    async def run(self, routed):
        session = await join(routed)
        await session.register(self.authenticate, AUTHENTICATE)
        await session.register(self.authorize, AUTHORIZE)
        await session.register(lambda: 7, "com.open.seven")
        return session


async def test_the_authenticator_decides_who_comes_as_whom(routed):
    service = Service()
    await service.run(routed)
    joe = await user(routed, "joe", "right")
    details = joe.joined.result()
    assert (details.authid, details.authrole, details.authprovider) == ("joe@service", "user", "dynamic")
    with pytest.raises(ApplicationError) as refused:
        await user(routed, "joe", "wrong")
    assert refused.value.error == "wamp.error.authentication_failed"
    assert service.asked == [("realm1", "joe", "right", 1), ("realm1", "joe", "wrong", 1)]


async def test_without_an_authenticator_nobody_comes_in(routed):
    with pytest.raises(ApplicationError) as refused:
        await user(routed, "joe", "right")
    assert refused.value.error == "wamp.error.authentication_failed"


async def test_the_authorizer_decides_and_is_asked_once_for_each_question(routed):
    service = Service()
    session = await service.run(routed)
    joe, jane = await user(routed, "joe", "right"), await user(routed, "jane", "right")
    service.asked.clear()
    assert await joe.call("com.open.seven") == 7
    assert await jane.call("com.open.seven") == 7
    with pytest.raises(ApplicationError) as refused:
        await jane.call("com.closed.seven")
    assert refused.value.error == "wamp.error.not_authorized"
    await jane.subscribe(lambda: None, "com.service.news")
    assert service.asked == [
        ("joe@service", "com.open.seven", "call", "exact", 1),
        ("jane@service", "com.closed.seven", "call", "exact", 1),
    ]
    await session.call(FLUSH, "user")
    assert await jane.call("com.open.seven") == 7
    assert len(service.asked) == 3


async def test_the_order_of_a_session_holds_while_the_authorizer_thinks(routed):
    service = Service()
    session = await service.run(routed)
    seen = []
    received = asyncio.get_running_loop().create_future()

    def take(number):
        seen.append(number)
        if number == 29:
            received.set_result(None)

    for topic in ("com.open.a", "com.open.b", "com.open.c"):
        await session.subscribe(take, topic)
    joe = await user(routed, "joe", "right")
    for number in range(30):
        joe.publish(("com.open.a", "com.open.b", "com.open.c")[number % 3], number)
    await asyncio.wait_for(received, PATIENCE)
    assert seen == list(range(30))


async def test_an_authorizer_that_leaves_closes_what_it_had_opened(routed):
    service = Service()
    session = await service.run(routed)
    joe = await user(routed, "joe", "right")
    await session.leave_and_wait()
    with pytest.raises(ApplicationError) as refused:
        await joe.call("com.open.other")
    assert refused.value.error == "wamp.error.authorization_failed"


def test_the_router_as_a_caller_is_in_no_list(routed):
    with Wire(routed.port) as peer:
        peer.open()
        peer.send([1, "realm1", {**hello(), "authmethods": ["ticket"], "authid": "joe"}])
        assert peer.receive()[0] == 4
        peer.send([5, "right", {}])
        assert peer.receive()[2] == "wamp.error.authentication_failed"
    with Wire(routed.port) as peer:
        peer.open()
        peer.join()
        assert peer.ask([48, 1, {}, "wamp.session.count"])[3] == [1]
