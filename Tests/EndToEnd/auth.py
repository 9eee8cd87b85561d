"""The client's side of authentication, computed with nothing but Python's libraries, and principals for the router."""

import base64
import hashlib
import hmac
import json
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from raw_session import RawSession
from router import rule
from wire import ROLES

SALT = bytes(range(16))
ITERATIONS = 4096


def b64(data):
    return base64.b64encode(data).decode()


def mac(key, text):
    return hmac.new(key, text if isinstance(text, bytes) else text.encode(), "sha256").digest()


def cra_key(secret, salt, iterations, keylen=32):
    return b64(hashlib.pbkdf2_hmac("sha256", secret.encode(), salt.encode(), iterations, keylen)).encode()


def answer_cra(secret, extra):
    key = secret.encode()
    if "salt" in extra:
        key = cra_key(secret, extra["salt"], extra["iterations"], extra["keylen"])
    return b64(mac(key, extra["challenge"]))


def scram_keys(password, salt=SALT, iterations=ITERATIONS):
    """ClientKey, StoredKey, ServerKey."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = mac(salted, "Client Key")
    return client, hashlib.sha256(client).digest(), mac(salted, "Server Key")


def scram_credential(password):
    _, stored, server = scram_keys(password)
    return {
        "kdf": "pbkdf2", "iterations": ITERATIONS, "salt": b64(SALT), "stored_key": b64(stored),
        "server_key": b64(server),
    }


def answer_scram(authid, password, nonce, extra, binding=None):
    """AUTHENTICATE for a CHALLENGE, and the verifier that WELCOME must have."""
    client, stored, server = scram_keys(password, base64.b64decode(extra["salt"]), extra["iterations"])
    flag, data = (f"p={binding[0]}", binding[1]) if binding else ("n", b"")
    message = ",".join(
        [
            "n=" + authid.replace("=", "=3D").replace(",", "=2C"), f"r={nonce}",
            f"r={extra['nonce']},s={extra['salt']},i={extra['iterations']}",
            "c=" + b64(f"{flag},,".encode() + data), f"r={extra['nonce']}",
        ]
    )
    proof = bytes(left ^ right for left, right in zip(client, mac(stored, message)))
    details = {
        "nonce": extra["nonce"], "channel_binding": binding[0] if binding else None,
        "cbind_data": b64(data) if binding else None,
    }
    return [5, b64(proof), details], b64(mac(server, message))


class Key:
    """An Ed25519 key."""

    def __init__(self):
        self.private = Ed25519PrivateKey.generate()
        self.hex = self.private.private_bytes_raw().hex()
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, challenge, channel_id=None):
        message = bytes.fromhex(challenge)
        if channel_id:
            message = bytes(left ^ right for left, right in zip(message, channel_id))
        return self.private.sign(message).hex() + message.hex()


def token(secret, claims, header=None):
    """A JSON Web Token with HS256."""
    parts = [json.dumps(part).encode() for part in (header or {"alg": "HS256", "typ": "JWT"}, claims)]
    text = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    signature = base64.urlsafe_b64encode(mac(secret.encode(), text)).decode().rstrip("=")
    return f"{text}.{signature}"


def sha256(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def guarded_realm(*principals, **authentication):
    """A realm with the role `user`, and some ways to it."""
    return {
        "name": "realm1",
        "roles": [{"name": "user", "permissions": [rule("", "prefix")]}],
        "authentication": {**authentication, "principals": list(principals)},
    }


def peer(address, fields=None):
    """A bare WebSocket that has said nothing yet."""
    wire = RawSession(address)
    status, _ = wire.handshake(fields=fields)
    assert status == 101
    return wire


def say_hello(wire, method, authid=None, **extra):
    """HELLO; returns what answers it."""
    details = {"roles": ROLES, "authmethods": [method]}
    if authid is not None:
        details["authid"] = authid
    if extra:
        details["authextra"] = extra
    return wire.ask([1, "realm1", details])


def nonce():
    return b64(os.urandom(16))
