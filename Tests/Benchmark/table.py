"""Prints the results of several runs as a Markdown table of medians: table.py RESULTS.jsonl"""

import json
import statistics
import sys
from pathlib import Path

OURS = "wamp-router"
OTHER = "crossbar"


def read(file):
    """Results by workload and router, in the order in which they were first measured; and the plain workload of those
    that have one."""
    table, plain = {}, {}
    for line in Path(file).read_text().splitlines():
        result = json.loads(line)
        result["repeat"], router, workload, beside = result["label"].split("|", 3)
        table.setdefault(workload, {}).setdefault(router, []).append(result)
        if beside:
            plain[workload] = beside
    return table, plain


def median(results, member):
    values = [result[member] for result in results or [] if result.get(member) is not None]
    return statistics.median(values) if values else None


def number(value):
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(ours, other):
    return f"{other / ours:,.0f} ×" if ours and other and other >= 10 * ours else (
        f"{other / ours:.1f} ×" if ours and other else "–")


def row(cells):
    print("| " + " | ".join(cells) + " |")


def added_costs(table, plain):
    """A second table: each workload that has a plain one, and how many times as much CPU it takes."""
    member = "router_cpu_us_per_op"
    rows = []
    for name, beside in plain.items():
        for router, runs in table[name].items():
            plain_runs = {run["repeat"]: run[member] for run in table.get(beside, {}).get(router, [])}
            ratios = [
                run[member] / plain_runs[run["repeat"]]
                for run in runs if run[member] and plain_runs.get(run["repeat"])
            ]
            if ratios:
                span = f"{min(ratios):.2f}–{max(ratios):.2f}"
                rows.append([name, beside, router, number(median(runs, member)),
                             number(statistics.median(plain_runs.values())),
                             f"{statistics.median(ratios):.2f} × ({span})"])
    if not rows:
        return
    print()
    row(["workload", "plain workload", "router", "CPU µs/operation", "plain", "ratio within a repeat"])
    row(["---"] * 3 + ["---:"] * 3)
    for cells in rows:
        row(cells)


def is_pass_through(routers):
    return any("forwarder_cpu_us_per_op" in run for runs in routers.values() for run in runs)


def pass_through(passing):
    """A third table: the router's CPU beside that of a program that moves the bytes unread."""
    if not passing:
        return
    print()
    row(["pass-through", "CPU µs/operation", "forwarder", "ratio within a round"])
    row(["---"] + ["---:"] * 3)
    for name, runs in passing.items():
        span = f"{min(run['ratio_least'] for run in runs):.2f}–{max(run['ratio_greatest'] for run in runs):.2f}"
        row([name, number(median(runs, "router_cpu_us_per_op")), number(median(runs, "forwarder_cpu_us_per_op")),
             f"{median(runs, 'ratio'):.2f} × ({span})"])


def main():
    table, plain = read(sys.argv[1])
    compares = any(OTHER in routers for routers in table.values())
    passing = {name: routers[OURS] for name, routers in table.items() if is_pass_through(routers)}
    steady = {
        name: routers for name, routers in table.items() if not name.startswith("idle") and name not in passing}
    head = ["workload", "operations/s", "p50 µs", "p99 µs", "CPU µs/operation"]
    if compares:
        head += ["Crossbar.io: operations/s", "p50 µs", "CPU µs/operation", "CPU ratio"]
    if steady:
        row(head)
        row(["---"] + ["---:"] * (len(head) - 1))
    for name, routers in steady.items():
        ours, other = routers.get(OURS), routers.get(OTHER)
        members = ["ops_per_second", "p50_us", "p99_us", "router_cpu_us_per_op"]
        cells = [name] + [number(median(ours, member)) for member in members]
        if compares:
            cells += [number(median(other, member)) for member in members if member != "p99_us"]
            cells.append(ratio(median(ours, members[-1]), median(other, members[-1])))
        row(cells)
    for name, routers in table.items():
        if name in steady or name in passing:
            continue
        ours, other = (median(routers.get(router), "kib_per_session") for router in (OURS, OTHER))
        text = f"\nResident memory per {name}: {number(ours)} KiB"
        if compares:
            text += f"; Crossbar.io {number(other)} KiB ({ratio(ours, other)})"
        print(text + ".")
    added_costs(table, plain)
    pass_through(passing)
    disturbances = [
        result["other_cpu_share"]
        for routers in steady.values() for runs in routers.values() for result in runs
        if "other_cpu_share" in result
    ]
    if disturbances:
        print(
            f"\nOther processes used {statistics.median(disturbances):.2f} cores during the median run, "
            f"{max(disturbances):.2f} at most.")
    wrong = sum(result["errors"] for routers in table.values() for runs in routers.values() for result in runs)
    if wrong:
        print(f"\n{wrong} answers were wrong or missing.")


if __name__ == "__main__":
    main()
