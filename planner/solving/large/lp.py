"""A linear program that is solved again and again, each time between other sides.

Its solver is kept, or only the basis it ended with: thousands of solvers at once take
more memory than the problem itself, and one that starts from a basis is soon done.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Reals
from planner.solving.large.solver import FINE, answered, passed, solved, started


@dataclass(frozen=True, kw_only=True)
class Program:
    """min cost·z, low ≤ matrix z ≤ high, lower ≤ z ≤ upper."""

    cost: Reals
    matrix: sparse.csc_array
    low: Reals
    high: Reals
    lower: Reals
    upper: Reals
    ends: tuple[Reals, Reals] | None = None
    """Bounds that some cheapest z keeps; the columns' own if None."""

    def solver(self, **options: float | str | bool) -> Any:
        """Return HiGHS with the program loaded."""
        return passed(self, {"threads": 1, **FINE, **options})

    @property
    def told(self) -> tuple[Reals, ...]:
        """Return all numbers that its cost as a function of the plan depends on."""
        matrix = self.matrix
        shape = (*matrix.indptr, *matrix.indices)
        return (
            *(self.cost, np.array(shape, dtype=np.float64), matrix.data),
            *(self.low, self.high, self.lower, self.upper, *(self.ends or ())),
        )


class Warm:
    """A program ready to be solved from where it ended last."""

    def __init__(self, stated: Callable[[], Program], *, kept: bool) -> None:
        self.stated, self.kept = stated, kept
        self.solver: Any = None
        self.basis: Any = None

    def solve(
        self, rows: tuple[Reals, Reals], columns: tuple[Reals, Reals]
    ) -> tuple[str, Reals, Reals]:
        """Solve between sides of rows and of columns.

        Return how it ended, values, and the rows' duals.
        """
        if self.solver is None:
            self.solver = self._loaded(rows, columns)
        else:
            for change, (low, high) in (
                (self.solver.changeRowsBounds, rows),
                (self.solver.changeColsBounds, columns),
            ):
                change(len(low), np.arange(len(low), dtype=np.int32), low, high)
        status = solved(self.solver)
        values, duals = answered(self.solver)
        if not self.kept:
            self.basis, self.solver = self.solver.getBasis(), None
        return status, values, duals

    def _loaded(self, rows: tuple[Reals, Reals], columns: tuple[Reals, Reals]) -> Any:
        program = replace(
            self.stated(),
            low=rows[0],
            high=rows[1],
            lower=columns[0],
            upper=columns[1],
        )
        solver = program.solver()
        if self.basis is not None:
            started(solver, self.basis)
        return solver
