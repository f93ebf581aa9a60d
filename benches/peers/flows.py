"""Flows of least cost by OR-tools and HiGHS.

Reads one JSON object from standard input: the peer and the network. Writes one: the least cost, whether the peer came to its
end, and the seconds of processor time that it took, without what it takes to hand over the network.
"""

import json
import sys
import time

import numpy
from scipy import sparse

# HiGHS gives up after so many seconds of the clock.
LIMIT = 1200.0


def ortools(asked):
    """One commodity by OR-tools: cost scaling."""
    from ortools.graph.python import min_cost_flow

    tails, heads, capacities, costs = numpy.array(asked["arcs"]).T
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    solver.set_nodes_supplies(numpy.arange(len(asked["supplies"])), numpy.array(asked["supplies"]))
    start = time.process_time()
    status = solver.solve()
    seconds = time.process_time() - start
    return solver.optimal_cost(), status == solver.OPTIMAL, seconds


def incidence(nodes, tails, heads):
    """Returns the matrix of arcs by nodes: 1 where an arc leaves, -1 where it arrives."""
    ones, arcs = numpy.ones(len(tails)), numpy.arange(len(tails))
    rows, columns = numpy.concatenate([tails, heads]), numpy.concatenate([arcs, arcs])
    return sparse.csc_matrix((numpy.concatenate([ones, -ones]), (rows, columns)), shape=(nodes, len(tails)))


def solve(matrix, costs, upper, row_lower, row_upper):
    """Solves a linear program with HiGHS on one thread, by the method that it chooses."""
    import highspy

    matrix = sparse.csc_matrix(matrix)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_, program.col_lower_, program.col_upper_ = costs, numpy.zeros(len(costs)), upper
    program.row_lower_, program.row_upper_ = row_lower, row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", LIMIT)
    solver.passModel(program)
    start = time.process_time()
    solver.run()
    seconds = time.process_time() - start
    is_done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solver.getInfo().objective_function_value, is_done, seconds


def highs(asked):
    """One commodity by HiGHS: a column for each arc."""
    tails, heads, capacities, costs = numpy.array(asked["arcs"]).T
    supplies = numpy.array(asked["supplies"], float)
    matrix = incidence(len(supplies), tails, heads)
    return solve(matrix, costs.astype(float), capacities.astype(float), supplies, supplies)


def highs_many(asked):
    """Many commodities by HiGHS: a column for each arc and target, as all that go to one target may be one flow."""
    tails, heads, costs, resources = numpy.array(asked["arcs"]).T
    nodes, capacities = asked["nodes"], numpy.array(asked["capacities"], float)
    targets = sorted({target for _, target, _ in asked["commodities"]})
    arcs = len(tails)
    flows = incidence(nodes, tails, heads)
    is_limited = resources >= 0
    use = sparse.csc_matrix(
        (numpy.ones(is_limited.sum()), (resources[is_limited], numpy.arange(arcs)[is_limited])),
        shape=(len(capacities), arcs),
    )
    supply = numpy.zeros((len(targets), nodes))
    for source, target, amount in asked["commodities"]:
        supply[targets.index(target), source] += amount
    blocks, rights, unmet = [], [], []
    for at, target in enumerate(targets):
        kept = numpy.arange(nodes) != target
        senders = numpy.nonzero(supply[at] * kept)[0]
        blocks.append((flows[kept], senders))
        rights.append(supply[at][kept])
        unmet.append(sparse.csc_matrix((numpy.ones(len(senders)), (senders, numpy.arange(len(senders)))),
                                       shape=(nodes, len(senders)))[kept])
    balance = sparse.block_diag([sparse.hstack([block, left]) for (block, _), left in zip(blocks, unmet)])
    shared = sparse.hstack([sparse.hstack([use, sparse.csc_matrix((len(capacities), left.shape[1]))]) for left in unmet])
    cost = numpy.concatenate([
        part for left in unmet for part in (costs.astype(float), numpy.full(left.shape[1], float(asked["unmet"])))
    ])
    right = numpy.concatenate(rights)
    lower = numpy.concatenate([right, numpy.full(len(capacities), -numpy.inf)])
    upper = numpy.concatenate([right, capacities])
    return solve(sparse.vstack([balance, shared]), cost, numpy.full(len(cost), numpy.inf), lower, upper)


def main():
    asked = json.load(sys.stdin)
    cost, is_done, seconds = {"ortools": ortools, "highs": highs, "highs-many": highs_many}[asked["peer"]](asked)
    json.dump({"cost": cost, "is_done": bool(is_done), "seconds": seconds}, sys.stdout)


main()
