"""Listening on a Unix socket: its file, its permissions, its end."""

import os
import socket
import stat

import pytest

from router import configuration, free_port, run_command
from test_process import write
from wire import Wire, joined
from wires import Kind

UNIX = Kind("rawsocket", "msgpack", is_unix=True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "other.sock"


def unix_configuration(path, **members):
    return configuration(free_port(), listeners=[{"type": "unix", "socket": str(path), **members}])


@pytest.mark.parametrize("mode", ["0600", "0660", "0666", "0777"])
def test_the_file_has_the_mode_that_is_configured(start_router, mode):
    router = start_router(unix={"mode": mode})
    status = router.unix_socket.stat()
    assert stat.S_ISSOCK(status.st_mode)
    assert stat.S_IMODE(status.st_mode) == int(mode, 8)


def test_the_mode_does_not_depend_on_the_umask(start_router):
    before = os.umask(0o077)
    try:
        router = start_router(unix={"mode": "0666"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(router.unix_socket.stat().st_mode) == 0o666


def test_the_file_is_gone_after_a_shutdown(start_router):
    router = start_router(unix={})
    UNIX.join(router).socket.close()
    router.terminate()
    assert router.wait() == 0
    assert not router.unix_socket.exists()


def test_what_a_killed_router_left_is_replaced(start_router):
    router = start_router(unix={})
    router.process.kill()
    router.wait()
    assert router.unix_socket.exists()
    router.start()
    with UNIX.join(router) as peer:
        peer.subscribe("com.example.topic")


def test_a_socket_that_another_listens_on_is_an_error_and_stays(tmp_path, path):
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        result = run_command("--config", write(tmp_path, unix_configuration(path)))
        assert result.returncode != 0
        assert len(result.stderr.splitlines()) == 1 and str(path) in result.stderr
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))


def test_a_file_that_is_no_socket_is_an_error_and_stays(tmp_path, path):
    path.write_text("precious")
    result = run_command("--config", write(tmp_path, unix_configuration(path)))
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1 and str(path) in result.stderr
    assert path.read_text() == "precious"


def test_a_directory_that_is_not_there_is_an_error(tmp_path, path):
    missing = path.parent / "missing" / "wamp.sock"
    result = run_command("--config", write(tmp_path, unix_configuration(missing)))
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1 and str(missing) in result.stderr


CONTRADICTIONS = {
    "path too long": ({"socket": "/tmp/" + "x" * 200}, ".socket"),
    "port": ({"socket": "/tmp/x.sock", "port": 80}, ".port"),
    "mode as a number": ({"socket": "/tmp/x.sock", "mode": 660}, ".mode"),
    "mode that is not octal": ({"socket": "/tmp/x.sock", "mode": "0680"}, ".mode"),
    "without a path": ({}, "socket"),
}


@pytest.mark.parametrize(("members", "place"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_check_says_what_is_wrong_with_a_listener(tmp_path, members, place):
    document = configuration(free_port(), listeners=[{"type": "unix", **members}])
    result = run_command("check", "--config", write(tmp_path, document))
    assert result.returncode != 0
    assert any("$.listeners[1]" in line and place in line for line in result.stderr.splitlines()), result.stderr


def test_http_on_a_unix_socket_is_answered(start_router):
    router = start_router(unix={})
    with Wire(router.unix_socket) as browser:
        browser.request("GET /nothing HTTP/1.1", "Host: localhost")
        assert browser.response()[0] in (404, 426)


def test_each_listener_speaks_what_it_is_told(start_router):
    router = start_router(unix={"transports": ["rawsocket"], "serializers": ["msgpack"]})
    with UNIX.join(router) as callee, joined(router) as caller:
        callee.register("com.example.unix")
        caller.send([48, 1, {}, "com.example.unix", [1]])
        invocation = callee.receive()
        callee.give(invocation, 2)
        assert caller.receive() == [50, 1, {}, [2]]
    with Wire(router.unix_socket) as browser:
        browser.send_handshake()
        assert not browser.rest().startswith(b"HTTP/1.1 101")
