# Written by tests/python/stubs.py.
import datetime
from decimal import Decimal
from typing import Any, Literal, Mapping, Optional, Sequence, TypedDict, Union

from typing_extensions import Unpack

from . import Scenario
from ._answer import Answer

SCHEMA: dict[str, Any]

def described(schema: dict[str, Any]) -> dict[str, Any]: ...
def questions() -> dict[str, tuple[str, str, dict[str, Any]]]: ...

class _Asked(TypedDict, total=False):
    from_: Union[str, Sequence[str]]
    to: Union[str, Sequence[str]]
    corridors: Union[str, Sequence[str]]
    set: Union[Mapping[str, Union[str, float, Decimal, datetime.date]], Sequence[str]]
    quote: Union[str, Sequence[str]]
    date: Union[str, datetime.date]
    audit: bool
    with_: str
    also: Union[Scenario, Sequence[Scenario]]

class Asking:
    def _ask(self, word: str, given: dict[str, Any]) -> Answer: ...
    def compare(
        self,
        *,
        draws: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Every demand by every corridor, side by side."""
    def totals(
        self,
        *,
        detail: Optional[Literal['totals', 'parts', 'route', 'matrix']] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The total of every demand by every corridor, and nothing else."""
    def months(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Every demand by every corridor in each month of a year."""
    def payers(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What everybody pays and receives for every demand by every corridor, and what would be cheapest without support."""
    def route(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The itinerary of every demand by every corridor, step by step."""
    def explain(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Why each answer is what it is."""
    def claims(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Published claims beside the results."""
    def calibrate(
        self,
        *,
        claims: Optional[Sequence[str]] = ...,
        discrepancy_pct: Optional[float] = ...,
        draws: Optional[int] = ...,
        hold_out: Optional[Sequence[str]] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What published claims teach about the figures."""
    def show(
        self,
        *,
        only: Optional[Sequence[str]] = ...,
        what: Optional[Literal['tables', 'figures', 'network', 'unused', 'places', 'legs', 'tariffs', 'handling', 'borders', 'permissions', 'subsidies', 'services', 'calendar', 'capacities', 'harvest', 'departures', 'opening', 'fx', 'emissions', 'factors', 'series', 'equipment', 'vehicles', 'commodities', 'sources', 'claims', 'readings']] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What a scenario holds."""
    def sources(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The documents that the figures of scenarios come from."""
    def diff(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What differs between two scenarios."""
    def test(
        self,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Whether the answers are what their scenarios expect."""
    def risk(
        self,
        *,
        draws: Optional[int] = ...,
        near: Optional[Mapping[str, Any]] = ...,
        percentiles: Optional[Sequence[float]] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """How sure the answer is: the uncertain figures drawn many times."""
    def alternatives(
        self,
        *,
        cheapest: Optional[int] = ...,
        choice: Optional[Mapping[str, Any]] = ...,
        different: Optional[int] = ...,
        min_difference: Optional[float] = ...,
        most_paths: Optional[int] = ...,
        within_per_t: Optional[float] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The routes beside the cheapest: the next ones, and those that go another way."""
    def pareto(
        self,
        *,
        axes: Optional[Sequence[Literal['cost', 'time', 'co2e', 'transfers', 'late']]] = ...,
        deadline_h: Optional[float] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Every route worth choosing where cost is not all that counts."""
    def plan(
        self,
        *,
        every_days: Optional[int] = ...,
        fastest: Optional[bool] = ...,
        from_date: Optional[str] = ...,
        ready: Optional[str] = ...,
        to_date: Optional[str] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The dated plan for cargo that is ready on a day, or the cost for each of many ready dates."""
    def catchment(
        self,
        *,
        along: Optional[str] = ...,
        draws: Optional[int] = ...,
        grid: Optional[Mapping[str, Any]] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Which corridor and gateway each origin should use, and up to where."""
    def critical(
        self,
        *,
        kind: Optional[Sequence[Literal['leg', 'place', 'service', 'permission']]] = ...,
        pairs: Optional[bool] = ...,
        slow: Optional[str] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What is critical: each leg, place, service and permission taken away in turn, or made slower."""
    def flow(
        self,
        *,
        bottlenecks: Optional[int] = ...,
        congestion_per_t_day: Optional[float] = ...,
        draws: Optional[int] = ...,
        from_month: Optional[str] = ...,
        min_share: Optional[Mapping[str, Any]] = ...,
        seed: Optional[int] = ...,
        storage_per_t_month: Optional[float] = ...,
        to_month: Optional[str] = ...,
        unmet_per_t: Optional[float] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """How all tonnes divide over corridors, routes and months where capacities are limited."""
    def breakeven(
        self,
        *,
        vary: Optional[Sequence[Mapping[str, Any]]] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Where the answer changes while figures move."""
    def levers(
        self,
        *,
        kinds: Optional[Sequence[Literal['tariffs', 'handling', 'borders', 'subsidies', 'services', 'calendar', 'equipment', 'legs']]] = ...,
        packages: Optional[str] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """What one step of each fee, hour, tariff and wait is worth, and whom it wins."""
    def sensitivity(
        self,
        *,
        against: Optional[str] = ...,
        corridor: Optional[str] = ...,
        ends: Optional[Literal['bounds', 'percentiles']] = ...,
        method: Optional[Literal['oat', 'morris', 'sobol', 'shapley']] = ...,
        samples: Optional[int] = ...,
        second_order: Optional[bool] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The uncertain figures, ranked by how much they drive the difference between corridors."""
    def askfirst(
        self,
        *,
        draws: Optional[int] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """Which documents to get first: what knowing figures would be worth."""
    def discover(
        self,
        *,
        draws: Optional[int] = ...,
        method: Optional[Literal['prim']] = ...,
        seed: Optional[int] = ...,
        wins: Optional[str] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The box of uncertain figures in which a corridor is cheapest."""
    def networkflow(
        self,
        *,
        network: Optional[str] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """The flow of least cost through a network that is read as it is, without a scenario."""
    def simulate(
        self,
        *,
        arrivals: Optional[Literal['by-harvest', 'even', 'poisson']] = ...,
        back_days: Optional[float] = ...,
        boxes: Optional[int] = ...,
        days: Optional[int] = ...,
        departures: Optional[Literal['by-rule', 'on-time', 'when-full']] = ...,
        follow: Optional[int] = ...,
        is_certain: Optional[bool] = ...,
        runs: Optional[int] = ...,
        seed: Optional[int] = ...,
        stacks: Optional[Sequence[Mapping[str, Any]]] = ...,
        tonnes_per_year: Optional[float] = ...,
        wagons: Optional[int] = ...,
        warm_up_days: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """How consignments get through the days of a year: waits, queues, costs."""
    def report(
        self,
        *,
        draws: Optional[int] = ...,
        live: Optional[bool] = ...,
        seed: Optional[int] = ...,
        **asked: Unpack[_Asked],
    ) -> Answer:
        """One report: the comparison, what it depends on, and what else the scenario has an answer to."""
