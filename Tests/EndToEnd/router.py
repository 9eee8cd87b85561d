"""The router as a process: a generated configuration file, free loopback ports, start and stop."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from certificates import Secure

BINARY = os.environ.get("WAMP_ROUTER", "wamp-router")
ARTEFACTS = Path(os.environ.get("WAMP_ARTEFACTS", "/tmp"))
REPOSITORY = Path(__file__).resolve().parents[2]
BROWSER_EXAMPLE = REPOSITORY / "Examples" / "browser"
# Both ways of sending must pass: WAMP_DIRECT_SEND=false sends through the channel.
DIRECT_SEND = os.environ.get("WAMP_DIRECT_SEND", "true") == "true"

# Generous, because it only bounds how long a broken run takes.
PATIENCE = 20

EVERYTHING = {"call": True, "register": True, "publish": True, "subscribe": True}


def rule(uri, match="exact", *, disclose=None, trustlevel=None, **allow):
    """A permission; without actions it allows all of them. `disclose` names whose identity is told."""
    permission = {"uri": uri, "match": match, "allow": allow or EVERYTHING}
    if disclose:
        permission["disclose"] = {party: True for party in disclose}
    if trustlevel is not None:
        permission["trustlevel"] = trustlevel
    return permission


def realm(name="realm1", permissions=None, **members):
    return {
        "name": name,
        "roles": [{"name": "anonymous", "permissions": permissions or [rule("", "prefix")]}],
        "authentication": {"anonymous": {"role": "anonymous"}},
        **members,
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(port, *, realms=None, listener=None, listeners=(), **sections):
    """A complete configuration; `listener` adds to the listener, `listeners` more of them, `sections` to the
    top level."""
    return {
        "version": 1,
        "listeners": [{"type": "tcp", "host": "127.0.0.1", "port": port, **(listener or {})}, *listeners],
        "realms": realms or [realm()],
        "logging": {"level": "info", "format": "json"},
        "transport": {"direct_send": DIRECT_SEND},
        **sections,
    }


class Router:
    """One router process. `directory` receives its configuration and its log.

    With `unix`, which adds to that listener, it also listens on a Unix socket there; with `certificates` also on a port
    with TLS, to whose listener `secure` adds."""

    def __init__(self, directory, *, unix=None, certificates=None, secure=None, listeners=(), **sections):
        self.port = free_port()
        if certificates is not None:
            self.secure_port = free_port()
            self.secure = Secure(self.secure_port, certificates.context())
            tls = {"type": "tcp", "port": self.secure_port, "tls": certificates.tls(), **(secure or {})}
            listeners = [*listeners, {"host": "127.0.0.1", **tls}]
        self.unix_socket = Path(directory) / "wamp.sock"
        if unix is not None:
            listeners = [*listeners, {"type": "unix", "socket": str(self.unix_socket), **unix}]
        self.listeners = listeners
        self.log = Path(directory) / "router.log"
        self.file = Path(directory) / "router.json"
        self.file.write_text(json.dumps(configuration(self.port, listeners=listeners, **sections), indent=2))
        self.process = None

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/ws"

    @property
    def page(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def secure_url(self):
        return f"wss://localhost:{self.secure_port}/ws"

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, "--config", str(self.file)],
            stdout=subprocess.DEVNULL, stderr=self.log.open("wb"),
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the router did not start:\n{self.log.read_text()}")
            time.sleep(0.02)
        return self

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            for listener in self.listeners:
                if listener["type"] == "unix":
                    with socket.socket(socket.AF_UNIX) as probe:
                        probe.connect(listener["socket"])
                elif listener["type"] == "tcp":
                    socket.create_connection((listener["host"], listener["port"]), 1).close()
            return True
        except OSError:
            return False

    def is_running(self):
        return self.process.poll() is None

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self):
        return self.process.wait(PATIENCE)

    def stop(self):
        if self.is_running():
            self.terminate()
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def log_lines(self):
        return self.log.read_text().removesuffix("\n").split("\n")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def run_command(*arguments):
    """Runs the binary to its end; returns the completed process with its texts."""
    return subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE
    )
