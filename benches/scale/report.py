"""Tables of what was measured, and the bars that are set for it."""

from dataclasses import dataclass

import growth

MAX_EXPONENT = 1.2
# A check that the growth is not absurd, on worlds too small and machines too busy for more.
MAX_SANE_EXPONENT = 3.5
MAX_STRUCTURAL_RUN_S = 0.005
SERIES = ("legs", "demands", "corridors")


@dataclass(frozen=True)
class Bar:
    """What a command may take at one size of a series: at most so much, or so many times what scipy takes."""

    work: str
    command: str
    series: str
    size: int
    cpu_s: float | None = None
    scipy_times: float | None = None
    memory_mb: float | None = None
    memory_per_byte: float | None = None


BARS = [
    Bar("totals, 10^5 demands, 10^4 legs", "compare totals", "demands", 100_000, scipy_times=0.5, memory_mb=150),
    Bar("the same with parts", "compare parts", "demands", 100_000, scipy_times=2, memory_mb=300),
    Bar("the same with routes", "compare route", "demands", 100_000, scipy_times=2, memory_mb=300),
    Bar("totals, 10^6 demands, 10^4 legs", "compare totals", "demands", 1_000_000, memory_mb=300),
    Bar("check, 10^5 legs", "check", "legs", 100_000, cpu_s=0.5, memory_per_byte=10),
    Bar("check, 10^6 legs", "check", "legs", 1_000_000, cpu_s=5, memory_per_byte=10),
    Bar("compare, 5 x 10^5 legs", "compare all", "legs", 500_000, cpu_s=5, memory_mb=1000),
    Bar("risk, 10^4 draws, 10^4 legs", "risk", "legs", 10_000, cpu_s=5),
    Bar("catchment, 10^4 legs", "catchment", "legs", 10_000, cpu_s=5),
    Bar("critical, 10^4 legs", "critical", "legs", 10_000, cpu_s=5),
    Bar("break-even list, 10^4 legs", "breakeven list", "legs", 10_000, cpu_s=30),
    Bar("rail with a minimum charge, 3,000 legs", "minimum charge", "legs", 3_000, cpu_s=2, memory_mb=300),
]


def cells(taken):
    """Returns what a run took in words, for one who waits."""
    took = f"{taken.cpu_s:.2f} s of processors, {taken.wall_s:.2f} s of wall clock, {taken.memory_mb:.0f} MB"
    return ", ".join(filter(None, (took, taken.limit, taken.failure)))


def table(headings, rows):
    """Returns a Markdown table, its columns padded so that it can be read as it is."""
    rows = [headings, *rows]
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(headings))]
    line = lambda row: "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |"
    return "\n".join([line(headings), line(["-" * width for width in widths]), *map(line, rows[1:])])


def number(value, digits=2):
    """Returns a number, or a dash for none."""
    return "-" if value is None else f"{value:.{digits}f}"


def of_command(bench, series, command):
    """Returns the points of a command in a series, by size."""
    found = [point for point in bench.points if (point.series, point.command) == (series, command)]
    return sorted(found, key=lambda point: point.size)


def curve(bench, series, command):
    """Returns sizes and processor seconds of the runs that came to their end."""
    return [(point.size, point.taken.cpu_s) for point in of_command(bench, series, command) if point.taken.whole]


def names(bench):
    """Returns the names of the commands that were measured, in their order."""
    return list(dict.fromkeys(point.command for point in bench.points))


def measured(bench, series):
    """Returns the table of a series: a row for each command and size."""
    rows = []
    for command in names(bench):
        points = of_command(bench, series, command)
        steps = growth.steps(curve(bench, series, command))
        for at, point in enumerate(points):
            taken = point.taken
            rest = (f"{taken.cpu_s:.2f}", f"{taken.wall_s:.2f}", f"{taken.memory_mb:.0f}")
            rest += (number(steps[at]) if taken.whole else taken.limit or taken.failure,)
            rows.append((command, f"{point.legs:,}", f"{point.demands:,}", point.corridors, *rest))
    return table(
        ("command", "legs", "demands", "corridors", "processor s", "wall s", "peak MB", "exponent of the step"), rows
    )


def exponents(bench):
    """Returns the table of exponents, a row for each command."""
    rows = []
    for command in names(bench):
        found = [number(growth.exponent(curve(bench, series, command))) for series in SERIES]
        ends = [f"{series}: {bench.ended[series, command]}" for series in SERIES if (series, command) in bench.ended]
        rows.append((command, *found, "; ".join(ends)))
    return table(("command", *(f"in {series}" for series in SERIES), "ended"), rows)


def ratio(bench, command, peer):
    """Returns how many times a library's processor time a command took beside it, or None."""
    if command not in bench.beside or peer not in bench.beside:
        return None
    return bench.beside[command].cpu_s / bench.beside[peer].cpu_s


def beside(bench):
    """Returns the table of commands beside the libraries."""
    peers = [name for name in bench.beside if not name.startswith("compare")]
    rows = []
    for name, taken in bench.beside.items():
        times = [number(ratio(bench, name, peer)) for peer in peers]
        rows.append((name, f"{taken.cpu_s:.2f}", f"{taken.wall_s:.2f}", f"{taken.memory_mb:.0f}", *times))
    return table(("work", "processor s", "wall s", "peak MB", *(f"times {peer}" for peer in peers)), rows)


