"""Bring a problem's numbers near 1, where the solver's tolerances mean something."""

from dataclasses import dataclass, replace

import numpy as np

from planner.errors import PlannerError
from planner.solving.linear import LinearProblem, Places, Reals

LARGE = 1e6
"""Bounds, costs and the span of coefficients up to here are left alone."""
SMALL = 1e-2
"""A bound below, or costs that all stay below, are scaled up."""
NOTHING = 1e-9
"""A bound below is taken for a rounding error, and says nothing of units."""
ROUNDS = 8
COSTLIEST = 20.0
"""No scaled cost exceeds 2 to this power."""
DUST = 1e-12
"""HiGHS can be told to keep coefficients above this, not below."""
HARMLESS = 1e-9
"""What a coefficient may contribute at most, in scaled units, to be left out."""


@dataclass(frozen=True)
class Scale:
    """The way back from a scaled problem; powers of two, hence exact."""

    column: Reals
    """Original units per scaled unit of each column."""
    money: float
    """Original cost per scaled cost."""

    def values(self, scaled: Reals) -> Reals:
        """Return values in the original units."""
        return scaled * self.column

    def cost(self, scaled: float) -> float:
        """Return a cost or a bound in the original money."""
        return scaled * self.money


def scaled(problem: LinearProblem) -> tuple[LinearProblem, Scale]:
    """Return the problem to solve and the way back; the same one if its range is fair.

    Rows, continuous columns and the objective are multiplied by powers of two; integer
    columns keep their units.
    """
    if not _asks(problem):
        return problem, Scale(np.ones_like(problem.cost), 1.0)
    rows, columns = _equilibrated(problem)
    row, column = np.exp2(rows), np.exp2(columns)
    cost = problem.cost * column
    money = float(np.exp2(_money(cost)))
    smaller = replace(
        problem,
        cost=cost / money,
        offset=problem.offset / money,
        entries=problem.entries * row[problem.places] * column[problem.column_of],
        row_lower=problem.row_lower * row,
        row_upper=problem.row_upper * row,
        lower=problem.lower / column,
        upper=problem.upper / column,
    )
    return smaller, Scale(column, money)


def _sizes(*numbers: Reals) -> Reals:
    """Return the sizes of all that is neither zero nor infinite."""
    sizes = np.abs(np.concatenate(numbers))
    return sizes[(sizes > 0) & np.isfinite(sizes)]


def _asks(problem: LinearProblem) -> bool:
    entries = _sizes(problem.entries)
    bounds = _sizes(problem.row_lower, problem.row_upper, problem.lower, problem.upper)
    bounds = bounds[bounds > NOTHING]
    costs = _sizes(problem.cost)
    return any(
        each.size and (each.max() > largest or least < SMALL)
        for each, largest, least in (
            (entries, LARGE * entries.min(initial=1.0), entries.max(initial=0.0)),
            (bounds, LARGE, bounds.min(initial=1.0)),
            (costs, LARGE, costs.max(initial=0.0)),
        )
    )


def _equilibrated(problem: LinearProblem) -> tuple[Reals, Reals]:
    """Return the powers of two of rows and columns that bring all entries near 1.

    A row's sides count as an entry of it, and a column's bounds as rows of their own:
    without them nothing would tell a problem in grams from one in tonnes.
    """
    with np.errstate(divide="ignore"):
        entry = np.log2(np.abs(problem.entries))
    side = _middle(problem.row_lower, problem.row_upper)
    bound = _middle(problem.lower, problem.upper)
    rows, columns = np.zeros(len(side)), np.zeros(len(bound))
    place, column = problem.places, problem.column_of
    for _ in range(ROUNDS):
        rows = -_centre(entry + columns[column], place, side)
        columns = -_centre(entry + rows[place], column, -bound)
        columns[problem.integer] = 0
    columns = np.rint(columns)
    return np.rint(-_centre(entry + columns[column], place, side)), columns


def _middle(low: Reals, high: Reals) -> Reals:
    """Return the power of two of the larger finite bound; NaN where there is none."""
    sizes = np.maximum(*(np.where(np.isfinite(x), abs(x), 0.0) for x in (low, high)))
    with np.errstate(divide="ignore"):
        return np.where(sizes > NOTHING, np.log2(sizes), np.nan)


def _centre(powers: Reals, group: Places, extra: Reals) -> Reals:
    """Return the middle of each group's powers and its extra one; 0 for no powers."""
    kept = np.isfinite(powers)
    low, high = np.fmin(extra, np.inf), np.fmax(extra, -np.inf)
    np.minimum.at(low, group[kept], powers[kept])
    np.maximum.at(high, group[kept], powers[kept])
    found = np.isfinite(low)
    return np.where(
        found, np.where(found, low, 0) / 2 + np.where(found, high, 0) / 2, 0.0
    )


def _money(cost: Reals) -> float:
    sizes = _sizes(cost)
    if not sizes.size:
        return 0.0
    low, high = np.log2(sizes.min()), np.log2(sizes.max())
    return float(np.rint(max((low + high) / 2, high - COSTLIEST)))


def without_dust(problem: LinearProblem) -> LinearProblem:
    """Return the problem without coefficients too small for HiGHS to hold.

    One is left out only if it can contribute next to nothing; otherwise PlannerError
    names it, because the solver would ignore it in silence.
    """
    dust = np.abs(problem.entries) <= DUST
    if not dust.any():
        return problem
    reach = np.maximum(abs(problem.lower), abs(problem.upper))[problem.column_of]
    felt = dust & (problem.entries != 0)
    felt[felt] = np.abs(problem.entries[felt]) * reach[felt] > HARMLESS
    for at in map(int, np.flatnonzero(felt)):
        column, row = problem.column_of[at], problem.places[at]
        raise PlannerError(
            f"The coefficient of {problem.columns[column]} in {problem.rows[row]} is "
            "too small beside the others to be counted: check the units behind it."
        )
    counts = np.bincount(problem.column_of[~dust], minlength=len(problem.cost))
    return replace(
        problem,
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        places=problem.places[~dust],
        entries=problem.entries[~dust],
    )
