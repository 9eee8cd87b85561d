"""TLS on a listener: what is spoken, what is refused, and how a connection ends."""

import re
import socket
import ssl
import subprocess
import time
import urllib.request

import pytest

from certificates import Secure
from raw_session import EVENT, INVOCATION, RESULT, RawSession, hello
from rawsocket import MAGIC, RawSocket
from router import PATIENCE
from wire import Closed, Wire
from wires import Kind, RawSocketSession

URI = "com.example.tls"


def s_client(port, *options, text=b"", patience=PATIENCE):
    """What `openssl s_client` prints; it says `text` and then hears nothing more."""
    run = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *options],
        input=text, capture_output=True, timeout=patience,
    )
    return (run.stdout + run.stderr).decode(errors="replace")


def negotiated(output):
    """The protocol and cipher suite of a handshake; None where there was none."""
    found = re.search(r"New, (TLSv[\d.]+), Cipher is (\S+)", output)
    return found and found.groups()


@pytest.fixture
def start_secure(start_router, certificates):
    """Starts routers with a TLS port, of which the listener gets further members."""

    def start(*, secure=None, **sections):
        return start_router(certificates=certificates, secure=secure, **sections)

    return start


# What is spoken


def test_pages_and_long_poll_are_served(router, certificates):
    page = f"https://localhost:{router.secure_port}/health"
    with urllib.request.urlopen(page, context=certificates.context(), timeout=PATIENCE) as answer:
        assert answer.status == 200
    with Kind("longpoll", is_secure=True).join(router) as peer:
        assert peer.result("wamp.session.count") >= 1


@pytest.mark.parametrize("transport", ["websocket", "rawsocket"])
def test_large_messages_pass_both_ways(router, transport):
    wire = Kind(transport, "cbor", is_secure=True)
    payload = bytes(range(256)) * (1 << 12)
    with wire.join(router) as callee, wire.join(router) as caller:
        callee.register(URI)
        for _ in range(3):
            request = caller.call(URI, payload)
            invocation = callee.take(INVOCATION)
            assert invocation[4] == [payload]
            callee.give(invocation, payload)
            assert caller.receive() == [RESULT, request, {}, [payload]]


@pytest.mark.parametrize("transport", ["websocket", "rawsocket"])
def test_many_small_messages_pass(router, transport):
    wire = Kind(transport, is_secure=True)
    with wire.join(router) as subscriber, wire.join(router) as publisher:
        subscriber.subscribe(URI)
        with publisher.one_segment():
            for number in range(5000):
                publisher.submit(16, {}, URI, [number])
        assert [subscriber.take(EVENT)[4] for _ in range(5000)] == [[number] for number in range(5000)]


