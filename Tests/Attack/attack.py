"""Attacks a router with all that SECURITY.md speaks of, one after the other and all at once, beside honest clients.

At the end: the process lives, every honest request was answered in time, memory and descriptors are back, refusals were
those that are documented, and the log has no failure of the router's own.
"""

import argparse
import collections
import math
import resource
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "EndToEnd"))

import identity  # noqa: E402
import load  # noqa: E402
import messages  # noqa: E402
import openings  # noqa: E402
from certificates import Certificates  # noqa: E402
from honest import STALL, HonestProcess  # noqa: E402
from hostile import Attack  # noqa: E402
from target import Target  # noqa: E402

PHASES = [*identity.PHASES, *openings.PHASES, *messages.PHASES, *load.PHASES]
# These fill what all share on purpose, so that others could not do what they are meant to.
ALONE = [load.connections]
IDLE, ALL = "idle", "all at once"
# The slowest honest answer, beyond what the honest process itself overslept, in seconds.
SLOWEST = 2.0
# What memory may be above its level at the beginning, and what each further round of everything may add, in bytes. The
# router gives freed memory back to the system four times a minute, all but 32 MiB.
MEMORY, MEMORY_OF_A_ROUND = 80 << 20, 32 << 20
PATIENCE_FOR_MEMORY = 40
DESCRIPTORS = 24
# In the log, in lower case.
FATAL = ["assertion", "fatal", "program crashed", "addresssanitizer", "runtime error", '"level":"critical"', '"level":"error"']


def perform(attack, phase):
    attack.phase.name = phase.__name__
    try:
        phase(attack)
    except Exception:  # noqa: BLE001: the others are to be seen, too
        attack.problems.append(f"{phase.__name__}: {traceback.format_exc(limit=-4)}")


