"""The master: the plan's own problem, with cuts in the place of the responses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.gains import Gains
from planner.solving.large.lp import Program
from planner.solving.large.proof import Proof
from planner.solving.large.response import Cut, NoAnswerError
from planner.solving.large.solver import (
    COARSE,
    answered,
    ray_of,
    set_tolerance,
    solved,
    solved_coarsely,
    without,
)

BOX = 1e7
"""Where columns without a bound end until cuts hold them."""
MANY = 3_000_000
"""Slopes of all cuts from which those that lie idle are let go."""
NEGLIGIBLE = 1e-10
"""A slope below, where the column has bounds, is counted at the bound."""


@dataclass(frozen=True)
class Proposal:
    """A plan of the master's, and what it takes the responses to cost."""

    plan: Reals
    responses: Reals
    bound: float
    """No plan costs less with the integers where they are; −inf if that is not known."""


class Master:
    """The plan's columns, then one for the cost of each block; no whole numbers."""

    def __init__(self, own: Program, integer: Flags, blocks: int) -> None:
        self.own, self.blocks, self.count = own, blocks, len(own.cost)
        self.integers = np.flatnonzero(integer).astype(np.int32)
        self.lower, self.upper = self.whole_bounds()
        self.unit = _unit(own.cost)
        nothing = sparse.csc_array((len(own.low), blocks))
        ends = np.zeros(blocks)
        self.boxed = ~np.isfinite(own.lower) | ~np.isfinite(own.upper)
        self.priced = np.zeros(blocks, dtype=np.bool_)
        boxed = Program(
            cost=np.append(own.cost, np.full(blocks, self.unit)),
            matrix=sparse.csc_array(sparse.hstack([own.matrix, nothing])),
            low=own.low,
            high=own.high,
            lower=np.append(np.maximum(own.lower, -BOX), ends),
            upper=np.append(np.minimum(own.upper, BOX), ends),
        )
        self.solver = boxed.solver(**COARSE)
        self.proof = Proof(own, blocks)
        self.gains = Gains(len(self.integers))
        self.cuts: list[Cut] = []
        self.idle: Places = np.zeros(0, dtype=np.int32)
        """In how many proposals since each cut last had a dual."""

    def add(self, cuts: Sequence[Cut]) -> None:
        """Take in cuts; a block's cost is free from its first on."""
        kept = [self._kept(cut) for cut in cuts if cut.says]
        if not kept:
            return
        rows = [self._row(cut) for cut in kept]
        sides, places, slopes = zip(*rows, strict=True)
        starts = np.cumsum([0, *map(len, places)])
        self.solver.addRows(
            len(rows),
            np.full(len(rows), -np.inf),
            np.array(sides),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            np.concatenate(places).astype(np.int32),
            np.concatenate(slopes),
        )
        self.proof.add(kept)
        self.cuts += [cut for cut in cuts if cut.says]
        self.idle = np.append(self.idle, np.zeros(len(kept), dtype=np.int32))

    def forget(self, proposals: int) -> None:
        """Let go of cuts without a dual in so many proposals, once there are many.

        They hold still, and may come again; but each proposal takes longer for them.
        What forbids plans is kept.
        """
        if self.proof.size > MANY:
            self.drop(proposals)

    def drop(self, proposals: int) -> None:
        """Let go of cuts without a dual in so many proposals, and keep the basis."""
        kept = (self.idle < proposals) | (self.proof.of_block < 0)
        rows = len(self.own.low) + np.flatnonzero(~kept).astype(np.int32)
        if not len(rows):
            return
        without(self.solver, rows)
        self.proof.keep(kept)
        self.cuts = [
            cut for cut, is_kept in zip(self.cuts, kept, strict=True) if is_kept
        ]
        self.idle = self.idle[kept]

    def _row(self, cut: Cut) -> tuple[float, Places, Reals]:
        if cut.is_limit:
            return -cut.constant, cut.places, cut.slopes
        self._release(cut.block)
        places = np.append(cut.places, np.int32(self.count + cut.block))
        slopes = np.append(cut.slopes / self.unit, -1.0)
        return -cut.constant / self.unit, places, slopes

    def _kept(self, cut: Cut) -> Cut:
        """Return a cut without its dust."""
        low, high = self.own.lower[cut.places], self.own.upper[cut.places]
        least = np.where(cut.slopes > 0, low, high)
        dust = (np.abs(cut.slopes) < NEGLIGIBLE) & np.isfinite(least)
        constant = cut.constant + float(cut.slopes[dust] @ least[dust])
        places, slopes = cut.places[~dust], cut.slopes[~dust]
        return Cut(cut.block, constant, places, slopes, cut.is_limit)

    def _release(self, block: int) -> None:
        if not self.priced[block]:
            self.priced[block] = True
            self.solver.changeColBounds(self.count + block, -np.inf, np.inf)

    def propose(self) -> Proposal | None:
        """Return the cheapest plan as far as the cuts tell; None if there is none.

        Its bound is what the duals prove (``Proof``), not what the solver says.

        Raises:
            NoAnswerError: there seems to be none, and that cannot be proved.
        """
        status = self._status()
        if status == "kInfeasible":
            return None
        if status != "kOptimal":
            raise NoAnswerError(f"the plan's problem ended with {status}")
        values, duals = answered(self.solver)
        plan = values[: self.count]
        self.idle = np.where(duals[len(self.own.low) :] != 0, 0, self.idle + 1)
        bound = self._bound(duals, plan)
        self._unbox(plan)
        return Proposal(plan, self.unit * values[self.count :], bound)

    def _status(self) -> str:
        """Solve, and believe that there is no plan only if that is proved."""
        status = solved(self.solver)
        if status == "kInfeasible" and self.boxed.any():
            self._open()
            status = solved(self.solver)
        if status == "kInfeasible" and not self._is_impossible():
            status = solved_coarsely(self.solver)
            if status == "kInfeasible" and not self._is_impossible():
                return "no proof that there is no plan"
        return status

    def _bound(self, duals: Reals, plan: Reals) -> float:
        if not self.priced.all():
            return -np.inf
        whole = self.integers, self.lower, self.upper
        return self.proof.bound(duals, plan, whole)

    def _is_impossible(self) -> bool:
        ray = ray_of(self.solver)
        whole = self.integers, self.lower, self.upper
        return ray is not None and any(
            self.proof.forbids(each, whole) for each in (ray, -ray)
        )

    def _unbox(self, plan: Reals) -> None:
        """Let columns go that have no bound, once none of them is at its box's end."""
        if not self.boxed.any() or not self.priced.all():
            return
        below = np.where(np.isfinite(self.own.lower), np.inf, plan + BOX)
        above = np.where(np.isfinite(self.own.upper), np.inf, BOX - plan)
        if (np.minimum(below, above)[self.boxed] > 1).all():
            self._open()

    def _open(self) -> None:
        places = np.flatnonzero(self.boxed).astype(np.int32)
        lower, upper = self.own.lower[places], self.own.upper[places]
        self.solver.changeColsBounds(len(places), places, lower, upper)
        self.boxed[:] = False

    def be_fine(self, *, fine: bool) -> None:
        """Solve with fine tolerances: plans need them, bounds prove themselves."""
        set_tolerance(self.solver, fine=fine)

    def whole_bounds(self) -> tuple[Reals, Reals]:
        """Return the bounds that the integers have of themselves."""
        places = self.integers
        return self.own.lower[places].copy(), self.own.upper[places].copy()

    def limit(self, lower: Reals, upper: Reals) -> None:
        """Hold the integers within other bounds."""
        self.lower, self.upper = lower.copy(), upper.copy()
        places = self.integers
        self.solver.changeColsBounds(len(places), places, lower, upper)

    def let_go(self) -> None:
        """Let the integers go."""
        self.limit(*self.whole_bounds())


def _unit(cost: Reals) -> float:
    """Return the money in which blocks' costs are counted, so that slopes are near 1."""
    sizes = np.abs(cost[cost != 0])
    return float(np.exp2(np.rint(np.median(np.log2(sizes))))) if len(sizes) else 1.0
