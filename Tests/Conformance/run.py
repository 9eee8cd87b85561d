#!/usr/bin/env python3
"""Runs the Autobahn WebSocket TestSuite against websocket-echo and compares the verdicts with baseline.json.

    swift build -c release --product websocket-echo
    python3 Tests/Conformance/run.py [--server PATH] [--update] [CASE ...]

CASE is a case id or a glob such as "1.*"; all cases run when none is given (about ten minutes). The suite is
the PyPI package `kosoku`, which drives Autobahn's own case files; it is installed into .build-conformance/ at
the first run. The exit code is 0 only when every verdict is as the baseline says: a better verdict is a
difference too, so that the baseline stays true. --update writes what was found into the baseline.
"""

import argparse
import asyncio
import collections
import json
import pathlib
import subprocess
import sys
import time
import venv

KOSOKU = "kosoku==0.1.0"
ROOT = pathlib.Path(__file__).resolve().parents[2]
BASELINE = pathlib.Path(__file__).with_name("baseline.json")
ENVIRONMENT = ROOT / ".build-conformance"


def inside_environment():
    """Starts this script again inside its virtual environment, which is made when it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / KOSOKU
    if pathlib.Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    if not stamp.exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", KOSOKU], check=True)
        stamp.touch()
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)


def start(server):
    """Starts the echo server on a port that the system chooses."""
    process = subprocess.Popen([server], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        process.kill()
        sys.exit(f"{server} did not start: {line!r}")
    return process, line.split()[-1]


async def verdicts(address, cases):
    """Runs the cases one after the other; a dictionary from case id to "behavior / closing behavior"."""
    import kosoku

    try:
        results = await kosoku.run_fuzzingclient(f"ws://{address}", cases or None)
    except kosoku.FailureError as failure:
        results = failure.results
    return {r.case_id: (f"{r.behavior.value} / {r.behavior_close.value}", r) for r in results}


def compare(found, baseline):
    """The differences as lines."""
    exceptions = baseline["exceptions"]
    for case, (verdict, result) in found.items():
        expected = exceptions.get(case, {}).get("verdict", "OK / OK")
        if verdict != expected:
            yield f"{case}: {verdict}, expected {expected}\n    {result.result}\n    {result.result_close}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default=ROOT / ".build" / "release" / "websocket-echo")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    inside_environment()

    baseline = json.loads(BASELINE.read_text())
    process, address = start(options.server)
    begun = time.monotonic()
    try:
        found = asyncio.run(verdicts(address, options.cases))
    finally:
        alive = process.poll() is None
        process.kill()
        process.wait()
    seconds = time.monotonic() - begun

    if options.update:
        for case, (verdict, _) in found.items():
            reason = baseline["exceptions"].pop(case, {}).get("reason", "not argued yet")
            if verdict != "OK / OK":
                baseline["exceptions"][case] = {"verdict": verdict, "reason": reason}
        if not options.cases:
            baseline["cases"] = len(found)
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")

    differences = list(compare(found, baseline))
    if not alive:
        differences.append("the server ended by itself")
    if not options.cases and len(found) != baseline["cases"]:
        differences.append(f"{len(found)} cases ran, expected {baseline['cases']}")
    if not found:
        differences.append("no case ran")
    counts = collections.Counter(verdict for verdict, _ in found.values())
    print(*differences, sep="\n")
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()), f"in {seconds:.0f} s")
    print(f"{len(found)} cases, {len(differences)} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
