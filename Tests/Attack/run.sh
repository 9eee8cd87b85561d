#!/bin/sh
# Attacks a router with everything that SECURITY.md speaks of, beside honest clients who must not notice.
#
#   Tests/Attack/run.sh [path to the wamp-router binary] [arguments for attack.py, see --help]
#
# The binary may be built with the address sanitizer. Needs python3 with venv, and openssl. The last line printed is "passed" or
# "failed"; the exit code is not 0 unless it is "passed".
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

requirements=$root/Tests/EndToEnd/requirements.txt
venv=$root/.build-venv
if ! cmp -s "$requirements" "$venv/installed.txt"; then
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/installed.txt"
fi

WAMP_ROUTER=$binary PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" "$here/attack.py" "$@"
