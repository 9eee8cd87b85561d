"""Another configuration while sessions are live: SIGHUP and `wamp.router.reload`."""

import json
import signal
import time

import pytest
from raw_session import CALL, GOODBYE, RESULT, hello, raw_session
from router import PATIENCE, Router, realm, rule
from wire import Wire

RELOAD = "wamp.router.reload"


@pytest.fixture
def routed(tmp_path):
    permissions = [rule("", "prefix"), rule(RELOAD, call=True)]
    realms = [realm(permissions=permissions), realm("second")]
    with Router(tmp_path, realms=realms) as running:
        yield running


def change(router, edit):
    """Writes another configuration."""
    configuration = json.loads(router.file.read_text())
    edit(configuration)
    router.file.write_text(json.dumps(configuration))


def reload(router, edit):
    """Writes another configuration and waits until it runs, or has been refused; returns what the log says of it."""
    before = len(router.log_lines())
    change(router, edit)
    router.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines = [json.loads(line) for line in router.log_lines()[before:] if line]
        if any("reloaded" in line["message"] for line in lines):
            # What changed follows the line that says so.
            time.sleep(0.05)
            return [json.loads(line) for line in router.log_lines()[before:] if line]
        time.sleep(0.02)
    raise AssertionError("no reload was logged")


def permissions(configuration, realm=0):
    return configuration["realms"][realm]["roles"][0]["permissions"]


def test_sessions_stay_and_permissions_follow(routed):
    peer, other = raw_session(routed), raw_session(routed)
    peer.subscribe("com.kept")
    taken = peer.subscribe("com.taken.topic")
    lost = peer.register("com.taken.procedure")
    pattern = peer.subscribe("com.", match="prefix")

    lines = reload(routed, lambda c: permissions(c).append(rule("com.taken.", "prefix", call=True)))
    assert [line["message"] for line in lines if line["message"].startswith("changed")] == [
        "changed: $.realms[0].roles[0].permissions[2]: added"
    ]
    revoked = sorted((peer.receive() for _ in range(3)), key=lambda message: message[0])
    assert revoked[0][0] == revoked[1][0] == 35 and revoked[2][0] == 67
    assert {message[2]["subscription"] for message in revoked[:2]} == {taken, pattern}
    assert revoked[2][2] == {"registration": lost, "reason": "wamp.error.not_authorized"}
    assert peer.refused(CALL, {}, "com.taken.procedure") == "wamp.error.no_such_procedure"
    other.publish("com.kept", 1)
    assert peer.take(36)[4] == [1]


def test_a_bad_file_changes_nothing_and_says_why(routed):
    peer = raw_session(routed)
    lines = reload(routed, lambda c: permissions(c)[0].update(uri="not a uri"))
    [line] = [line for line in lines if line["level"] == "error"]
    assert line["message"] == "the configuration was not reloaded, nothing has changed"
    assert "$.realms[0].roles[0].permissions[0].uri" in line["reason"] and "router.json:1:" in line["reason"]
    peer.subscribe("com.still.allowed")


def test_realms_come_and_go(routed):
    second = raw_session(routed, "second")

    def edit(configuration):
        configuration["realms"][1]["name"] = "third"

    reload(routed, edit)
    assert second.take(GOODBYE)[2] == "wamp.close.killed"
    raw_session(routed, "third").subscribe("com.x")
    with Wire(routed.port) as late:
        late.open()
        late.send([1, "second", hello()])
        assert late.receive()[2] == "wamp.error.no_such_realm"


def test_a_role_that_is_gone_ends_its_sessions(routed):
    peer = raw_session(routed)

    def edit(configuration):
        configuration["realms"][0]["roles"][0]["name"] = "visitor"
        configuration["realms"][0]["authentication"]["anonymous"]["role"] = "visitor"

    reload(routed, edit)
    assert peer.take(GOODBYE)[2] == "wamp.close.killed"
    assert raw_session(routed).welcome["authrole"] == "visitor"