def test_the_stream_may_come_in_segments_of_one_byte(router, certificates):
    """Of the network: the handshake, and what is hidden behind it."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = certificates.context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", router.secure_port), PATIENCE) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def drive(step):
            while True:
                try:
                    result = step()
                except ssl.SSLWantReadError:
                    result = None
                for byte in outgoing.read():
                    stream.sendall(bytes([byte]))
                if result is not None:
                    return result
                incoming.write(stream.recv(1 << 16))

        drive(lambda: tls.do_handshake() or True)
        drive(lambda: tls.write(bytes([MAGIC, 0xF1, 0, 0])))
        assert drive(lambda: tls.read(4)) == bytes([MAGIC, 0xD1, 0, 0])


# What is refused


@pytest.mark.parametrize("version", ["-tls1", "-tls1_1"])
def test_old_versions_are_refused(router, version):
    output = s_client(router.secure_port, version, "-cipher", "ALL:@SECLEVEL=0")
    assert "alert protocol version" in output
    assert negotiated(output) is None or negotiated(output)[1] == "(NONE)"


@pytest.mark.parametrize(("version", "name"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_new_versions_are_spoken_without_compression(router, version, name):
    output = s_client(router.secure_port, version, "-comp")
    assert negotiated(output)[0] == name
    assert "Compression: NONE" in output
    assert "Early data was not sent" in output or version == "-tls1_2"


@pytest.mark.parametrize(
    "ciphers",
    ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES256-GCM-SHA384", "aNULL", "NULL", "DHE"],
)
def test_weak_ciphers_are_refused(router, ciphers):
    output = s_client(router.secure_port, "-tls1_2", "-cipher", f"{ciphers}:@SECLEVEL=0")
    assert "alert handshake failure" in output, output


def test_ciphers_and_the_version_can_be_chosen(start_secure, certificates):
    tls = certificates.tls(minimum_version="1.3", ciphers=["TLS_CHACHA20_POLY1305_SHA256"])
    router = start_secure(secure={"tls": tls})
    assert "alert protocol version" in s_client(router.secure_port, "-tls1_2")
    assert negotiated(s_client(router.secure_port)) == ("TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256")


def test_renegotiation_is_refused(router):
    process = subprocess.Popen(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{router.secure_port}", "-tls1_2"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    # A line with an R asks for it.
    process.stdin.write(b"R\n")
    process.stdin.flush()
    output = process.communicate(timeout=PATIENCE)[0].decode(errors="replace")
    assert "RENEGOTIATING" in output
    assert "no renegotiation" in output


@pytest.mark.parametrize(
    ("offer", "chosen"),
    [("http/1.1", "http/1.1"), ("h2,http/1.1", "http/1.1"), ("h2", None), ("wamp", None), (None, "none")],
)
def test_application_protocols(router, offer, chosen):
    output = s_client(router.secure_port, *(["-alpn", offer] if offer else []))
    if chosen is None:
        assert "no application protocol" in output
    elif chosen == "none":
        assert "No ALPN negotiated" in output
    else:
        assert f"ALPN protocol: {chosen}" in output


def test_plain_http_is_told_so(router):
    with Wire(router.secure_port) as browser:
        browser.request("GET / HTTP/1.1", "Host: localhost")
        status, fields = browser.response()
        assert status == 400
        assert b"This port speaks HTTPS: its addresses begin with https:// or wss://.\n" == browser.rest()


@pytest.mark.parametrize("first", [bytes([MAGIC, 0xF1, 0, 0]), b"\0\0\0\0", b"x"])
def test_what_is_not_tls_is_closed(router, first):
    with Wire(router.secure_port) as peer:
        peer.send_bytes(first)
        assert peer.rest() == b""


def test_tls_on_a_plain_port_is_closed_with_a_line_in_the_log(start_router):
    router = start_router(logging={"level": "debug", "format": "json"})
    context = ssl.create_default_context()
    with pytest.raises(OSError):
        Wire(Secure(router.port, context))
    assert "the client speaks TLS, and this listener does not" in router.log.read_text()


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\xff\xff" + b"x" * 40_000, b"\x16\x03\x01\0\x04\x01\xff\xff\xff" * 100, b"\x16" + b"\0" * 100]
)
def test_noise_in_the_handshake_ends_the_connection(router, noise):
    with Wire(router.secure_port) as peer:
        peer.send_bytes(noise)
        assert len(peer.rest()) < 100


@pytest.mark.parametrize("said", [b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"])
def test_who_does_not_finish_the_handshake_is_cut(start_secure, said):
    router = start_secure(limits={"handshake_timeout_ms": 400})
    with Wire(router.secure_port) as peer:
        peer.send_bytes(said)
        began = time.monotonic()
        # Something now and then does not help.
        peer.socket.settimeout(0.1)
        with pytest.raises((Closed, ConnectionError)):
            while time.monotonic() < began + PATIENCE:
                try:
                    peer._read()
                except TimeoutError:
                    peer.send_bytes(b"\0")
        assert time.monotonic() < began + PATIENCE


def test_who_says_nothing_behind_the_handshake_is_cut(start_secure):
    router = start_secure(limits={"handshake_timeout_ms": 400})
    with Wire(router.secure) as peer:
        assert peer.rest() == b""


# The end


@pytest.mark.parametrize("wire", [RawSession, RawSocketSession])
def test_both_sides_say_the_end_of_tls(router, wire):
    """Python raises SSLEOFError where the router ends the connection without close_notify."""
    with wire(router.secure) as peer:
        peer.open()
        peer.join("realm1", hello())
        peer.send([6, {}, "wamp.close.close_realm"])
        assert peer.receive()[0] == 6
        if wire is RawSession:
            peer.send_frame(8, b"\x03\xe8")
        else:
            peer.socket.unwrap()
        peer.wait_closed()


def test_the_end_of_tls_is_the_end_of_the_session(router):
    """A half-closed connection is closed, as without TLS."""
    with RawSocketSession(router.secure) as peer, RawSocketSession(router.secure) as other:
        peer.open()
        peer.join("realm1", hello())
        other.open()
        other.join("realm1", hello())
        other.subscribe("wamp.session.on_leave")
        peer.socket.unwrap().close()
        assert other.take(EVENT)[4][0] == peer.session


def test_a_truncated_connection_is_lost(start_secure, certificates):
    router = start_secure(logging={"level": "debug", "format": "json"})
    for wire in (RawSession, RawSocketSession):
        with wire(router.secure) as peer:
            peer.open()
            peer.join("realm1", hello())
            # The socket below, without the end of TLS.
            socket.socket(fileno=peer.socket.detach()).close()
    deadline = time.monotonic() + PATIENCE
    while router.log.read_text().count("the connection ended without the end of TLS") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_reader_that_stalls_is_cut_off_behind_tls(start_secure):
    limits = {"max_outbound_bytes": 1 << 20, "max_message_size": 1 << 20}
    router = start_secure(limits=limits)
    wire = Kind("rawsocket", is_secure=True)
    with wire.join(router) as subscriber, wire.join(router) as publisher:
        subscriber.subscribe(URI)
        for _ in range(100):
            publisher.publish(URI, "x" * 200_000)
        assert publisher.result("wamp.session.count") >= 1


# The PROXY protocol


def test_the_header_of_a_proxy_stands_before_tls(start_secure, certificates):
    router = start_secure(secure={"proxy_protocol": True, "tls": certificates.tls()})
    stream = socket.create_connection(("127.0.0.1", router.secure_port), PATIENCE)
    stream.sendall(b"PROXY TCP4 203.0.113.9 127.0.0.1 1234 443\r\n")
    peer = RawSocket(router.port)
    peer.socket.close()
    peer.socket = certificates.context().wrap_socket(stream, server_hostname="localhost")
    with peer:
        peer.open()
        peer.join()
