#!/usr/bin/env python3
"""Makes a world of any size for the program: a strip of country with rail, road and sea, or one on a given graph.

usage: world.py FOLDER [--legs N] [--origins N] [--destinations N] [--corridors N] [--permissions N] [--services N]
                [--tariffs N] [--pairs-tariff] [--no-leg-bounds] [--graph FILE.txt.gz] [--seed N]

Places are spread over a strip 3,000 km long; those north of 200 km belong to RU, which rail and road cross into. Of the
legs 55 % are rail and 35 % road, each a tree along the nearest places and the shortest further ones; 10 % are sea, from
ports to destinations in the south. All of it follows from the options and the seed. --graph takes the nodes and the
two-way arcs of a graph in the neutral format (see tests/cases/graphs) as the legs on land instead.

Prints the counts of what it has made as one JSON object.
"""

import argparse
import csv
import gzip
import itertools
import json
import math
import random
from pathlib import Path

STRIP_KM = 3000
BORDER_KM = 200
GRADE = {"source": "made-up", "grade": "estimate", "note": "made up"}
PER_TONNE = {"basis": "t", "currency": "CNY"}
REGIONS = ("north", "middle", "east")


class Joiner:
    """Sets of places that are joined already, for growing a tree."""

    def __init__(self, ids):
        self.parent = {i: i for i in ids}

    def root(self, i):
        """Returns the place that stands for the set of a place."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i, j):
        """Joins two sets; returns whether they were apart."""
        i, j = self.root(i), self.root(j)
        self.parent[i] = j
        return i != j


class World:
    """Places and legs, made one after the other from the same dice."""

    def __init__(self, asked):
        self.asked, self.dice = asked, random.Random(asked.seed)
        self.places, self.legs, self.xy = [], [], []
        if asked.graph:
            self.read_graph()
        else:
            self.make_land()
        self.destinations = [
            self.place(
                f"d{i}", self.dice.uniform(500, 3500), self.dice.uniform(-2500, -1500), "CN", "south", "destination"
            )
            for i in range(asked.destinations)
        ]
        for i in self.origins:
            self.tag(i, "origin")
        for i in self.ports:
            self.tag(i, "home-port")
        for i in self.foreign_ports:
            self.tag(i, "foreign-port")
        for i in self.ports + self.foreign_ports + self.destinations:
            self.places[i]["kind"] = "port"
        self.make_sea()

    def place(self, key, x, y, country, region, tags=""):
        """Adds a place at kilometres of the strip."""
        degrees = {"lat_deg": f"{40 + y / 111:.4f}", "lon_deg": f"{100 + x / 85:.4f}"}
        row = {"key": key, "name": key, "country": country, "region": region, "kind": "station"}
        self.places.append(row | degrees | {"tags": tags} | GRADE)
        self.xy.append((x, y))
        return len(self.places) - 1

    def tag(self, i, tag):
        """Adds a tag to a place."""
        self.places[i]["tags"] = ";".join(filter(None, (self.places[i]["tags"], tag)))

    def distance(self, pair):
        """Returns the straight line between two places in km."""
        return math.dist(self.xy[pair[0]], self.xy[pair[1]])

    def leg(self, i, j, mode, tariff, vehicle, winding=1.25, km=None, service="", gauge=""):
        """Adds a leg both ways, so much longer than the straight line."""
        km = km or max(1.0, winding * self.distance((i, j)))
        row = (
            f"l{len(self.legs)}",
            self.places[i]["key"],
            self.places[j]["key"],
            mode,
            "yes",
            f"{km:.1f}",
            tariff,
            vehicle,
        )
        bounds = () if self.asked.no_leg_bounds else (f"{km * 0.95:.1f}", f"{km * 1.05:.1f}")
        self.legs.append((*row, service, gauge, *bounds, *GRADE.values()))

    def abroad(self, i):
        """Returns whether a place is in the foreign country."""
        return self.places[i]["country"] == "RU"

    def counts_of_ports(self):
        """Returns how many ports there are at home and abroad: more in larger worlds, and enough for the corridors."""
        home = max(2, min(60, round(self.asked.legs**0.5 / 8)))
        return home, max(2, min(20, self.asked.corridors, home))

    def read_graph(self):
        """Takes places and legs on land from a graph; the ports and origins are any of its nodes."""
        with gzip.open(self.asked.graph, "rt", encoding="utf-8") as file:
            lines = (line.split() for line in file if not line.startswith("#"))
            nodes, arcs = map(int, next(lines))
            for i, (lat, lon) in enumerate(itertools.islice(lines, nodes)):
                self.place(f"p{i}", (float(lon) - 100) * 85, (float(lat) - 40) * 111, "CN", "r0")
            seen = set()
            for tail, head, weight, *_ in itertools.islice(lines, arcs):
                tail, head = sorted((int(tail), int(head)))
                if (tail, head) not in seen:
                    seen.add((tail, head))
                    self.leg(tail, head, "rail", "rail0", "train", km=max(0.1, int(weight) / 1000), gauge=1435)
        order = self.dice.sample(range(nodes), nodes)
        home, _ = self.counts_of_ports()
        self.ports, self.foreign_ports = order[:home], []
        self.origins = order[home : home + self.asked.origins]

    def make_land(self):
        """Makes places, rail and road, and chooses ports and origins among the places with rail."""
        count = max(12, round(0.9 * self.asked.legs / 1.42))
        for i in range(count):
            x, y = self.dice.uniform(0, STRIP_KM), self.dice.gauss(0, 150)
            foreign = y > BORDER_KM
            self.place(f"p{i}", x, y, "RU" if foreign else "CN", "primorye" if foreign else REGIONS[i % 3])
        rail = [i for i in range(count) if self.dice.random() < 0.7]
        road = [i for i in range(count) if self.dice.random() < 0.5]
        self.join_both_sides(rail, round(0.55 * self.asked.legs), self.add_rail)
        self.join_both_sides(road, round(0.35 * self.asked.legs), self.add_road)
        home = [i for i in rail if not self.abroad(i)]
        foreign = [i for i in rail if self.abroad(i)] or rail[-2:]
        most_home, most_foreign = self.counts_of_ports()
        self.ports = self.dice.sample(home, min(most_home, len(home)))
        self.foreign_ports = self.dice.sample(foreign, min(most_foreign, len(foreign)))
        taken = set(self.ports)
        free = [i for i in home if i not in taken]
        self.origins = self.dice.sample(free, min(self.asked.origins, len(free)))

    def add_rail(self, i, j):
        """Adds a rail leg, on the wide gauge where one of its ends is abroad."""
        if self.abroad(i) or self.abroad(j):
            self.leg(i, j, "rail", "rail-abroad", "train", gauge=1520)
        else:
            region = int(self.xy[i][0] * self.asked.tariffs // (STRIP_KM + 1))
            self.leg(i, j, "rail", f"rail{region}", "train", gauge=1435)

    def add_road(self, i, j):
        """Adds a road leg."""
        self.leg(i, j, "road", "road", "truck", winding=1.3)

    def join_both_sides(self, ids, edges, add):
        """Joins the places at home and those abroad, each by themselves, and adds a few crossings of the border."""
        sides = [[i for i in ids if self.abroad(i) == side] for side in (False, True)]
        for side in sides:
            self.near_tree(side, round(edges * len(side) / len(ids)), add)
        size, cells = self.cells(sides[0])
        for i in sorted(sides[1], key=lambda i: self.xy[i][1])[: max(2, len(sides[1]) // 20)]:
            add(self.nearest(i, size, cells), i)

    def cells(self, ids):
        """Sorts places into square cells of a few places each; returns their size in km and the places of each."""
        size, cells = 1.6 * max(5.0, STRIP_KM * 900 / max(1, len(ids))) ** 0.5, {}
        for i in ids:
            cells.setdefault((int(self.xy[i][0] // size), int(self.xy[i][1] // size)), []).append(i)
        return size, cells

    def nearest(self, i, size, cells):
        """Returns the place in the cells that is nearest to a place, by wider and wider squares."""
        x, y = (int(at // size) for at in self.xy[i])
        for reach in itertools.count(1):
            around = range(-reach, reach + 1)
            found = [j for dx in around for dy in around for j in cells.get((x + dx, y + dy), ())]
            best = min(found, key=lambda j: self.distance((i, j)), default=None)
            if best is not None and self.distance((i, best)) <= reach * size:
                return best

    def near_tree(self, ids, edges, add):
        """Joins places along the nearest ones to a tree, then adds the shortest further legs, up to so many in all."""
        size, cells = self.cells(ids)
        near, around = set(), list(itertools.product((-1, 0, 1), repeat=2))
        for i in ids:
            x, y = (int(at // size) for at in self.xy[i])
            found = [j for dx, dy in around for j in cells.get((x + dx, y + dy), ()) if j != i]
            found.sort(key=lambda j: self.distance((i, j)))
            near.update((min(i, j), max(i, j)) for j in found[:6])
        # The chain from west to east joins what has no near places in common.
        chain = sorted(ids, key=lambda i: self.xy[i])
        chain = {(min(pair), max(pair)) for pair in zip(chain, chain[1:])} - near
        joined, rest = Joiner(ids), []
        # By keys too, so that the order of a set does not matter.
        by_length = lambda pair: (self.distance(pair), pair)
        for pair in itertools.chain(sorted(near, key=by_length), sorted(chain, key=by_length)):
            if joined.join(*pair):
                add(*pair)
                edges -= 1
            else:
                rest.append(pair)
        for pair in rest[: max(0, edges)]:
            add(*pair)

    def make_sea(self):
        """Adds sea legs from every port to some destinations, and two to each that would have none."""
        quays, services = self.ports + self.foreign_ports, max(1, self.asked.services)
        abroad, served = set(self.foreign_ports), set()
        count = max(min(8, len(self.destinations)), math.ceil(0.1 * self.asked.legs / len(quays)))

        def sail(i, j, number):
            service = f"s{number % services}" if self.asked.services else ""
            self.leg(i, j, "sea", "sea-abroad" if i in abroad else "sea", "ship", winding=1.15, service=service)
            served.add(j)

        for number, i in enumerate(quays):
            for j in self.dice.sample(self.destinations, min(count, len(self.destinations))):
                sail(i, j, number)
        for j in self.destinations:
            if j not in served:
                for ports in (self.ports, self.foreign_ports or self.ports):
                    sail(self.dice.choice(ports), j, 0)

    def keys(self, ids):
        """Returns the keys of places."""
        return [self.places[i]["key"] for i in ids]

    def permissions(self):
        """Returns rows that allow every foreign port, or so many ways of an exit, a foreign port and an entry."""
        ways = [("*", port, "*") for port in self.keys(self.foreign_ports)] or [("*", "*", "*")]
        if self.asked.permissions and self.foreign_ports:
            country = {place["key"]: place["country"] for place in self.places}
            lands = [(leg[1], leg[2]) for leg in self.legs if leg[3] != "sea"]
            exits = {
                end for pair in lands for end, other in (pair, pair[::-1]) if country[end] == "CN" != country[other]
            }
            lists = (sorted(exits), self.keys(self.foreign_ports), self.keys(self.destinations))
            some = {tuple(map(self.dice.choice, lists)) for _ in range(4 * self.asked.permissions)}
            ways = self.dice.sample(sorted(some), min(self.asked.permissions, len(some)))
        names = ("exit_point", "transit_port", "entry_port")
        anything = {"region": "*", "commodity": "*", "form": "*"}
        return [
            {"key": f"allow{i}"} | anything | dict(zip(names, way)) | {"instrument": "made up"} | GRADE
            for i, way in enumerate(ways)
        ]

    def corridors(self):
        """Returns the corridors but the domestic one by key: by any foreign port, then by a single port each."""
        foreign, home = self.keys(self.foreign_ports), self.keys(self.ports)
        every = ("borrowed", ["tag:foreign-port"]) if foreign else ("any", ["tag:home-port"])
        turns = [port for pair in zip(foreign or home, home * 9) for port in pair]
        single = [(f"by-{port}", [port]) for port in dict.fromkeys(turns + home)]
        return [every, *single][: self.asked.corridors - 1]


def bounded(column, value, low, high):
    """Returns a figure of a tariff with its bounds."""
    return {column: value, f"{column}_low": low, f"{column}_high": high}


def tariffs(asked):
    """Returns the tariffs: of each region's rail, of rail abroad, of roads and of ships."""
    rail = bounded("per_haul", 16.3, 14, 19) | bounded("per_km", 0.098, 0.09, 0.11)
    minimum = {"minimum": 25} if asked.pairs_tariff else {}
    own = [(f"rail{i}", rail | minimum) for i in range(asked.tariffs)]
    shared = [
        ("rail-abroad", bounded("per_haul", 5.7, 3.2, 11) | bounded("per_km", 0.12, 0.1, 0.2)),
        ("road", bounded("per_haul", 5, 3, 9) | bounded("per_km", 0.38, 0.3, 0.45)),
        ("sea", bounded("per_haul", 30.67, 22.2, 43) | bounded("per_km", 0.0111, 0.01, 0.013)),
        ("sea-abroad", bounded("per_haul", 27, 19.8, 39.6) | bounded("per_km", 0.02645, 0.02, 0.03)),
    ]
    return [{"key": key, "tariff": key} | PER_TONNE | figures | GRADE for key, figures in own + shared]


