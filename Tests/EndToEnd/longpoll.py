"""An HTTP long-poll peer (advanced profile, "HTTP Longpoll Transport")."""

import contextlib
import http.client
import json
import socket

from router import PATIENCE
from wire import Closed, Peer, connect


class Client(http.client.HTTPConnection):
    """An HTTP connection, which is kept open between requests."""

    def __init__(self, address):
        super().__init__("127.0.0.1" if isinstance(address, int) else "localhost", timeout=PATIENCE)
        self.address = address
        if isinstance(address, int):
            self.port = address

    def connect(self):
        self.sock = connect(self.address)
        if isinstance(self.address, int):
            # Head and body of a request are two segments.
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path, body=b"", fields=None):
        """Performs a POST; returns its status and its body."""
        self.begin(path, body, fields)
        return self.end()

    def begin(self, path, body=b"", fields=None):
        self.request("POST", path, body, fields or {})

    def end(self):
        response = self.getresponse()
        return response.status, response.read()


class LongPoll(Peer):
    """A transport with a connection for what is sent and one for what is received."""

    def __init__(self, address, serializer="json", is_batched=False):
        super().__init__(serializer, is_batched)
        self.sender = Client(address)
        self.receiver = Client(address)
        self.is_receiving = False
        # What the next requests to send are answered with.
        self.status = 202

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A lost connection would not end the session.
        with contextlib.suppress(http.client.HTTPException, OSError):
            self.close()
        self.sender.close()
        self.receiver.close()

    def open(self, path="/longpoll"):
        status, body = self.sender.post(f"{path}/open", json.dumps({"protocols": [self.subprotocol]}))
        assert status == 200, f"open was refused with {status}"
        answer = json.loads(body)
        assert answer["protocol"] == self.subprotocol
        self.path = f"{path}/{answer['transport']}"

    def close(self):
        return self.sender.post(f"{self.path}/close")[0]

    def send_payload(self, payload):
        status, body = self.sender.post(f"{self.path}/send", payload)
        assert status == self.status, f"send was answered with {status} {body}"
        assert status != 202 or body == b""

    def begin_receive(self):
        """Sends a request to receive, which the router may hold open; its answer is received next."""
        self.receiver.begin(f"{self.path}/receive")
        self.is_receiving = True

    def receive_payload(self):
        body = b""
        # The router may end a request without a message.
        while not body:
            if not self.is_receiving:
                self.begin_receive()
            self.is_receiving = False
            try:
                status, body = self.receiver.end()
            except http.client.RemoteDisconnected:
                raise Closed() from None
            if status != 200:
                raise Closed(status, body)
        return body
