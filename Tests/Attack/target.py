"""The router that is attacked: its configuration, who may come, and what it takes of the machine."""

import json
import os
import re
import subprocess
from pathlib import Path

from auth import Key, cra_key, scram_credential, sha256
from router import BINARY, EVERYTHING, Router, rule

REALM = "realm1"
PASSWORD = "the right password"
TOKEN_SECRET = "a secret of at least 32 bytes for tokens"
COOKIE = "the right cookie"
ISSUER, AUDIENCE = "issuer", "router"
AUTHENTICATOR = "com.honest.authenticate"
ECHO, TOPIC = "com.honest.echo", "com.honest.topic"
POLICIES = ["close", "drop_oldest", "drop_newest", "pause_producers"]
USERS = 600
SLOW_USERS = 16

# In seconds. Answers to who guesses are delayed for up to 4 s, which must not end by the deadline for HELLO.
HANDSHAKE, OPENING, CHALLENGE = 2.0, 8.0, 3.0
CONNECTIONS, CONNECTIONS_PER_ADDRESS = 2_000, 150
MESSAGE_SIZE, OPENING_SIZE = 1 << 20, 64 << 10
OUTBOUND = 4 << 20
# Of each slow consumer.
BUDGET = 128 << 10
PATTERNS = 1024
# Of the roles `crowded`, `limited` and `rated`.
SESSIONS, EACH, ALL, PENDING, BURST = 20, 1_000, 1_500, 50, 100
# Of the role `paced`, in each second.
PACE = 500

LIMITS = {
    "max_message_size": MESSAGE_SIZE, "max_opening_message_size": OPENING_SIZE, "max_depth": 32,
    "max_outbound_bytes": OUTBOUND, "max_held_bytes": 8 << 20, "max_connections": CONNECTIONS,
    "max_connections_per_address": CONNECTIONS_PER_ADDRESS, "max_subscriptions_per_session": PATTERNS,
    "max_registrations_per_session": PATTERNS, "handshake_timeout_ms": int(HANDSHAKE * 1000),
    "hello_timeout_ms": int(OPENING * 1000), "ping_interval_ms": 20_000, "pong_timeout_ms": 10_000,
}
QUOTAS = {
    "limited": {
        "max_subscriptions_per_session": EACH, "max_subscriptions": ALL,
        "max_registrations_per_session": EACH, "max_registrations": ALL,
    },
    "rated": {
        "max_pending_calls_per_session": PENDING,
        "publish_rate": {"per_second": 10, "burst": BURST}, "call_rate": {"per_second": 10, "burst": 10 * BURST},
    },
    "crowded": {"max_sessions": SESSIONS},
    "paced": {
        "publish_rate": {"per_second": PACE, "burst": 100, "on_excess": "pause"},
        "byte_rate": {"per_second": 4_000_000, "burst": 400_000},
    },
}
ATTACKERS = ["flooder", "patterns", *QUOTAS, *(f"reader_{policy}" for policy in POLICIES)]


def roles():
    honest = [
        rule("com.honest.", "prefix", call=True, publish=True, subscribe=True), rule("wamp.session.count", call=True),
        rule(AUTHENTICATOR),
    ]
    honest[-1]["allow"] = {}
    yield {"name": "anonymous", "permissions": honest}
    yield {"name": "honest", "permissions": honest}
    yield {"name": "service", "permissions": [rule("com.honest.", "prefix", **EVERYTHING)]}
    for name in ATTACKERS:
        role = {"name": name, "permissions": [rule("com.attack.", "prefix")]}
        if name in QUOTAS:
            role["quotas"] = QUOTAS[name]
        if name.startswith("reader_"):
            policy = name.removeprefix("reader_")
            role["slow_consumer"] = {"policy": policy, "bytes": BUDGET}
            if policy == "pause_producers":
                role["slow_consumer"]["pause_timeout_ms"] = 300
        yield role


class Principals:
    """Everybody whom the users file names."""

    def __init__(self):
        self.keys = {f"user{number}": Key() for number in range(USERS)}
        self.honest_key = Key()

    def slow_hash(self):
        """An Argon2id hash, as the router's own subcommand makes it."""
        command = [BINARY, "hash", "ticket"]
        run = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        return re.search(r"\$argon2id\$[^\"]+", run.stdout.replace("\\/", "/"))[0]

    def all(self):
        scram = scram_credential(PASSWORD)
        salted = {"key": cra_key(PASSWORD, "salt1234", 1000).decode(), "salt": "salt1234", "iterations": 1000}
        everything = {"ticket": sha256(PASSWORD), "wampcra": salted, "scram": scram}
        yield {"authid": "honest", "role": "honest", **everything, "cookies": [sha256(COOKIE)],
               "cryptosign": [self.honest_key.public]}
        yield {"authid": "service", "role": "service", **everything}
        for name in ATTACKERS:
            yield {"authid": name, "role": name, "ticket": sha256(PASSWORD)}
        for name, key in self.keys.items():
            yield {"authid": name, "role": "honest", **everything, "cryptosign": [key.public]}
        slow = self.slow_hash()
        for number in range(SLOW_USERS):
            yield {"authid": f"slow{number}", "role": "honest", "ticket": slow}


class Target(Router):
    """A router with every way in: TLS, plain TCP, a Unix socket, and every kind of authentication."""

    def __init__(self, directory, certificates):
        self.principals = Principals()
        self.authority = str(certificates.authority.chain)
        users = Path(directory) / "users.json"
        users.write_text(json.dumps({"version": 1, "principals": list(self.principals.all())}))
        authentication = {
            "anonymous": {"role": "anonymous"}, "ticket": {}, "wampcra": {}, "scram": {}, "cryptosign": {},
            "cookie": {"name": "sid"}, "users_file": str(users), "challenge_timeout_ms": int(CHALLENGE * 1000),
            "dynamic": {"procedure": AUTHENTICATOR, "methods": ["ticket"], "timeout_ms": 2_000},
            "jwt": {
                "keys": [{"algorithm": "HS256", "secret": TOKEN_SECRET}], "issuer": ISSUER, "audience": AUDIENCE,
                "role": "honest",
            },
        }
        realm = {"name": REALM, "roles": list(roles()), "authentication": authentication}
        super().__init__(
            directory, unix={}, certificates=certificates, realms=[realm], limits=LIMITS,
            # What the router says is not compressed, so that the peers need not inflate it.
            compression={"enabled": True, "threshold": MESSAGE_SIZE},
        )
        self.peak = 0

    def resident(self):
        """The memory of the process, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        size = int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) << 10
        self.peak = max(self.peak, size)
        return size

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def processor_time(self):
        """In seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    @property
    def is_sanitized(self):
        """The binary is built with the address sanitizer, which keeps freed memory for a while."""
        return b"__asan_init" in Path(BINARY).read_bytes()
