"""Attacks by sessions that are allowed to be there: readers that stall, floods beyond the quotas, too many connections,
and procedures that are not theirs."""

import collections
import itertools
import time

from hostile import EXCEEDED, HostileRawSocket, end_of, pour
from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, REGISTER, SUBSCRIBE
from rawsocket import MAGIC
from target import (
    ALL, BURST, CONNECTIONS, CONNECTIONS_PER_ADDRESS, EACH, ECHO, PACE, PATTERNS, PENDING, POLICIES, SESSIONS,
)

DENIED = "wamp.error.not_authorized"
# Small enough to be copied for each subscriber, so that what waits is memory of its own.
PAYLOAD = "x" * 4_000


def stalled_readers(attack, policy):
    """Hundreds of subscribers that do not read, beside one that does, and a publisher that fills them all."""
    topic = f"com.attack.stalled.{policy}"
    events = attack.many(300, 80)
    with attack.crowd() as peers:
        healthy, publisher = attack.joined(f"reader_{policy}"), attack.joined("flooder")
        peers += [healthy, publisher]
        healthy.subscribe(topic)
        for number in range(attack.many(300, 40)):
            # The kernel buffers less for a Unix socket.
            peers.append(attack.joined(f"reader_{policy}", ("websocket", "rawsocket")[number % 2], unix=True))
            peers[-1].subscribe(topic)
        begin = time.monotonic()
        seen = []
        for number in range(events):
            publisher.publish(topic, number, PAYLOAD)
            seen.append(healthy.take(EVENT)[4][0])
        attack.check(seen == list(range(events)), "a subscriber that reads has missed events")
        attack.note(f"{events} events for {len(peers) - 2} stalled readers in {time.monotonic() - begin:.1f} s")
        if policy in ("close", "pause_producers"):
            outcomes = collections.Counter(end_of(peer, 5) for peer in peers[2:][:20])
            attack.check("stays" not in outcomes, f"stalled readers are not ended: {dict(outcomes)}")
            attack.note(f"ends of those who stalled: {dict(outcomes)}")


def stall(policy):
    def phase(attack):
        stalled_readers(attack, policy)
    phase.__name__ = f"stalled_readers_{policy}"
    return phase


def answers(peer, count):
    """The next messages by their kind: an error URI, or the code."""
    received = [peer.receive() for _ in range(count)]
    return collections.Counter(message[4] if message[0] == ERROR else message[0] for message in received)


def ask_for_many(peer, code, uris):
    with peer.one_segment():
        for uri in uris:
            peer.submit(code, {}, uri)
    return answers(peer, len(uris))


def quotas_of_entries(attack):
    """Subscriptions and registrations, more than a session and its role may have."""
    for code in (SUBSCRIBE, REGISTER):
        with attack.crowd() as peers:
            for turn, granted in enumerate([EACH, ALL - EACH, 0]):
                peers.append(attack.joined("limited"))
                uris = [f"com.attack.entry{turn}.{number}" for number in range(EACH + 50)]
                counts = ask_for_many(peers[-1], code, uris)
                # As counters, of which those that are 0 do not count.
                expected = collections.Counter({code + 1: granted, EXCEEDED: EACH + 50 - granted})
                attack.check(counts == expected, f"{code} of session {turn}: {counts} where it should be {expected}")
        # Whoever has gone has given back what was theirs, once the router knows.
        attack.wait_for(lambda: is_granted(attack, code), "a quota is not given back")


def is_granted(attack, code):
    with attack.joined("limited") as peer:
        return ask_for_many(peer, code, ["com.attack.again"]) == {code + 1: 1}


def quotas_of_sessions(attack):
    """More sessions than the role may have."""
    with attack.crowd() as peers:
        ends = collections.Counter()
        for _ in range(SESSIONS + 10):
            peer = attack.websocket()
            peers.append(peer)
            try:
                attack.join(peer, "crowded")
                ends["joined"] += 1
            except AssertionError as error:
                ends[EXCEEDED if EXCEEDED in str(error) else str(error)] += 1
        attack.check(ends == {"joined": SESSIONS, EXCEEDED: 10}, str(dict(ends)))