def test_limits_hold_for_live_sessions_and_new_connections(routed):
    peer = raw_session(routed)
    peer.subscribe("com.one")

    def edit(configuration):
        configuration["limits"] = {
            "max_subscriptions_per_session": 1, "max_message_size": 4096, "max_opening_message_size": 2048,
        }

    reload(routed, edit)
    assert peer.refused(32, {}, "com.two") == "wamp.error.limit_exceeded"
    late = raw_session(routed)
    late.submit(CALL, {}, "com.x", ["x" * 5000])
    assert late.wait_closed() == 1009


def test_the_log_level_follows(routed):
    def edit(configuration):
        configuration["logging"]["level"] = "warning"

    reload(routed, edit)
    count = len(routed.log_lines())
    raw_session(routed)
    assert len(routed.log_lines()) == count


def test_addresses_need_a_restart_and_the_log_says_so(routed):
    def edit(configuration):
        configuration["listeners"][0]["port"] += 1

    lines = reload(routed, edit)
    [line] = [line for line in lines if line["level"] == "warning"]
    assert line["message"].startswith("changed, but only from the next start on: $.listeners[0].port: ")
    raw_session(routed)


def test_the_procedure_answers_with_what_has_changed(routed):
    peer = raw_session(routed)
    assert peer.result(RELOAD) == []
    change(routed, lambda c: permissions(c)[0]["allow"].update(publish=False))
    assert peer.result(RELOAD) == ["$.realms[0].roles[0].permissions[0].allow.publish: true -> false"]
    change(routed, lambda c: c.update(version=2))
    request = peer.call(RELOAD)
    answer = peer.receive()
    assert answer[:3] == [8, CALL, request] and answer[4] == "wamp.error.invalid_argument"
    assert "$.version" in answer[5][0]


def test_a_rule_for_a_prefix_does_not_open_the_procedure(routed):
    change(routed, lambda c: permissions(c).pop())
    routed.process.send_signal(signal.SIGHUP)
    peer = raw_session(routed)
    deadline = time.monotonic() + PATIENCE
    while (answer := reload_answer(peer))[0] == RESULT:
        assert time.monotonic() < deadline
    assert answer[4] == "wamp.error.not_authorized"


def reload_answer(peer):
    peer.call(RELOAD)
    return peer.receive()


def test_principals_who_are_gone_leave_and_new_secrets_hold(tmp_path):
    users = tmp_path / "users.json"

    def write(*principals):
        users.write_text(json.dumps({"version": 1, "principals": list(principals)}))

    joe = {"authid": "joe", "role": "user", "ticket": "plain:one"}
    jane = {"authid": "jane", "role": "user", "ticket": "plain:two"}
    write(joe, jane)
    guarded = realm()
    guarded["roles"].append({"name": "user", "permissions": [rule("", "prefix")]})
    guarded["authentication"].update(ticket={}, users_file="users.json")
    with Router(tmp_path, realms=[guarded]) as router:
        (joes, welcome), (janes, _) = ticket_session(router, "joe", "one"), ticket_session(router, "jane", "two")
        assert welcome[0] == 2 and welcome[2]["authrole"] == "user"
        write({**joe, "ticket": "plain:three"})
        lines = reload(router, lambda configuration: None)
        assert [line["message"] for line in lines if line["message"].startswith("changed")] == [
            "changed: $.realms[0].authentication.users_file: 0 principals added, 1 removed, 1 changed"
        ]
        assert janes.receive()[0] == GOODBYE
        assert joes.ask([32, 1, {}, "com.x"])[0] == 33
        assert ticket_session(router, "joe", "one")[1][2] == "wamp.error.authentication_failed"
        assert ticket_session(router, "joe", "three")[1][0] == 2
        assert not any("three" in line for line in router.log_lines())


def ticket_session(router, authid, ticket):
    """A wire whose client has answered CHALLENGE, and what the router said to that."""
    wire = Wire(router.port)
    wire.open()
    wire.send([1, "realm1", {**hello(), "authmethods": ["ticket"], "authid": authid}])
    assert wire.receive()[:2] == [4, "ticket"]
    wire.send([5, ticket, {}])
    return wire, wire.receive()
