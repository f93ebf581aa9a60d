#!/usr/bin/env python3
"""Prints how many comparisons a second Python gets of an open world with one figure changed: in one study, totals alone, and one by one.

usage: python.py [RUNS]    (100,000 by default), with the wheel installed and built for release
"""

import sys
import time

import corridor


def timed(act):
    start = time.perf_counter()
    done = act()
    return done, time.perf_counter() - start


def main(runs=100_000):
    scenario, opening = timed(lambda: corridor.open("shipped:hunchun-ningbo-2019"))
    plan = {"schema": 1, "design": "halton", "runs": runs, "factors": {"fx.usd-cny.rate": [6.2, 7.4]}}
    study = scenario.sweep(plan)
    _, seconds = timed(lambda: study.parquet)
    frame, reading = timed(study.to_polars)
    print(f"open {opening * 1e3:.0f} ms; {runs} runs, {frame.height} rows: {runs / seconds:.0f} a second, frame {reading:.2f} s")
    moving = scenario.moving("fx.usd-cny.rate")
    values = [6.2 + 1.2 * run / runs for run in range(runs)]
    _, first = timed(lambda: moving.totals(values[:1]))
    totals, seconds = timed(lambda: moving.totals(values))
    print(f"totals alone: {len(totals) / seconds:.0f} a second, after {first * 1e3:.1f} ms for the first")
    _, seconds = timed(lambda: [moving.totals([value]) for value in values[:2000]])
    print(f"one by one: {2000 / seconds:.0f} a second")
    number = 200
    _, seconds = timed(lambda: [scenario.totals(set={"fx.usd-cny.rate": 6.2 + run / number}) for run in range(number)])
    print(f"one by one, each an answer of its own: {number / seconds:.0f} a second")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
