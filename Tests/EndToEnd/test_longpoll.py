"""Sessions on HTTP requests (WAMP advanced profile, "HTTP Longpoll Transport")."""

import json
import select

import pytest

from longpoll import Client
from raw_session import CALL, ERROR, EVENT, GOODBYE, INVOCATION, REGISTER, RESULT, SUBSCRIBE
from serializers import SERIALIZERS
from wire import ROLES, Closed, Wire, joined
from wires import Kind

URI = "com.example.longpoll"
HELLO = [1, "realm1", {"roles": ROLES}]
PLAIN, BATCHED = Kind("longpoll"), Kind("longpoll", is_batched=True)
# Where web pages may be, POST is not allowed whatever there is.
NOT_THERE = (404, 405)
NAMES = [f"wamp.2.{name}{suffix}" for name in SERIALIZERS for suffix in ("", ".batched")]


def open_request(*protocols):
    return json.dumps({"protocols": protocols})


@pytest.fixture
def client(router):
    client = Client(router.port)
    yield client
    client.close()


# Opening


@pytest.mark.parametrize("name", NAMES)
def test_open_tells_the_protocol_and_a_transport(client, name):
    client.begin("/longpoll/open", open_request(name), {"Content-Type": "application/json"})
    response = client.getresponse()
    answer = json.loads(response.read())
    assert response.status == 200
    assert response.getheader("Content-Type").split(";")[0] == "application/json"
    assert answer["protocol"] == name
    # It is all that protects a session from others: it must be long enough not to be guessed.
    assert len(answer["transport"]) >= 16 and answer["transport"].isascii()


def test_every_transport_has_an_id_of_its_own(client):
    answers = [client.post("/longpoll/open", open_request("wamp.2.json"))[1] for _ in range(50)]
    assert len({json.loads(answer)["transport"] for answer in answers}) == 50


@pytest.mark.parametrize(
    ("protocols", "chosen"),
    [
        (["wamp.2.cbor", "wamp.2.json"], "wamp.2.cbor"), (["wamp.2.json", "wamp.2.cbor"], "wamp.2.json"),
        (["soap", "wamp.2.ubjson", "wamp.2.msgpack.batched"], "wamp.2.msgpack.batched"),
    ],
)
def test_the_first_of_the_clients_protocols_that_is_known_is_chosen(client, protocols, chosen):
    status, body = client.post("/longpoll/open", open_request(*protocols))
    assert (status, json.loads(body)["protocol"]) == (200, chosen)


NO_OPEN_REQUESTS = {
    "no protocol": open_request(), "unknown protocol": open_request("soap", "wamp.2.ubjson"), "no body": "",
    "no JSON": "protocols", "truncated": '{"protocols": ["wamp.2.json"]', "list": '["wamp.2.json"]',
    "no list": '{"protocols": "wamp.2.json"}', "no strings": '{"protocols": [1]}', "without protocols": "{}",
    "something behind": open_request("wamp.2.json") + "]", "not UTF-8": b'{"protocols": ["wamp.2.json\xff"]}',
}


@pytest.mark.parametrize("body", NO_OPEN_REQUESTS.values(), ids=NO_OPEN_REQUESTS.keys())
def test_open_without_a_known_protocol_is_refused(client, body):
    assert client.post("/longpoll/open", body)[0] == 400
    assert client.post("/longpoll/open", open_request("wamp.2.json"))[0] == 200


def test_a_listener_speaks_only_the_serializers_that_it_is_told(start_router):
    client = Client(start_router(listener={"serializers": ["cbor"]}).port)
    assert client.post("/longpoll/open", open_request("wamp.2.json"))[0] == 400
    answer = json.loads(client.post("/longpoll/open", open_request("wamp.2.json", "wamp.2.cbor"))[1])
    assert answer["protocol"] == "wamp.2.cbor"
    client.close()


def test_a_listener_without_long_polling_does_not_find_it(start_router):
    client = Client(start_router(listener={"transports": ["websocket", "http"]}).port)
    assert client.post("/longpoll/open", open_request("wamp.2.json"))[0] in NOT_THERE
    client.close()


def test_the_path_can_be_chosen(start_router):
    router = start_router(listener={"longpoll_path": "/wamp/lp"})
    client = Client(router.port)
    assert client.post("/longpoll/open", open_request("wamp.2.json"))[0] in NOT_THERE
    assert client.post("/wamp/lp/open", open_request("wamp.2.json"))[0] == 200
    client.close()


