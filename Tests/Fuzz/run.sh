#!/bin/sh
# Runs every fuzz target of this folder for a bounded time, beginning with its kept corpus; a crash is an error.
#
#   Tests/Fuzz/run.sh [seconds for each target]
#
# libFuzzer and the address sanitizer come with the Swift toolchain. New inputs go to .build-fuzz/; one that crashed belongs,
# once its cause is understood, into Corpus/, where it is replayed for ever.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
out=.build-fuzz
mkdir -p "$out"

options="-parse-as-library -package-name wamp-router"
sanitized="$options -sanitize=fuzzer,address"
sources() { find "$1" -name '*.swift' ! -name '*Tests.swift'; }

# run NAME: the fuzz target of that name, with the corpus of that name.
run() {
    echo "fuzzing $1 for $seconds s"
    mkdir -p "$out/corpus-$1"
    SWIFT_BACKTRACE=enable=no "$out/fuzz-$1" -max_total_time="$seconds" -max_len=4096 -timeout=20 \
        -print_final_stats=1 -artifact_prefix="$out/" "$out/corpus-$1" "Tests/Fuzz/Corpus/$1" 2>"$out/$1.log" || {
        tail -40 "$out/$1.log" >&2
        exit 1
    }
    grep 'stat::number_of_executed_units' "$out/$1.log"
}

# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name WAMP $(sources Sources/WAMP) Tests/Fuzz/FuzzJSON.swift -o "$out/fuzz-json"
run json

# The checks that MessagePack and CBOR share; the transcoder is among them.
# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name WAMP $(sources Sources/WAMP) Tests/Fuzz/BinaryChecks.swift \
    Tests/Fuzz/FuzzMessagePack.swift -o "$out/fuzz-messagepack"
run messagepack

# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name WAMP $(sources Sources/WAMP) Tests/Fuzz/BinaryChecks.swift \
    Tests/Fuzz/FuzzCBOR.swift -o "$out/fuzz-cbor"
run cbor

# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name WebSocket -I Sources/COpenSSL -I Sources/CZlib \
    $(sources Sources/WebSocket) Tests/Fuzz/FuzzWebSocket.swift -o "$out/fuzz-websocket"
run websocket

# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name WebSocket -I Sources/COpenSSL -I Sources/CZlib \
    $(sources Sources/WebSocket) Tests/Fuzz/FuzzHTTPHead.swift -o "$out/fuzz-httphead"
run httphead

# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name Transport $(sources Sources/Transport/ProxyProtocol) \
    Tests/Fuzz/FuzzProxyProtocol.swift -o "$out/fuzz-proxyprotocol"
run proxyprotocol

# It imports WAMP, so that is a module of its own.
mkdir -p "$out/sanitized"
# shellcheck disable=SC2086,SC2046
swiftc -O -wmo $sanitized -module-name WAMP -emit-module -emit-module-path "$out/sanitized/WAMP.swiftmodule" \
    -emit-object -o "$out/sanitized/WAMP.o" $(sources Sources/WAMP)
# shellcheck disable=SC2086,SC2046
swiftc -O $sanitized -module-name RawSocket -I "$out/sanitized" "$out/sanitized/WAMP.o" \
    $(sources Sources/RawSocket) Tests/Fuzz/FuzzRawSocket.swift -o "$out/fuzz-rawsocket"
run rawsocket

# The routing core against the reference router of the model test. It imports WAMP, so that is a module of its own.
# shellcheck disable=SC2086,SC2046
swiftc -O -wmo $options -module-name WAMP -emit-module -emit-module-path "$out/WAMP.swiftmodule" \
    -emit-object -o "$out/WAMP.o" $(sources Sources/WAMP)
# shellcheck disable=SC2086,SC2046
swiftc -Onone $sanitized -module-name Routing -suppress-warnings -I "$out" "$out/WAMP.o" \
    $(sources Sources/Routing) $(sources Tests/RoutingTests/Model) Tests/RoutingTests/EffectRecord.swift \
    Tests/RoutingTests/SplitMix.swift Tests/Fuzz/FuzzRouting.swift -o "$out/fuzz-routing"
run routing
