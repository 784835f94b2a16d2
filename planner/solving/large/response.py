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
from planner.solving.large.lp import Program, Warm
from planner.solving.large.rows import alone_in

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


class Response:
    """One block, ready to be solved for one plan after another."""

    def __init__(
        self,
        block: int,
        program: Program,
        of_plan: sparse.csc_array,
        *,
        kept: bool = True,
    ) -> None:
        places = np.flatnonzero(np.diff(of_plan.indptr)).astype(np.int32)
        self._state(block, program, places, sparse.csc_array(of_plan[:, places]), kept)

    def _state(
        self,
        block: int,
        program: Program,
        places: Places,
        of_plan: sparse.csc_array,
        kept: bool,  # noqa: FBT001 - only called here
    ) -> None:
        self.block, self.program = block, program
        self.places, self.of_plan = places, of_plan
        # Views, but SciPy takes as long to make them as to multiply by them.
        self.to_columns, self.to_plan = program.matrix.T, self.of_plan.T
        self.alone = alone_in(program)
        self.ends = program.ends or (program.lower, program.upper)
        self.dust = DUST * max(1.0, float(np.abs(program.cost).max(initial=0.0)))
        self.warm = Warm(self.alone.rest_of(program), kept=kept)
        self.missing = Warm(self._elastic, kept=False)
        self.values = np.zeros(len(program.cost))
        self.cost = np.inf

    def __getstate__(self) -> tuple[Any, ...]:
        """Return what it is made of: no solver can travel, nor need what follows."""
        own = self.block, self.program, self.places, self.of_plan
        return *own, self.warm.kept

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._state(*state)

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
            found = self._solved(low - missed[1], high + missed[0])
        if found is None:
            raise NoAnswerError("a response is neither possible nor impossible")
        values, duals = found
        self.values = np.clip(values, program.lower, program.upper)
        self.cost = float(program.cost @ self.values)
        return self._cut(duals, program.cost, values)

    def _solved(self, low: Reals, high: Reals) -> tuple[Reals, Reals] | None:
        """Return values and the duals of all rows; None if there are none."""
        program, alone = self.program, self.alone
        columns = alone.columns_between(program, low, high)
        if columns is None:
            return None
        joint = alone.joint
        status, values, prices = self.warm.solve((low[joint], high[joint]), columns)
        if status == "kInfeasible":
            return None
        if status != "kOptimal":
            raise NoAnswerError(f"a response ended with {status}")
        duals = np.zeros(len(low))
        duals[joint] = prices
        rest = program.cost - self.to_columns @ duals
        return values, alone.priced(duals, rest, (low, high), columns)

    def _elastic(self) -> Program:
        """Return the program that minimises by how much rows are missed."""
        program, count = self.program, len(self.program.low)
        width = sparse.eye_array(count, format="csc")
        return Program(
            cost=np.append(np.zeros(len(program.cost)), np.ones(2 * count)),
            matrix=sparse.csc_array(sparse.hstack([program.matrix, width, -width])),
            low=program.low,
            high=program.high,
            lower=np.append(program.lower, np.zeros(2 * count)),
            upper=np.append(program.upper, np.full(2 * count, np.inf)),
        )

    def _missed(self, taken: Reals) -> Cut | tuple[Reals, Reals]:
        """Return the cut that forbids a plan that leaves no response.

        Or, where rows are missed by next to nothing, what each is exceeded by, and what
        it falls short by.
        """
        count, program = len(taken), self.program
        rows = program.low - taken, program.high - taken
        lower = np.append(program.lower, np.zeros(2 * count))
        upper = np.append(program.upper, np.full(2 * count, np.inf))
        status, values, duals = self.missing.solve(rows, (lower, upper))
        if status != "kOptimal":
            raise NoAnswerError("a response is neither possible nor impossible")
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
