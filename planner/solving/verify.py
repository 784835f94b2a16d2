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


def money_size(problem: LinearProblem, values: Reals) -> float:
    """Return the largest number in the objective, at least 1."""
    parts = np.abs(problem.cost * values)
    return float(max(1.0, abs(problem.offset), parts.max(initial=0.0)))
