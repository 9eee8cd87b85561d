"""The router as a process: signals, exit codes, the command line, the log."""

import json
import re
import signal
import socket

from router import PATIENCE, REPOSITORY, configuration, free_port, run_command
from wire import joined


def write(tmp_path, document):
    file = tmp_path / "router.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return file


def test_sigterm_says_goodbye_to_every_session_and_exits_with_0(start_router):
    router = start_router()
    peers = [joined(router) for _ in range(20)]
    router.terminate()
    for peer in peers:
        goodbye = peer.receive()
        assert (goodbye[0], goodbye[2]) == (6, "wamp.close.system_shutdown")
        peer.send([6, {}, "wamp.close.goodbye_and_out"])
        peer.wait_closed()
        peer.socket.close()
    assert router.wait() == 0


def test_sigint_is_a_shutdown_too(start_router):
    router = start_router()
    with joined(router) as peer:
        router.process.send_signal(signal.SIGINT)
        assert peer.receive()[2] == "wamp.close.system_shutdown"
        peer.send([6, {}, "wamp.close.goodbye_and_out"])
    assert router.wait() == 0


def test_a_session_that_does_not_answer_does_not_hold_the_shutdown(start_router):
    router = start_router(limits={"drain_timeout_ms": 200})
    with joined(router) as peer:
        router.terminate()
        assert peer.receive()[2] == "wamp.close.system_shutdown"
        # Shorter than the default of 5 seconds, so that the configured time is what ends it.
        assert router.process.wait(4) == 0
        peer.wait_closed()


def test_a_shutdown_accepts_no_new_connections(start_router):
    router = start_router(limits={"drain_timeout_ms": 5000})
    with joined(router) as peer:
        router.terminate()
        assert peer.receive()[0] == 6
        with socket.socket() as late:
            late.settimeout(PATIENCE)
            assert late.connect_ex(("127.0.0.1", router.port)) != 0
        peer.send([6, {}, "wamp.close.goodbye_and_out"])
    assert router.wait() == 0


def test_a_restart_can_bind_the_same_port_at_once(start_router):
    router = start_router()
    with joined(router):
        router.process.kill()
        router.wait()
    router.start()
    joined(router).socket.close()


def test_a_port_in_use_is_one_line_on_standard_error(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run_command("--config", write(tmp_path, configuration(port)))
    assert result.returncode != 0
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert str(port) in lines[0]


def test_a_missing_folder_of_files_is_one_line_on_standard_error(tmp_path):
    document = configuration(free_port(), listener={"static_files": str(tmp_path / "missing")})
    result = run_command("--config", write(tmp_path, document))
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1
    assert "missing" in result.stderr


def test_check_accepts_a_right_file(tmp_path):
    result = run_command("check", "--config", write(tmp_path, configuration(8080)))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout


def test_check_lists_all_errors_with_their_places(tmp_path):
    document = configuration(8080)
    document["listeners"][0]["prot"] = 1
    document["listeners"][0]["port"] = 70_000
    document["realms"][0]["authentication"]["anonymous"]["role"] = "nobody"
    document["limits"] = {"max_depth": "deep"}
    result = run_command("check", "--config", write(tmp_path, document))
    assert result.returncode != 0
    lines = result.stderr.splitlines()
    expected = [
        '$.listeners[0]: unknown key "prot"', "$.listeners[0].port: ",
        "$.realms[0].authentication.anonymous.role: ", "$.limits.max_depth: ",
    ]
    for text in expected:
        assert any(text in line for line in lines), f"{text} is not in {lines}"
    assert len(lines) == len(expected)
    assert all(re.search(r"router\.json:\d+:\d+: ", line) for line in lines), "no line and column"


def test_check_says_where_the_json_is_broken(tmp_path):
    result = run_command("check", "--config", write(tmp_path, '{\n  "version": 1,\n  "listeners" []\n}\n'))
    assert result.returncode != 0
    assert "3:15" in result.stderr


def test_check_says_that_a_file_is_missing(tmp_path):
    result = run_command("check", "--config", tmp_path / "nothing.json")
    assert result.returncode != 0
    assert "nothing.json" in result.stderr


def test_a_wrong_file_does_not_start_the_router(tmp_path):
    result = run_command("--config", write(tmp_path, {"version": 1}))
    assert result.returncode != 0
    assert '"listeners" is missing' in result.stderr


def test_version_help_and_schema(tmp_path):
    version = run_command("--version")
    assert version.returncode == 0
    assert version.stdout.strip()[0].isdigit()

    usage = run_command("--help")
    assert usage.returncode == 0
    for word in ("run", "check", "schema", "--version"):
        assert word in usage.stdout
    assert "--config" in run_command("run", "--help").stdout

    schema = run_command("schema")
    assert schema.returncode == 0
    document = json.loads(schema.stdout)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"listeners", "realms", "limits", "logging"} <= document["properties"].keys()


def test_an_unknown_option_is_refused():
    assert run_command("--no-such-option").returncode != 0


def test_the_shipped_configuration_is_valid():
    assert run_command("check", "--config", REPOSITORY / "router.json").returncode == 0


def test_each_line_of_a_json_log_is_an_entry(start_router):
    router = start_router()
    with joined(router, details={"roles": {"caller": {}}, "agent": 'quote " line\nfeed \u2028'}) as peer:
        peer.send([2, 1, {}])
        peer.wait_closed()
        session = str(peer.session)
    router.stop()
    entries = [json.loads(line) for line in router.log_lines()]
    assert all({"time", "level", "message"} <= entry.keys() for entry in entries)
    assert [entry for entry in entries if str(entry.get("session")) == session], "the session is not in the log"
    assert "shutting down" in [entry["message"] for entry in entries]


def test_a_text_log_has_one_line_for_an_entry(start_router):
    router = start_router(logging={"level": "info", "format": "text"})
    forged = "x\n2026-01-01T00:00:00Z error forged"
    with joined(router, details={"roles": {"caller": {}}, "agent": forged}):
        pass
    router.stop()
    assert not [line for line in router.log_lines() if line.startswith("2026-01-01T00:00:00Z")]
