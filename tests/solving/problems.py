"""Small linear problems written as one would on paper, and some that never end."""

from collections.abc import Mapping, Sequence

import numpy as np

from planner.solving.linear import LinearProblem

INF = float("inf")

Row = tuple[float, Mapping[str, float], float]


def problem(
    cost: Mapping[str, float],
    rows: Sequence[Row],
    bounds: Mapping[str, tuple[float, float]] | None = None,
    integers: str = "",
    offset: float = 0.0,
) -> LinearProblem:
    """Return the problem with the columns of ``cost``; rows are (low, terms, high)."""
    names = list(cost)
    limits = [(bounds or {}).get(each, (0.0, INF)) for each in names]
    columns = [
        [
            (place, terms[each])
            for place, (_, terms, _) in enumerate(rows)
            if each in terms
        ]
        for each in names
    ]
    entries = [entry for column in columns for entry in column]
    return LinearProblem(
        cost=np.array(list(cost.values()), dtype=np.float64),
        offset=offset,
        starts=np.cumsum([0, *map(len, columns)]).astype(np.int32),
        places=np.array([place for place, _ in entries], dtype=np.int32),
        entries=np.array([entry for _, entry in entries], dtype=np.float64),
        row_lower=np.array([low for low, _, _ in rows], dtype=np.float64),
        row_upper=np.array([high for _, _, high in rows], dtype=np.float64),
        lower=np.array([low for low, _ in limits], dtype=np.float64),
        upper=np.array([high for _, high in limits], dtype=np.float64),
        integer=np.array([each in integers.split() for each in names], dtype=np.bool_),
        rows=[f"row {place}" for place in range(len(rows))],
        columns=names,
    )


def hang_1578() -> LinearProblem:
    """HiGHS 1.15.1 with presolve did not return; the optimum is 792663925.6666."""
    return problem(
        {"x0": 40, "x1": 36, "x2": 23, "x3": 25, "x4": -12},
        [
            (-637, {"x1": 5, "x4": 3}, -637),
            (-706, {"x0": -1, "x1": -5, "x2": 1000, "x3": -100, "x4": 1}, -706),
            (52262323, {"x1": 5, "x2": 8, "x3": 1, "x4": 5}, INF),
        ],
        {
            "x0": (-10, 1e9),
            "x1": (0, 10),
            "x2": (0, 1e9),
            "x3": (0, 1e9),
            "x4": (-1e9, 1e9),
        },
        "x1 x2 x3",
    )


def hang_1685() -> LinearProblem:
    """HiGHS 1.15.1 with presolve did not return; the optimum is 177547287.75."""
    return problem(
        {"x0": 29, "x1": -12, "x2": 50},
        [
            (49965731, {"x0": 8, "x1": -100, "x2": 1000}, 49965731),
            (193, {"x0": 5, "x2": 3}, INF),
        ],
        {"x0": (-1e9, 1e9), "x1": (-10, 1000), "x2": (-1e9, 1000)},
        "x0 x1",
    )


def hang_827() -> LinearProblem:
    """HiGHS 1.15.1 with presolve did not return; the optimum is -70087568.906."""
    return problem(
        {"x0": -15, "x1": 47, "x2": 42, "x3": 41},
        [
            (437876, {"x1": 8, "x2": -2, "x3": 1}, INF),
            (24967, {"x0": 5, "x1": 1000, "x2": -100}, 24967),
            (-773, {"x0": 3, "x1": 1000, "x2": -5}, INF),
        ],
        {"x0": (0, 1e7), "x1": (-10, 1e7), "x2": (0, 1e7), "x3": (0, 1e7)},
        "x0 x2 x3",
    )


def endless_2226() -> LinearProblem:
    """No whole numbers satisfy it; HiGHS without presolve ignores its time limit."""
    free = (-INF, INF)
    return problem(
        {"x": 0, "y": 0, "z": 0},
        [(0, {"y": 4, "z": -1}, 0), (-19, {"x": 8, "z": 1}, -19)],
        {"x": free, "y": free, "z": free},
        "x y z",
    )


def wrong_2957() -> LinearProblem:
    """HiGHS 1.14.0 calls 29 optimal; it is 28.2."""
    return problem(
        {"x": 1, "y": 2},
        [(20.1, {"x": 1, "y": 1}, INF)],
        {"x": (0, 20), "y": (8, 20)},
        "x",
    )


def wrong_3043() -> LinearProblem:
    """HiGHS 1.14.0 calls 15 optimal; it is 9."""
    return problem(
        {"x": 2, "z": 3},
        [(4.5, {"x": 1, "z": 1}, INF)],
        {"x": (0, 10), "z": (0, 10)},
        "z",
    )


def hard() -> LinearProblem:
    """Return a knapsack with many limits: plans at once, a proof only after hours."""
    chance = np.random.default_rng(1)
    names = [f"x{place}" for place in range(150)]
    weights = chance.integers(10, 1000, (15, len(names))).astype(float)
    worth = weights.mean(axis=0) + chance.integers(0, 200, len(names))
    return problem(
        dict(zip(names, -worth, strict=True)),
        [(-INF, dict(zip(names, row, strict=True)), row.sum() // 3) for row in weights],
        dict.fromkeys(names, (0.0, 1.0)),
        " ".join(names),
    )


def split() -> LinearProblem:
    """Return a market split: whether it has a plan at all takes very long to see."""
    chance = np.random.default_rng(2)
    names = [f"x{place}" for place in range(60)]
    shares = chance.integers(0, 100, (7, len(names))).astype(float)
    return problem(
        dict.fromkeys(names, 1.0),
        [
            (row.sum() // 2, dict(zip(names, row, strict=True)), row.sum() // 2)
            for row in shares
        ],
        dict.fromkeys(names, (0.0, 1.0)),
        " ".join(names),
    )


def purchase(units: float = 1.0, money: float = 1.0) -> LinearProblem:
    """Return: buy 100 units from a and b, a's contract 50 and at least 30 at a time.

    b delivers 60 at 4 each, a costs 3 each: a alone is cheapest at 350 (money).
    ``units`` and ``money`` change what one unit and one coin are.
    """
    return problem(
        {"a": 3 * money / units, "b": 4 * money / units, "sign": 50 * money},
        [
            (100 * units, {"a": 1, "b": 1}, 100 * units),
            (-INF, {"a": 1, "sign": -200 * units}, 0),
            (0, {"a": 1, "sign": -30 * units}, INF),
        ],
        {"a": (0, 200 * units), "b": (0, 60 * units), "sign": (0, 1)},
        "sign",
    )