def test_a_query_is_ignored(router, client):
    status, body = client.post("/longpoll/open?x=382913", open_request("wamp.2.json"))
    assert status == 200
    path = f"/longpoll/{json.loads(body)['transport']}"
    assert client.post(f"{path}/send?x=1", json.dumps(HELLO)) == (202, b"")
    status, body = client.post(f"{path}/receive?x=2")
    assert (status, json.loads(body)[0]) == (200, 2)
    assert client.post(f"{path}/close?x=3") == (202, b"")


# Receiving


def is_answered(peer):
    return bool(select.select([peer.receiver.sock], [], [], 0)[0])


def test_receive_is_held_open_until_there_is_a_message(router):
    with PLAIN.join(router) as peer, joined(router) as publisher:
        subscription = peer.subscribe(URI)
        peer.begin_receive()
        # Two round trips of others, and nothing for this one
        for request in (1, 2):
            assert publisher.ask([SUBSCRIBE, request, {}, URI])[0] == SUBSCRIBE + 1
        assert not is_answered(peer)
        publisher.send([16, 3, {}, URI, ["now"]])
        event = peer.receive()
        assert (event[1], event[4]) == (subscription, ["now"])


def test_without_batches_each_receive_gets_one_message(router):
    with PLAIN.join(router) as peer:
        for number in range(1, 4):
            peer.send([SUBSCRIBE, number, {}, URI])
        assert [peer.receive()[:2] for _ in range(3)] == [[SUBSCRIBE + 1, number] for number in range(1, 4)]


def test_with_batches_one_receive_gets_all_that_is_pending(router):
    with BATCHED.join(router) as peer:
        for number in range(1, 11):
            peer.send([SUBSCRIBE, number, {}, URI])
        messages = peer.serializer.split(peer.receive_payload())
        assert [peer.serializer.decode(message)[1] for message in messages] == list(range(1, 11))


@pytest.mark.parametrize("wire", [PLAIN, BATCHED], ids=str)
def test_of_two_receives_at_once_one_gets_each_message(router, wire):
    with wire.join(router) as peer, joined(router) as publisher:
        peer.subscribe(URI)
        peer.begin_receive()
        second = Client(router.port)
        second.begin(f"{peer.path}/receive")
        assert publisher.ask([SUBSCRIBE, 1, {}, URI])[0] == SUBSCRIBE + 1
        publisher.send([16, 2, {}, URI, [1]])
        answers = []
        clients = {peer.receiver.sock: peer.receiver, second.sock: second}
        while not any(status == 200 and body for status, body in answers):
            for sock in select.select(list(clients), [], [], 20)[0]:
                answers.append(clients.pop(sock).end())
        bodies = [body for status, body in answers if status == 200 and body]
        assert [peer.serializer.decode(body.rstrip(b"\x18"))[4] for body in bodies] == [[1]]
        second.close()


def test_a_message_that_nobody_waits_for_any_more_is_kept(router):
    """The connection of the request is gone before there was anything to answer."""
    with PLAIN.join(router) as peer, joined(router) as publisher:
        peer.subscribe(URI)
        peer.begin_receive()
        assert publisher.ask([SUBSCRIBE, 1, {}, URI])[0] == SUBSCRIBE + 1
        peer.receiver.close()
        peer.is_receiving = False
        for request in (2, 3):
            assert publisher.ask([SUBSCRIBE, request, {}, URI])[0] == SUBSCRIBE + 1
        publisher.send([16, 4, {}, URI, ["kept"]])
        assert peer.receive()[4] == ["kept"]


@pytest.mark.parametrize("serializer", SERIALIZERS)
def test_a_receive_that_is_open_gets_the_end(router, serializer):
    with Kind("longpoll", serializer).join(router) as peer:
        peer.begin_receive()
        assert peer.close() == 202
        with pytest.raises(Closed):
            peer.receive()


# Sending


@pytest.mark.parametrize("wire", [PLAIN, BATCHED], ids=str)
def test_what_cannot_be_read_is_a_bad_request(router, wire):
    with wire.join(router) as peer:
        assert peer.sender.post(f"{peer.path}/send", b"not a message")[0] == 400
        peer.wait_closed()
        assert peer.sender.post(f"{peer.path}/send", b"[]")[0] in (400, 404)


def test_no_message_is_a_bad_request(router):
    for wire in (PLAIN, BATCHED):
        with wire.join(router) as peer:
            assert peer.sender.post(f"{peer.path}/send")[0] == 400