def handling(key, operation, came, goes, price, hours):
    """Returns a row of handling that holds at every place."""
    modes = {"key": key, "place": "*", "operation": operation, "from_mode": came, "to_mode": goes}
    figures = (
        {"price": price} | PER_TONNE | {"time_h": hours, "low": round(price * 0.6, 2), "high": round(price * 1.8, 2)}
    )
    return modes | figures | GRADE


def border(here, there, mode):
    """Returns a row of a border in transit."""
    ends = {"key": f"{here}-{there}-{mode}".lower(), "from_country": here, "to_country": there, "mode": mode}
    figures = {"price": 400, "basis": "consignment", "currency": "CNY", "time_h": 24, "low": 200, "high": 1500}
    return ends | {"regime": "transit"} | figures | GRADE


def vehicle(name, speed_kmh):
    """Returns a vehicle."""
    figures = {"key": name, "vehicle": name, "speed_kmh": speed_kmh, "loss_pct": 0.1, "emission": name}
    return figures | {"low": round(speed_kmh * 0.7, 1), "high": round(speed_kmh * 1.3, 1)} | GRADE


def emission(name, mode, grams):
    """Returns what a vehicle emits."""
    figures = {"key": name, "mode": mode, "scope": "WTW", "value": grams, "unit": "g/tkm"}
    return figures | {"low": grams * 0.5, "high": grams * 1.5} | GRADE


