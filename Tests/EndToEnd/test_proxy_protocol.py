"""Behind a proxy that says whose connection it is (HAProxy, "The PROXY protocol", versions 1 and 2)."""

import ipaddress
import json
import socket
import struct

import pytest

from rawsocket import MAGIC
from router import Router
from wire import Wire, opened
from wires import RawSocketSession

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def version_2(command, family, body, *, claimed=None):
    return SIGNATURE + struct.pack("!BBH", command, family, len(body) if claimed is None else claimed) + body


def addresses(source, port=50_000):
    """The address block of a TCP connection."""
    source = ipaddress.ip_address(source)
    destination = ipaddress.ip_address("192.0.2.1" if source.version == 4 else "2001:db8::1")
    return source.packed + destination.packed + struct.pack("!HH", port, 443)


TLVS = b"\x01\0\x02h2" + b"\x04\0\x03\0\0\0" + b"\x20\0\x05\x01\0\0\0\0"

NAMED = {
    "version 1, IPv4": (b"PROXY TCP4 203.0.113.7 192.0.2.1 50000 443\r\n", "203.0.113.7"),
    "version 1, IPv6": (b"PROXY TCP6 2001:db8::7 2001:db8::1 50000 443\r\n", "2001:db8::7"),
    "version 2, IPv4": (version_2(0x21, 0x11, addresses("203.0.113.8")), "203.0.113.8"),
    "version 2, IPv6": (version_2(0x21, 0x21, addresses("2001:db8::8")), "2001:db8::8"),
    "version 2 with more behind": (version_2(0x21, 0x11, addresses("203.0.113.9") + TLVS), "203.0.113.9"),
    "version 2, Unix": (version_2(0x21, 0x31, b"/from".ljust(108, b"\0") + b"/to".ljust(108, b"\0")), '"peer": "unix"'),
}
UNNAMED = {
    "version 1, unknown": b"PROXY UNKNOWN\r\n",
    "version 1, unknown with addresses": b"PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
    "version 2, local": version_2(0x20, 0x00, b""),
    "version 2, local with addresses": version_2(0x20, 0x11, addresses("203.0.113.10")),
    "version 2, unspecified": version_2(0x21, 0x00, b""),
}
BROKEN = {
    "none": b"",
    "nonsense": b"HELLO there\r\n",
    "version 1 without addresses": b"PROXY TCP4\r\n",
    "version 1 with a name": b"PROXY TCP4 example.org 192.0.2.1 50000 443\r\n",
    "version 1 with the wrong family": b"PROXY TCP4 2001:db8::7 2001:db8::1 50000 443\r\n",
    "version 1 with a port too many": b"PROXY TCP4 203.0.113.7 192.0.2.1 50000 443 1\r\n",
    "version 1 with port 65536": b"PROXY TCP4 203.0.113.7 192.0.2.1 65536 443\r\n",
    "version 1 in small letters": b"proxy tcp4 203.0.113.7 192.0.2.1 50000 443\r\n",
    "version 1 without end": b"PROXY UNKNOWN " + b"x" * 200,
    "version 1 that is too long": b"PROXY UNKNOWN " + b"x" * 92 + b"\r\n",
    "version 2 of another signature": b"\r\n\r\n\0\r\nQUIT\r" + b"\x21\x11\0\x0c" + addresses("203.0.113.7"),
    "version 3": version_2(0x31, 0x11, addresses("203.0.113.7")),
    "version 2 with another command": version_2(0x22, 0x11, addresses("203.0.113.7")),
    "version 2 with too little": version_2(0x21, 0x11, addresses("203.0.113.7")[:-1]),
    "version 2 with a broken TLV": version_2(0x21, 0x11, addresses("203.0.113.7") + b"\x01\0\x09h2"),
}


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A router that takes connections from a proxy alone, and logs whatever it can."""
    logging = {"level": "debug", "format": "json"}
    listener = {"proxy_protocol": True}
    with Router(tmp_path_factory.mktemp("behind"), listener=listener, logging=logging) as running:
        yield running


def log_of_session(router, session):
    """The lines of the log that name this session."""
    lines = [json.loads(line) for line in router.log_lines()]
    return [line for line in lines if str(session) in json.dumps(line)]


@pytest.mark.parametrize(("header", "address"), NAMED.values(), ids=NAMED.keys())
def test_the_address_of_a_websocket_is_the_one_that_the_proxy_names(behind, header, address):
    with Wire(behind.port) as peer:
        peer.send_bytes(header)
        peer.open()
        peer.join()
        assert address in json.dumps(log_of_session(behind, peer.session))


@pytest.mark.parametrize(("header", "address"), NAMED.values(), ids=NAMED.keys())
def test_the_address_of_a_rawsocket_is_the_one_that_the_proxy_names(behind, header, address):
    with RawSocketSession(behind.port, "cbor") as peer:
        with peer.one_segment():
            peer.send_bytes(header + bytes([MAGIC, 0xF3, 0, 0]))
        assert peer.reply()[1] & 15 == 3
        peer.join()
        assert address in json.dumps(log_of_session(behind, peer.session))


@pytest.mark.parametrize("header", UNNAMED.values(), ids=UNNAMED.keys())
def test_without_a_name_the_address_is_that_of_the_proxy(behind, header):
    with Wire(behind.port) as peer:
        peer.send_bytes(header)
        peer.open()
        peer.join()
        lines = json.dumps(log_of_session(behind, peer.session))
        assert "127.0.0.1" in lines and "203.0.113.10" not in lines


@pytest.mark.parametrize(("header", "address"), NAMED.values(), ids=NAMED.keys())
def test_a_header_may_come_in_segments_of_one_byte(behind, header, address):
    with Wire(behind.port) as peer:
        with peer.byte_by_byte():
            peer.send_bytes(header)
        peer.open()
        peer.join()


@pytest.mark.parametrize("header", BROKEN.values(), ids=BROKEN.keys())
def test_without_a_good_header_the_connection_ends(behind, header):
    with Wire(behind.port) as peer:
        try:
            peer.send_bytes(header)
            peer.send_handshake()
        except ConnectionError:
            pass  # It was cut while it still spoke.
        assert peer.rest() == b""


def test_a_second_header_is_no_handshake(behind):
    header, _ = NAMED["version 1, IPv4"]
    with Wire(behind.port) as peer:
        peer.send_bytes(header + header)
        peer.send_handshake()
        assert not peer.rest().startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize("part", [b"", b"PROXY", SIGNATURE, version_2(0x21, 0x11, b"", claimed=12)], ids=len)
def test_a_header_that_is_never_finished_is_cut(start_router, part):
    router = start_router(listener={"proxy_protocol": True}, limits={"handshake_timeout_ms": 300})
    with Wire(router.port) as peer:
        peer.send_bytes(part)
        assert peer.rest() == b""


def test_a_listener_that_expects_no_proxy_takes_no_header(router):
    for header in (NAMED["version 1, IPv4"][0], NAMED["version 2, IPv4"][0]):
        with Wire(router.port) as peer:
            try:
                peer.send_bytes(header)
                peer.socket.shutdown(socket.SHUT_WR)
            except ConnectionError:
                pass
            assert b"101" not in peer.rest()[:12]
    opened(router).socket.close()
