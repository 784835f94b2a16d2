"""A response: the linear program left of one block once the plan is known.

V(x) = min c·z subject to low ≤ T x + W z ≤ high, l ≤ z ≤ u; x are the plan's columns.
Duals π of its rows give V(x) ≥ a + g·x for every x, with g = −Tᵀπ (Benders, 1962).

A cut is true whatever HiGHS said: only π is taken from it, any π at all proves a bound,
and the constant is recomputed from π by weak duality, a = π·sides + Σ rest·bound, with
rest = c − Wᵀπ and of each column the bound that makes it least. Wrong duals give a
weaker cut. A column without a bound is counted at one that its rows imply
(``implied``); where they imply none, dust is counted far beyond the column's value, and
more than dust proves nothing, so that no cut is made.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Places, Reals
from planner.solving.large.solver import FINE, answered, passed, solved

MISSED = 1e-6
"""What rows may be missed by in all for a response to count as possible, relative to the
largest number that the plan puts in them or 1: the plan itself is as inexact."""
PLAY = 1e-8
"""What each row of a response that is barely possible is given."""
DUST, BEYOND = 1e-7, 1e3
"""The least reduced cost, relative to the largest cost or 1, that tells something of a
column without any bound; and how many times its value less is counted at."""


class NoAnswerError(Exception):
    """HiGHS left a response or the master without an answer."""


def beyond(values: Reals, rest: Reals) -> Reals:
    """Return where columns without a bound are counted, given their reduced costs."""
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    return values - np.sign(rest) * BEYOND * np.maximum(1.0, np.abs(values))


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

    @property
    def says(self) -> bool:
        """Tell whether it says anything at all."""
        return bool(np.isfinite(self.constant))

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


class Response:
    """One block, ready to be solved for one plan after another."""

    def __init__(self, block: int, program: Program, of_plan: sparse.csc_array) -> None:
        self.block = block
        self.program = program
        self.places = np.flatnonzero(np.diff(of_plan.indptr)).astype(np.int32)
        self.of_plan = sparse.csr_array(of_plan[:, self.places])
        self.to_plan = sparse.csr_array(self.of_plan.T)
        self.to_columns = sparse.csr_array(program.matrix.T)
        self.ends = program.ends or (program.lower, program.upper)
        self.dust = DUST * max(1.0, float(np.abs(program.cost).max(initial=0.0)))
        self.touched = np.flatnonzero(np.diff(self.of_plan.indptr)).astype(np.int32)
        self.solver = program.solver()
        self.missing: Any = None
        self.values = np.zeros(len(program.cost))
        self.cost = np.inf

    @cached_property
    def digest(self) -> bytes:
        """Return what responses share that cost the same whatever the plan is.

        Cuts of one hold for the other, place by place.
        """
        plan = self.of_plan
        shape = np.array((*plan.indptr, *plan.indices), dtype=np.float64)
        told = sha256()
        for numbers in (*self.program.told, shape, plan.data):
            told.update(len(numbers).to_bytes(8, "little"))
            told.update(np.ascontiguousarray(numbers, dtype=np.float64).tobytes())
        return told.digest()

    def answer(self, plan: Reals) -> Cut:
        """Solve for a plan: ``cost`` and ``values``, infinite if there is none."""
        program, taken = self.program, self.of_plan @ plan[self.places]
        low, high = program.low - taken, program.high - taken
        found = self._solved(low, high)
        if found is None:
            missed = self._missed(taken)
            if isinstance(missed, Cut):
                self.cost = np.inf
                return missed
            found = self._solved(low - missed[1], high + missed[0], every=True)
            self._hold_all()
        if found is None:
            raise NoAnswerError("a response is neither possible nor impossible")
        values, duals = found
        self.values = np.clip(values, program.lower, program.upper)
        self.cost = float(program.cost @ self.values)
        return self._cut(duals, program.cost, values)

    def _solved(
        self, low: Reals, high: Reals, *, every: bool = False
    ) -> tuple[Reals, Reals] | None:
        """Return values and duals; None if there are none."""
        rows = np.arange(len(low), dtype=np.int32) if every else self.touched
        self.solver.changeRowsBounds(len(rows), rows, low[rows], high[rows])
        status = solved(self.solver)
        if status == "kInfeasible":
            return None
        if status != "kOptimal":
            raise NoAnswerError(f"a response ended with {status}")
        return answered(self.solver)

    def _hold_all(self) -> None:
        """Put rows back that the plan does not touch."""
        rows = np.arange(len(self.program.low), dtype=np.int32)
        self.solver.changeRowsBounds(
            len(rows), rows, self.program.low, self.program.high
        )

    def _missed(self, taken: Reals) -> Cut | tuple[Reals, Reals]:
        """Return the cut that forbids a plan that leaves no response.

        Or, where rows are missed by next to nothing, what each is exceeded by, and what
        it falls short by.
        """
        count, program = len(taken), self.program
        width = sparse.eye_array(count, format="csc")
        elastic = Program(
            cost=np.append(np.zeros(len(program.cost)), np.ones(2 * count)),
            matrix=sparse.csc_array(sparse.hstack([program.matrix, width, -width])),
            low=program.low,
            high=program.high,
            lower=np.append(program.lower, np.zeros(2 * count)),
            upper=np.append(program.upper, np.full(2 * count, np.inf)),
        )
        self.missing = self.missing or elastic.solver()
        every = np.arange(count, dtype=np.int32)
        low, high = program.low - taken, program.high - taken
        self.missing.changeRowsBounds(count, every, low, high)
        if solved(self.missing) != "kOptimal":
            raise NoAnswerError("a response is neither possible nor impossible")
        values, duals = answered(self.missing)
        by = np.maximum(values[len(program.cost) :], 0.0)
        if by.sum() <= MISSED * max(1.0, float(np.abs(taken).max(initial=0.0))):
            return 2 * by[count:] + PLAY, 2 * by[:count] + PLAY
        cut = self._cut(duals, np.zeros(len(program.cost)), values)
        return replace(cut, is_limit=True)

    def _cut(self, duals: Reals, cost: Reals, values: Reals) -> Cut:
        """Return what any duals prove."""
        program, (lower, upper) = self.program, self.ends
        side = np.where(duals > 0, program.low, program.high)
        present = np.isfinite(side)
        prices = np.where(present, duals, 0.0)
        rest = cost - self.to_columns @ prices
        bound = np.where(rest > 0, lower, upper)
        endless = ~np.isfinite(bound) & (rest != 0)
        if (np.abs(rest[endless]) > self.dust).any():
            constant = -np.inf
        else:
            bound[rest == 0] = 0.0
            bound[endless] = beyond(values[: len(bound)][endless], rest[endless])
            constant = float(prices @ np.where(present, side, 0.0) + rest @ bound)
        return Cut(self.block, constant, self.places, -(self.to_plan @ prices))
