"""Authentication as the specification writes it down, on a bare WebSocket (advanced profile, "Authentication
Methods")."""

import hashlib
import ssl
import time

import pytest

import auth
from auth import Key, answer_cra, answer_scram, cra_key, guarded_realm, peer, say_hello, scram_credential, sha256
from certificates import Secure
from router import Router

KEY, SECOND_KEY, ROUTER_KEY = Key(), Key(), Key()
SECRET = "a secret of at least 32 bytes for tokens"
FAILED = [3, {"message": "the authentication failed"}, "wamp.error.authentication_failed"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, certificates):
    """A realm with every method, and an authenticated TLS port."""
    joe = {
        "authid": "joe", "role": "user", "ticket": sha256("secret!!!"), "wampcra": {"secret": "secret2"},
        "scram": scram_credential("pencil"), "cryptosign": [KEY.public, SECOND_KEY.public],
        "tls": ["cn:device1"], "cookies": [sha256("abc")],
    }
    salted = {
        "authid": "ann", "role": "user",
        "wampcra": {"key": cra_key("secret3", "salt1234", 1000).decode(), "salt": "salt1234", "iterations": 1000},
    }
    realm = guarded_realm(
        joe, salted, ticket={}, wampcra={}, scram={}, cryptosign={"router_key": ROUTER_KEY.hex}, tls={},
        cookie={"name": "sid"}, header={"name": "X-User", "trusted": ["127.0.0.1"]},
        jwt={
            "keys": [{"algorithm": "HS256", "secret": SECRET}], "issuer": "issuer", "audience": "router",
            "role": "user",
        },
    )
    tls = certificates.tls(client_certificates={"mode": "optional", "authorities": str(certificates.authority.chain)})
    directory = tmp_path_factory.mktemp("guarded")
    with Router(directory, realms=[realm], certificates=certificates, secure={"tls": tls}) as running:
        yield running


def welcomed(answer, method, authid="joe"):
    assert answer[0] == 2, answer
    details = answer[2]
    assert (details["authid"], details["authrole"], details["authmethod"]) == (authid, "user", method)
    return details


def test_ticket(guarded):
    with peer(guarded.port) as wire:
        assert say_hello(wire, "ticket", "joe") == [4, "ticket", {}]
        welcomed(wire.ask([5, "secret!!!", {}]), "ticket")


@pytest.mark.parametrize("authid", ["joe", "nobody", "ann"])
def test_a_wrong_ticket_is_refused_in_the_same_words_whoever_it_is(guarded, authid):
    with peer(guarded.port) as wire:
        assert say_hello(wire, "ticket", authid) == [4, "ticket", {}]
        assert wire.ask([5, "secret", {}]) == FAILED
        wire.wait_closed()


@pytest.mark.parametrize("authid, secret", [("joe", "secret2"), ("ann", "secret3")])
def test_wampcra(guarded, authid, secret):
    with peer(guarded.port) as wire:
        code, method, extra = say_hello(wire, "wampcra", authid)
        assert (code, method) == (4, "wampcra")
        welcomed(wire.ask([5, answer_cra(secret, extra), {}]), "wampcra", authid)


def test_an_answer_of_another_challenge_is_refused(guarded):
    with peer(guarded.port) as first, peer(guarded.port) as second:
        _, _, extra = say_hello(first, "wampcra", "joe")
        say_hello(second, "wampcra", "joe")
        assert second.ask([5, answer_cra("secret2", extra), {}]) == FAILED


def test_scram(guarded):
    nonce = auth.nonce()
    with peer(guarded.port) as wire:
        code, method, extra = say_hello(wire, "wamp-scram", "joe", nonce=nonce, channel_binding=None)
        assert (code, method, extra["kdf"]) == (4, "wamp-scram", "pbkdf2")
        assert extra["nonce"].startswith(nonce)
        answer, verifier = answer_scram("joe", "pencil", nonce, extra)
        assert welcomed(wire.ask(answer), "wamp-scram")["authextra"]["verifier"] == verifier


def test_an_unknown_user_of_scram_gets_the_same_salt_again(guarded):
    salts = []
    for _ in range(2):
        with peer(guarded.port) as wire:
            nonce = auth.nonce()
            _, _, extra = say_hello(wire, "wamp-scram", "nobody", nonce=nonce)
            salts.append(extra["salt"])
            answer, _ = answer_scram("nobody", "pencil", nonce, extra)
            assert wire.ask(answer) == FAILED
    assert salts[0] == salts[1]


@pytest.mark.parametrize("key", [KEY, SECOND_KEY])
def test_cryptosign(guarded, key):
    with peer(guarded.port) as wire:
        challenge = "ab" * 32
        code, method, extra = say_hello(wire, "cryptosign", pubkey=key.public, challenge=challenge)
        assert (code, method, extra["channel_binding"]) == (4, "cryptosign", None)
        assert extra["pubkey"] == ROUTER_KEY.public
        assert extra["signature"] == ROUTER_KEY.sign(challenge)
        welcomed(wire.ask([5, key.sign(extra["challenge"]), {}]), "cryptosign")


def test_a_signature_of_another_challenge_is_refused(guarded):
    with peer(guarded.port) as wire:
        say_hello(wire, "cryptosign", pubkey=KEY.public)
        assert wire.ask([5, KEY.sign("00" * 32), {}]) == FAILED


