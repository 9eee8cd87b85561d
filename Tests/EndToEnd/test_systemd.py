"""Listening on sockets that are passed on (sd_listen_fds(3), "systemd socket activation")."""

import signal
import socket
import subprocess
import sys

import pytest

from router import BINARY, PATIENCE, configuration, free_port
from test_process import write
from wire import Wire
from wires import RawSocketSession

# Becomes the router, with the descriptors that follow it moved to 3, 4 … as systemd does it.
ACTIVATE = """
import fcntl, os, sys
names, pid, count, binary, config = sys.argv[1:6]
# Away from the numbers that they may have to take
sources = [fcntl.fcntl(int(number), fcntl.F_DUPFD_CLOEXEC, 100) for number in sys.argv[6:]]
for number in sys.argv[6:]:
    os.close(int(number))
for target, source in enumerate(sources, 3):
    os.dup2(source, target, inheritable=True)
for name, value in {"LISTEN_FDNAMES": names, "LISTEN_PID": pid or str(os.getpid()), "LISTEN_FDS": count}.items():
    os.environ[name] = value
os.execv(binary, [binary, "--config", config])
"""


class Activated:
    """A router process that inherits listening sockets."""

    def __init__(self, tmp_path, document, sockets, names="", pid="", count=None):
        self.log = tmp_path / "router.log"
        arguments = [names, pid, str(len(sockets) if count is None else count), BINARY, write(tmp_path, document)]
        numbers = [each.fileno() for each in sockets]
        self.process = subprocess.Popen(
            [sys.executable, "-c", ACTIVATE, *map(str, [*arguments, *numbers])],
            pass_fds=numbers, stderr=self.log.open("wb"), stdout=subprocess.DEVNULL,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(PATIENCE) == 0, self.log.read_text()


def listening():
    """A listening TCP socket and its port: connections wait in its backlog until the router takes them."""
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]


def document(*listeners):
    whole = configuration(free_port())
    return {**whole, "listeners": [{"type": "systemd", **listener} for listener in listeners]}


def assert_serves(port_or_path):
    with Wire(port_or_path) as web, RawSocketSession(port_or_path, "cbor") as raw:
        web.open()
        web.join()
        raw.open()
        raw.join()
        assert raw.result("wamp.session.count") >= 2


def test_an_inherited_socket_serves(tmp_path):
    listener, port = listening()
    with listener, Activated(tmp_path, document({}), [listener]):
        assert_serves(port)


def test_an_inherited_unix_socket_serves_and_its_file_stays(tmp_path):
    path = tmp_path / "activated.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        with Activated(tmp_path, document({}), [listener]):
            assert_serves(path)
        # It belongs to whoever passed it on.
        assert path.exists()


def test_sockets_are_found_by_name(tmp_path):
    (first, first_port), (second, second_port) = listening(), listening()
    listeners = [{"name": "raw", "transports": ["rawsocket"]}, {"name": "web", "transports": ["websocket"]}]
    with first, second, Activated(tmp_path, document(*listeners), [first, second], names="web:raw"):
        with Wire(first_port) as web, RawSocketSession(second_port) as raw:
            web.open()
            raw.open()
        with RawSocketSession(first_port) as raw:
            assert raw.shake(0x7F, 0xF1, 0, 0) == b""


def test_one_listener_without_name_takes_all(tmp_path):
    (first, first_port), (second, second_port) = listening(), listening()
    with first, second, Activated(tmp_path, document({}), [first, second], names="a:b"):
        assert_serves(first_port)
        assert_serves(second_port)


def test_a_listener_of_another_kind_may_stand_beside(tmp_path):
    listener, port = listening()
    both = document({})
    other = free_port()
    both["listeners"].append({"type": "tcp", "host": "127.0.0.1", "port": other})
    with listener, Activated(tmp_path, both, [listener]):
        assert_serves(port)
        assert_serves(other)


def test_a_socket_outlives_the_router(tmp_path):
    """What connects while no router runs is served by the next one."""
    listener, port = listening()
    with listener:
        with Activated(tmp_path, document({}), [listener]):
            assert_serves(port)
        with Wire(port) as early:
            early.send_handshake()
            with Activated(tmp_path, document({}), [listener]):
                assert early.response()[0] == 101


FAILURES = {
    "no sockets": ({}, {"count": 0}),
    "sockets of another process": ({}, {"pid": "1"}),
    "another name": ({"name": "wamp"}, {"names": "other"}),
    "no name": ({"name": "wamp"}, {"names": ""}),
    "a count that is none": ({}, {"count": "many"}),
    "more than there are": ({}, {"count": 2}),
}


@pytest.mark.parametrize(("member", "environment"), FAILURES.values(), ids=FAILURES.keys())
def test_without_the_sockets_the_router_does_not_start(tmp_path, member, environment):
    listener, _ = listening()
    with listener:
        activated = Activated(tmp_path, document(member), [listener], **environment)
        assert activated.process.wait(PATIENCE) != 0
        assert len(activated.log.read_text().splitlines()) == 1, activated.log.read_text()


@pytest.mark.parametrize("kind", ["datagram", "connected", "file"])
def test_what_does_not_listen_for_streams_is_refused(tmp_path, kind):
    if kind == "datagram":
        inherited = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        inherited.bind(("127.0.0.1", 0))
    elif kind == "connected":
        inherited, other = socket.socketpair()
        other.close()
    else:
        inherited = (tmp_path / "file").open("wb")
    with inherited:
        activated = Activated(tmp_path, document({}), [inherited])
        assert activated.process.wait(PATIENCE) != 0
        assert len(activated.log.read_text().splitlines()) == 1, activated.log.read_text()
