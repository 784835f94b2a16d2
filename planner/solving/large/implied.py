"""Bounds that rows imply for columns without one, so that a cut need not guess.

A cut's constant counts each reduced cost at a bound of its column; the least dust on a
column without one would leave nothing proved. Most such columns end somewhere all the
same: a row limits them, or they cost something and are only there to fill a row.
"""

import numpy as np
from scipy import sparse

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.lp import Program

PASSES = 40
"""Most times that bounds are carried over from row to row, as stock is by periods."""
OUTWARD = 1e-7
"""By what an implied bound is widened, relative to it or 1: rounding is covered."""

PAID = -1.0
"""A cost at which a column does more than fill rows: it is in rows that are not told."""


class Ends:
    """The bounds of a problem's columns, as far as its rows let them be told."""

    def __init__(
        self,
        matrix: sparse.csc_array,
        sides: tuple[Reals, Reals],
        bounds: tuple[Reals, Reals],
        cost: Reals,
    ) -> None:
        self.low, self.high = sides
        self.lower, self.upper = bounds[0].copy(), bounds[1].copy()
        self.row: Places = matrix.indices
        width = np.diff(matrix.indptr)
        self.column: Places = np.repeat(np.arange(matrix.shape[1]), width)
        self.entry: Reals = matrix.data
        self.fills = self._filling(cost)
        open_ = np.isinf(self.lower) | np.isinf(self.upper)
        felt = np.zeros(len(self.low), dtype=np.bool_)
        felt[self.row[open_[self.column]]] = True
        kept = felt[self.row]
        self.row, self.column = self.row[kept], self.column[kept]
        self.entry = self.entry[kept]

    def _filling(self, cost: Reals) -> Flags:
        """Return the columns that only ever fill rows, and are not paid for it."""
        harm_low = (self.entry < 0) & np.isfinite(self.low[self.row])
        harm_high = (self.entry > 0) & np.isfinite(self.high[self.row])
        harmed = np.bincount(self.column, harm_low | harm_high, minlength=len(cost))
        return np.asarray((cost >= 0) & (harmed == 0))

    def imply(self) -> tuple[Reals, Reals]:
        """Return lower and upper bounds, finite where the rows say so."""
        left = len(self.row) + 1
        for _ in range(PASSES):
            open_ = np.isinf(self.lower).astype(int) + np.isinf(self.upper)
            at = np.flatnonzero(open_[self.column]).astype(np.int32)
            if not len(at) or open_.sum() == left:
                break
            left = int(open_.sum())
            self._carry(at)
        return self.lower, self.upper

    def _carry(self, at: Places) -> None:
        """Bound the columns of some entries by the rows as they stand."""
        least, most = self._rests(at)
        entry, row, column = self.entry[at], self.row[at], self.column[at]
        up = entry > 0
        with np.errstate(invalid="ignore"):
            below = (self.low[row] - most) / entry
            above = (self.high[row] - least) / entry
            needed = np.where(up, self.low[row] - least, self.high[row] - most) / entry
        upper = np.full_like(self.upper, np.inf)
        lower = np.full_like(self.lower, -np.inf)
        np.minimum.at(upper, column, _finite(np.where(up, above, below), np.inf))
        np.maximum.at(lower, column, _finite(np.where(up, below, above), -np.inf))
        upper = np.minimum(upper, self._filled(column, needed))
        wide = OUTWARD * np.maximum(1.0, np.abs(upper))
        self.upper = np.where(np.isinf(self.upper), upper + wide, self.upper)
        wide = OUTWARD * np.maximum(1.0, np.abs(lower))
        self.lower = np.where(np.isinf(self.lower), lower - wide, self.lower)

    def _filled(self, column: Places, needed: Reals) -> Reals:
        """Return what columns that only fill rows need to be at most.

        A row without a side on this side asks for −∞, one that may ask for anything ∞.
        """
        most = self.lower.copy()
        np.maximum.at(most, column, np.where(np.isnan(needed), np.inf, needed))
        return np.where(self.fills & np.isfinite(most), most, np.inf)

    def _rests(self, at: Places) -> tuple[Reals, Reals]:
        """Return the least and most that a row's other columns come to, per entry."""
        return self._rest(at, self.lower, self.upper, -np.inf), self._rest(
            at, self.upper, self.lower, np.inf
        )

    def _rest(self, at: Places, one: Reals, other: Reals, none: float) -> Reals:
        bound = np.where(self.entry > 0, one[self.column], other[self.column])
        term = self.entry * bound
        known = np.isfinite(term)
        rows = len(self.low)
        total = np.bincount(self.row, np.where(known, term, 0.0), minlength=rows)
        absent = np.bincount(self.row, ~known, minlength=rows)
        row = self.row[at]
        rest = total[row] - np.where(known[at], term[at], 0.0)
        return np.where(absent[row] - ~known[at] > 0, none, rest)


def _finite(values: Reals, otherwise: float) -> Reals:
    return np.where(np.isfinite(values), values, otherwise)


def ends_of(program: Program, shared: Flags) -> tuple[Reals, Reals]:
    """Return the bounds of a plan's columns; ``shared`` ones are in other rows too."""
    cost = np.where(shared, PAID, program.cost)
    sides, bounds = (program.low, program.high), (program.lower, program.upper)
    return Ends(program.matrix, sides, bounds, cost).imply()


def response_ends(
    program: Program, of_plan: sparse.csc_array, plan: Program
) -> tuple[Reals, Reals]:
    """Return the bounds of a response's columns, whatever the plan is."""
    places = np.flatnonzero(np.diff(of_plan.indptr))
    lower, upper = plan.ends or (plan.lower, plan.upper)
    ends = Ends(
        sparse.csc_array(sparse.hstack([program.matrix, of_plan[:, places]])),
        (program.low, program.high),
        (
            np.append(program.lower, lower[places]),
            np.append(program.upper, upper[places]),
        ),
        np.append(program.cost, np.full(len(places), PAID)),
    )
    below, above = ends.imply()
    count = len(program.cost)
    return below[:count], above[:count]
