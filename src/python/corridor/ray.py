"""Runs a study on a Ray cluster, with a task for each partition; needs the package ``ray``.

    python -m corridor.ray SCENARIO --plan PLAN -o DIR [--address ADDRESS]

The folder is one that all machines share, or the address of an object store such as ``s3://bucket/study`` (needs ``fsspec``
and its package for that store); scenario and plan must be under the same path everywhere, and so must ``corridor``. A task
whose worker or machine dies is done again elsewhere. The same command goes on with what is there, whatever was stopped. In
the end every partition is checked once, and the folder has the bytes of one machine.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import logging
import os
import pickle
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Iterator

from . import CorridorError, Study, open as open_scenario

_say = functools.partial(print, file=sys.stderr, flush=True)


_opened: dict[bytes, Study] = {}


class Shared:
    """A folder that all processes of a study share: of the disk, or of an object store with a local copy."""

    def __init__(self, place: str, local: str) -> None:
        self.store: Any = None
        self.place, self.local = place, os.path.abspath(place)
        if "://" in place:
            import fsspec  # type: ignore[import-untyped]
            self.store, self.place = fsspec.core.url_to_fs(place)
            self.local = local

    def fetch(self, pattern: str) -> None:
        """Brings files of the store here."""
        for path in self.store.glob(f"{self.place}/{pattern}") if self.store else ():
            self.store.get_file(path, os.path.join(self.local, os.path.basename(path)))

    def send(self, pattern: str) -> None:
        """Brings files to the store: records, whose names begin with ``_``, after what they describe."""
        if self.store:
            self.store.makedirs(self.place, exist_ok=True)
            for path in sorted(Path(self.local).glob(pattern), key=lambda path: path.name.startswith("_")):
                self.store.put_file(str(path), f"{self.place}/{path.name}")


def write(home: str, pickled: bytes, place: str, partition: int) -> int:
    """Writes a partition; the work of a task. Each process opens a study once."""
    if pickled not in _opened:
        # Ray gives each task one processor.
        os.environ.setdefault("RAYON_NUM_THREADS", "1")
        os.chdir(home)
        _opened[pickled] = pickle.loads(pickled)
    with tempfile.TemporaryDirectory() as local:
        shared = Shared(place, local)
        rows = _opened[pickled].write(shared.local, partition)
        shared.send(f"*part-{partition:06}.*")
        return rows


def run(ray: Any, study: Study, place: str, retries: int) -> None:
    """Runs a study on a cluster to which this process is connected."""
    outline, task = study.outline, ray.remote(max_retries=0)(write)
    with tempfile.TemporaryDirectory() as local:
        shared = Shared(place, local)
        shared.fetch("*")
        with study.begin(shared.local) as folder:
            missing = folder.missing()
            _say(f"{outline['partitions'] - len(missing)} partitions are there and whole, {len(missing)} are to be written")
            submit = functools.partial(task.remote, os.getcwd(), pickle.dumps(study), place)
            for partition in finished(ray, submit, missing, retries):
                shared.fetch(f"*part-{partition:06}.*")
            folder.finish()
            shared.send("[!.]*")
    _say(f"{place}: {outline['rows']} rows in {outline['partitions']} partitions, whole")


def finished(ray: Any, task: Any, partitions: list[int], retries: int) -> Iterator[int]:
    """Runs a task for each partition, again where its worker or machine dies; returns partitions as they are done."""
    start, failures, done = time.monotonic(), Counter[int](), 0
    waiting, running = partitions[::-1], dict[Any, int]()
    while waiting or running:
        # A machine that dies takes down no more than what a few processors can do again.
        while waiting and len(running) < 2 * max(1, int(ray.cluster_resources().get("CPU", 1))):
            partition = waiting.pop()
            running[task(partition)] = partition
        for ended in ray.wait(list(running), timeout=10)[0]:
            partition = running.pop(ended)
            try:
                ray.get(ended)
            except ray.exceptions.RayTaskError as error:
                raise error.cause from None
            except ray.exceptions.RayError as error:
                failures[partition] += 1
                if failures[partition] > retries:
                    raise CorridorError(f"partition {partition} failed {failures[partition]} times: {error}") from None
                _say(f"partition {partition} is done again: {type(error).__name__}")
                waiting.append(partition)
            else:
                done += 1
                yield partition
        again = sum(failures.values())
        _say(f"{done} of {len(partitions)} partitions, {again} retries, {time.monotonic() - start:.0f} s")


def main() -> None:
    """Reads the arguments of the command."""
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="corridor.ray", description=__doc__, formatter_class=form)
    parser.add_argument("scenario")
    parser.add_argument("--plan", required=True)
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="the folder, shared by all machines")
    parser.add_argument("--address", default="auto", help="the cluster (default: the one of this machine)")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="change a figure")
    parser.add_argument("--date", help="another day")
    parser.add_argument("--format", default="parquet", choices=["csv", "parquet"])
    parser.add_argument("--retries", type=int, default=5, help="how often a partition is tried again (default: 5)")
    given = parser.parse_args()
    import ray  # type: ignore[import-not-found]
    ray.init(address=given.address, log_to_driver=False, logging_level=logging.ERROR)
    try:
        scenario = open_scenario(given.scenario, set=given.set, date=given.date)
        run(ray, scenario.sweep(given.plan, format=given.format), given.output, given.retries)
    except CorridorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    # Workers find the functions by the name of this module.
    importlib.import_module("corridor.ray").main()
