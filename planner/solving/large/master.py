"""The master: the plan's own problem, with cuts in the place of the responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from planner.solving.large.response import Cut, NoAnswerError, Program
from planner.solving.large.solver import has_solution, started, with_integers
from planner.solving.linear import Flags, Places, Reals

BOX = 1e7
"""Where columns without a bound end until cuts hold them."""
NEGLIGIBLE = 1e-10
"""A slope below, where the column has bounds, is counted at the bound."""


@dataclass(frozen=True)
class Proposal:
    """A plan of the master's, and what it takes the responses to cost."""

    plan: Reals
    responses: Reals
    bound: float
    """No plan costs less; −inf as long as that is not known."""


class Master:
    """The plan's columns, then one for the cost of each block."""

    def __init__(self, own: Program, integer: Flags, blocks: int) -> None:
        self.own, self.blocks, self.count = own, blocks, len(own.cost)
        self.integers = np.flatnonzero(integer).astype(np.int32)
        self.rows = len(own.low)
        nothing = sparse.csc_array((self.rows, blocks))
        ends = np.zeros(blocks)
        self.boxed = ~np.isfinite(own.lower) | ~np.isfinite(own.upper)
        self.priced = np.zeros(blocks, dtype=np.bool_)
        boxed = Program(
            cost=np.append(own.cost, np.ones(blocks)),
            matrix=sparse.csc_array(sparse.hstack([own.matrix, nothing])),
            low=own.low,
            high=own.high,
            lower=np.append(np.maximum(own.lower, -BOX), ends),
            upper=np.append(np.minimum(own.upper, BOX), ends),
        )
        self.solver = boxed.solver()

    def add(self, cuts: Sequence[Cut]) -> None:
        """Take in cuts; a block's cost is free from its first on."""
        for cut in cuts:
            constant, places, slopes = self._kept(cut)
            if not cut.is_limit:
                places = np.append(places, np.int32(self.count + cut.block))
                slopes = np.append(slopes, -1.0)
                self._release(cut.block)
            self.solver.addRow(-np.inf, -constant, len(places), places, slopes)

    def _kept(self, cut: Cut) -> tuple[float, Places, Reals]:
        """Return a cut without its dust."""
        low, high = self.own.lower[cut.places], self.own.upper[cut.places]
        least = np.where(cut.slopes > 0, low, high)
        dust = (np.abs(cut.slopes) < NEGLIGIBLE) & np.isfinite(least)
        constant = cut.constant + float(cut.slopes[dust] @ least[dust])
        return constant, cut.places[~dust], cut.slopes[~dust]

    def _release(self, block: int) -> None:
        if not self.priced[block]:
            self.priced[block] = True
            self.solver.changeColBounds(self.count + block, -np.inf, np.inf)

    def propose(self) -> Proposal | None:
        """Return the cheapest plan as far as the cuts tell; None if there is none."""
        self.solver.run()
        status = self.solver.getModelStatus().name
        if status in {"kInfeasible", "kUnboundedOrInfeasible"}:
            return None
        if status != "kOptimal":
            raise NoAnswerError(f"the plan's problem ended with {status}")
        values = np.array(self.solver.getSolution().col_value)
        plan = values[: self.count]
        bound = self.solver.getInfo().objective_function_value
        self._unbox(plan)
        if self.boxed.any() or not self.priced.all():
            bound = -np.inf
        return Proposal(plan, values[self.count :], bound)

    def _unbox(self, plan: Reals) -> None:
        """Let columns go that have no bound, once none of them is at its box's end."""
        if not self.boxed.any() or not self.priced.all():
            return
        below = np.where(np.isfinite(self.own.lower), np.inf, plan + BOX)
        above = np.where(np.isfinite(self.own.upper), np.inf, BOX - plan)
        if (np.minimum(below, above)[self.boxed] > 1).all():
            places = np.flatnonzero(self.boxed).astype(np.int32)
            lower, upper = self.own.lower[places], self.own.upper[places]
            self.solver.changeColsBounds(len(places), places, lower, upper)
            self.boxed[:] = False

    def hold(self, whole: Reals) -> None:
        """Hold the integers at whole numbers."""
        self.solver.changeColsBounds(len(self.integers), self.integers, whole, whole)

    def let_go(self) -> None:
        """Let the integers go."""
        places = self.integers
        lower, upper = self.own.lower[places], self.own.upper[places]
        self.solver.changeColsBounds(len(places), places, lower, upper)

    def search(self, near: Reals | None, slack: float, options: dict[str, Any]) -> Any:
        """Return HiGHS ready to search whole numbers, with the cuts that are tight.

        ``near`` are values of all columns to start from. A cut is left out if the last
        proposal misses it by more than ``slack``.
        """
        solver = with_integers(self.solver, self.integers, options)
        activity = np.array(self.solver.getSolution().row_value)
        room = np.array(self.solver.getLp().row_upper_) - activity
        room[: self.rows] = 0.0
        loose = np.flatnonzero(room > slack).astype(np.int32)
        if len(loose):
            solver.deleteRows(len(loose), loose)
        if near is not None:
            started(solver, near)
        return solver


def found(solver: Any, count: int) -> Reals | None:
    """Return the plan that a search has found, if any."""
    if not has_solution(solver):
        return None
    return np.array(solver.getSolution().col_value)[:count]
