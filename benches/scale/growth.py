"""Growth of a command's time with the size of its question: exponents, from a line through logarithms."""

import math
from itertools import pairwise

LEAST_CPU_S = 0.05  # Below it, starting the program is much of what is measured.


def step(small, large):
    """Returns the exponent between two points of a size and seconds."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def steps(points):
    """Returns the exponent up to each point from the one before, or None where either is too quick to say."""
    long_enough = lambda pair: min(pair[0][1], pair[1][1]) >= LEAST_CPU_S and pair[0][0] < pair[1][0]
    return [None] + [step(*pair) if long_enough(pair) else None for pair in pairwise(points)]


def exponent(points):
    """Returns the slope through the logarithms of the points that take long enough, by least squares, or None."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points if seconds >= LEAST_CPU_S]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def worst(points):
    """Returns the greater of the line's exponent and the last step's: a curve that bends upwards shows at its end."""
    known = [value for value in (exponent(points), *steps(points)[-1:]) if value is not None]
    return max(known, default=None)
