"""Sobol' indices by SALib, which runs the program once for each of its samples.

Reads one JSON object from standard input: the words of the program, the scenario, the figures with their bounds, and the
base samples. Writes one: the evaluations done, and the seconds of processor time of this process and of the program.
"""

import json
import resource
import subprocess
import sys

import numpy
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample


def triangle(figure):
    """Returns a figure's bounds as SALib takes those of a triangle: low, high and the share, below 1, at which the mode lies."""
    low, mode, high = figure["low"], figure["mode"], figure["high"]
    return [low, high, min((mode - low) / (high - low), 1 - 1e-9)]


def main():
    asked = json.load(sys.stdin)
    figures = asked["figures"]
    problem = {
        "num_vars": len(figures),
        "names": [figure["path"] for figure in figures],
        "bounds": [triangle(figure) for figure in figures],
        "dists": ["triang"] * len(figures),
    }
    rows = sample.sample(problem, asked["base"], calc_second_order=False, seed=1)
    differences = []
    for row in rows:
        words = asked["program"] + ["compare", asked["scenario"], "--quiet", "--format", "json"]
        for name, value in zip(problem["names"], row):
            words += ["--set", f"{name}={value:.12f}"]
        done = subprocess.run(words, capture_output=True, check=True)
        totals = {answer["corridor"]: answer["total_per_t"] for answer in json.loads(done.stdout)["answers"]}
        differences.append(totals[asked["corridor"]] - totals[asked["against"]])
    analyze.analyze(problem, numpy.array(differences), calc_second_order=False, seed=1)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in used)
    json.dump({"evaluations": len(rows), "seconds": seconds}, sys.stdout)


main()
