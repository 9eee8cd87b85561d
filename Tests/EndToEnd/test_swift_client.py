"""The Swift example against the router."""

import subprocess
from pathlib import Path

from auth import Key, guarded_realm
from router import BINARY, PATIENCE, Router

CLIENT = Path(BINARY).parent / "swift-client"


def test_the_swift_example_calls_fails_and_hears_itself(router):
    assert CLIENT.exists(), "build it with: swift build -c release --product swift-client"
    run = subprocess.run([CLIENT, router.url], capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[1:] == [
        "2 + 3 = 5", "refused: only integers can be added", "price: 41", "price: 42", "price: 43",
    ]


def test_the_swift_example_binds_its_key_to_the_tls_connection(tmp_path, certificates):
    key = Key()
    (tmp_path / "key").write_text(key.hex + "\n")
    realm = guarded_realm(
        {"authid": "dev", "role": "user", "cryptosign": [key.public]}, cryptosign={"require_channel_binding": True}
    )
    with Router(tmp_path, realms=[realm], certificates=certificates) as router:
        options = ["--ca", certificates.authority.chain, "--identity", tmp_path / "key"]
        run = subprocess.run(
            [CLIENT, *options, "--channel-binding", "tls-exporter", router.secure_url],
            capture_output=True, text=True, timeout=PATIENCE,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert "2 + 3 = 5" in run.stdout.splitlines()
        unbound = subprocess.run(
            [CLIENT, *options, router.secure_url], capture_output=True, text=True, timeout=PATIENCE
        )
        assert unbound.returncode == 1 and "no_matching_auth_method" in unbound.stdout
