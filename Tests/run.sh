#!/bin/sh
# All tests, with everything they need installed first: unit tests, then the router as a process against real peers.
set -eu
cd "$(dirname "$0")/.."
sh .ci/install libssl-dev zlib1g-dev pkg-config python3 python3-venv chromium
swift test
swift build -c release -Xswiftc -enforce-exclusivity=unchecked --product wamp-router
Tests/EndToEnd/run.sh
