"""Attacks on authentication: whatever is wrong, it is refused in the same words, and costs nobody else anything."""

import collections
import time

import auth
from hostile import EXCEEDED, FAILED, VIOLATION, end_of
from raw_session import hello
from target import AUDIENCE, CHALLENGE, COOKIE, ISSUER, PASSWORD, REALM, SLOW_USERS, TOKEN_SECRET

WRONG = "a wrong password"
NO_METHOD = "wamp.error.no_matching_auth_method"


def offer(peer, method, authid, **extra):
    """HELLO with one method; returns the answer."""
    details = {**hello(), "authmethods": [method], "authextra": extra}
    if authid is not None:
        details["authid"] = authid
    return peer.ask([1, REALM, details])


def ticket(peer, authid, secret):
    offer(peer, "ticket", authid)
    return [5, secret, {}]


def wampcra(peer, authid, secret):
    return [5, auth.answer_cra(secret, offer(peer, "wampcra", authid)[2]), {}]


def scram(peer, authid, secret):
    nonce = auth.nonce()
    challenge = offer(peer, "wamp-scram", authid, nonce=nonce, channel_binding=None)
    return auth.answer_scram(authid, secret, nonce, challenge[2])[0]


def cryptosign(peer, authid, _):
    key = auth.Key()
    challenge = offer(peer, "cryptosign", authid, pubkey=key.public)
    return [5, key.sign(challenge[2]["challenge"]), {}]


def token(**changes):
    def answer(peer, authid, _):
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": authid, "exp": time.time() + 600, **changes}
        header = claims.pop("header", None)
        offer(peer, "ticket", authid)
        return [5, auth.token(claims.pop("secret", TOKEN_SECRET), claims, header), {}]
    return answer


METHODS = {
    "ticket": ticket, "wampcra": wampcra, "wamp-scram": scram, "cryptosign": cryptosign,
    "token of another key": token(secret="another secret of at least 32 bytes"),
    "expired token": token(exp=1_000_000_000), "token for others": token(aud="others"),
    "token without signature": token(header={"alg": "none"}),
}


def wrong_secrets(attack):
    """By every method, of users that exist and of others."""
    for name, answer in METHODS.items():
        for _ in range(attack.many(10, 1)):
            refusals = []
            for authid in (attack.user(), attack.nobody()):
                with attack.websocket() as peer:
                    refusals.append(peer.ask(answer(peer, authid, WRONG)))
                    attack.check(end_of(peer) in ("close 1000", "end"), f"{name}: the connection stays")
            attack.check(refusals == [FAILED, FAILED], f"{name}: {refusals}")
    for cookie in (WRONG, COOKIE[:-1], "", "x" * 5000):
        with attack.websocket(fields={"Cookie": f"sid={cookie}"}) as peer:
            attack.check(offer(peer, "cookie", None)[2] == NO_METHOD, "a wrong cookie is not refused")
    with attack.websocket() as peer:
        user = attack.user()
        key = attack.target.principals.keys[user]
        challenge = offer(peer, "cryptosign", user, pubkey=key.public)[2]["challenge"]
        attack.check(peer.ask([5, auth.Key().sign(challenge), {}]) == FAILED, "another's signature is taken")


def challenges_of_nobody(attack):
    """What unknown users are asked is what others are asked."""
    for method, extra in {"wampcra": {}, "wamp-scram": {"nonce": auth.nonce()}, "ticket": {}}.items():
        shapes = []
        for authid in (attack.user(), "nobody", "nobody"):
            with attack.websocket() as peer:
                challenge = offer(peer, method, authid, **extra)
                shapes.append((challenge[:2], sorted(challenge[2]), challenge[2].get("salt")))
        attack.check(shapes[0][:2] == shapes[1][:2], f"{method}: CHALLENGE tells who exists: {shapes}")
        attack.check(shapes[1] == shapes[2], f"{method}: the salt of nobody changes: {shapes}")
        salts = [len(shape[2] or "") for shape in shapes]
        if salts[0] != salts[1]:
            attack.note(f"{method}: the salt of a user has {salts[0]} characters, that of nobody {salts[1]}")


def guessing(attack):
    """An address, and an authid, that guess are locked out, and nobody else is."""
    guesser = attack.address()
    with attack.crowd() as peers:
        for _ in range(50):
            peers.append(attack.websocket(guesser))
        for peer in peers:
            offer(peer, "ticket", attack.nobody())
        begin = time.monotonic()
        for peer in peers:
            peer.send([5, WRONG, {}])
        attack.check_all([peer.receive() for peer in peers], str(FAILED))
        took = time.monotonic() - begin
        attack.check(took > 3, f"50 guesses of an address are answered within {took:.1f} s")
        attack.note(f"50 guesses of an address were answered within {took:.1f} s")
    user = attack.user()
    with attack.websocket(guesser) as peer:
        attack.check(offer(peer, "ticket", user) == FAILED, "an address is not locked out after 50 failures")
    with attack.websocket() as peer:
        attack.check(peer.ask(ticket(peer, user, PASSWORD))[0] == 2, "another address is locked out, too")
    with attack.crowd() as peers:
        for _ in range(10):
            peers.append(attack.websocket())
            offer(peers[-1], "wampcra", user)
        for peer in peers:
            peer.send([5, WRONG, {}])
        attack.check_all([peer.receive() for peer in peers], str(FAILED))
    with attack.websocket() as peer:
        attack.check(offer(peer, "ticket", user) == FAILED, "an authid is not locked out after 10 failures")


