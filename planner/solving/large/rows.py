"""Rows that hold one column alone: bounds by another name, which a solver need not see.

Once the plan is known, what a response may take of an offer lies between numbers: the
rows x ≤ (1 + flex)·planned and x ≤ cap·y are bounds of x. Most rows of a response are
of that kind. Their duals are read off the reduced costs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Places, Reals
from planner.solving.large.lp import Program

CLOSE = 1e-9
"""How far bounds may cross, relative to them or 1, and be one; as exact as a solver."""


@dataclass(frozen=True)
class Alone:
    """The rows with one column, and the rest of the rows."""

    rows: Places
    columns: Places
    factors: Reals
    joint: Places

    def rest_of(self, program: Program) -> Callable[[], Program]:
        """Return what states a program's rest of rows."""
        return partial(_only, program, self.joint)

    def columns_between(
        self, program: Program, low: Reals, high: Reals
    ) -> tuple[Reals, Reals] | None:
        """Return what columns lie between, given what rows do; None if they cross."""
        below, above = self._implied(low, high)
        lower, upper = program.lower.copy(), program.upper.copy()
        np.maximum.at(lower, self.columns, below)
        np.minimum.at(upper, self.columns, above)
        over = lower > upper
        if (
            lower[over] - upper[over] > CLOSE * np.maximum(1.0, abs(lower[over]))
        ).any():
            return None
        upper[over] = lower[over]
        return lower, upper

    def _implied(self, low: Reals, high: Reals) -> tuple[Reals, Reals]:
        """Return the lower and the upper bound that each row gives its column."""
        one, other = low[self.rows] / self.factors, high[self.rows] / self.factors
        up = self.factors > 0
        return np.where(up, one, other), np.where(up, other, one)

    def priced(
        self,
        duals: Reals,
        rest: Reals,
        sides: tuple[Reals, Reals],
        bounds: tuple[Reals, Reals],
    ) -> Reals:
        """Return the duals with those of the rows that hold their columns.

        ``rest`` are the reduced costs of the columns without these rows. Of several
        rows that hold a column equally the last is taken, and any before its own bound.
        """
        below, above = self._implied(*sides)
        reduced = rest[self.columns]
        lower, upper = (each[self.columns] for each in bounds)
        holds = (reduced > 0) & (below >= lower - CLOSE * np.maximum(1, abs(lower)))
        holds |= (reduced < 0) & (above <= upper + CLOSE * np.maximum(1, abs(upper)))
        last = np.full(len(rest), -1)
        last[self.columns[holds]] = np.flatnonzero(holds)
        chosen = last[last >= 0]
        duals = duals.copy()
        duals[self.rows[chosen]] = reduced[chosen] / self.factors[chosen]
        return duals


def alone_in(program: Program) -> Alone:
    """Return which of a program's rows hold one column alone."""
    matrix = program.matrix
    width = np.bincount(matrix.indices, minlength=len(program.low))
    at = np.flatnonzero(width[matrix.indices] == 1)
    column = np.searchsorted(matrix.indptr, at, side="right") - 1
    return Alone(
        rows=matrix.indices[at],
        columns=column.astype(np.int32),
        factors=matrix.data[at],
        joint=np.flatnonzero(width != 1).astype(np.int32),
    )


def _only(program: Program, rows: Places) -> Program:
    """Return a program with some of its rows."""
    matrix = sparse.csc_array(program.matrix[rows])
    return replace(
        program, matrix=matrix, low=program.low[rows], high=program.high[rows]
    )