def test_a_body_may_come_in_chunks(router):
    with PLAIN.join(router) as peer:
        message = peer.serializer.encode([SUBSCRIBE, 1, {}, URI])
        peer.sender.request("POST", f"{peer.path}/send", iter([message[:5], message[5:]]), encode_chunked=True,
                            headers={"Transfer-Encoding": "chunked"})
        assert peer.sender.end() == (202, b"")
        assert peer.receive()[:2] == [SUBSCRIBE + 1, 1]


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(start_router, is_chunked):
    router = start_router(limits={"max_message_size": 65_536})
    with PLAIN.join(router) as peer:
        message = b'[48,1,{},"com.example.missing",["' + b"a" * 65_536 + b'"]]'
        body = iter([message]) if is_chunked else message
        peer.sender.request("POST", f"{peer.path}/send", body, encode_chunked=is_chunked,
                            headers={"Transfer-Encoding": "chunked"} if is_chunked else {})
        assert peer.sender.end()[0] == 413


def test_an_open_request_that_is_too_large_is_refused(client):
    assert client.post("/longpoll/open", open_request("x" * 5_000_000, "wamp.2.json"))[0] == 413


def test_the_largest_body_passes(start_router):
    router = start_router(limits={"max_message_size": 65_536})
    with PLAIN.join(router) as peer:
        message = b'[48,1,{},"com.example.missing",[""]]'
        message = message.replace(b'""', b'"' + b"a" * (65_536 - len(message)) + b'"')
        peer.send_payload(message)
        assert peer.receive()[4] == "wamp.error.no_such_procedure"


# Ends


@pytest.mark.parametrize("operation", ["receive", "send", "close"])
def test_an_unknown_transport_is_not_found(client, operation):
    for transport in ("kjmd3sBLOUnb3Fyr", "x", "%00", "a" * 2_000):
        assert client.post(f"/longpoll/{transport}/{operation}", b"[]")[0] == 404


def test_an_unknown_operation_is_not_found(router):
    with PLAIN.join(router) as peer:
        for path in (f"{peer.path}/listen", peer.path, f"{peer.path}/", f"{peer.path}/send/more", "/longpoll"):
            assert peer.sender.post(path)[0] in NOT_THERE
        peer.subscribe(URI)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_allowed(router, method):
    with PLAIN.join(router) as peer:
        for path in ("/longpoll/open", f"{peer.path}/receive", f"{peer.path}/send", f"{peer.path}/close"):
            peer.sender.request(method, path)
            assert peer.sender.end()[0] == 405
        peer.subscribe(URI)


@pytest.mark.parametrize("wire", [PLAIN, BATCHED], ids=str)
def test_close_ends_the_session_and_the_transport(router, wire):
    with wire.join(router) as peer, joined(router) as caller:
        peer.register(URI)
        peer.subscribe(URI)
        caller.send([CALL, 1, {}, URI])
        assert peer.take(INVOCATION)
        assert peer.sender.post(f"{peer.path}/close") == (202, b"")
        assert caller.receive()[:5] == [ERROR, CALL, 1, {}, "wamp.error.canceled"]
        assert caller.ask([CALL, 2, {}, URI])[4] == "wamp.error.no_such_procedure"
        for operation in ("send", "receive", "close"):
            assert peer.sender.post(f"{peer.path}/{operation}", b"[]")[0] in (400, 404)


def test_a_transport_that_nobody_asks_is_dropped_and_one_that_is_asked_lives(start_router):
    """A request that is held open is no idleness, and the router ends it now and then without a message."""
    router = start_router(limits={"ping_interval_ms": 1000, "pong_timeout_ms": 500})
    with PLAIN.join(router) as patient, PLAIN.join(router) as idle:
        patient.subscribe("wamp.session.on_leave")
        idle.register(URI)
        event = patient.receive()
        assert (event[0], event[4][0]) == (EVENT, idle.session)
        assert patient.refused(CALL, {}, URI) == "wamp.error.no_such_procedure"
        assert idle.sender.post(f"{idle.path}/receive")[0] == 404


def test_a_transport_that_never_says_hello_is_dropped(start_router):
    router = start_router(limits={"hello_timeout_ms": 300})
    with PLAIN.open(router) as peer:
        peer.wait_closed()


def test_a_session_that_reads_too_slowly_is_ended(start_router):
    router = start_router(limits={"max_outbound_bytes": 1 << 20, "max_message_size": 1 << 18})
    with PLAIN.join(router) as slow, Kind("websocket").join(router) as publisher:
        slow.subscribe(URI)
        left = publisher.subscribe("wamp.session.on_leave")
        for _ in range(10):
            publisher.submit(16, {}, URI, ["x" * 200_000])
        event = publisher.take(EVENT)
        assert (event[1], event[4][0]) == (left, slow.session)


