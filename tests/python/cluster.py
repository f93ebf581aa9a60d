"""Runs a study on a Ray cluster of this machine while the driver, a worker and a whole node are killed by SIGKILL.

usage: cluster.py PROGRAM, with the wheel, ray, fsspec and pyarrow installed

The head has no processors, so that all work is done on two nodes that can be killed. In the end the folder must be, to the
byte, what one machine writes, with every row once.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# A busy machine takes its time to start the processes of a node.
os.environ["RAY_raylet_start_wait_time_s"] = "240"
# How soon a node that is gone is missed: here within two seconds instead of half a minute.
os.environ["RAY_health_check_period_ms"] = "500"
os.environ["RAY_health_check_initial_delay_ms"] = "500"
os.environ["RAY_health_check_failure_threshold"] = "4"

import pyarrow.parquet
from ray.cluster_utils import Cluster

ROOT = Path(__file__).parents[2]
SCENARIO = "scenarios/hunchun-ningbo-2019.toml"
PARTITIONS = 24
LIMIT_S = 240
PLAN = """schema = 1
design = "halton"
runs = {runs}
partition_runs = {part}
{draws}
[factors]
"cargo.value_per_t" = [1600, 1900]
"tariffs.sea-zarubino-box20.per_haul" = "bounds"
"""


def contents(folder):
    """Returns every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def written(folder):
    """Returns how many partitions are there."""
    return len(list(folder.glob("_part-*.json")))


def started(cluster, plan, output):
    command = [sys.executable, "-m", "corridor.ray", SCENARIO, "--plan", str(plan), "-o", str(output)]
    return subprocess.Popen([*command, "--address", cluster.address], cwd=ROOT, stderr=subprocess.PIPE, text=True)


def until(folder, number, driver):
    """Waits until so many partitions are there while the driver still runs."""
    ends = time.monotonic() + LIMIT_S
    while written(folder) < number:
        if driver.poll() is not None or time.monotonic() > ends:
            sys.exit(f"the study ended with {written(folder)} of {number} partitions: {driver.communicate()[1]}")
        time.sleep(0.02)
    assert written(folder) < PARTITIONS, "it was faster than the kills"


def processes():
    """Returns the parent and the command of every process of this machine."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (path / "stat").read_text(), (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        found[int(path.name)] = int(status.rpartition(")")[2].split()[1]), command
    return found


def below(process):
    """Returns a process and all those below it."""
    all_of_them, family = processes(), [process]
    for known in family:
        family += [child for child, (parent, _) in all_of_them.items() if parent == known]
    return family


def at_work(raylet):
    """Waits for a worker of a node that does a task."""
    while True:
        found = processes()
        workers = [process for process in below(raylet) if found.get(process, (0, ""))[1].startswith("ray::write")]
        if workers:
            return workers[0]
        time.sleep(0.01)


def main(program):
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        plan, few = home / "plan.toml", home / "few.toml"
        plan.write_text(PLAN.format(runs=10 * PARTITIONS, part=10, draws="draws = 400"), encoding="utf-8")
        few.write_text(PLAN.format(runs=30, part=10, draws=""), encoding="utf-8")
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        try:
            # Each node has an address of its own: the driver is a guest of the head, which stays.
            nodes = [cluster.add_node(num_cpus=1, wait=False, node_ip_address=f"127.0.0.{number}") for number in (2, 3)]
            cluster.wait_for_nodes()
            raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
            began = time.monotonic()
            shared = home / "shared"
            driver = started(cluster, plan, shared)
            until(shared, 4, driver)
            driver.kill()
            driver.communicate()
            driver = started(cluster, plan, shared)
            until(shared, 8, driver)
            os.kill(at_work(raylets[1]), signal.SIGKILL)
            until(shared, 12, driver)
            at_work(raylets[0])
            node = below(raylets[0])
            for process in node:
                os.kill(process, signal.SIGKILL)
            said = driver.communicate(timeout=LIMIT_S)[1]
            seconds = time.monotonic() - began
            assert driver.returncode == 0, said
            again = [line for line in said.splitlines() if "is done again" in line]
            assert len(again) >= 2, said
            assert "\n0 partitions are there" not in said, "the killed driver's partitions were done again"
            # An object store, here one of the disk, gets what a folder gets.
            stored = started(cluster, few, f"file://{home}/stored")
            said_of_it = stored.communicate(timeout=LIMIT_S)[1]
            assert stored.returncode == 0 and said_of_it.endswith("whole\n"), f"{stored.returncode}: {said_of_it}"
        finally:
            cluster.shutdown()
        for of, output in ((plan, shared), (few, home / "stored")):
            one = home / f"one-{output.name}"
            sweep = [program, "sweep", SCENARIO, "--plan", of, "-o", one, "--format", "parquet", "--quiet"]
            subprocess.run(sweep, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            now, alone = contents(output), contents(one)
            differ = sorted(file for file in now.keys() | alone.keys() if now.get(file) != alone.get(file))
            assert not differ, f"{output} is not what one machine writes: {differ}"
        rows = pyarrow.parquet.read_table(shared, columns=["run", "corridor"]).to_pylist()
        kept = sorted((row["run"], row["corridor"]) for row in rows)
        corridors = {corridor for _, corridor in kept}
        assert kept == [(run, corridor) for run in range(1, 10 * PARTITIONS + 1) for corridor in sorted(corridors)]
    killed = f"the driver, a worker and a node of {len(node)} processes killed"
    print(f"{killed}: {len(rows)} rows, {len(again)} retries, {seconds:.0f} s, every byte as on one machine")
    print("\n".join(again))
    print(f"with the start of the cluster and the run on one machine {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(str(Path(sys.argv[1]).resolve()))