def service(i):
    """Returns a service with a sailing every few days."""
    return {"key": f"s{i}", "name": f"s{i}", "every_days": 3 + i % 5, "low": 2, "high": 12, "cutoff_h": 12} | GRADE


def small_tables(asked):
    """Returns the tables whose rows do not depend on the network, by name."""
    return {
        "tariffs": tariffs(asked),
        "handling": [
            handling("load-rail", "load", "", "rail", 10, 12),
            handling("load-road", "load", "", "road", 8, 2),
            handling("unload-rail", "unload", "rail", "", 10, 12),
            handling("unload-road", "unload", "road", "", 8, 2),
            handling("unload-sea", "unload", "sea", "", 24, 24),
            handling("rail-road", "tranship", "rail", "road", 15, 8),
            handling("road-rail", "tranship", "road", "rail", 15, 12),
            handling("rail-sea", "tranship", "rail", "sea", 34, 36),
            handling("road-sea", "tranship", "road", "sea", 34, 36),
            handling("gauge", "gauge", "rail", "rail", 18, 12),
        ],
        "borders": [border(*pair, mode) for pair in (("CN", "RU"), ("RU", "CN")) for mode in ("rail", "road", "sea")],
        "services": [service(i) for i in range(max(1, asked.services))],
        "vehicles": [vehicle("train", 40), vehicle("truck", 50), vehicle("ship", 24)],
        "emissions": [emission("train", "rail", 15), emission("truck", "road", 70), emission("ship", "sea", 12)],
        "commodities": [{"key": "maize", "name": "Maize", "group": ""} | GRADE],
        "sources": [{"key": "made-up", "title": "Made up for a benchmark", "publisher": "", "licence": "CC0-1.0"}],
    }


