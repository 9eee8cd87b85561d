"""The C++ example: Autobahn|C++ on a RawSocket Transport with MessagePack, beside peers with JSON over WebSocket."""

import contextlib
import json
import signal
import subprocess
import threading

import pytest

from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, RESULT, YIELD, raw_session
from router import ARTEFACTS, PATIENCE, REPOSITORY, Router, configuration, realm, rule

EXAMPLE = REPOSITORY / "Examples" / "cpp"
ADD = "com.example.cpp.add"
CHAT = "com.example.chat"

# It took 11 s where nothing else ran.
BUILD_PATIENCE = 300


@pytest.fixture(scope="module")
def program():
    """The example, built as its Makefile does."""
    folder = ARTEFACTS / "cpp"
    build = subprocess.run(
        ["make", "-C", EXAMPLE, f"BUILD={folder}"], capture_output=True, text=True, timeout=BUILD_PATIENCE
    )
    assert build.returncode == 0, build.stdout + build.stderr
    return folder / "wamp-peer"


class Example:
    """The example as a process. What takes too long is killed, which ends its output."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Leaves, so that its procedure is free when the next test begins.
        self.process.terminate()
        self.process.communicate()
        self.watchdog.cancel()

    def line(self, start):
        """Reads to the next line that begins with `start`; returns what follows."""
        passed = []
        for line in self.process.stdout:
            if line.startswith(start):
                return line.removeprefix(start).rstrip("\n")
            passed.append(line)
        raise AssertionError(f"no line begins with {start!r}: {passed}")

    def payload(self, start):
        """The two JSON texts of a line: arguments and keyword arguments."""
        text = self.line(start)
        arguments, end = json.JSONDecoder().raw_decode(text)
        return arguments, json.loads(text[end:])

    def end(self):
        """Waits for its end; returns exit code and the lines not yet read."""
        lines = self.process.stdout.read().splitlines()
        return self.process.wait(PATIENCE), lines


def example(program, router, *arguments):
    return Example(program, "--port", router.port, *arguments)


@contextlib.contextmanager
def staying(program, router):
    """The example, ready to be called and to hear."""
    with example(program, router, "--stay") as running:
        running.line(f"{CHAT}: ")
        yield running


def test_it_calls_itself_hears_itself_and_leaves(router, program):
    with raw_session(router) as peer:
        peer.subscribe("wamp.session.on_leave")
        with example(program, router) as running:
            session = int(running.line("session ").removesuffix(" in realm1"))
            code, lines = running.end()
        assert lines == [
            f"registered {ADD}",
            f"calling {ADD} with [2,3]",
            f"{ADD} is called with [2,3]",
            "result: [5] {}",
            f'{CHAT}: ["hello from C++"] {{"from":"peer.cpp"}}',
            "left: wamp.close.goodbye_and_out",
        ]
        assert code == 0
        # The peers of tests before may leave late.
        while peer.take(EVENT)[4][0] != session:
            pass


def test_a_json_peer_calls_it(router, program):
    with raw_session(router) as peer, staying(program, router) as running:
        for numbers in [20, 22], [], [-1, -(2**31), 2**53], [2**63 - 1], [-(2**63)]:
            request = peer.call(ADD, *numbers)
            assert peer.receive() == [RESULT, request, {}, [sum(numbers)]]
            assert json.loads(running.line(f"{ADD} is called with ")) == numbers


def test_its_errors_reach_a_json_peer_with_their_arguments(router, program):
    no_integer, no_room = "only integers can be added", "the sum does not fit into 64 bits"
    with raw_session(router) as peer, staying(program, router):
        for arguments, why in [
            (["two", 3], no_integer), ([1.0], no_integer), ([2**63], no_integer), ([2**63 - 1, 1], no_room),
        ]:
            request = peer.call(ADD, *arguments)
            assert peer.receive() == [ERROR, CALL, request, {}, "wamp.error.invalid_argument", [why]]


def test_it_calls_a_json_peer(router, program):
    returned = [None, True, -1, 0.5, 2**64 - 1, "Grüße, 世界 🌍", [[]], {"nested": {"list": [1]}}]
    with raw_session(router) as peer:
        peer.register("com.example.json.take")
        with example(
            program, router, "com.example.json.take", "Grüße, 世界 🌍", 7, -(2**63), "", "7 "
        ) as running:
            invocation = peer.take(INVOCATION)
            assert invocation[3:] == [{}, ["Grüße, 世界 🌍", 7, -(2**63), "", "7 "]]
            peer.send([YIELD, invocation[1], {}, returned, {"key": "value", "number": 1}])
            assert running.payload("result: ") == (returned, {"key": "value", "number": 1})
            code, lines = running.end()
            assert (code, lines[-1]) == (0, "left: wamp.close.goodbye_and_out")


def test_errors_of_a_json_peer_reach_it(router, program):
    with raw_session(router) as peer:
        peer.register("com.example.json.refuse")
        with example(program, router, "com.example.json.refuse") as running:
            invocation = peer.take(INVOCATION)
            assert invocation[3:] == [{}]
            uri = "com.example.error.tired"
            peer.send([ERROR, INVOCATION, invocation[1], {}, uri, ["not read"], {"what": "later"}])
            assert running.line("refused: ") == f"{uri}: later"
            code, lines = running.end()
            assert (code, lines[-1]) == (1, "left: wamp.close.goodbye_and_out")


def test_events_pass_both_ways(router, program):
    with raw_session(router) as peer:
        subscription = peer.subscribe(CHAT)
        with example(program, router, "--stay") as running:
            event = peer.take(EVENT)
            assert event[1] == subscription
            assert event[3:] == [{}, ["hello from C++"], {"from": "peer.cpp"}]
            running.line(f"{CHAT}: ")

            args, kwargs = ["hello from JSON", 2**63 - 1, -0.25, None], {"from": "a test", "list": [1, [2]]}
            peer.submit(PUBLISH, {}, CHAT, args, kwargs)
            assert running.payload(f"{CHAT}: ") == (args, kwargs)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_in_order(router, program, number):
    with raw_session(router) as peer, staying(program, router) as running:
        running.process.send_signal(number)
        assert running.end() == (0, ["left: wamp.close.goodbye_and_out"])
        assert peer.refused(CALL, {}, ADD, [1, 2]) == "wamp.error.no_such_procedure"


def test_what_the_router_refuses_ends_it(router, start_router, program):
    with example(program, router, "--realm", "com.example.nowhere") as running:
        assert running.end() == (1, ["failed: wamp.error.no_such_realm"])
    closed = start_router(realms=[realm(permissions=[rule(ADD, call=True)])])
    with example(program, closed) as running:
        assert running.end()[1][1:] == ["failed: wamp.error.not_authorized"]


def test_it_sees_the_router_end(start_router, program):
    router = start_router()
    with staying(program, router) as running:
        router.terminate()
        assert running.end() == (1, ["the router has ended the session"])
        assert router.wait() == 0


def test_over_a_unix_socket(tmp_path, program):
    path = tmp_path / "wamp.sock"
    router = Router(tmp_path)
    sections = configuration(router.port)
    sections["listeners"].append({"type": "unix", "socket": str(path)})
    router.file.write_text(json.dumps(sections))
    with router, raw_session(router) as peer:
        with Example(program, "--unix", path, "--stay") as running:
            running.line(f"{CHAT}: ")
            request = peer.call(ADD, 20, 22)
            assert peer.receive() == [RESULT, request, {}, [42]]
            running.process.send_signal(signal.SIGINT)
            assert running.line("left: ") == "wamp.close.goodbye_and_out"
            assert running.end() == (0, [])
