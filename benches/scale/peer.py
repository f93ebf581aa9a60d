#!/usr/bin/env python3
"""Answers a made-up world's question with a library of shortest paths, as a user would who does not take this program.

usage: peer.py SOLVER WORLD TOTALS.csv      (SOLVER is scipy or igraph; WORLD is a folder that world.py has made)
       peer.py same TOTALS.csv ANSWER.csv   (compares with what `corridor compare --detail totals` answers)

The question is the total of every origin to every destination by the domestic corridor and by the borrowed one, from
the tables to a CSV file: the arcs are priced here, with the rules of these worlds alone, and the library searches
backwards from each end. That is all of it: no parts, no route, no check of the tables.
"""

import csv
import sys
import tomllib
from pathlib import Path

CORRIDORS = ("domestic", "borrowed")
MAX_DIFFERENCE = 0.00005  # Per tonne: the program rounds every step of a route to the millionth.


def rows(world, name):
    """Returns the rows of a table."""
    return csv.DictReader(open(world / "tables" / f"{name}.csv", newline="", encoding="utf-8"))


class Prices:
    """The figures of a world, per tonne, an hour of cargo priced."""

    def __init__(self, world):
        cargo = tomllib.loads((world / "scenario.toml").read_text(encoding="utf-8"))["cargo"]
        value = cargo["value_per_t"]["value"]
        hour = value * cargo["holding_rate_per_year"] / 8760
        speeds, losses = {}, {}
        for row in rows(world, "vehicles"):
            speeds[row["vehicle"]] = float(row["speed_kmh"])
            losses[row["vehicle"]] = value * float(row["loss_pct"]) / 100
        self.board, self.per_km = {}, {}
        for row in rows(world, "tariffs"):
            for vehicle, speed in speeds.items():
                self.board[row["tariff"], vehicle] = float(row["per_haul"]) + losses[vehicle]
                self.per_km[row["tariff"], vehicle] = float(row["per_km"]) + hour / speed
        self.wait = {"": 0.0}
        for row in rows(world, "services"):
            self.wait[row["key"]] = (12 * float(row["every_days"]) + float(row["cutoff_h"])) * hour
        self.handling = {
            (row["operation"], row["from_mode"], row["to_mode"]): float(row["price"]) + float(row["time_h"]) * hour
            for row in rows(world, "handling")
        }
        self.border = {
            (row["from_country"], row["to_country"], row["mode"]): float(row["price"]) / cargo["lot_t"]
            + float(row["time_h"]) * hour
            for row in rows(world, "borders")
        }


