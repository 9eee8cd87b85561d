#!/bin/sh
# Runs the router as a process against real peers: Autobahn|Python, raw WebSocket, HTTP, Chromium.
#
#   Tests/EndToEnd/run.sh [path to the wamp-router binary] [arguments for pytest]
#
# Needs swift-client beside the binary, python3 with venv, and chromium (Debian: apt install python3-venv chromium). The last line
# printed is "N passed, N failed"; the exit code is not 0 unless everything passed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/Tests/EndToEnd/environment.sh"

mkdir -p "$root/.build-e2e"
cd "$here"
WAMP_ROUTER=$binary WAMP_ARTEFACTS=$root/.build-e2e PYTHONDONTWRITEBYTECODE=1 \
    exec "$venv/bin/python" -m pytest -p no:cacheprovider -q "$@"