# HTTP


def test_requests_of_http_1_0_are_answered(router):
    def post(path, body):
        with Wire(router.port) as wire:
            wire.request(f"POST {path} HTTP/1.0", f"Content-Length: {len(body)}")
            wire.send_bytes(body)
            head, _, body = wire.rest().partition(b"\r\n\r\n")
            return int(head.split()[1]), body

    status, body = post("/longpoll/open", open_request("wamp.2.json").encode())
    assert status == 200
    path = f"/longpoll/{json.loads(body)['transport']}"
    assert post(f"{path}/send", json.dumps(HELLO).encode()) == (202, b"")
    status, body = post(f"{path}/receive", b"")
    assert (status, json.loads(body)[0]) == (200, 2)
    assert post(f"{path}/close", b"") == (202, b"")


def test_requests_may_come_in_one_segment(router):
    with PLAIN.open(router) as peer, Wire(router.port) as wire:
        messages = [HELLO, [SUBSCRIBE, 1, {}, URI], [CALL, 2, {}, "com.example.missing"]]
        with wire.one_segment():
            for message in messages:
                body = peer.serializer.encode(message)
                wire.request(f"POST {peer.path}/send HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}")
                wire.send_bytes(body)
        for _ in messages:
            assert wire.response()[0] == 202
        assert [peer.receive()[0] for _ in messages] == [2, SUBSCRIBE + 1, ERROR]


def exchange(client, method, path, fields, body=b""):
    """Performs a request; returns its status and its header fields."""
    client.request(method, path, body, fields)
    response = client.getresponse()
    response.read()
    return response.status, response.headers


def test_a_page_of_another_origin_may_not_use_a_transport(router, client):
    with PLAIN.join(router) as peer:
        fields = {"Origin": "https://evil.example.com", "Content-Type": "text/plain"}
        for method, path in [
            ("POST", "/longpoll/open"), ("OPTIONS", "/longpoll/open"), ("POST", f"{peer.path}/receive"),
            ("POST", f"{peer.path}/close"), ("OPTIONS", f"{peer.path}/send"),
        ]:
            status, answer = exchange(client, method, path, fields)
            assert (status, answer["Access-Control-Allow-Origin"]) == (403, None)
        peer.subscribe(URI)


def test_a_page_that_may_use_a_transport_is_told_so(router, client):
    origin = f"http://127.0.0.1:{router.port}"
    fields = {
        "Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"
    }
    status, answer = exchange(client, "OPTIONS", "/longpoll/open", fields)
    assert status in (200, 204)
    assert answer["Access-Control-Allow-Origin"] == origin
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert answer["Access-Control-Allow-Headers"].lower() == "content-type"
    status, answer = exchange(client, "POST", "/longpoll/open", {"Origin": origin}, open_request("wamp.2.json"))
    assert (status, answer["Access-Control-Allow-Origin"], answer["Vary"]) == (200, origin, "Origin")
    # An answer that is refused is one that the page may read, too.
    status, answer = exchange(client, "POST", "/longpoll/nothing/receive", {"Origin": origin})
    assert (status, answer["Access-Control-Allow-Origin"]) == (404, origin)


def test_no_answer_may_be_cached(router, client):
    with PLAIN.join(router) as peer:
        requests = {"/longpoll/open": open_request("wamp.2.json"), f"{peer.path}/send": b"x", "/longpoll/x/send": b""}
        for path, body in requests.items():
            assert exchange(client, "POST", path, {}, body)[1]["Cache-Control"] == "no-store"


def test_a_lost_sender_does_not_end_the_session(router):
    with PLAIN.join(router) as peer:
        peer.subscribe(URI)
        peer.sender.close()
        peer.receiver.close()
        peer.subscribe(f"{URI}.later")
        assert peer.ask([GOODBYE, {}, "wamp.close.close_realm"])[0] == GOODBYE


def test_calls_pass_both_ways_while_a_receive_is_open(router):
    with PLAIN.join(router) as callee, BATCHED.join(router) as caller:
        callee.send([REGISTER, 1, {}, URI])
        assert callee.take(REGISTER + 1)
        callee.begin_receive()
        for number in range(20):
            request = caller.call(URI, number)
            invocation = callee.take(INVOCATION)
            callee.begin_receive()
            callee.give(invocation, number)
            assert caller.receive() == [RESULT, request, {}, [number]]