def test_channel_binding(guarded, certificates):
    context = certificates.context(maximum_version=ssl.TLSVersion.TLSv1_2)
    secure = Secure(guarded.secure_port, context)
    with peer(secure) as wire:
        binding = ("tls-unique", wire.socket.get_channel_binding("tls-unique"))
        nonce = auth.nonce()
        _, _, extra = say_hello(wire, "wamp-scram", "joe", nonce=nonce, channel_binding="tls-unique")
        answer, _ = answer_scram("joe", "pencil", nonce, extra, binding)
        welcomed(wire.ask(answer), "wamp-scram")
    with peer(secure) as wire:
        channel_id = hashlib.sha256(wire.socket.get_channel_binding("tls-unique")).digest()
        _, _, extra = say_hello(wire, "cryptosign", pubkey=KEY.public, channel_binding="tls-unique")
        assert extra["channel_binding"] == "tls-unique"
        welcomed(wire.ask([5, KEY.sign(extra["challenge"], channel_id), {}]), "cryptosign")
    with peer(secure) as wire:
        _, _, extra = say_hello(wire, "cryptosign", pubkey=KEY.public, channel_binding="tls-unique")
        assert wire.ask([5, KEY.sign(extra["challenge"]), {}]) == FAILED


def test_client_certificate(guarded, certificates):
    for name, is_known in [("device1", True), ("device2", False)]:
        context = certificates.context(certificates.issue(name))
        with peer(Secure(guarded.secure_port, context)) as wire:
            answer = say_hello(wire, "tls")
            if is_known:
                welcomed(answer, "tls")
            else:
                assert answer[2] == "wamp.error.no_matching_auth_method"


def test_cookie_and_header(guarded):
    with peer(guarded.port, {"Cookie": "a=b; sid=abc"}) as wire:
        welcomed(say_hello(wire, "cookie"), "cookie")
    with peer(guarded.port, {"X-User": "joe"}) as wire:
        welcomed(say_hello(wire, "header"), "header")
    with peer(guarded.port, {"Cookie": "sid=abd", "X-User": "nobody"}) as wire:
        assert say_hello(wire, "cookie")[2] == "wamp.error.no_matching_auth_method"


def test_json_web_token(guarded):
    claims = {"iss": "issuer", "aud": "router", "sub": "dora", "exp": time.time() + 60}
    with peer(guarded.port) as wire:
        say_hello(wire, "ticket")
        welcomed(wire.ask([5, auth.token(SECRET, claims), {}]), "ticket", "dora")
    for wrong in [
        auth.token(SECRET, {**claims, "exp": time.time() - 60}), auth.token(SECRET[::-1], claims),
        auth.token(SECRET, claims, {"alg": "none"}),
    ]:
        with peer(guarded.port) as wire:
            say_hello(wire, "ticket", "dora")
            assert wire.ask([5, wrong, {}]) == FAILED


def test_authenticate_without_challenge_and_hello_twice_are_violations(guarded):
    with peer(guarded.port) as wire:
        assert wire.ask([5, "secret!!!", {}])[2] == "wamp.error.protocol_violation"
    with peer(guarded.port) as wire:
        say_hello(wire, "ticket", "joe")
        assert say_hello(wire, "ticket", "joe")[2] == "wamp.error.protocol_violation"


def test_a_client_without_methods_is_refused_where_nobody_is_anonymous(guarded):
    with peer(guarded.port) as wire:
        assert wire.ask([1, "realm1", {"roles": {"caller": {}}}])[2] == "wamp.error.authentication_required"


def test_a_listener_takes_its_methods_alone(start_router):
    joe = {"authid": "joe", "role": "user", "ticket": "plain:s", "wampcra": {"secret": "s"}}
    running = start_router(
        realms=[guarded_realm(joe, ticket={}, wampcra={})], listener={"authentication": ["wampcra"]}
    )
    with peer(running.port) as wire:
        assert say_hello(wire, "ticket", "joe")[2] == "wamp.error.no_matching_auth_method"
    with peer(running.port) as wire:
        assert say_hello(wire, "wampcra", "joe")[0] == 4


def test_a_challenge_expires(start_router):
    joe = {"authid": "joe", "role": "user", "ticket": "plain:s"}
    running = start_router(realms=[guarded_realm(joe, ticket={}, challenge_timeout_ms=100)])
    with peer(running.port) as wire:
        assert say_hello(wire, "ticket", "joe")[0] == 4
        assert wire.receive() == FAILED


def test_guessing_is_slowed_down_and_locked_out(start_router):
    joe = {"authid": "joe", "role": "user", "ticket": "plain:right"}
    running = start_router(realms=[guarded_realm(joe, ticket={})])
    peers = [peer(running.port) for _ in range(10)]
    # All at once, so that their delays pass together.
    for wire in peers:
        assert say_hello(wire, "ticket", "joe")[0] == 4
    for wire in peers:
        wire.send([5, "wrong", {}])
    for wire in peers:
        assert wire.receive() == FAILED
        wire.socket.close()
    with peer(running.port) as wire:
        assert say_hello(wire, "ticket", "joe") == FAILED
