"""The Swift example against the router."""

import subprocess
from pathlib import Path

from router import BINARY, PATIENCE

CLIENT = Path(BINARY).parent / "swift-client"


def test_the_swift_example_calls_fails_and_hears_itself(router):
    assert CLIENT.exists(), "build it with: swift build -c release --product swift-client"
    run = subprocess.run([CLIENT, router.url], capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[1:] == [
        "2 + 3 = 5", "refused: only integers can be added", "price: 41", "price: 42", "price: 43",
    ]
