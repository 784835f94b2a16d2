"""A response: the linear program left of one block once the plan is known.

V(x) = min c·z subject to low ≤ T x + W z ≤ high, l ≤ z ≤ u; x are the plan's columns.
Duals π of its rows give V(x) ≥ a + g·x for every x, with g = −Tᵀπ (Benders, 1962). The
constant is recomputed from π by weak duality, so that a cut is true whatever HiGHS said.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.solver import passed
from planner.solving.linear import Places, Reals

EXACT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
MISSED = 1e-7
"""Units that rows may be missed by in all for a response to count as possible."""


class NoAnswerError(Exception):
    """HiGHS left a response or the master without an answer."""


@dataclass(frozen=True)
class Cut:
    """``constant`` + ``slopes`` · x[``places``] is at most a block's cost.

    Or, where ``is_limit``, at most 0: else no response is possible.
    """

    block: int
    constant: float
    places: Places
    slopes: Reals
    is_limit: bool = False

    def at(self, plan: Reals) -> float:
        """Return the least cost that the cut allows a plan."""
        return self.constant + float(self.slopes @ plan[self.places])


@dataclass(frozen=True, kw_only=True)
class Program:
    """min cost·z, low ≤ matrix z ≤ high, lower ≤ z ≤ upper."""

    cost: Reals
    matrix: sparse.csc_array
    low: Reals
    high: Reals
    lower: Reals
    upper: Reals

    def solver(self, **options: float | str | bool) -> Any:
        """Return HiGHS with the program loaded."""
        return passed(self, {"threads": 1, **EXACT, **options})


class Response:
    """One block, ready to be solved for one plan after another."""

    def __init__(self, block: int, program: Program, of_plan: sparse.csc_array) -> None:
        self.block = block
        self.program = program
        self.places = np.flatnonzero(np.diff(of_plan.indptr)).astype(np.int32)
        self.of_plan = sparse.csr_array(of_plan[:, self.places])
        self.rows = np.arange(len(program.low), dtype=np.int32)
        self.solver = program.solver()
        self.missing: Any = None
        self.values = np.zeros(len(program.cost))
        self.cost = np.inf

    def answer(self, plan: Reals) -> Cut:
        """Solve for a plan: ``cost`` and ``values``, infinite if there is none."""
        taken = self.of_plan @ plan[self.places]
        status, values, duals = _solved(self.solver, self.program, self.rows, taken)
        if status == "kOptimal":
            self.values = np.clip(values, self.program.lower, self.program.upper)
            self.cost = float(self.program.cost @ self.values)
            return self._cut(duals, self.program.cost, values)
        if status != "kInfeasible":
            raise NoAnswerError(f"a response ended with {status}")
        return self._limit(taken)

    def _limit(self, taken: Reals) -> Cut:
        """Return the cut that forbids a plan that leaves no response."""
        count = len(self.rows)
        width = sparse.eye_array(count, format="csc")
        missing = Program(
            cost=np.append(np.zeros(len(self.program.cost)), np.ones(2 * count)),
            matrix=sparse.csc_array(
                sparse.hstack([self.program.matrix, width, -width])
            ),
            low=self.program.low,
            high=self.program.high,
            lower=np.append(self.program.lower, np.zeros(2 * count)),
            upper=np.append(self.program.upper, np.full(2 * count, np.inf)),
        )
        self.missing = self.missing or missing.solver()
        status, values, duals = _solved(self.missing, missing, self.rows, taken)
        if status != "kOptimal" or missing.cost @ values <= MISSED:
            raise NoAnswerError("a response is neither possible nor impossible")
        self.cost = np.inf
        cut = self._cut(duals, np.zeros(len(self.program.cost)), values)
        return Cut(cut.block, cut.constant, cut.places, cut.slopes, is_limit=True)

    def _cut(self, duals: Reals, cost: Reals, values: Reals) -> Cut:
        """Return what any duals prove; what a free column adds counts at its value."""
        program = self.program
        side = np.where(duals > 0, program.low, program.high)
        prices = np.where(np.isfinite(side), duals, 0.0)
        rest = cost - program.matrix.T @ prices
        bound = np.where(rest > 0, program.lower, program.upper)
        bound = np.where(np.isfinite(bound), bound, values[: len(bound)])
        constant = prices @ np.where(np.isfinite(side), side, 0.0) + rest @ bound
        slopes = -(self.of_plan.T @ prices)
        return Cut(self.block, float(constant), self.places, slopes)


def _solved(
    highs: Any, program: Program, rows: Places, taken: Reals
) -> tuple[str, Reals, Reals]:
    highs.changeRowsBounds(len(rows), rows, program.low - taken, program.high - taken)
    highs.run()
    # A basis is better than presolve once there is one.
    highs.setOptionValue("presolve", "off")
    solution = highs.getSolution()
    return (
        highs.getModelStatus().name,
        np.array(solution.col_value),
        np.array(solution.row_dual),
    )
