"""Honest clients, in a process of their own, so that no attack of Python's on itself is taken for one on the router.
They call, publish and join all the time, and every answer is timed."""

import collections
import contextlib
import multiprocessing
import random
import ssl
import sys
import threading
import time

import auth
from certificates import Secure
from raw_session import EVENT, INVOCATION, PUBLISH, RESULT, RawSession, hello
from target import AUDIENCE, AUTHENTICATOR, COOKIE, ECHO, ISSUER, PASSWORD, REALM, TOKEN_SECRET, TOPIC
from wires import LongPollSession, RawSocketSession

# Between two requests of one client.
PAUSE = 0.02
# What an honest process oversleeps: the machine's, not the router's.
STALL = "machine"


class Record:
    """Latencies by phase and kind of client, and everything that went wrong."""

    def __init__(self):
        self.phase = "start"
        self.latencies = collections.defaultdict(list)
        self.failures = []
        self.may_join = threading.Event()
        self.may_join.set()
        self.stopped = threading.Event()

    def add(self, kind, begin):
        self.latencies[self.phase, kind].append(time.perf_counter() - begin)

    def fail(self, kind, error):
        self.failures.append((self.phase, kind, f"{type(error).__name__}: {error}"[:300]))


def details(**more):
    return {**hello(), **more}


def authenticate(peer, method, honest_key, authid="honest"):
    """HELLO to WELCOME by a method."""
    extra = {}
    if method == "wamp-scram":
        extra = {"nonce": auth.nonce(), "channel_binding": None}
    elif method == "cryptosign":
        extra = {"pubkey": honest_key.public}
    offered = "ticket" if method in ("jwt", "dynamic") else method
    name = {"dynamic": "guest", "jwt": "dora"}.get(method, authid)
    answer = peer.ask([1, REALM, details(authmethods=[offered], authid=name, authextra=extra)])
    if method != "cookie":
        assert answer[:2] == [4, offered], f"{method}: HELLO was answered with {answer}"
        answer = peer.ask(response(method, extra, answer[2], honest_key, authid))
    assert answer[0] == 2, f"{method}: AUTHENTICATE was answered with {answer}"


def response(method, extra, challenge, honest_key, authid):
    if method == "wampcra":
        return [5, auth.answer_cra(PASSWORD, challenge), {}]
    if method == "wamp-scram":
        return auth.answer_scram(authid, PASSWORD, extra["nonce"], challenge)[0]
    if method == "cryptosign":
        return [5, honest_key.sign(challenge["challenge"]), {}]
    if method == "jwt":
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "dora", "exp": time.time() + 60}
        return [5, auth.token(TOKEN_SECRET, claims), {}]
    return [5, PASSWORD, {}]


class Honest(threading.Thread):
    """A client that does one thing again and again."""

    kind = ""

    def __init__(self, place, record):
        super().__init__(name=self.kind, daemon=True)
        self.place, self.record = place, record
        self.peer = None

    def run(self):
        while not self.record.stopped.is_set():
            try:
                if self.peer is None:
                    self.peer = self.appear()
                self.prepare()
                begin = time.perf_counter()
                self.step()
                self.record.add(self.kind, begin)
            except Exception as error:  # noqa: BLE001: whatever it is, an honest client has noticed something
                if not self.record.stopped.is_set():
                    self.record.fail(self.kind, error)
                self.peer = None
                time.sleep(0.5)
            time.sleep(PAUSE)

    def prepare(self):
        """What is not timed."""

    def call(self, argument):
        request = self.peer.call(ECHO, argument)
        answer = self.peer.receive()
        assert answer == [RESULT, request, {}, [argument]], f"a call was answered with {str(answer)[:200]}"


class Caller(Honest):
    """Of a WebSocket, nobody in particular."""

    kind = "call websocket"

    def appear(self):
        peer = RawSession(self.place["port"])
        peer.open()
        peer.join(REALM, hello())
        return peer

    def step(self):
        self.call(random.random())


class UnixCaller(Caller):
    kind = "call unix cbor"

    def appear(self):
        peer = RawSocketSession(self.place["unix"], "cbor")
        peer.open()
        authenticate(peer, "wampcra", self.place["key"])
        return peer


class SecureCaller(Caller):
    kind = "call wss"

    def appear(self):
        peer = RawSession(self.place["secure"])
        peer.open()
        authenticate(peer, "wamp-scram", self.place["key"])
        return peer


class PollingCaller(Caller):
    kind = "call longpoll"

    def appear(self):
        peer = LongPollSession(self.place["port"])
        peer.open()
        peer.join(REALM, hello())
        return peer


class Publisher(Honest):
    """Publishes to itself."""

    kind = "publish rawsocket"
    count = 0

    def appear(self):
        peer = RawSocketSession(self.place["port"], "msgpack")
        peer.open()
        peer.join(REALM, hello())
        peer.subscribe(f"{TOPIC}.{id(self)}")
        return peer

    def step(self):
        self.count += 1
        request = self.peer.submit(
            PUBLISH, {"acknowledge": True, "exclude_me": False}, f"{TOPIC}.{id(self)}", [self.count])
        answers = sorted([self.peer.receive(), self.peer.receive()])
        assert answers[0][:2] == [PUBLISH + 1, request], answers
        assert answers[1][0] == EVENT and answers[1][4] == [self.count], answers


