"""Compares borrowing a foreign port to go to the sea with staying all-domestic: routes, costs, times, risks, flows.

    >>> import corridor
    >>> scenario = corridor.open("shipped:hunchun-ningbo-2019")
    >>> scenario.compare(set={"fx.usd-cny.rate": "*1.05"}).to_pandas()

A scenario has one method for each question; the guide tells what they find.
"""

from __future__ import annotations

import datetime
import os
from decimal import Decimal
from typing import Any, Mapping, Optional, Sequence, Union

from . import _corridor
from ._answer import Answer, Picture, Rows
from ._asking import Asking
from ._moving import Moving, Pair, Totals
from ._problems import CorridorError, Problem
from ._study import Folder, Study
from ._texts import as_json, csv, plain, toml

__all__ = [
    "Answer", "CorridorError", "Folder", "Moving", "Pair", "Picture", "Problem", "Rows", "Scenario", "Study", "Totals", "ask", "open",
]

_Path = Union[str, "os.PathLike[str]"]
_Value = Union[str, float, Decimal, datetime.date]
_Set = Union[Mapping[str, _Value], Sequence[str]]
_Words = Union[str, Sequence[str]]
_Files = tuple[str, Optional[str], list[tuple[str, str]]]

_GIVEN = "given"
"""The name of a scenario and a folder of tables that are no files."""


def _listed(words: Optional[_Words]) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())


def _selected(from_: Optional[_Words], to: Optional[_Words], corridors: Optional[_Words]) -> dict[str, list[str]]:
    return {"from": _listed(from_), "to": _listed(to), "corridor": _listed(corridors)}


class _Changes:
    """Changes to figures; what is set again takes the place of what was set before."""

    def __init__(self, set: Optional[_Set], quote: Optional[_Words], date: Union[None, str, datetime.date]) -> None:
        pairs = set.items() if isinstance(set, Mapping) else (text.partition("=")[::2] for text in set or ())
        self.set = {path.strip(): plain(value) for path, value in pairs}
        self.quote = _listed(quote)
        self.date = None if date is None else plain(date)

    def then(self, more: _Changes) -> _Changes:
        both = _Changes({**self.set, **more.set}, self.quote + more.quote, self.date)
        both.date = more.date or self.date
        return both

    def document(self) -> dict[str, Any]:
        return {"set": [f"{path}={value}" for path, value in self.set.items()], "quote": self.quote, "date": self.date}


