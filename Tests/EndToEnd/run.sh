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

binary=$root/.build/release/wamp-router
case ${1:-} in
    "" | -*) ;;
    *) binary=$1; shift ;;
esac
if [ ! -x "$binary" ]; then
    echo "no router binary at $binary (build it with: swift build -c release)" >&2
    exit 2
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")

venv=$root/.build-venv
if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/installed.txt"
fi

mkdir -p "$root/.build-e2e"
cd "$here"
WAMP_ROUTER=$binary WAMP_ARTEFACTS=$root/.build-e2e PYTHONDONTWRITEBYTECODE=1 \
    exec "$venv/bin/python" -m pytest -p no:cacheprovider -q "$@"