class Joiner(Honest):
    """Comes, calls and goes, each time by another transport and method."""

    kind = "join"
    ways = ["ticket", "wampcra", "wamp-scram", "cryptosign", "jwt", "cookie", "dynamic"]
    count = 0

    def appear(self):
        return ()

    def prepare(self):
        self.record.may_join.wait()
        time.sleep(0.05)
        self.method = self.ways[self.count % len(self.ways)]
        self.address = self.place["secure"] if self.count // len(self.ways) % 2 else self.place["port"]
        self.kind = f"join {self.method}"
        self.count += 1

    def step(self):
        with RawSession(self.address) as peer:
            status, _ = peer.handshake(fields={"Cookie": f"sid={COOKIE}"} if self.method == "cookie" else None)
            assert status == 101, f"the handshake was refused with {status}"
            authenticate(peer, self.method, self.place["key"])
            assert peer.result("wamp.session.count") > 0
            peer.send([6, {}, "wamp.close.close_realm"])
            assert peer.receive()[0] == 6


class Service(threading.Thread):
    """What the others call, and the dynamic authenticator."""

    def __init__(self, place, record):
        super().__init__(daemon=True)
        self.record = record
        self.peer = RawSocketSession(place["port"], "cbor")
        self.peer.open()
        authenticate(self.peer, "wampcra", place["key"], "service")
        self.echo = self.peer.register(ECHO)
        self.peer.register(AUTHENTICATOR)
        self.peer.socket.settimeout(None)

    def run(self):
        try:
            while True:
                self.answer(self.peer.take(INVOCATION))
        except Exception as error:  # noqa: BLE001
            if not self.record.stopped.is_set():
                self.record.fail("service", error)

    def answer(self, invocation):
        if invocation[2] == self.echo:
            return self.peer.give(invocation, *invocation[4])
        _, authid, facts = invocation[4]
        if authid == "guest" and facts["ticket"] == PASSWORD:
            return self.peer.give(invocation, "honest")
        return self.peer.fail(invocation, "com.honest.wrong_ticket")


def measure_stalls(record):
    while not record.stopped.is_set():
        begin = time.perf_counter()
        time.sleep(0.01)
        record.add(STALL, begin + 0.01)


def live(pipe, place):
    """The life of the honest process: follows what the attack says it does, and tells at the end how it was."""
    # A thread whose answer has come waits for the others no longer than this.
    sys.setswitchinterval(0.0005)
    place["secure"] = Secure(place["secure_port"], ssl.create_default_context(cafile=place["authority"]))
    place["key"] = key_of(place["key"])
    record = Record()
    Service(place, record).start()
    clients = [kind(place, record) for kind in (Caller, UnixCaller, SecureCaller, PollingCaller, Publisher, Joiner)]
    for client in [*clients, threading.Thread(target=measure_stalls, args=[record], daemon=True)]:
        client.start()
    pipe.send("ready")
    while (word := pipe.recv()) is not None:
        name, value = word
        if name == "phase":
            record.phase = value
        elif value:
            record.may_join.set()
        else:
            record.may_join.clear()
        pipe.send("ok")
    record.stopped.set()
    record.may_join.set()
    for client in clients:
        client.join(25)
        if client.is_alive():
            record.failures.append((record.phase, client.kind, "still waits for its answer"))
    pipe.send((dict(record.latencies), record.failures))


def key_of(octets):
    """The key pair that these 32 octets are."""
    key = auth.Key.__new__(auth.Key)
    key.private = auth.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(octets))
    key.hex = octets
    key.public = key.private.public_key().public_bytes(auth.Encoding.Raw, auth.PublicFormat.Raw).hex()
    return key


class HonestProcess:
    """The honest clients, seen from the attack."""

    def __init__(self, target):
        place = {
            "port": target.port, "secure_port": target.secure_port, "unix": str(target.unix_socket),
            "authority": target.authority, "key": target.principals.honest_key.hex,
        }
        spawning = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawning.Pipe()
        self.process = spawning.Process(target=live, args=(theirs, place), daemon=True)
        self.process.start()
        theirs.close()
        if not self.pipe.poll(60):
            raise RuntimeError("the honest clients did not come")
        self.pipe.recv()

    def tell(self, name, value):
        self.pipe.send((name, value))
        self.pipe.recv()

    @contextlib.contextmanager
    def no_joining(self):
        """Nobody can come where there are as many connections as there may be."""
        self.tell("join", False)
        time.sleep(0.5)
        yield
        self.tell("join", True)

    def end(self):
        """Latencies by phase and kind, and failures."""
        self.pipe.send(None)
        if not self.pipe.poll(60):
            raise RuntimeError("the honest clients did not end")
        result = self.pipe.recv()
        self.process.join(10)
        return result
