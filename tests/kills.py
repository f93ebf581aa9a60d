#!/usr/bin/env python3
"""Kills studies at random moments and resumes them: in the end they must be, to the byte, what an undisturbed run writes.

usage: kills.py PROGRAM [KILLS [SEED]]    (200 kills by default; the moments are random, but for a seed and a machine the same)

Each study is run undisturbed once, which tells how long it takes; then it is killed by SIGKILL within that time again and
again, with --resume each time, as one machine and as two shards that are merged.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_S = 120  # For all of it; a run that hangs ends sooner.
RUN_LIMIT_S = 30
KILLS_IN_ROUND = 30
PLAN = """schema = 1
design = "{design}"
runs = {runs}
partition_runs = {part}
[factors]
"cargo.value_per_t" = [1600, 1900]
"tariffs.border-rail.per_haul" = "bounds"
"""
STUDIES = [("halton", 60, 10, "csv", 1), ("sobol", 32, 5, "parquet", 1), ("halton", 48, 8, "csv", 2)]


def contents(folder):
    """Returns every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class Study:
    """One study in a folder of its own, run undisturbed at first."""

    def __init__(self, program, folder, number):
        design, runs, part, form, self.shards = STUDIES[number]
        self.program, self.folder, self.number = program, folder, number
        plan = folder / f"plan-{number}.toml"
        plan.write_text(PLAN.format(design=design, runs=runs, part=part), encoding="utf-8")
        self.sweep = ["sweep", "trial/scenario.toml", "--plan", plan.name, "--format", form, "--quiet", "--threads", "1"]
        start = time.monotonic()
        self.run(*self.sweep, "-o", f"whole-{number}")
        self.seconds = time.monotonic() - start
        self.whole = contents(folder / f"whole-{number}")

    def run(self, *arguments):
        """Runs the program to its end, which must be a good one."""
        command = [self.program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=RUN_LIMIT_S
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")

    def disturbed(self, dice, kills):
        """Kills the study so often, and compares what it becomes."""
        name = f"killed-{self.number}"
        outputs = [f"{name}-{shard}" for shard in range(1, self.shards + 1)]
        met = 0
        while met < kills:
            for shard, output in enumerate(outputs, start=1):
                command = [self.program, *self.sweep, "-o", output, "--shard", f"{shard}/{self.shards}", "--resume"]
                process = subprocess.Popen(
                    command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
                )
                try:
                    said = process.communicate(timeout=dice.uniform(self.seconds / 5, self.seconds))[1]
                    if process.returncode != 0:
                        sys.exit(f"{output}: exit {process.returncode}\n{said}")
                    # It was faster than the kill: it begins anew.
                    shutil.rmtree(self.folder / output)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    met += 1
                if met >= kills:
                    break
        for shard, output in enumerate(outputs, start=1):
            self.run(*self.sweep, "-o", output, "--shard", f"{shard}/{self.shards}", "--resume")
        result = outputs[0]
        if self.shards > 1:
            result = name
            self.run("merge", *outputs, "-o", result)
        self.run("verify", result)
        now = contents(self.folder / result)
        differ = sorted(file for file in now.keys() | self.whole.keys() if now.get(file) != self.whole.get(file))
        if differ:
            sys.exit(f"{result} is not what an undisturbed run writes: {', '.join(differ)}")
        return met


def main(program, kills=200, seed=1):
    dice, start, met = random.Random(seed), time.monotonic(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([program, "init", "trial"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        studies = [Study(program, folder, number) for number in range(len(STUDIES))]
        # Rounds in turn, so that each study is met at many stages.
        for round_number, left in enumerate(range(kills, 0, -KILLS_IN_ROUND)):
            if time.monotonic() - start > LIMIT_S:
                sys.exit(f"{met} of {kills} kills took more than {LIMIT_S} s")
            met += studies[round_number % len(studies)].disturbed(dice, min(KILLS_IN_ROUND, left))
            for output in folder.glob("killed-*"):
                shutil.rmtree(output)
    print(f"{met} kills, every byte as undisturbed, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    main(str(Path(sys.argv[1]).resolve()), *map(int, sys.argv[2:]))
