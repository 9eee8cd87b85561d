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
. "$root/Tests/EndToEnd/environment.sh"

WAMP_ROUTER=$binary PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" "$here/attack.py" "$@"