class Scenario(Asking):
    """A scenario that was read and checked once, to be asked many questions; :func:`open` opens one.

    Each method asks one question, with its options as keywords. All take besides: ``from_``, ``to`` and ``corridors``
    select demands and corridors by their keys; ``set``, ``quote`` and ``date`` change figures for this question alone;
    ``audit=True`` recomputes the answer from the tables; ``with_`` names the folder of a fit; ``also`` adds scenarios that are asked beside this one.
    """

    def __init__(
        self,
        scenario: Union[_Path, Mapping[str, Any]],
        *,
        tables: Union[None, _Path, Mapping[str, Any]] = None,
        set: Optional[_Set] = None,
        quote: Optional[_Words] = None,
        date: Union[None, str, datetime.date] = None,
    ) -> None:
        given = []
        if isinstance(tables, Mapping):
            given = [(f"{_GIVEN}/{name}.csv", csv(rows)) for name, rows in tables.items()]
            if isinstance(scenario, Mapping):
                scenario, tables = {**scenario, "tables": _GIVEN}, None
            else:
                tables = _GIVEN
        if isinstance(scenario, Mapping):
            given.append((f"{_GIVEN}.toml", toml(scenario)))
            scenario = f"{_GIVEN}.toml"
        self._open((os.fspath(scenario), None if tables is None else os.fspath(tables), given), _Changes(set, quote, date))

    def _open(self, files: _Files, changes: _Changes) -> None:
        self._files, self._changes = files, changes
        self._case = _corridor.Case(*files, as_json(changes.document()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self._files, self._changes)

    def __repr__(self) -> str:
        return f"<corridor.Scenario {self._files[0]}>"

    @property
    def warnings(self) -> list[Problem]:
        """The problems that do not stop an answer."""
        return [Problem(*problem) for problem in self._case.warnings()]

    def _with(self, more: _Changes) -> Scenario:
        changes = self._changes.then(more)
        document = changes.document()
        if document == self._changes.document():
            return self
        changed = Scenario.__new__(Scenario)
        changed._files, changed._changes, changed._case = self._files, changes, self._case.again(as_json(document))
        return changed

    def _ask(self, word: str, given: dict[str, Any]) -> Answer:
        also = given.pop("also", ())
        return ask(word, [self, *([also] if isinstance(also, Scenario) else also)], **given)

    def moving(
        self,
        figures: _Words,
        *,
        from_: Optional[_Words] = None,
        to: Optional[_Words] = None,
        corridors: Optional[_Words] = None,
        set: Optional[_Set] = None,
        quote: Optional[_Words] = None,
        date: Union[None, str, datetime.date] = None,
    ) -> Moving:
        """Prepares to move figures, by their paths, for the totals at very many values."""
        scenario = self._with(_Changes(set, quote, date))
        return Moving(scenario, _listed(figures), as_json(_selected(from_, to, corridors)))

    def sweep(
        self,
        plan: Union[_Path, Mapping[str, Any]],
        *,
        from_: Optional[_Words] = None,
        to: Optional[_Words] = None,
        corridors: Optional[_Words] = None,
        set: Optional[_Set] = None,
        quote: Optional[_Words] = None,
        date: Union[None, str, datetime.date] = None,
        format: str = "parquet",
    ) -> Study:
        """Returns the runs of a plan, a file or a dict, with one row for each run, demand and corridor.

        They are answered when rows are asked for, or written to a folder, as ``csv`` or ``parquet``.
        """
        scenario = self._with(_Changes(set, quote, date))
        given = [(f"{_GIVEN}.toml", toml(plan))] if isinstance(plan, Mapping) else []
        path = f"{_GIVEN}.toml" if isinstance(plan, Mapping) else os.fspath(plan)
        return Study(scenario, (path, given), as_json(_selected(from_, to, corridors)), format)


def _reopened(files: _Files, changes: _Changes) -> Scenario:
    scenario = Scenario.__new__(Scenario)
    scenario._open(files, changes)
    return scenario


def open(
    scenario: Union[_Path, Mapping[str, Any]],
    *,
    tables: Union[None, _Path, Mapping[str, Any]] = None,
    set: Optional[_Set] = None,
    quote: Optional[_Words] = None,
    date: Union[None, str, datetime.date] = None,
) -> Scenario:
    """Opens a scenario: a file, a shipped one such as ``shipped:hunchun-ningbo-2019``, or a dict with its keys.

    ``tables`` is a folder, a workbook, or a dict of data frames (or lists of dicts) by the names of tables, in place of
    the tables that the scenario names; of a scenario that is a dict, over those that it extends. ``set`` changes figures
    by their paths, ``quote`` gives quotations, ``date`` another day, as the options of the command do.
    """
    return Scenario(scenario, tables=tables, set=set, quote=quote, date=date)


def ask(
    question: str,
    scenarios: Union[Scenario, Sequence[Scenario]] = (),
    *,
    from_: Optional[_Words] = None,
    to: Optional[_Words] = None,
    corridors: Optional[_Words] = None,
    set: Optional[_Set] = None,
    quote: Optional[_Words] = None,
    date: Union[None, str, datetime.date] = None,
    audit: bool = False,
    with_: Optional[_Path] = None,
    **options: Any,
) -> Answer:
    """Puts a question, by its word in requests, to scenarios: one, several, or none where it needs none."""
    scenarios = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    scenarios = [scenario._with(_Changes(set, quote, date)) for scenario in scenarios]
    request = {
        "question": {question: {name: value for name, value in options.items() if value is not None}},
        "select": _selected(from_, to, corridors),
        "changes": scenarios[0]._changes.document() if scenarios else {},
        "audit": audit,
        "with": None if with_ is None else os.fspath(with_),
    }
    return Answer(_corridor.ask([scenario._case for scenario in scenarios], as_json(request)))