class Course:
    """The attack from its beginning to its end, and what was measured on the way."""

    def __init__(self, target, attack, honest):
        self.target, self.attack, self.honest = target, attack, honest
        self.rows = []
        # Memory before anything happened.
        self.level = None

    def run(self, name, body):
        """One phase, with what it costs the router."""
        self.honest.tell("phase", name)
        self.target.peak = 0
        begin, cost = time.monotonic(), self.target.processor_time()
        stop = threading.Event()
        sampler = threading.Thread(target=self.sample, args=[stop])
        sampler.start()
        try:
            body()
        finally:
            stop.set()
            sampler.join()
        if self.target.is_running():
            row = (name, time.monotonic() - begin, self.target.processor_time() - cost, self.target.peak)
            self.rows.append(row)
            print(f"{name:32}{row[1]:6.1f} s, router {row[2]:5.1f} s, peak {row[3] >> 20} MiB", flush=True)

    def sample(self, stop):
        while not stop.wait(0.1) and self.target.is_running():
            try:
                self.target.resident()
            except (OSError, TypeError):
                return

    def rest(self, seconds):
        """A pause, after which memory and descriptors are what stays: as long as it takes until that is little."""
        self.honest.tell("phase", "pause")
        time.sleep(seconds)
        end = time.monotonic() + PATIENCE_FOR_MEMORY
        self.level = self.level or self.target.resident()
        while self.target.resident() > self.level + MEMORY and time.monotonic() < end:
            time.sleep(1)
        return self.target.resident(), self.target.descriptors()

    def all_at_once(self, phases):
        threads = [
            threading.Thread(target=perform, args=(self.attack, phase), name=phase.__name__)
            for phase in phases if phase not in ALONE
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def follow(self, phases, rounds, pause, is_sequential):
        """Returns memory and descriptors at the beginning, behind all phases, and behind each round of everything."""
        self.run(IDLE, lambda: time.sleep(pause))
        levels = [self.rest(0.5)]
        for phase in phases:
            if not is_sequential and phase not in ALONE:
                continue
            self.run(phase.__name__, lambda phase=phase: perform(self.attack, phase))
            if not self.target.is_running():
                return levels
        levels.append(self.rest(pause))
        for number in range(rounds):
            self.run(f"{ALL} {number + 1}", lambda: self.all_at_once(phases))
            if not self.target.is_running():
                return levels
            levels.append(self.rest(pause))
        return levels


def percentile(latencies, share):
    return sorted(latencies)[min(len(latencies) - 1, math.ceil(len(latencies) * share) - 1)]


def judge_latencies(problems, latencies, failures, phases):
    """Prints what honest clients have seen of each phase."""
    merged, stalls, kinds = collections.defaultdict(list), {}, collections.defaultdict(list)
    for (phase, kind), values in latencies.items():
        if kind == STALL:
            stalls[phase] = max(values)
        else:
            merged[phase] += values
            kinds[phase, kind] = values
    print(f"\n{'honest answers in ms':32}{'count':>7}{'p50':>8}{'p99':>8}{'max':>8}{'machine':>9}   slowest")
    for phase in phases:
        values = merged.get(phase)
        if not values:
            continue
        slowest = max((max(values), kind) for (name, kind), values in kinds.items() if name == phase)
        numbers = [percentile(values, 0.5), percentile(values, 0.99), max(values), stalls.get(phase, 0)]
        figures = "".join(f"{number * 1000:8.1f}" for number in numbers)
        print(f"{phase:32}{len(values):7}{figures}    {slowest[1]}")
        if slowest[0] > SLOWEST + numbers[3]:
            problems.append(f"{phase}: {slowest[1]} was answered after {slowest[0]:.2f} s")
    for phase, kind, text in failures:
        problems.append(f"{phase}: an honest client ({kind}) had {text}")
    return sum(map(len, merged.values()))


def judge_levels(problems, levels, is_sanitized):
    print("\nmemory and descriptors in the pauses: " + ", ".join(f"{size >> 20} MiB {count}" for size, count in levels))
    (size, count), (last_size, last_count) = levels[0], levels[-1]
    if last_count > count + DESCRIPTORS:
        problems.append(f"descriptors: {count} before, {last_count} behind")
    # The sanitizer keeps what was freed, to see who uses it.
    factor = 4 if is_sanitized else 1
    if last_size > size + MEMORY * factor:
        problems.append(f"memory: {size >> 20} MiB before, {last_size >> 20} MiB behind")
    if len(levels) > 3 and last_size > levels[-2][0] + MEMORY_OF_A_ROUND * factor:
        sizes = [size >> 20 for size, _ in levels[-2:]]
        problems.append(f"memory: {sizes[0]} MiB after a round of everything, {sizes[1]} MiB after the next")


def judge_log(problems, log):
    text = log.read_text(errors="replace")
    print(f"the log has {len(text) >> 10} KiB")
    for line in text.splitlines():
        if any(word in line.lower() for word in FATAL):
            problems.append(f"log: {line[:300]}")


def run(scale=1.0, rounds=2, pause=5.0, phases=tuple(PHASES), directory=None, is_sequential=True):
    """Attacks a router of its own; returns what should not have happened.

    `rounds` is how often everything comes at once, behind each phase by itself if it is sequential."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 1 << 16), hard))
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(directory or temporary)
        directory.mkdir(parents=True, exist_ok=True)
        certificates = Certificates(directory)
        target = Target(directory, certificates)
        with target:
            honest = HonestProcess(target)
            attack = Attack(target, certificates, honest, scale)
            course = Course(target, attack, honest)
            levels = course.follow(phases, rounds, pause, is_sequential)
            problems = attack.problems
            if not target.is_running():
                problems.append(f"the router died with {target.process.returncode}:\n{target.log.read_text()[-4000:]}")
            latencies, failures = honest.end()
            count = judge_latencies(problems, latencies, failures, [row[0] for row in course.rows])
            judge_levels(problems, levels, target.is_sanitized)
        if target.process.returncode != 0:
            problems.append(f"the router ended with {target.process.returncode}")
        judge_log(problems, target.log)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(f"{count} honest requests, {len(failures)} failed")
    for note in attack.notes:
        print(f"note: {note}")
    for problem, times in collections.Counter(problems).items():
        print(f"PROBLEM ({times}): {problem}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="how many of everything, 1 for all of it")
    parser.add_argument("--rounds", type=int, default=2, help="how often everything comes at once at the end")
    parser.add_argument("--only", help="the phases whose names contain this word")
    parser.add_argument("--keep", help="a folder for configuration and log, which stay")
    options = parser.parse_args()
    phases = [phase for phase in PHASES if not options.only or options.only in phase.__name__]
    begin = time.monotonic()
    problems = run(options.scale, options.rounds, phases=phases, directory=options.keep)
    print(f"{time.monotonic() - begin:.0f} s\n{'failed' if problems else 'passed'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
