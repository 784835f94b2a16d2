"""What duals of the master's rows prove, whatever the solver said of them."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.lp import Program
from planner.solving.large.response import DUST, Cut, beyond


class Proof:
    """The master's rows, kept apart from the solver: the plan's own, then the cuts.

    By weak duality Σ π·sides + Σ rest·bound is at most what any plan costs, for any π
    with the right signs. The cost of a block has no bound, and is what its cuts' duals
    add up to: they are made to add up to exactly 1. Wrong duals prove less, never too
    much.
    """

    def __init__(self, own: Program, blocks: int) -> None:
        self.own, self.blocks = own, blocks
        self.turned = sparse.csr_array(own.matrix.T)
        self.ends = own.ends or (own.lower, own.upper)
        self.constants = np.zeros(0)
        self.of_block: Places = np.zeros(0, dtype=np.int32)
        self.slopes = sparse.csc_array((len(own.cost), 0))

    def add(self, cuts: Sequence[Cut]) -> None:
        """Take in cuts, in the order of the solver's rows."""
        sizes = [len(cut.places) for cut in cuts]
        parts = sparse.csc_array(
            (
                np.concatenate([cut.slopes for cut in cuts]),
                np.concatenate([cut.places for cut in cuts]),
                np.cumsum([0, *sizes]),
            ),
            (len(self.own.cost), len(cuts)),
        )
        self.slopes = sparse.csc_array(sparse.hstack([self.slopes, parts]))
        self.constants = np.append(self.constants, [cut.constant for cut in cuts])
        blocks = [-1 if cut.is_limit else cut.block for cut in cuts]
        self.of_block = np.append(self.of_block, blocks).astype(np.int32)

    @property
    def size(self) -> int:
        """Return how many slopes the cuts have in all."""
        return int(self.slopes.nnz)

    def keep(self, kept: Flags) -> None:
        """Let go of all other cuts."""
        self.slopes = sparse.csc_array(self.slopes[:, np.flatnonzero(kept)])
        self.constants, self.of_block = self.constants[kept], self.of_block[kept]

    def bound(
        self, duals: Reals, values: Reals, whole: tuple[Places, Reals, Reals]
    ) -> float:
        """Return what no plan costs less than, with the integers within bounds.

        ``whole`` are the integers, and their lower and upper bounds; ``values`` are those
        of a plan, for columns without any bound.
        """
        count = len(self.own.low)
        weights = np.maximum(-duals[count:], 0.0)
        priced = self.of_block >= 0
        total = np.bincount(
            self.of_block[priced], weights[priced], minlength=self.blocks
        )
        if (total <= 0).any():
            return -np.inf
        weights[priced] /= total[self.of_block[priced]]
        return self._least(self.own.cost, duals[:count], weights, values, whole)

    def forbids(self, ray: Reals, whole: tuple[Places, Reals, Reals]) -> bool:
        """Tell whether a ray of duals proves that there is no plan at all."""
        count = len(self.own.low)
        weights = np.maximum(-ray[count:], 0.0)
        weights[self.of_block >= 0] = 0.0
        nothing = np.zeros(len(self.own.cost))
        least = self._least(nothing, ray[:count], weights, nothing, whole)
        return least > DUST * max(1.0, float(np.abs(ray).max(initial=0.0)))

    def _least(
        self,
        cost: Reals,
        duals: Reals,
        weights: Reals,
        values: Reals,
        whole: tuple[Places, Reals, Reals],
    ) -> float:
        own = self.own
        lower, upper = self.ends[0].copy(), self.ends[1].copy()
        lower[whole[0]], upper[whole[0]] = whole[1], whole[2]
        side = np.where(duals > 0, own.low, own.high)
        present = np.isfinite(side)
        prices = np.where(present, duals, 0.0)
        rest = cost - self.turned @ prices + self.slopes @ weights
        bound = np.where(rest > 0, lower, upper)
        endless = ~np.isfinite(bound) & (rest != 0)
        size = max(1.0, float(np.abs(cost).max(initial=0.0)))
        if (np.abs(rest[endless]) > DUST * size).any():
            return -np.inf
        bound[rest == 0] = 0.0
        bound[endless] = beyond(values[endless], rest[endless])
        sides = float(prices @ np.where(present, side, 0.0))
        least = sides + float(self.constants @ weights) + float(rest @ bound)
        return least if np.isfinite(least) else -np.inf