class Network:
    """Arcs between places by what carries the cargo (rail of a gauge, road), and by corridor where it ends."""

    def __init__(self, world):
        self.prices, self.index = Prices(world), {}
        self.tails, self.heads, self.costs = [], [], []
        self.country, self.origins, self.ends, self.foreign_ports = {}, {}, {}, set()
        for row in rows(world, "places"):
            self.country[row["key"]] = row["country"]
            tags = row["tags"].split(";")
            if "origin" in tags:
                self.origins[row["key"]] = self.node(row["key"], "start")
            if "destination" in tags:
                self.ends[row["key"]] = [self.node(row["key"], corridor) for corridor in CORRIDORS]
            if "foreign-port" in tags:
                self.foreign_ports.add(row["key"])
        self.boarded = {}
        for row in rows(world, "legs"):
            for tail, head in ((row["from"], row["to"]), (row["to"], row["from"])):
                if row["mode"] == "sea":
                    self.sail(tail, head, row)
                else:
                    self.haul(tail, head, row)
        for place, hauls in self.boarded.items():
            self.change(place, hauls)

    def node(self, place, state):
        """Returns the number of a place in a state."""
        return self.index.setdefault((place, state), len(self.index))

    def arc(self, tail, head, cost):
        """Adds an arc."""
        self.tails.append(tail)
        self.heads.append(head)
        self.costs.append(cost)

    def haul(self, tail, head, row):
        """Adds a leg of rail or road; what has left the country comes back by sea alone."""
        prices, here, there = self.prices, self.country[tail], self.country[head]
        if here == "RU" != there:
            return
        carried = (row["tariff"], row["vehicle"])
        kind = "road" if row["mode"] == "road" else f"rail-{row['gauge_mm']}"
        cost = float(row["distance_km"]) * prices.per_km[carried]
        if here != there:
            cost += prices.border[here, there, row["mode"]]
        self.boarded.setdefault(tail, set()).add((kind, carried))
        self.arc(self.node(tail, kind), self.node(head, kind), cost)

    def sail(self, tail, head, row):
        """Adds a leg of the sea from a port to an end, with putting the cargo on the ship and unloading it."""
        if head not in self.ends:
            return
        prices, abroad, carried = self.prices, tail in self.foreign_ports, (row["tariff"], row["vehicle"])
        cost = prices.wait[row["service"]] + prices.board[carried] + float(row["distance_km"]) * prices.per_km[carried]
        cost += prices.handling["unload", "sea", ""]
        if abroad:
            cost += prices.border[self.country[tail], self.country[head], "sea"]
        end = self.ends[head][abroad]
        for kind in ("rail-1520" if abroad else "rail-1435", "road"):
            mode = kind.partition("-")[0]
            self.arc(self.node(tail, kind), end, cost + prices.handling["tranship", mode, "sea"])

    def change(self, place, hauls):
        """Adds loading at an origin, and transhipment and change of gauge at any place."""
        handling, came = self.prices.handling, {kind for kind, _ in hauls}
        for kind, carried in hauls:
            mode, board, on = kind.partition("-")[0], self.prices.board[carried], self.node(place, kind)
            if place in self.origins:
                self.arc(self.origins[place], on, handling["load", "", mode] + board)
            for other in came:
                was = other.partition("-")[0]
                if was != mode:
                    self.arc(self.node(place, other), on, handling["tranship", was, mode] + board)
                elif other != kind:
                    self.arc(self.node(place, other), on, handling["gauge", "rail", "rail"] + board)

    def targets(self):
        """Returns the nodes of all ends, corridor by corridor for each."""
        return [node for nodes in self.ends.values() for node in nodes]


def solve_with_scipy(network):
    """Returns the totals of each origin by target."""
    import numpy
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    tails, heads, costs = map(numpy.array, (network.tails, network.heads, network.costs))
    # Only the cheapest of parallel arcs is kept: making a sparse matrix adds them up.
    order = numpy.lexsort((costs, tails, heads))
    tails, heads, costs = tails[order], heads[order], costs[order]
    first = numpy.ones(len(order), bool)
    first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    size = len(network.index)
    graph = coo_array((costs[first], (heads[first], tails[first])), shape=(size, size)).tocsr()
    return dijkstra(graph, indices=network.targets())[:, list(network.origins.values())].T


def solve_with_igraph(network):
    """Returns the totals of each origin by target."""
    import igraph

    graph = igraph.Graph(n=len(network.index), edges=list(zip(network.tails, network.heads)), directed=True)
    sources = list(network.origins.values())
    return zip(*graph.distances(network.targets(), sources, weights=network.costs, mode="in"))


SOLVERS = {"scipy": solve_with_scipy, "igraph": solve_with_igraph}


def answer(solver, world, output):
    """Writes the totals of a world to a CSV file."""
    network = Network(Path(world))
    found = SOLVERS[solver](network)
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["from", "to", "corridor", "total_per_t"])
        for origin, totals in zip(network.origins, found):
            of_target = iter(totals)
            for end in network.ends:
                writer.writerows([origin, end, corridor, f"{next(of_target):.6f}"] for corridor in CORRIDORS)


def same(totals, answered):
    """Holds every total of a library against the program's."""
    with open(totals, newline="", encoding="utf-8") as file:
        ours = {(row["from"], row["to"], row["corridor"]): row["total_per_t"] for row in csv.DictReader(file)}
    count, worst = 0, 0.0
    with open(answered, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own, total = ours[row["from"], row["to"], row["corridor"]], row["total_per_t"]
            if (own == "inf") != (total == ""):
                sys.exit(f"{row}: the library has {own}")
            if total:
                count, worst = count + 1, max(worst, abs(float(own) - float(total)))
    if worst > MAX_DIFFERENCE or count == 0:
        sys.exit(f"{count} totals compared, the greatest difference is {worst:.6f}")
    print(f"{count} totals compared, the greatest difference is {worst:.6f}")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in (*SOLVERS, "same"):
        sys.exit(__doc__)
    if sys.argv[1] == "same":
        same(*sys.argv[2:])
    else:
        answer(*sys.argv[1:])
