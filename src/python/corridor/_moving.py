"""Figures that take many values, one set after another, on an open scenario."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple, Sequence, Union

from ._problems import CorridorError

if TYPE_CHECKING:
    import pandas as _pandas  # type: ignore[import-untyped]

    from . import Scenario


class Pair(NamedTuple):
    """A demand by a corridor, by their keys."""

    from_: str
    """The origin."""
    to: str
    """The destination."""
    regime: str
    """How the goods stand to customs."""
    corridor: str
    """The corridor."""


class Totals:
    """The totals of all pairs at many values: a row for each set of values, a column for each pair."""

    def __init__(self, figures: list[str], values: array[float], pairs: list[Pair], totals: bytes, leads: bytes) -> None:
        self.figures = figures
        self.pairs = pairs
        shape = (len(values) // len(figures), len(pairs))
        self.values: Any = _shaped(values, "d", (shape[0], len(figures)))
        """The values, with a column for each figure."""
        self.totals: Any = _shaped(totals, "d", shape)
        """The total of a tonne in the currency of the scenario; not a number where there is no route."""
        self.leads: Any = _shaped(leads, "?", shape)
        """Whether it is the least of its demand; several are where they are equal."""

    def __len__(self) -> int:
        return len(self.values)

    def to_pandas(self) -> _pandas.DataFrame:
        """Returns a row for each set of values and pair."""
        import pandas

        sets, pairs = len(self), len(self.pairs)
        columns = {figure: self.values[:, at].repeat(pairs) for at, figure in enumerate(self.figures)}
        for at, name in enumerate(("from", "to", "regime", "corridor")):
            columns[name] = [pair[at] for pair in self.pairs] * sets
        return pandas.DataFrame({**columns, "total_per_t": self.totals.ravel(), "leads": self.leads.ravel()})


def _shaped(data: Any, kind: str, shape: tuple[int, int]) -> Any:
    """Returns numbers as an array of numpy, or where there is none as a memory view of the same shape."""
    try:
        import numpy
    except ImportError:
        return memoryview(data).cast("B").cast(kind, shape) if 0 not in shape else memoryview(b"")  # type: ignore[call-overload]
    return numpy.frombuffer(data, dtype=kind).reshape(shape)


class Moving:
    """Figures of a scenario that take many values; :meth:`Scenario.moving` prepares them.

    The scenario is compiled for them once: totals at a hundred thousand values take about a second.
    """

    def __init__(self, scenario: Scenario, figures: list[str], select: str) -> None:
        self._given = scenario, figures, select
        self._case = scenario._case.moving(figures, select)
        self.figures = figures
        self.pairs = [Pair(*pair) for pair in self._case.pairs()]
        """What the columns of totals are."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Moving, self._given

    def __repr__(self) -> str:
        return f"<corridor.Moving {', '.join(self.figures)}>"

    def totals(self, values: Union[Sequence[float], Sequence[Sequence[float]], Any]) -> Totals:
        """Answers values: a sequence, or where several figures move a sequence of sets; an array of numpy does as well.

        Each total is to the last millionth that of ``compare`` with the values set.
        """
        numbers = len(self.figures)
        rows = values.tolist() if hasattr(values, "tolist") else list(values)
        sets = [row if isinstance(row, (list, tuple)) else (row,) for row in rows]
        if any(len(row) != numbers for row in sets):
            raise CorridorError(f"each set has {numbers} values: {', '.join(self.figures)}")
        flat = array("d", (value for row in sets for value in row))
        return Totals(self.figures, flat, self.pairs, *self._case.totals(flat.tobytes()))