def replays(attack):
    """AUTHENTICATE once more, twice, without CHALLENGE, and too late."""
    for _ in range(attack.many(10, 2)):
        user = attack.user()
        for answer in (wampcra, scram, ticket):
            with attack.websocket() as first, attack.websocket() as second:
                right = answer(first, user, PASSWORD)
                attack.check(first.ask(right)[0] == 2, f"{answer.__name__}: the right answer is refused")
                attack.check(first.ask(right)[0::2] == [3, VIOLATION], "AUTHENTICATE in a session is taken")
                if answer is not ticket:
                    answer(second, user, PASSWORD)
                    attack.check(second.ask(right) == FAILED, f"{answer.__name__}: a replayed answer is taken")
        with attack.websocket() as peer:
            right = wampcra(peer, attack.user(), PASSWORD)
            peer.send_serialized(*[peer.serializer.encode(right)] * 3)
            attack.check(peer.receive()[0] == 2, "the right answer is refused where it comes thrice")
            attack.check(end_of(peer) == VIOLATION, "AUTHENTICATE in a session is taken")
        with attack.websocket() as peer:
            wrong = wampcra(peer, attack.user(), WRONG)
            peer.send_serialized(*[peer.serializer.encode(wrong)] * 3)
            attack.check(peer.receive() == FAILED, "a wrong answer that comes thrice is not refused")
            attack.check(end_of(peer) in ("close 1000", "end"), "there is more than one answer to AUTHENTICATE")
        for transport in ("websocket", "rawsocket"):
            with attack.opened(transport) as peer:
                attack.check(peer.ask([5, PASSWORD, {}])[0::2] == [3, VIOLATION], "AUTHENTICATE without CHALLENGE")
    with attack.websocket() as peer:
        right = wampcra(peer, attack.user(), PASSWORD)
        time.sleep(CHALLENGE + 0.5)
        attack.check(peer.receive() == FAILED, "a challenge does not expire")
        try:
            peer.send(right)
        except OSError:
            pass
        attack.check(end_of(peer) in ("close 1000", "end"), "AUTHENTICATE is taken behind the deadline")


def unanswered_challenges(attack):
    """Hundreds ask for a challenge and say nothing more."""
    with attack.crowd() as peers:
        begin = time.monotonic()
        for number in range(attack.many(400)):
            peer = attack.opened(("websocket", "rawsocket")[number % 2])
            method = ("ticket", "wampcra", "wamp-scram", "cryptosign")[number % 4]
            extra = {"wamp-scram": {"nonce": auth.nonce()}, "cryptosign": {"pubkey": auth.Key().public}}.get(method, {})
            peer.send([1, REALM, {**hello(), "authmethods": [method], "authid": f"user{number}", "authextra": extra}])
            peers.append(peer)
        attack.check_all([end_of(peer) for peer in peers], FAILED[2])
        attack.check(time.monotonic() - begin > CHALLENGE, "challenges expire too early")


def slow_hashes(attack):
    """Tickets that are compared with Argon2id, which takes long."""
    with attack.crowd() as peers:
        for number in range(attack.many(128, 16)):
            peers.append(attack.websocket())
            offer(peers[-1], "ticket", f"slow{number % SLOW_USERS}")
        begin = time.monotonic()
        for peer in peers:
            peer.send([5, WRONG, {}])
        refusals = [peer.receive() for peer in peers]
    counts = collections.Counter(refusal[2] for refusal in refusals)
    # Those whose turn has not come before the deadline for HELLO are told so.
    attack.check(set(counts) <= {FAILED[2], EXCEEDED, VIOLATION}, str(counts))
    attack.note(f"{dict(counts)} within {time.monotonic() - begin:.1f} s")


def unknown_users(attack):
    """Hundreds at once whom the dynamic authenticator has to be asked about."""
    with attack.crowd() as peers:
        for _ in range(attack.many(400, 20)):
            peers.append(attack.websocket())
            offer(peers[-1], "ticket", attack.nobody())
        for peer in peers:
            peer.send([5, WRONG, {}])
        attack.check_all([peer.receive() for peer in peers], str(FAILED))


PHASES = [wrong_secrets, challenges_of_nobody, guessing, replays, unanswered_challenges, slow_hashes, unknown_users]
