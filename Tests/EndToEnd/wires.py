"""Every wire that a session can have: a transport, what it runs on, a serializer, and batches."""

import dataclasses

from longpoll import LongPoll
from raw_session import RawSession, Requests, hello
from rawsocket import RawSocket
from serializers import SERIALIZERS


class RawSocketSession(Requests, RawSocket):
    """A session on a bare RawSocket."""


class LongPollSession(Requests, LongPoll):
    """A session on HTTP requests."""


TRANSPORTS = {"websocket": RawSession, "rawsocket": RawSocketSession, "longpoll": LongPollSession}


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a wire is made of."""

    transport: str
    serializer: str = "json"
    is_batched: bool = False
    is_unix: bool = False
    is_secure: bool = False

    def __str__(self):
        return "-".join(
            [
                self.transport, *["unix"] * self.is_unix, *["tls"] * self.is_secure, self.serializer,
                *["batched"] * self.is_batched,
            ]
        )

    def create(self, router, classes=TRANSPORTS):
        """A peer that is connected, and no more."""
        options = {"is_batched": True} if self.is_batched else {}
        address = router.unix_socket if self.is_unix else router.secure if self.is_secure else router.port
        return classes[self.transport](address, self.serializer, **options)

    def open(self, router):
        """A peer on an open transport of this kind, without a session."""
        peer = self.create(router)
        peer.open()
        return peer

    def join(self, router, realm="realm1", details=None):
        """A peer with a session."""
        peer = self.open(router)
        peer.welcome = peer.join(realm, details or hello())
        return peer


WIRES = [
    Kind(transport, serializer, **options)
    for transport, options in [
        ("websocket", {}), ("websocket", {"is_batched": True}), ("websocket", {"is_unix": True}),
        ("websocket", {"is_secure": True}),
        ("rawsocket", {}), ("rawsocket", {"is_unix": True}), ("rawsocket", {"is_secure": True}),
        ("longpoll", {}), ("longpoll", {"is_batched": True}),
    ]
    for serializer in SERIALIZERS
]
