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

# fuzz NAME CORPUS FILES...: one module out of the files.
fuzz() {
    name=$1
    corpus=$2
    shift 2
    echo "fuzzing $name for $seconds s"
    swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name "$name" \
        -I Sources/COpenSSL -I Sources/CZlib "$@" -o "$out/$name"
    mkdir -p "$out/$corpus"
    SWIFT_BACKTRACE=enable=no "$out/$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -print_final_stats=1 "$out/$corpus" "Tests/Fuzz/Corpus/$corpus" 2>"$out/$name.log" || {
        tail -40 "$out/$name.log" >&2
        exit 1
    }
    grep -E 'stat::number_of_executed_units|DONE' "$out/$name.log"
}