def scenario(world):
    """Returns the text of the scenario: every origin to every destination."""
    lines = [
        "schema = 1",
        f'title = "Made-up world of {len(world.legs)} legs"',
        'tables = "tables"\ndate = 2019-06-24\ncurrency = "CNY"\nbaseline = "domestic"\n',
        '[cargo]\ncommodity = "maize"\nform = "bulk"\nlot_t = 3000',
        'value_per_t = { value = 1720, low = 1280, high = 1850, grade = "estimate" }',
        "holding_rate_per_year = 0.0435\ncarbon_price_per_t = 0\n",
        '[[demand]]\nfrom = ["tag:origin"]\nto = ["tag:destination"]\n',
        '[corridors.domestic]\ntitle = "Domestic"\nwithin = ["CN"]\nvia_any = ["sea"]',
    ]
    lines += [f'\n[corridors.{key}]\ntitle = "{key}"\nvia_any = {json.dumps(via)}' for key, via in world.corridors()]
    return "\n".join(lines) + "\n"


def write_table(folder, name, columns, rows):
    """Writes the CSV file of a table."""
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def write(world, folder):
    """Writes the scenario and its tables."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    columns = "key from to mode both_ways distance_km tariff vehicle service gauge_mm".split()
    columns += [] if world.asked.no_leg_bounds else ["distance_km_low", "distance_km_high"]
    write_table(tables, "legs", [*columns, *GRADE], world.legs)
    named = {"places": world.places, "permissions": world.permissions()} | small_tables(world.asked)
    for name, rows in named.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        write_table(tables, name, columns, ([row.get(column, "") for column in columns] for row in rows))
    (folder / "scenario.toml").write_text(scenario(world), encoding="utf-8")


def main():
    usage = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    usage.add_argument("folder", type=Path)
    usage.add_argument("--legs", type=int, default=1000)
    usage.add_argument("--origins", type=int, default=10)
    usage.add_argument("--destinations", type=int, default=10)
    usage.add_argument("--corridors", type=int, default=2)
    usage.add_argument(
        "--permissions", type=int, default=0, help="rows of an exit, a port and an entry; 0: one for each port"
    )
    usage.add_argument("--services", type=int, default=8)
    usage.add_argument("--tariffs", type=int, default=1, help="regional rail tariffs, each its own haul")
    usage.add_argument(
        "--pairs-tariff", action="store_true", help="rail with a minimum charge: priced station to station"
    )
    usage.add_argument("--no-leg-bounds", action="store_true")
    usage.add_argument("--graph", type=Path, help="nodes and arcs to take as legs on land")
    usage.add_argument("--seed", type=int, default=1)
    asked = usage.parse_args()
    world = World(asked)
    write(world, asked.folder)
    counts = {
        "legs": len(world.legs),
        "places": len(world.places),
        "demands": len(world.origins) * len(world.destinations),
        "corridors": len(world.corridors()) + 1,
    }
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
