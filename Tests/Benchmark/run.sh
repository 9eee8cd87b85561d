#!/usr/bin/env bash
# Measures wamp-router on this machine, alone or side by side with Crossbar.io, and prints a Markdown table of medians.
#
#   Tests/Benchmark/run.sh [--with-crossbar] [--direct-send on|off] [--repeats N] [--seconds S] [--only TEXT]
#                          [--patience S]
#
# --only takes the workloads whose names contain TEXT, and the plain ones they are compared with. With --patience,
# every run waits up to S seconds for the rest of the machine to be quiet.
#
# The router has one core to itself and the load generator another, where taskset can arrange that. Needs a Swift
# toolchain and python3; --with-crossbar needs python3-venv and installs Crossbar.io into .build-bench; pass-through needs a
# C compiler as cc, and is left out where there is none. WAMP_ROUTER, WAMP_BENCH and CROSSBAR in the environment name
# binaries to use instead of building or installing them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
crossbar_version=26.10.1

with_crossbar=false direct_send=true repeats=3 seconds=3 only="" patience=0
while [ $# -gt 0 ]; do
    case $1 in
        --with-crossbar) with_crossbar=true ;;
        --direct-send)
            case ${2:-} in
                on) direct_send=true ;;
                off) direct_send=false ;;
                *) echo "--direct-send: expected on or off" >&2; exit 2 ;;
            esac
            shift ;;
        --repeats) repeats=${2:?}; shift ;;
        --seconds) seconds=${2:?}; shift ;;
        --only) only=${2:?}; shift ;;
        --patience) patience=${2:?}; shift ;;
        *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

# What is measured: "name = wamp-bench's arguments", and " ~ name" where another workload is the plain one of it.
workloads=(
    "idle session = idle --sessions 5000"
    "idle session, RawSocket = idle --sessions 5000 --transport rawsocket"
    "rpc, 1 caller, 1 in flight, 16 B = rpc --callers 1 --in-flight 1 --callees 1"
    "rpc, 16 callers, 32 in flight each, 16 B = rpc --callers 16 --in-flight 32 --callees 4"
    "rpc, 16 × 32, timeout = rpc --callers 16 --in-flight 32 --callees 4 --timeout 10000 ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, 16 callees in turn = rpc --callers 16 --in-flight 32 --callees 16 --in-turn"
    "rpc, 16 × 32, 16 callees share a registration = rpc --callers 16 --in-flight 32 --callees 16 --shared roundrobin ~ rpc, 16 × 32, 16 callees in turn"
    "progressive results, 100 per call, 16 callers = progress ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, 1 KiB = rpc --callers 16 --in-flight 32 --callees 4 --bytes 1024"
    "rpc, 16 × 4, 64 KiB = rpc --callers 16 --in-flight 4 --callees 4 --bytes 65536"
    "rpc, 16 × 32, MessagePack = rpc --callers 16 --in-flight 32 --callees 4 --serializer msgpack ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, CBOR = rpc --callers 16 --in-flight 32 --callees 4 --serializer cbor ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, RawSocket = rpc --callers 16 --in-flight 32 --callees 4 --transport rawsocket ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, RawSocket, MessagePack = rpc --callers 16 --in-flight 32 --callees 4 --transport rawsocket --serializer msgpack ~ rpc, 16 callers, 32 in flight each, 16 B"
    "rpc, 16 × 32, 1 KiB, JSON calls CBOR = rpc --callers 16 --in-flight 32 --callees 4 --bytes 1024 --callee-serializer cbor ~ rpc, 16 × 32, 1 KiB"
    "rpc, 16 × 4, 64 KiB, JSON calls MessagePack = rpc --callers 16 --in-flight 4 --callees 4 --bytes 65536 --callee-serializer msgpack ~ rpc, 16 × 4, 64 KiB"
    "event, 1 → 1 = event"
    "event, 1 → 1, retained = event --retain ~ event, 1 → 1"
    "event, 1 → 1, acknowledged = event --acknowledge"
    "event, 100 pairs = event --publishers 100 --subscribers 100 --topics 100"
    "event, 1 → 100 = event --subscribers 100"
    "event, 100 → 100 = event --publishers 100 --subscribers 100 --window 4"
    "event, 1 → 1,000 = event --subscribers 1000"
    "event, 1 → 100, MessagePack = event --subscribers 100 --serializer msgpack ~ event, 1 → 100"
    "event, 1 → 100, RawSocket, MessagePack = event --subscribers 100 --transport rawsocket --serializer msgpack ~ event, 1 → 100"
    "event, 1 → 100, JSON, MessagePack and CBOR = event --subscribers 100 --subscriber-serializer json --subscriber-serializer msgpack --subscriber-serializer cbor ~ event, 1 → 100"
    "connect, join, leave = connect"
    "connect, join, leave, RawSocket = connect --transport rawsocket"
    "event, 1 → 1, beside 100,000 subscriptions = match --subscriptions 100000 ~ event, 1 → 1"
    "publish, 3 of 20 patterns match = patterns --prefixes 10 --wildcards 10"
    "publish, 3 of 200,000 patterns match = patterns --prefixes 100000 --wildcards 100000 ~ publish, 3 of 20 patterns match"
    "call, 1 of 20 patterns matches = patterns --procedures --prefixes 10 --wildcards 10"
    "call, 1 of 200,000 patterns matches = patterns --procedures --prefixes 100000 --wildcards 100000 ~ call, 1 of 20 patterns matches"
    "rpc, 64 KiB binary, RawSocket, MessagePack = passthrough --transport rawsocket --serializer msgpack --binary"
    "rpc, 64 KiB string, WebSocket, MessagePack = passthrough --serializer msgpack"
    "rpc, 64 KiB string, WebSocket, JSON = passthrough"
    "event, 1 → 16, 64 KiB binary, RawSocket, MessagePack = passthrough --subscribers 16 --transport rawsocket --serializer msgpack --binary"
    "event, 1 → 16, 64 KiB string, WebSocket, JSON = passthrough --subscribers 16"
)

