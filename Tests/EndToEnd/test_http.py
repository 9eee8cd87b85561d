"""The HTTP side of a listener: pages, health, and refused handshakes (RFC 9110, RFC 6455 §4.2)."""

import http.client
import json

import pytest

from router import Router
from wire import Wire, opened


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with files that may be served, beside a secret that may not."""
    outside = tmp_path_factory.mktemp("site")
    (outside / "secret.txt").write_text("secret")
    folder = outside / "public"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Site</title>")
    (folder / "app.js").write_text("export {};")
    (folder / "style.css").write_text("body {}")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "data.json").write_text("{}")
    (folder / "a b.txt").write_text("spaced")
    (folder / "sub" / "page.html").write_text("page")
    (folder / ".hidden").write_text("secret")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    return folder


@pytest.fixture(scope="module")
def http_router(site, tmp_path_factory):
    listener = {"static_files": str(site), "origins": ["https://app.example.org"]}
    with Router(tmp_path_factory.mktemp("http"), listener=listener) as running:
        yield running


def request(router, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", router.port, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_the_page_is_served(http_router):
    response, body = request(http_router, "/")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"<title>Site</title>" in body
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_without_files_a_plain_page_says_what_this_is(start_router):
    response, body = request(start_router(), "/")
    assert response.status == 200
    assert b"WAMP" in body


def test_health_is_json(http_router):
    response, body = request(http_router, "/health")
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(body)["status"] == "ok"


@pytest.mark.parametrize(
    ("path", "content_type"),
    {
        "/index.html": "text/html; charset=utf-8", "/app.js": "text/javascript; charset=utf-8",
        "/style.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml",
        "/data.json": "application/json", "/a%20b.txt": "text/plain; charset=utf-8",
        "/sub/page.html": "text/html; charset=utf-8", "/app.js?version=2": "text/javascript; charset=utf-8",
    }.items(),
)
def test_files_have_their_content_type(http_router, path, content_type):
    response, _ = request(http_router, path)
    assert (response.status, response.headers["Content-Type"]) == (200, content_type)


def test_head_has_the_headers_and_no_body(http_router):
    response, body = request(http_router, "/app.js", "HEAD")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len("export {};"))


def test_an_unchanged_file_is_not_sent_again(http_router):
    tag = request(http_router, "/app.js")[0].headers["ETag"]
    response, body = request(http_router, "/app.js", If_None_Match=tag)
    assert (response.status, body) == (304, b"")
    assert response.headers["ETag"] == tag
    assert request(http_router, "/app.js", If_None_Match='"another"')[0].status == 200


@pytest.mark.parametrize("tags", ['W/"x", {}', "W/{}", "*", '"a", {} , "b"'])
def test_if_none_match_is_a_list_and_compares_weakly(http_router, tags):
    tag = request(http_router, "/app.js")[0].headers["ETag"]
    assert request(http_router, "/app.js", If_None_Match=tags.format(tag))[0].status == 304


TRAVERSALS = [
    "/../secret.txt", "/sub/../../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/..%2fsecret.txt",
    "/sub/%2e%2e/%2e%2e/secret.txt", "/..%5csecret.txt", "/..\\secret.txt", "//secret.txt", "/./../secret.txt",
    "/app.js%00.html", "/%00", "/..%00/secret.txt", "/%252e%252e/secret.txt", "/%c0%ae%c0%ae/secret.txt",
    "/link.txt", "/linked/secret.txt", "/.hidden", "/%2ehidden", "/sub", "/%", "/%zz", "/nothing", "/ws/", "/WS",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_outside_the_folder_is_served(http_router, path):
    with Wire(http_router.port) as wire:
        wire.request(f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close")
        status, _ = wire.response()
        assert status in (400, 404)
        assert b"secret" not in wire.rest().replace(b"secret.txt", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(http_router, method):
    response, _ = request(http_router, "/", method)
    assert response.status == 405
    assert "GET" in response.headers["Allow"]


def test_a_plain_request_to_the_websocket_path_asks_for_an_upgrade(http_router):
    response, body = request(http_router, "/ws")
    assert response.status == 426
    assert response.headers["Upgrade"] == "websocket"
    assert body


# Handshakes


def test_a_handshake_selects_the_subprotocol(http_router):
    with Wire(http_router.port) as wire:
        status, fields = wire.handshake(fields={"Sec-WebSocket-Protocol": "wamp.2.unknown, wamp.2.json"})
        assert status == 101
        assert fields["sec-websocket-protocol"] == "wamp.2.json"
        wire.join()


REFUSED = {
    "no common subprotocol": (400, {"Sec-WebSocket-Protocol": "wamp.2.unknown"}),
    "no subprotocol": (400, {"Sec-WebSocket-Protocol": None}),
    "no key": (400, {"Sec-WebSocket-Key": None}),
    "short key": (400, {"Sec-WebSocket-Key": "c2hvcnQ="}),
    "long key": (400, {"Sec-WebSocket-Key": "A" * 43 + "="}),
    "key that is not base64": (400, {"Sec-WebSocket-Key": "!" * 22 + "=="}),
    "no Host": (400, {"Host": None}),
    "Connection without Upgrade": (400, {"Connection": "keep-alive"}),
    "no version": (400, {"Sec-WebSocket-Version": None}),
    "another version": (426, {"Sec-WebSocket-Version": "8"}),
    "another upgrade": (426, {"Upgrade": "h2c"}),
    "foreign origin": (403, {"Origin": "https://evil.example.com"}),
    "origin null": (403, {"Origin": "null"}),
    "origin that begins like an allowed one": (403, {"Origin": "https://app.example.org.evil.com"}),
    "same host where origins are listed": (403, {"Origin": "http://127.0.0.1"}),
    "malformed extensions": (400, {"Sec-WebSocket-Extensions": ";;="}),
}


@pytest.mark.parametrize(("expected", "fields"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_handshake_is_refused(http_router, expected, fields):
    with Wire(http_router.port) as wire:
        status, answer = wire.handshake(fields=fields)
        assert status == expected
        assert wire.rest().strip(), "the refusal does not say why"
        if expected == 426:
            assert answer["sec-websocket-version"] == "13" or "Upgrade" in fields


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_a_handshake_is_a_get(http_router, method):
    with Wire(http_router.port) as wire:
        assert wire.handshake(method=method)[0] == 405


def test_a_handshake_on_another_path_is_not_found(http_router):
    with Wire(http_router.port) as wire:
        assert wire.handshake("/elsewhere")[0] == 404


def test_a_listed_origin_may_connect(http_router):
    with Wire(http_router.port) as wire:
        assert wire.handshake(fields={"Origin": "https://app.example.org"})[0] == 101


ORIGINS_BY_DEFAULT = {
    "own page": (101, "http://127.0.0.1:{port}"),
    "another page of this machine": (101, "http://localhost:3000"),
    "foreign page": (403, "https://evil.example.com"),
    "foreign page on the same port": (403, "http://evil.example.com:{port}"),
    "name that begins like this machine's": (403, "http://localhost.evil.com"),
    "null": (403, "null"),
}


@pytest.mark.parametrize(("expected", "origin"), ORIGINS_BY_DEFAULT.values(), ids=ORIGINS_BY_DEFAULT.keys())
def test_by_default_pages_of_this_machine_may_connect(router, expected, origin):
    with Wire(router.port) as wire:
        assert wire.handshake(fields={"Origin": origin.format(port=router.port)})[0] == expected


def test_messages_behind_the_handshake_in_one_segment_are_answered(http_router):
    with Wire(http_router.port) as wire:
        with wire.one_segment():
            wire.send_handshake()
            wire.send([1, "realm1", {"roles": {"caller": {}}}])
            wire.send([48, 1, {}, "com.example.missing"])
        assert wire.response()[0] == 101
        assert wire.receive()[0] == 2
        assert wire.receive()[:3] == [8, 48, 1]


GARBAGE = {
    "not HTTP": b"\x00\x01\x02\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "broken request line": b"GET\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "broken field": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "endless head": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000,
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE.keys())
def test_what_is_not_http_is_cut(start_router, data):
    router = start_router(limits={"handshake_timeout_ms": 500})
    with Wire(router.port) as wire:
        try:
            wire.send_bytes(data)
        except ConnectionError:
            pass  # it was cut while it still spoke
        answer = wire.rest()
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.1 5")
    opened(router).socket.close()
