#!/usr/bin/env python3
"""Measures how the time and memory of every command grow with legs, demands and corridors, beside scipy and igraph.

usage: run.py [--binary PATH] [--most-legs N] [--most-demands N] [--only WORD,..] [--series NAME,..]
              [--limit S] [--memory-gb G] [--rounds N] [--markdown FILE] [--smoke]

Makes worlds in a temporary folder and runs the program on each, one command at a time. A command that meets its limit
is ended, said so, and not run on larger worlds. See README.md beside this file.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import report
from measure import Limits, Taken, take

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ("scipy", "igraph")
BASE_DEMANDS, BASE_LEGS_DEMANDS, BASE_LEGS_CORRIDORS, BASE_CORRIDORS = 100, 10_000, 5_000, 2
PLAN = """schema = 1
design = "halton"
runs = {runs}
[factors]
"{path}" = [{low}, {high}]
"""
# Prices alone move with the first; the second is how much one lot is, which lays the network out anew.
PLANS = {
    "prices": PLAN.format(runs=16, path="cargo.value_per_t", low=1300, high=1800),
    "structure": PLAN.format(runs=4, path="cargo.lot_t", low=2000, high=4000),
}
SHIPPED = "hunchun-ningbo-2019"
SHIPPED_RUNS = (2, 34)


@dataclass(frozen=True)
class Command:
    """A command whose growth is measured: its name in the tables and its words, those of the scenario aside."""

    name: str
    words: str
    codes: tuple = (0,)
    pairs_tariff: bool = False
    smoke: str = ""  # Words that make it do less where only whether it works is asked.

    def line(self, binary, world, smoke=False):
        """Returns the words to run on a world."""
        if self.name in PEERS:
            return [sys.executable, str(HERE / "peer.py"), self.name, str(world), "totals.csv"]
        first, *rest = f"{self.words} {self.smoke if smoke else ''}".split()
        return [str(binary), first, str(world / "scenario.toml"), *rest]


DETAILS = ("totals", "parts", "route", "all")
COMMANDS = [
    Command("check", "check"),
    *(Command(f"compare {detail}", f"compare --detail {detail} --format csv") for detail in DETAILS),
    *(Command(peer, "") for peer in PEERS),
    Command("explain", "explain"),
    Command("alternatives", "alternatives --format csv", smoke="--most-paths 100"),
    Command("pareto", "pareto --format csv"),
    Command("risk", "risk --draws 10000 --format csv"),
    Command("sensitivity", "sensitivity --format csv", smoke="--samples 10000"),
    Command("levers", "levers --format csv"),
    Command("breakeven list", "breakeven --format csv"),
    Command("critical", "critical --format csv"),
    Command("catchment", "catchment --format csv", smoke="--draws 100"),
    # At today's rates of these worlds the borrowed port wins in no draw, and there is no box to look for: exit code 4.
    Command("discover", "discover --format csv --set tariffs.sea-abroad.per_km=*0.4", (0, 4), smoke="--draws 200"),
    Command("sweep prices", "sweep --plan prices.toml -o study --force --yes"),
    Command("sweep structure", "sweep --plan structure.toml -o study --force --yes"),
    Command("minimum charge", "compare --format csv", pairs_tariff=True),
]


@dataclass(frozen=True)
class Point:
    """What a command took on one world."""

    series: str
    command: str
    legs: int
    demands: int
    corridors: int
    asked: int
    table_bytes: int
    taken: Taken

    @property
    def size(self):
        """Returns what grows in the series."""
        return {"legs": self.legs, "demands": self.demands, "corridors": self.corridors}[self.series]


class Bench:
    """The worlds and what has been measured on them."""

    def __init__(self, asked, folder):
        self.asked, self.folder, self.points, self.loads = asked, folder, [], []
        self.limits = Limits(asked.limit, asked.memory_gb)
        self.ended, self.skipped, self.peers = {}, [], PEERS
        self.base_demands = 10 if asked.smoke else BASE_DEMANDS
        self.agreement, self.beside, self.beside_counts, self.shipped = [], {}, {}, None
        for name, text in PLANS.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        self.commands = [command for command in COMMANDS if not asked.only or command.name.split()[0] in asked.only]
        for peer in PEERS:
            if importlib.util.find_spec(peer) is None:
                self.say(
                    f"SKIPPED: {peer} cannot be imported by {sys.executable}; `pip install {peer}` to measure beside it"
                )
                self.skipped.append(peer)
        self.commands = [command for command in self.commands if command.name not in self.skipped]

    def say(self, words):
        """Tells the one who waits how far it is."""
        print(words, file=sys.stderr, flush=True)

    def world(self, legs, demands, corridors, pairs_tariff=False):
        """Makes a world; returns its folder and counts."""
        folder = self.folder / "world"
        shutil.rmtree(folder, ignore_errors=True)
        destinations = 10 ** ((len(str(demands)) - 1) // 2)
        sizes = {"legs": legs, "origins": demands // destinations, "destinations": destinations, "corridors": corridors}
        words = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        words += ["--pairs-tariff"] if pairs_tariff else []
        # By a process of its own: what is forked from one that has held a large world is counted as large.
        done = subprocess.run(
            [sys.executable, str(HERE / "world.py"), str(folder), *words], check=True, capture_output=True, text=True
        )
        counts = json.loads(done.stdout)
        self.say(f"world of {counts}")
        return folder, counts

    def take(self, command, world):
        """Runs a command on a world and clears up behind it."""
        taken = take(command.line(self.asked.binary, world, self.asked.smoke), self.folder, self.limits, command.codes)
        shutil.rmtree(self.folder / "study", ignore_errors=True)
        self.loads.append(os.getloadavg()[0])
        return taken

    def measure(self, series, commands, asked, legs, demands, corridors):
        """Makes the world of one size of a series and measures every command on it."""
        commands = [command for command in commands if (series, command.name) not in self.ended]
        if not commands:
            return
        world, counts = self.world(legs, demands, corridors, commands[0].pairs_tariff)
        table_bytes = sum(path.stat().st_size for path in (world / "tables").iterdir())
        for command in commands:
            taken = self.take(command, world)
            size = (counts["legs"], counts["demands"], counts["corridors"])
            point = Point(series, command.name, *size, asked, table_bytes, taken)
            self.points.append(point)
            self.say(f"  {command.name}: {report.cells(taken)}")
            if not taken.whole:
                self.ended[series, command.name] = f"{taken.limit or taken.failure} at {point.size:,}"
            elif command.name in PEERS:
                self.agree(command.name, world, counts)

    def agree(self, peer, world, counts):
        """Holds the totals of a library against the program's."""
        totals = next(command for command in COMMANDS if command.name == "compare totals")
        if not take(totals.line(self.asked.binary, world), self.folder, self.limits).whole:
            return
        words = [sys.executable, str(HERE / "peer.py"), "same", "totals.csv", "answer"]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{peer} and the program differ on {counts}: {done.stderr}")
        self.agreement.append(f"{peer}, {counts['legs']:,} legs: {done.stdout.strip()}")

    def run_series(self):
        """Measures every command by legs, by demands and by corridors, and rail with a minimum charge by legs."""
        most_legs, most_demands = self.asked.most_legs, self.asked.most_demands
        plain = [command for command in self.commands if not command.pairs_tariff]
        pairs = [command for command in self.commands if command.pairs_tariff]
        base = 100 if self.asked.smoke else min(BASE_LEGS_DEMANDS, most_legs)
        asked = self.asked.series
        for legs in sizes(100, most_legs, 500_000) if "legs" in asked else ():
            self.measure("legs", plain, legs, legs, self.base_demands, BASE_CORRIDORS)
        for legs in sizes(100, min(most_legs, 10_000), 3_000) if "legs" in asked else ():
            self.measure("legs", pairs, legs, legs, self.base_demands, BASE_CORRIDORS)
        for demands in sizes(self.base_demands, most_demands) if "demands" in asked else ():
            self.measure("demands", plain, demands, base, demands, BASE_CORRIDORS)
        # The libraries' question is of two corridors.
        own = [command for command in plain if command.name not in PEERS]
        counts = (2, 4) if self.asked.smoke else (2, 5, 10, 20)
        for corridors in counts if "corridors" in asked else ():
            legs = 100 if self.asked.smoke else min(BASE_LEGS_CORRIDORS, most_legs)
            self.measure("corridors", own, corridors, legs, self.base_demands, corridors)

    def run_beside(self):
        """Measures totals, parts and route beside each library, in turns on one world, and keeps the medians."""
        names = [command.name for command in self.commands]
        peers = [peer for peer in PEERS if peer in names]
        if not peers or "compare totals" not in names:
            return
        demands = min(100_000, self.asked.most_demands)
        world, self.beside_counts = self.world(min(BASE_LEGS_DEMANDS, self.asked.most_legs), demands, BASE_CORRIDORS)
        by_name = {command.name: command for command in COMMANDS}
        turns = ["compare totals", "compare parts", "compare route"]
        took = {name: [] for name in (*turns, *peers)}
        for _ in range(self.asked.rounds):
            for ours in turns:
                for name in (ours, *peers):
                    took[name].append(self.take(by_name[name], world))
        for name, all_taken in took.items():
            if all(taken.whole for taken in all_taken):
                medians = (
                    statistics.median(column) for column in zip(*((t.cpu_s, t.wall_s, t.memory_mb) for t in all_taken))
                )
                self.beside[name] = Taken(*medians)

    def run_shipped(self):
        """Measures a structural run of a study of the shipped case: the difference of two studies."""
        if self.asked.smoke or (self.asked.only and "sweep" not in self.asked.only):
            return
        cpu_s = []
        for runs in SHIPPED_RUNS:
            plan = PLANS["structure"].replace("runs = 4", f"runs = {runs}")
            (self.folder / "shipped.toml").write_text(plan, encoding="utf-8")
            words = [
                "sweep",
                str(ROOT / f"scenarios/{SHIPPED}.toml"),
                "--plan",
                "shipped.toml",
                "-o",
                "study",
                "--force",
            ]
            taken = take([str(self.asked.binary), *words], self.folder, self.limits)
            if not taken.whole:
                self.say(f"shipped case: {taken.limit or taken.failure}")
                return
            cpu_s.append(taken.cpu_s)
        self.shipped = (cpu_s[1] - cpu_s[0]) / (SHIPPED_RUNS[1] - SHIPPED_RUNS[0])

    def machine(self):
        """Returns what was measured, and on what."""
        version = subprocess.run(
            [self.asked.binary, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            models = [line.partition(": ")[2].strip() for line in file if line.startswith("model name")]
        processor = models[0] if models else platform.machine()
        load = f"{min(self.loads, default=0):.1f} to {max(self.loads, default=0):.1f}"
        libraries = [f"{peer} {importlib.metadata.version(peer)}" for peer in PEERS if peer not in self.skipped]
        libraries += [f"without {peer}, which cannot be imported" for peer in self.skipped]
        words = (
            version,
            f"{os.cpu_count()} cores of {processor}",
            f"load {load}",
            f"Python {platform.python_version()}",
        )
        return ", ".join((*words, *libraries))


def sizes(least, most, *extra):
    """Returns the powers of ten between two sizes, the extra ones between them, and both."""
    powers = [10**power for power in range(1, 8)]
    return sorted({least, most} | {size for size in (*powers, *extra) if least < size < most})


def default_binary():
    """Returns the release build in the folder where cargo builds."""
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "corridor"


def main():
    usage = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    usage.add_argument("--binary", type=Path, default=default_binary(), help="the program, a release build")
    usage.add_argument("--most-legs", type=int, default=1_000_000)
    usage.add_argument("--most-demands", type=int, default=1_000_000)
    usage.add_argument("--only", type=lambda text: text.split(","), help="first words of the commands to measure")
    usage.add_argument("--series", type=lambda text: text.split(","), default=report.SERIES, help="what is to grow")
    usage.add_argument("--limit", type=float, default=120, help="seconds of wall clock for one command")
    usage.add_argument("--memory-gb", type=float, default=4, help="memory for one command")
    usage.add_argument("--rounds", type=int, default=3, help="turns beside the libraries")
    usage.add_argument("--markdown", type=Path, help="write the tables to this file too")
    usage.add_argument(
        "--smoke", action="store_true", help="tiny worlds: only whether every command runs and grows sanely"
    )
    asked = usage.parse_args()
    if asked.most_legs < 100 or asked.most_demands < BASE_DEMANDS:
        usage.error(f"the smallest worlds have 100 legs and {BASE_DEMANDS} demands")
    if asked.smoke:
        asked.most_legs, asked.most_demands, asked.limit, asked.rounds = 200, 30, min(asked.limit, 5), 1
    asked.binary = asked.binary.resolve()
    if not asked.binary.is_file():
        sys.exit(f"{asked.binary} is not there: build it by `cargo build --release`, or name another with --binary")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked, Path(folder))
        bench.run_series()
        bench.run_beside()
        bench.run_shipped()
    seconds = time.monotonic() - began
    text = report.text(bench, seconds)
    print(f"{len(bench.points)} runs, {len(bench.ended)} ended at a limit, {seconds:.0f} s" if asked.smoke else text)
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")
    faults = report.faults(bench)
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