work=$root/.build-bench
mkdir -p "$work"
results=$work/results.jsonl
: >"$results"

if [ -z "${WAMP_ROUTER:-}" ] || [ -z "${WAMP_BENCH:-}" ]; then
    for product in wamp-router wamp-bench; do
        swift build --package-path "$root" -c release -Xswiftc -enforce-exclusivity=unchecked \
            --product "$product" >&2
    done
fi
router=${WAMP_ROUTER:-$root/.build/release/wamp-router}
bench=${WAMP_BENCH:-$root/.build/release/wamp-bench}

forwarder=""
if command -v cc >/dev/null && [ -f "$here/forwarder.c" ]; then
    # Not in $work itself: what is started has a directory of its name there.
    forwarder=$work/bin/forwarder
    mkdir -p "$work/bin"
    cc -O2 -Wall -o "$forwarder" "$here/forwarder.c"
fi

crossbar=${CROSSBAR:-$work/venv/bin/crossbar}
if $with_crossbar && [ -z "${CROSSBAR:-}" ]; then
    if [ "$(cat "$work/venv/installed" 2>/dev/null)" != "$crossbar_version" ]; then
        rm -rf "$work/venv"
        python3 -m venv "$work/venv"
        "$work/venv/bin/pip" install --quiet --disable-pip-version-check "crossbar==$crossbar_version" >&2
        echo "$crossbar_version" >"$work/venv/installed"
    fi
fi

on_router_core="" on_bench_core=""
if command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ]; then
    on_router_core="taskset -c 0" on_bench_core="taskset -c 1"
fi
# A descriptor for every session.
ulimit -n "$(ulimit -H -n)"

# Processes by name of the router: only what was started here is ever ended.
declare -A pids ports

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

everything='{"call": true, "register": true, "publish": true, "subscribe": true}'

start() {
    local name=$1 port directory=$work/$1
    port=$(free_port)
    rm -rf "$directory"
    mkdir -p "$directory"
    if [ "$name" = forwarder ]; then
        $on_router_core "$forwarder" "$port" >"$directory/log" 2>&1 &
    elif [ "$name" = wamp-router ]; then
        cat >"$directory/router.json" <<END
{
  "version": 1,
  "listeners": [{"type": "tcp", "host": "127.0.0.1", "port": $port, "path": "/ws"}],
  "realms": [{
    "name": "realm1",
    "roles": [{"name": "anonymous", "permissions": [{"uri": "", "match": "prefix", "allow": $everything}]}],
    "authentication": {"anonymous": {"role": "anonymous"}}
  }],
  "transport": {"direct_send": $direct_send}
}
END
        $on_router_core "$router" --config "$directory/router.json" >"$directory/log" 2>&1 &
    else
        cat >"$directory/config.json" <<END
{
  "version": 2,
  "controller": {},
  "workers": [{
    "type": "router",
    "realms": [{
      "name": "realm1",
      "roles": [{"name": "anonymous", "permissions": [
        {"uri": "", "match": "prefix", "allow": $everything, "disclose": {"caller": false, "publisher": false}, "cache": true}
      ]}]
    }],
    "transports": [{
      "type": "universal",
      "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": $port, "backlog": 4096},
      "websocket": {"ws": {
        "type": "websocket",
        "serializers": ["json", "msgpack", "cbor"],
        "auth": {"anonymous": {"type": "static", "role": "anonymous"}}
      }},
      "rawsocket": {
        "serializers": ["json", "msgpack", "cbor"],
        "auth": {"anonymous": {"type": "static", "role": "anonymous"}}
      }
    }]
  }]
}
END
        $on_router_core "$crossbar" start --cbdir "$directory" >"$directory/log" 2>&1 &
    fi
    pids[$name]=$! ports[$name]=$port
    for _ in $(seq 600); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        if ! kill -0 "${pids[$name]}" 2>/dev/null; then break; fi
        sleep 0.1
    done
    echo "$name did not start:" >&2
    tail -n 20 "$directory/log" >&2
    exit 1
}

