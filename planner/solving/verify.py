"""Check values against a linear problem without asking the solver."""

import numpy as np

from planner.solving.linear import LinearProblem, Reals

WHOLE = 1e-5
"""How far an integer's value may be from a whole number to be taken for it."""
TOLERANCE = 1e-6
"""How far a row or a bound may be missed, relative to the largest number in it or 1."""


def tidied(problem: LinearProblem, values: Reals) -> Reals | None:
    """Return values with whole integers inside their bounds; None if they are neither.

    Only rounding dust is swept: an integer within 1e-5, a bound within the tolerance.
    """
    if values.shape != problem.cost.shape or not np.isfinite(values).all():
        return None
    rounded = np.where(problem.integer, np.round(values), values)
    if (np.abs(rounded - values) > WHOLE).any():
        return None
    inside = np.clip(rounded, problem.lower, problem.upper)
    moved = np.abs(inside - rounded)
    allowed = np.where(problem.integer, 0.0, TOLERANCE * np.maximum(1, np.abs(inside)))
    return None if (moved > allowed).any() else inside + 0.0


def violation(problem: LinearProblem, values: Reals) -> float:
    """Return how far the worst row is missed, relative to its largest number or 1."""
    if not len(problem.row_lower):
        return 0.0
    terms = problem.terms(values)
    size = np.ones(len(problem.row_lower))
    np.maximum.at(size, problem.places, np.abs(terms))
    activity = problem.activity(values)
    short = np.maximum(problem.row_lower - activity, activity - problem.row_upper)
    return float((np.maximum(short, 0) / size).max())


def least_cost(problem: LinearProblem, values: Reals, prices: Reals) -> float:
    """Return what any plan costs at least without whole numbers, by weak duality.

    ``prices`` are any duals of the rows: wrong ones only prove less. What a column
    without a bound would add to a reduced cost that is dust counts at its value.
    """
    absent = np.where(prices > 0, problem.row_lower, problem.row_upper)
    prices = np.where(np.isfinite(absent), prices, 0.0)
    paid = problem.entries * prices[problem.places]
    columns = len(problem.cost)
    rest = problem.cost - np.bincount(problem.column_of, paid, minlength=columns)
    bound = np.where(rest > 0, problem.lower, problem.upper)
    loose = ~np.isfinite(bound)
    dust = TOLERANCE * np.maximum(1, np.abs(problem.cost))
    if (loose & (np.abs(rest) > dust)).any():
        return float(-np.inf)
    sides = np.where(np.isfinite(absent), absent, 0.0)
    return float(
        prices @ sides + rest @ np.where(loose, values, bound) + problem.offset
    )


def money_size(problem: LinearProblem, values: Reals) -> float:
    """Return the largest number in the objective, at least 1."""
    parts = np.abs(problem.cost * values)
    return float(max(1.0, abs(problem.offset), parts.max(initial=0.0)))
