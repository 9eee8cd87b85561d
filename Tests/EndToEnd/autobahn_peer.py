"""Sessions of Autobahn|Python on asyncio."""

import asyncio
import contextlib

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.serializer import CBORSerializer, JsonSerializer, MsgPackSerializer
from autobahn.wamp.types import ComponentConfig

from router import PATIENCE


class Session(ApplicationSession):
    """Tells when it joined and why it left."""

    def __init__(self, realm):
        super().__init__(ComponentConfig(realm))
        loop = asyncio.get_running_loop()
        self.joined = loop.create_future()
        self.left = loop.create_future()

    def onJoin(self, details):
        self.joined.set_result(details)

    def onLeave(self, details):
        self.left.set_result(details)
        self.disconnect()

    def onUserError(self, failure, message):
        """Application errors of the tests' own procedures are no news."""

    async def leave_and_wait(self):
        self.leave()
        return await asyncio.wait_for(self.left, PATIENCE)

    def drop(self):
        """Loses the connection without a GOODBYE."""
        self._transport.transport.abort()


SERIALIZERS = {"json": JsonSerializer, "msgpack": MsgPackSerializer, "cbor": CBORSerializer}


async def join(
    router, realm="realm1", *, transport="websocket", serializer="json", batched=False, unix=False, secure=False
):
    session = Session(realm)
    serializer = SERIALIZERS[serializer](batched=batched)
    if transport == "rawsocket":
        factory = WampRawSocketClientFactory(lambda: session, serializer)
    else:
        url = router.secure_url if secure else router.url
        factory = WampWebSocketClientFactory(lambda: session, url, serializers=[serializer])
    loop = asyncio.get_running_loop()
    if unix:
        await loop.create_unix_connection(factory, str(router.unix_socket))
    elif secure:
        tls = {"ssl": router.secure.context, "server_hostname": "localhost"}
        await loop.create_connection(factory, "127.0.0.1", router.secure_port, **tls)
    else:
        await loop.create_connection(factory, "127.0.0.1", router.port)
    done, _ = await asyncio.wait(
        [session.joined, session.left], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
    )
    assert session.joined in done, f"not joined: {session.left if done else 'no answer'}"
    return session


@contextlib.asynccontextmanager
async def sessions(router, count=0, *, wires=None):
    """`count` joined sessions, or one for each of `wires`, which leave at the end."""
    joined = [await join(router, **wire) for wire in wires or [{}] * count]
    try:
        yield joined
    finally:
        for session in joined:
            if session.is_attached():
                await session.leave_and_wait()


class Inbox:
    """An event handler that keeps what it receives and can be waited on."""

    def __init__(self):
        self.queue = asyncio.Queue()

    def __call__(self, *args, **kwargs):
        self.queue.put_nowait((args, kwargs))

    async def take(self, count=1):
        return [await asyncio.wait_for(self.queue.get(), PATIENCE) for _ in range(count)]

    def is_empty(self):
        return self.queue.empty()