def judged(bench, bar):
    """Returns a bar's row: the work, what is asked, what was measured, and whether it holds."""
    point = next((p for p in of_command(bench, bar.series, bar.command) if p.asked == bar.size), None)
    taken = point and point.taken
    if bar.scipy_times and taken and bar.command in bench.beside and bench.beside_counts["demands"] == point.demands:
        taken = bench.beside[bar.command]
    asked, found, holds = [], [], []

    def hold(most, value, unit, digits):
        asked.append(f"{most:g} {unit}")
        found.append(f"{value:.{digits}f} {unit}" if value is not None else f"? {unit}")
        holds.append(None if value is None else value <= most)

    if not taken or not taken.whole:
        why = (taken and taken.limit) or bench.ended.get((bar.series, bar.command))
        failed = why and not (bar.cpu_s and bench.asked.limit < bar.cpu_s)
        units = {"s": bar.cpu_s, "x scipy": bar.scipy_times, "MB": bar.memory_mb, "bytes a byte": bar.memory_per_byte}
        asked = [f"{most:g} {unit}" for unit, most in units.items() if most is not None]
        return bar.work, ", ".join(asked), why or "not measured", "no" if failed else "?"
    if bar.cpu_s is not None:
        hold(bar.cpu_s, taken.cpu_s, "s", 2)
    if bar.scipy_times is not None:
        hold(bar.scipy_times, ratio(bench, bar.command, "scipy"), "x scipy", 2)
    if bar.memory_mb is not None:
        hold(bar.memory_mb, taken.memory_mb, "MB", 0)
    if bar.memory_per_byte is not None:
        hold(bar.memory_per_byte, taken.memory_mb * (1 << 20) / point.table_bytes, "bytes a byte", 1)
    return bar.work, ", ".join(asked), ", ".join(found), "no" if False in holds else "?" if None in holds else "yes"


def least_step(bench, series, command):
    """Returns the least exponent of the step that a limit of time ended, or None."""
    points = of_command(bench, series, command)
    if len(points) < 2 or not points[-1].taken.limit.endswith(" s"):
        return None
    return growth.steps([(point.size, point.taken.cpu_s) for point in points[-2:]])[-1]


def growth_bar(bench, series):
    """Returns the row of the bar for exponents in a series, naming the commands above it and the unknown ones."""
    # Charges from station to station have a bar of their own, at one size.
    own = [name for name in names(bench) if name not in bench.peers and name != "minimum charge"]
    worst = {name: growth.worst(curve(bench, series, name)) for name in own}
    above = [f"{name} {value:.2f}" for name, value in worst.items() if value is not None and value > MAX_EXPONENT]
    ended = []
    for name in own:
        least = least_step(bench, series, name)
        if least is not None and least > MAX_EXPONENT:
            above.append(f"{name} at least {least:.2f}")
        elif (series, name) in bench.ended:
            ended.append(name)
    known = [value for value in worst.values() if value is not None]
    texts = [", ".join(above) or (f"greatest {max(known):.2f}" if known else "")]
    texts.append(f"ended at a limit: {', '.join(ended)}" if ended else "")
    unknown = [name for name, value in worst.items() if value is None and name not in ended]
    texts.append(f"too quick or too few to say: {', '.join(unknown)}" if unknown else "")
    holds = "no" if above else "yes" if known and not ended else "?"
    work = f"exponent in {series}, line and last step"
    return work, f"{MAX_EXPONENT}", "; ".join(filter(None, texts)) or "not measured", holds


def bars(bench):
    """Returns the table of the bars."""
    rows = [judged(bench, bar) for bar in BARS]
    asked, found = f"{MAX_STRUCTURAL_RUN_S * 1000:g} ms", "not measured"
    holds = "?"
    if bench.shipped is not None:
        found, holds = f"{bench.shipped * 1000:.1f} ms", "yes" if bench.shipped <= MAX_STRUCTURAL_RUN_S else "no"
    rows.append(("a structural run of a sweep, shipped case", asked, found, holds))
    rows += [growth_bar(bench, series) for series in ("legs", "demands")]
    return table(("work", "at most", "measured", "holds"), rows)


def text(bench, seconds):
    """Returns the whole report as Markdown."""
    parts = [f"# Scale\n\nMeasured in {seconds / 60:.0f} min: {bench.machine()}."]
    parts += [f"## Growth with {series}\n\n{measured(bench, series)}" for series in bench.asked.series]
    parts.append(
        f"## Exponents\n\nLeast squares over the runs of {growth.LEAST_CPU_S} s or more.\n\n{exponents(bench)}"
    )
    if bench.beside:
        counts = bench.beside_counts
        head = f"{counts['legs']:,} legs, {counts['demands']:,} demands, {counts['corridors']} corridors"
        turns = f"{head}; medians of {bench.asked.rounds} rounds"
        parts.append(f"## Beside libraries of shortest paths\n\n{turns}.\n\n{beside(bench)}")
        parts.append("\n".join(f"- {line}" for line in bench.agreement))
    parts.append(f"## Bars\n\nProcessor time.\n\n{bars(bench)}")
    return "\n\n".join(parts) + "\n"


def faults(bench):
    """Returns what is wrong whatever the machine: runs that failed, and growth beyond all measure."""
    found = [
        f"{point.command}, {point.legs:,} legs, {point.demands:,} demands, {point.corridors} corridors: {point.taken.failure}"
        for point in bench.points
        if point.taken.failure
    ]
    for series in SERIES:
        for name in names(bench):
            value = growth.exponent(curve(bench, series, name))
            if value is not None and value > MAX_SANE_EXPONENT:
                found.append(f"{name} grows by the power {value:.2f} of {series}")
    return found