def quotas_of_rates(attack):
    """Publications and calls as fast as they can be sent."""
    count = attack.many(5_000, 1_000)
    with attack.joined("rated") as peer:
        with peer.one_segment():
            for _ in range(count):
                peer.submit(PUBLISH, {"acknowledge": True}, "com.attack.flood", ["x"])
        counts = answers(peer, count)
        attack.check(counts.keys() == {PUBLISH + 1, EXCEEDED}, str(counts))
        attack.check(BURST <= counts[PUBLISH + 1] < BURST + 300, f"the rate of publications: {dict(counts)}")
        pour(peer, [b"".join([unacknowledged(peer) for _ in range(1000)]) for _ in range(attack.many(20, 5))])
        peer.register("com.attack.never")
        with peer.one_segment():
            for _ in range(count):
                peer.submit(CALL, {}, "com.attack.never")
        counts = answers(peer, count)
        attack.check(counts == {INVOCATION: PENDING, EXCEEDED: count - PENDING}, f"calls: {dict(counts)}")
    with attack.joined("paced") as peer:
        begin = time.monotonic()
        batch = 200
        count = batch * attack.many(10, 4)
        # The time is looked at once for each read, so that as much as comes at once is taken before the pause.
        for _ in range(count // batch):
            with peer.one_segment():
                for _ in range(batch):
                    peer.submit(PUBLISH, {"acknowledge": True}, "com.attack.flood", ["x"])
            counts = answers(peer, batch)
            attack.check(counts == {PUBLISH + 1: batch}, f"who is paced loses something: {dict(counts)}")
        took = time.monotonic() - begin
        attack.check(took > (count - 2 * batch) / PACE / 2, f"{count} publications in {took:.1f} s are not slowed down")


def unacknowledged(peer):
    """The frame of a publication, with the next request id."""
    peer.requests += 1
    frames = []
    peer.send_bytes = frames.append
    try:
        peer.send([PUBLISH, peer.requests, {}, "com.attack.flood", ["x"]])
    finally:
        del peer.send_bytes
    return frames[0]


FORBIDDEN = {
    "wamp.session.kill": [1], "wamp.session.kill_all": [], "wamp.session.kill_by_authid": ["honest"],
    "wamp.session.kill_by_authrole": ["honest"], "wamp.session.modify_details": [1, {}], "wamp.session.list": [],
    "wamp.session.get": [1], "wamp.router.reload": [], "wamp.authorization.flush_cache": ["honest"],
    "wamp.registration.list": [], "wamp.registration.remove_callee": [1, 1],
    "wamp.subscription.remove_subscriber": [1, 1],
    "wamp.subscription.list": [], "wamp.session.add_testament": ["com.honest.topic", [], {}],
    "com.honest.authenticate": ["realm1", "honest", {"ticket": "x", "version": 1}], ECHO: ["x"],
}


def forbidden(attack):
    """Procedures and topics that the role may not use, as itself and in disguise."""
    for role in ("flooder", "anonymous"):
        with attack.joined(role) as peer:
            for _ in range(attack.many(100, 10)):
                for procedure, arguments in FORBIDDEN.items():
                    if role == "anonymous" and procedure == ECHO:
                        continue
                    error = peer.refused(CALL, {}, procedure, arguments)
                    attack.check(error == DENIED, f"{role} may call {procedure}: {error}")
            for code, uri in [(REGISTER, ECHO), (REGISTER, "wamp.session.kill"), (REGISTER, "wamp.error."),
                              (SUBSCRIBE, "wamp.session.on_join"), (PUBLISH, "wamp.session.on_join")]:
                options = {"acknowledge": True} if code == PUBLISH else {}
                error = peer.refused(code, options, uri)
                attack.check(error in (DENIED, "wamp.error.invalid_uri"), f"{role}: {code} of {uri} is {error}")
            for pattern, match in [("", "prefix"), ("wamp", "prefix"), ("com", "prefix"), ("com..topic", "wildcard"),
                                   ("..", "wildcard"), ("wamp..on_join", "wildcard")]:
                error = peer.refused(SUBSCRIBE, {"match": match}, pattern)
                attack.check(error == DENIED, f"{role} may subscribe to {match} {pattern!r}: {error}")
                error = peer.refused(REGISTER, {"match": match, "force_reregister": True}, pattern)
                is_refused = error in (DENIED, "wamp.error.invalid_uri")
                attack.check(is_refused, f"{role} may register {match} {pattern!r}: {error}")


def slow_patterns(attack):
    """As many wildcard patterns as there may be, all of which a publication has to look at, and publications."""
    deep = 10
    assert 1 << deep <= PATTERNS
    patterns = [".".join(["com.attack", *places, "z"]) for places in itertools.product(["a", ""], repeat=deep)]
    uri = ".".join(["com.attack", *"a" * deep, "y"])
    with attack.crowd() as peers:
        for _ in range(attack.many(4, 1)):
            peers.append(attack.joined("patterns"))
            with peers[-1].one_segment():
                for pattern in patterns:
                    peers[-1].submit(SUBSCRIBE, {"match": "wildcard"}, pattern)
            attack.check(answers(peers[-1], len(patterns)) == {33: len(patterns)}, "the patterns are not taken")
        publisher = peers[0]
        count = attack.many(4_000, 500)
        begin, cost = time.monotonic(), attack.target.processor_time()
        for first in range(0, count, 100):
            with publisher.one_segment():
                for _ in range(99):
                    publisher.submit(PUBLISH, {}, uri)
                publisher.submit(PUBLISH, {"acknowledge": True}, uri)
            publisher.take(PUBLISH + 1)
        cost = attack.target.processor_time() - cost
        took = time.monotonic() - begin
        attack.note(f"{count} publications in {took:.1f} s, {cost / count * 1e6:.0f} µs each of the router")


def connections_of_an_address(attack):
    """More connections than one address may have."""
    source = attack.address()
    with attack.crowd() as sockets:
        # Sessions, which no deadline of the handshake ends meanwhile.
        for _ in range(CONNECTIONS_PER_ADDRESS):
            sockets.append(attack.joined("anonymous", "rawsocket", source=source).socket)
        more = [attack.connect(source) for _ in range(60)]
        sockets += more
        attack.check(count_closed(more) == len(more), "an address has more connections than it may have")
        attack.check(count_closed(sockets[:CONNECTIONS_PER_ADDRESS]) == 0, "connections are closed that may be there")
        # In other clothes, too.
        for secure in (False, True):
            try:
                stream = attack.connect(source, secure=secure)
                sockets.append(stream)
                attack.check(count_closed([stream]) == 1, "one more connection is let in")
            except OSError:
                pass
        attack.websocket().socket.close()
    attack.wait_for(lambda: is_served(attack, source), "an address is not let in again")


def connections(attack):
    """More connections than there may be at all; those who are there go on."""
    with attack.honest.no_joining(), attack.crowd() as sockets:
        source = None
        for number in range(CONNECTIONS):
            if number % (CONNECTIONS_PER_ADDRESS - 10) == 0:
                source = attack.address()
            sockets.append(attack.connect(source))
        peer = HostileRawSocket(attack.connect(), attack.target.port)
        sockets.append(peer)
        reply = peer.shake(MAGIC, 0xF1, 0, 0)
        attack.check(reply[:2] in (b"\x7f\x40", b""), f"beyond the limit RawSocket is answered with {reply!r}")
        descriptors = attack.target.descriptors()
        attack.check(descriptors < CONNECTIONS + 100, f"the router has {descriptors} descriptors")
        attack.note(f"beyond the limit RawSocket is answered with {reply.hex()}; {descriptors} descriptors")
        for stream in sockets[:-1]:
            stream.close()
        attack.wait_for(lambda: attack.target.descriptors() < 200, "the connections stay")


def count_closed(sockets):
    """How many of these the router closes within a second."""
    time.sleep(1)
    count = 0
    for stream in sockets:
        stream.settimeout(0.001)
        try:
            count += stream.recv(1) == b""
        except TimeoutError:
            pass
        except OSError:
            count += 1
    return count


def is_served(attack, source):
    """The address may connect."""
    with attack.connect(source) as stream:
        stream.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stream.settimeout(2)
        try:
            return stream.recv(1) == b"H"
        except OSError:
            return False


def halves(attack):
    """Messages whose second half never comes, of hundreds of sessions."""
    with attack.crowd() as peers:
        for number in range(attack.many(200, 20)):
            peer = attack.joined("flooder", ("websocket", "rawsocket")[number % 2])
            peers.append(peer)
            if number % 2:
                peer.send_bytes(b"\0\x0f\xff\xff[16," + b" " * 1000)
            else:
                peer.send_frame(1, b"[16," + b" " * 1000, claimed=1 << 20)
        time.sleep(0.5)
        attack.note(f"{attack.target.resident() >> 20} MiB while {len(peers)} messages of 1 MiB are announced")


PHASES = [
    *map(stall, POLICIES), quotas_of_entries, quotas_of_sessions, quotas_of_rates, forbidden, slow_patterns, halves,
    connections_of_an_address, connections,
]
