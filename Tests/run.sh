#!/bin/sh
# All tests, with everything they need installed first: unit tests, then the router as a process against real peers.
set -eu
cd "$(dirname "$0")/.."
sh .ci/install libssl-dev libargon2-dev zlib1g-dev pkg-config openssl python3 python3-venv chromium g++ make autobahn-cpp-dev
# One after the other: beside the walks of the model test, which keep every thread busy, tests on real sockets would wait
# for longer than their peers do.
swift test --no-parallel
for product in wamp-router swift-client; do
    swift build -c release -Xswiftc -enforce-exclusivity=unchecked --product "$product"
done
Tests/EndToEnd/run.sh