stop() {
    local pid=${pids[$1]:-}
    if [ -z "$pid" ]; then return; fi
    unset "pids[$1]"
    kill -TERM "$pid" 2>/dev/null || return 0
    for _ in $(seq 150); do
        if ! kill -0 "$pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}
trap 'for name in "${!pids[@]}"; do stop "$name"; done' EXIT
trap 'exit 130' INT TERM

# What all cores together have worked, in hundredths of a second.
busy() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9; exit }' /proc/stat; }

wait_until_quiet() {
    local deadline=$((SECONDS + patience)) before
    while [ "$SECONDS" -lt "$deadline" ]; do
        before=$(busy)
        sleep 1
        if [ $(($(busy) - before)) -lt 25 ]; then return; fi
    done
}

# One run; a failed one is reported and leaves a gap in the table. What its figures are labelled with: the repeat, the
# router, the workload and, where there is one, the plain workload.
measure() {
    local name=$1 workload=$2 arguments=$3 plain=$4
    wait_until_quiet
    printf '%s  %s: %s\n' "$(date +%H:%M:%S)" "$name" "$workload" >&2
    # shellcheck disable=SC2086
    $on_bench_core timeout 300 "$bench" $arguments --url "ws://127.0.0.1:${ports[$name]}/ws" \
        --pid "${pids[$name]}" --seconds "$seconds" --setup-timeout 120 --label "$repeat|$name|$workload|$plain" >>"$results" \
        || echo "$name: $workload failed" >&2
}

routers=(wamp-router)
if $with_crossbar; then routers+=(crossbar); fi

plain_of() {
    case $1 in *" ~ "*) echo "${1##* ~ }" ;; esac
}

# Whether --only asks for this workload, or for one whose plain workload it is.
is_wanted() {
    local workload
    case $1 in *"$only"*) return 0 ;; esac
    for workload in "${workloads[@]}"; do
        case ${workload% = *} in *"$only"*) if [ "$(plain_of "$workload")" = "$1" ]; then return 0; fi ;; esac
    done
    return 1
}

# Whether it is measured with a router of its own, because what went before would still be in memory.
needs_own_router() {
    case $1 in idle* | patterns*) return 0 ;; *) return 1 ;; esac
}

# Whether this router is to be measured with this workload.
is_for() {
    case $2 in passthrough*) [ "$1" = wamp-router ] && [ -n "$forwarder" ] ;; esac
}

for repeat in $(seq "$repeats"); do
    # Whoever was first in one repeat is last in the next.
    order=("${routers[@]}")
    if [ $((repeat % 2)) = 0 ] && $with_crossbar; then order=(crossbar wamp-router); fi
    for workload in "${workloads[@]}"; do
        name=${workload% = *}
        if ! is_wanted "$name"; then continue; fi
        plain=$(plain_of "$workload") arguments=${workload##* = }
        arguments=${arguments% ~ *}
        for router_name in "${order[@]}"; do
            if ! is_for "$router_name" "$arguments"; then continue; fi
            if needs_own_router "$arguments"; then stop "$router_name"; fi
            if [ -z "${pids[$router_name]:-}" ]; then start "$router_name"; fi
            case $arguments in
                passthrough*)
                    start forwarder
                    arguments="$arguments --forwarder-port ${ports[forwarder]} --forwarder-pid ${pids[forwarder]}" ;;
            esac
            measure "$router_name" "$name" "$arguments" "$plain"
            stop forwarder
            if needs_own_router "$arguments"; then stop "$router_name"; fi
        done
    done
    for router_name in "${routers[@]}"; do stop "$router_name"; done
done

python3 "$here/table.py" "$results"
case transcoding in *"$only"*)
    echo
    $on_bench_core "$bench" transcode ;;
esac
