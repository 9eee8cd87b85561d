"""A RawSocket peer on a bare connection (advanced profile, "RawSocket Transport")."""

import struct

from wire import Closed, Connection, Peer

MESSAGE, PING, PONG = 0, 1, 2
MAGIC = 0x7F
LARGEST = 15


class RawSocket(Peer, Connection):
    """A raw connection. `length` announces that no more than 2^(9 + length) octets are received."""

    def __init__(self, address, serializer="json", length=LARGEST):
        Peer.__init__(self, serializer)
        Connection.__init__(self, address)
        self.length = length

    # Handshake

    def open(self):
        """Performs the handshake; keeps the length that the router announces."""
        reply = self.shake(MAGIC, self.length << 4 | self.serializer.number, 0, 0)
        assert reply[0] == MAGIC and reply[1] & 15 == self.serializer.number and reply[2:] == b"\0\0", reply
        self.router_length = reply[1] >> 4

    def shake(self, *octets):
        """Sends a handshake; returns the reply, which is empty where the router only closes."""
        self.send_bytes(bytes(octets))
        return self.reply()

    def reply(self):
        try:
            return self._take(4)
        except (Closed, ConnectionError):
            return self.received

    # Frames

    def send_frame(self, kind, payload=b"", *, reserved=0, claimed=None):
        """Sends one frame; `claimed` announces another length than the payload has."""
        length = len(payload) if claimed is None else claimed
        # The 25th bit of the length stands beside the type.
        head = reserved << 28 | kind << 24 | (length >> 24) << 27 | length & 0xFFFFFF
        self.send_bytes(struct.pack("!L", head) + payload)

    def receive_frame(self):
        head = int.from_bytes(self._take(4), "big")
        assert head >> 28 == 0, f"reserved bits in the frame header {head:08x}"
        length = head & 0xFFFFFF
        if head & 1 << 27:
            assert length == 0, f"a length above 2^24 in the frame header {head:08x}"
            length = 1 << 24
        assert length <= 2 ** (9 + self.length), f"{length} octets, which are more than was announced"
        return head >> 24 & 7, self._take(length)

    # WAMP

    def send_payload(self, payload):
        self.send_frame(MESSAGE, payload)

    def receive_payload(self):
        while True:
            kind, payload = self.receive_frame()
            if kind == PING:
                self.send_frame(PONG, payload)
            else:
                assert kind == MESSAGE, f"a frame of type {kind}"
                return payload
