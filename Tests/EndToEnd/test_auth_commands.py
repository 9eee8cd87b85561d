"""`wamp-router hash` and `keygen`, and what they print as principals of a running router."""

import json
import stat
import subprocess

import auth
from auth import answer_cra, guarded_realm, peer, say_hello
from router import BINARY, PATIENCE, REPOSITORY, run_command


def hash_command(method, secret, *options):
    run = subprocess.run(
        [BINARY, "hash", method, *options], input=secret + "\n", capture_output=True, text=True, timeout=PATIENCE
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_hashes_go_into_a_users_file(start_router, tmp_path):
    principals = [
        hash_command("ticket", "secret", "--authid", "joe", "--role", "user"),
        hash_command("wampcra", "secret", "--authid", "ann", "--role", "user"),
        hash_command("scram", "pencil", "--pbkdf2", "--authid", "bob", "--role", "user"),
    ]
    users = tmp_path / "users.json"
    users.write_text(json.dumps({"version": 1, "principals": principals}))
    running = start_router(realms=[guarded_realm(ticket={}, wampcra={}, scram={}, users_file=str(users))])
    for secret, is_right in [("secret", True), ("Secret", False)]:
        with peer(running.port) as wire:
            say_hello(wire, "ticket", "joe")
            assert (wire.ask([5, secret, {}])[0] == 2) == is_right
    with peer(running.port) as wire:
        _, _, extra = say_hello(wire, "wampcra", "ann")
        assert wire.ask([5, answer_cra("secret", extra), {}])[0] == 2
    with peer(running.port) as wire:
        nonce = auth.nonce()
        _, _, extra = say_hello(wire, "wamp-scram", "bob", nonce=nonce)
        assert extra["iterations"] == 600_000
        answer, verifier = auth.answer_scram("bob", "pencil", nonce, extra)
        assert wire.ask(answer)[2]["authextra"]["verifier"] == verifier


def test_hashes_of_argon2id(tmp_path):
    scram = hash_command("scram", "pencil")["scram"]
    assert (scram["kdf"], scram["iterations"], scram["memory"]) == ("argon2id13", 2, 19456)
    assert scram["salt"] != hash_command("scram", "pencil")["scram"]["salt"]


def test_a_random_ticket_is_printed_once():
    run = run_command("hash", "ticket", "--random")
    assert json.loads(run.stdout)["ticket"] == auth.sha256(run.stderr.strip())


def test_no_secret_is_an_error():
    run = subprocess.run([BINARY, "hash", "ticket"], input="", capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode != 0
    assert "found no ticket on standard input" in run.stderr


def test_keygen_writes_a_file_for_its_owner_and_spares_one_that_exists(tmp_path):
    file = tmp_path / "key"
    run = run_command("keygen", "--out", file)
    assert run.returncode == 0, run.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private = file.read_text().strip()
    key = auth.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    assert key.public_key().public_bytes_raw().hex() in run.stdout
    assert private not in run.stdout
    assert run_command("keygen", "--out", file).returncode != 0
    assert file.read_text().strip() == private


def test_the_schema_of_users_files():
    run = run_command("schema", "--users")
    assert "principals" in json.loads(run.stdout)["properties"]


def test_the_example_is_a_valid_configuration():
    run = run_command("check", "--config", REPOSITORY / "Examples" / "authentication" / "router.json")
    assert run.returncode == 0, run.stderr
