"""Sessions that come, work, go and vanish at random, on any wire, for as long as they are let."""

import random
import selectors
import socket
import time

from raw_session import (
    CALL, GOODBYE, INVOCATION, PUBLISH, REGISTER, SUBSCRIBE, YIELD, RawSession, hello,
)
from rawsocket import MESSAGE
from wire import CLOSE, PING, PONG, Closed
from wires import WIRES, RawSocketSession

POLICIES = ["roundrobin", "random", "first", "last"]
# What honest sessions call, and the registrations that may serve it.
PROCEDURES = [f"com.crowd.{policy}" for policy in POLICIES] + ["com.crowd.wild.x", "com.crowd.prefix.a.b"]
ABORT = 3


class Ghost:
    """One session of the crowd. It reads what is there and never waits."""

    def appear(self, chance):
        self.chance = chance
        if self.socket.family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open()
        self.join(details=hello())

    def settle(self):
        """Registers and subscribes what the crowd does, without waiting for the answers."""
        policy = self.chance.choice(POLICIES)
        options = {"invoke": policy, "concurrency": self.chance.choice([0, 0, 1, 3])}
        requests = [
            (REGISTER, options, f"com.crowd.{policy}"),
            (REGISTER, {"match": "wildcard", "invoke": "random"}, "com.crowd.wild."),
            (REGISTER, {"match": "prefix", "invoke": "last"}, "com.crowd.prefix"),
            (REGISTER, {"force_reregister": True}, "com.crowd.taken"),
            (SUBSCRIBE, {"match": "prefix"}, self.chance.choice(["com.honest", "com.honest.topic.", "com.c"])),
            (SUBSCRIBE, {"match": "wildcard"}, self.chance.choice(["com..topic.a", "..", "com.honest.."])),
            (SUBSCRIBE, {"get_retained": True}, "com.honest.topic.b"),
            (PUBLISH, {"retain": True}, f"com.crowd.topic{self.chance.randrange(5)}", ["boo"]),
            (CALL, {"timeout": 200}, self.chance.choice(PROCEDURES), ["from a ghost"]),
        ]
        with self.one_segment():
            for request in self.chance.sample(requests, self.chance.randrange(2, len(requests))):
                self.submit(*request)

    def serve(self):
        """Reads once, and answers some of the invocations; returns whether the session is still there."""
        try:
            self._read()
            while self.has_frame():
                payload = self.payload_of(*self.receive_frame())
                if payload is None:
                    continue
                for message in self.serializer.split(payload) if self.is_batched else [payload]:
                    self.answer(self.serializer.decode(message))
            return True
        except (Closed, ConnectionError):
            return False

    def answer(self, message):
        assert message[0] != ABORT, f"the crowd broke the protocol: {message}"
        if message[0] != INVOCATION:
            return
        luck = self.chance.random()
        if luck < 0.87:
            self.send([YIELD, message[1], {}, message[4]])
        elif luck < 0.97:
            self.fail(message, "wamp.error.unavailable")

    def vanish(self):
        kind = self.chance.randrange(5)
        try:
            if kind == 0:
                self.send([GOODBYE, {}, "wamp.close.close_realm"])
            elif kind == 1:
                self.close()
            elif kind == 2:
                self.send_bytes(self.half_a_frame)
            elif kind == 3:
                return self.reset()
        except ConnectionError:
            pass
        self.socket.close()


class WebSocketGhost(Ghost, RawSession):
    half_a_frame = b"\x81\xfe\x01"

    def close(self):
        self.send_frame(CLOSE, (1000).to_bytes(2, "big"))

    def payload_of(self, opcode, payload):
        """What a frame carries for the session, if anything."""
        if opcode == CLOSE:
            raise Closed()
        if opcode == PING:
            return self.send_frame(PONG, payload)
        return payload

    def has_frame(self):
        if len(self.received) < 2:
            return False
        head, length = 2, self.received[1]
        if length == 126:
            head, length = 4, int.from_bytes(self.received[2:4], "big")
        elif length == 127:
            head, length = 10, int.from_bytes(self.received[2:10], "big")
        return len(self.received) >= head + length


class RawSocketGhost(Ghost, RawSocketSession):
    half_a_frame = b"\0\0\1\0[48,"

    def close(self):
        """RawSocket knows no other way."""

    def payload_of(self, kind, payload):
        assert kind == MESSAGE
        return payload

    def has_frame(self):
        return len(self.received) >= 4 and len(self.received) >= 4 + int.from_bytes(self.received[1:4], "big")


GHOSTS = {"websocket": WebSocketGhost, "rawsocket": RawSocketGhost}
# What TLS has read already no selector knows of.
KINDS = [kind for kind in WIRES if kind.transport in GHOSTS and not kind.is_secure]


def haunt(router, *, seed, most, lives, seconds):
    """Lets sessions come and go, at most so many at a time and in all; returns the ids of all there were.

    However slow the machine, there are as many in all as there may be at a time.
    """
    chance = random.Random(seed)
    selector = selectors.DefaultSelector()
    present, ids = [], []
    deadline = time.monotonic() + seconds

    def remove(ghost):
        selector.unregister(ghost.socket)
        present.remove(ghost)

    while len(ids) < most or (len(ids) < lives and time.monotonic() < deadline):
        if len(present) < most and chance.random() < 0.6:
            ghost = chance.choice(KINDS).create(router, GHOSTS)
            ghost.appear(chance)
            ghost.settle()
            ids.append(ghost.session)
            present.append(ghost)
            selector.register(ghost.socket, selectors.EVENT_READ, ghost)
        elif present and chance.random() < len(present) / most:
            ghost = chance.choice(present)
            remove(ghost)
            ghost.vanish()
        for key, _ in selector.select(0):
            if not key.data.serve():
                remove(key.data)
                key.data.socket.close()
    while present:
        ghost = present[-1]
        remove(ghost)
        ghost.vanish()
    selector.close()
    return ids
