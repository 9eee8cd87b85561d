"""One port for WebSocket, RawSocket, long-polling and web pages, told apart by the first octet."""

import socket

import pytest

from longpoll import Client
from raw_session import EVENT, INVOCATION, RESULT
from rawsocket import MAGIC, RawSocket
from router import BROWSER_EXAMPLE, PATIENCE, free_port
from wire import Wire, joined
from wires import Kind

URI = "com.example.port"


def test_one_port_serves_everything(router):
    kinds = [Kind("websocket"), Kind("rawsocket", "msgpack"), Kind("longpoll", "cbor"), Kind("rawsocket", "cbor")]
    peers = [kind.join(router) for kind in kinds]
    try:
        peers[0].register(URI)
        for peer in peers[1:]:
            peer.subscribe(URI)
        for caller in peers[1:]:
            request = caller.call(URI, b"\1")
            peers[0].give(peers[0].take(INVOCATION), b"\2")
            assert caller.receive() == [RESULT, request, {}, [b"\2"]]
        peers[0].publish(URI, 1)
        for peer in peers[1:]:
            assert peer.take(EVENT)[4] == [1]
        with Wire(router.port) as browser:
            browser.request("GET /index.html HTTP/1.1", "Host: localhost", "Connection: close")
            assert browser.response()[0] == 200
            assert browser.rest() == (BROWSER_EXAMPLE / "index.html").read_bytes()
    finally:
        for peer in peers:
            peer.__exit__()


@pytest.mark.parametrize("first", [0x00, 0x16, 0x20, 0x0D, 0x61, 0x80, 0xFF])
def test_what_begins_with_another_octet_is_closed(router, first):
    with Wire(router.port) as peer:
        peer.send_bytes(bytes([first]) + b"\0\0\0")
        assert peer.rest() == b""


@pytest.mark.parametrize("first", [b"", b"G", bytes([MAGIC])], ids=["nothing", "http", "rawsocket"])
def test_who_does_not_go_on_is_cut(start_router, first):
    router = start_router(limits={"handshake_timeout_ms": 300})
    with Wire(router.port) as peer:
        peer.send_bytes(first)
        assert not peer.rest() or peer.received.startswith(b"HTTP/1.1 408")


def test_a_handshake_may_come_in_segments_of_one_byte(router):
    for peer in (Wire(router.port), RawSocket(router.port)):
        with peer:
            with peer.byte_by_byte():
                peer.open()
            peer.join()


@pytest.mark.parametrize("first", [b"", b"G", bytes([MAGIC])], ids=["nothing", "http", "rawsocket"])
def test_who_closes_at_once_disturbs_nobody(router, first):
    for _ in range(20):
        with Wire(router.port) as peer:
            peer.send_bytes(first)
        with Wire(router.port) as peer:
            peer.send_bytes(first)
            peer.reset()
    joined(router).socket.close()


def speaks(router):
    """What a listener answers to, in the configuration's words."""
    spoken = set()
    with Wire(router.port) as peer:
        try:
            peer.open()
            spoken.add("websocket")
        except Exception:  # However it is refused
            pass
    with RawSocket(router.port) as peer:
        if peer.shake(MAGIC, 0xF1, 0, 0):
            spoken.add("rawsocket")
    client = Client(router.port)
    try:
        if client.post("/longpoll/open", '{"protocols": ["wamp.2.json"]}')[0] == 200:
            spoken.add("longpoll")
        client.request("GET", "/index.html")
        if client.end()[0] == 200:
            spoken.add("http")
    except OSError:
        pass
    client.close()
    return spoken


@pytest.mark.parametrize(
    "transports",
    [["websocket"], ["rawsocket"], ["longpoll"], ["http"], ["websocket", "http"], ["rawsocket", "longpoll"], None],
    ids=lambda transports: "+".join(transports or ["all"]),
)
def test_a_listener_speaks_the_transports_that_it_is_told(start_router, transports):
    listener = {} if transports is None else {"transports": transports}
    if transports is None or "http" in transports:
        listener["static_files"] = str(BROWSER_EXAMPLE)
    router = start_router(listener=listener)
    assert speaks(router) == set(transports or ["websocket", "rawsocket", "longpoll", "http"])


IPV6_HOSTS = {"loopback": ("::1", {}), "any": ("::", {}), "any, not IPv4": ("::", {"ipv6_only": True})}


@pytest.mark.parametrize(("host", "members"), IPV6_HOSTS.values(), ids=IPV6_HOSTS.keys())
def test_a_listener_may_have_an_ipv6_address(start_router, host, members):
    port = free_port()
    start_router(listeners=[{"type": "tcp", "host": host, "port": port, **members}])
    with socket.create_connection(("::1", port), PATIENCE) as peer:
        peer.sendall(bytes([MAGIC, 0xF1, 0, 0]))
        assert peer.recv(4)[1] & 15 == 1
    if host == "::" and not members:
        Wire(port).socket.close()
    else:
        with pytest.raises(ConnectionRefusedError):
            Wire(port)
