"""Whole numbers near the cheapest plan without: a few are settled, the rest again."""

from collections.abc import Callable

import numpy as np

from planner.solving.large.arrays import Flags, Reals
from planner.solving.large.master import Master, Proposal
from planner.solving.large.response import NoAnswerError

DIVES = 150
WHOLE = 1e-6
"""How far from a whole number a value may be and be one."""
CLOSE, SHARE = 0.1, 0.34
"""How near to a whole number a value is settled there at once; and the share of those
that are open, the nearest of them, that is settled each time in any case."""


def dived(
    master: Master,
    check: Callable[[], None],
    within: tuple[Reals, Reals] | None = None,
) -> Reals | None:
    """Return whole numbers that the cuts leave a plan; None if the dive found none.

    They lie ``within`` bounds, if given. Yes or no comes before how many. ``check``
    raises once there is no time left. The master's integers are let go again.
    """
    lower, upper = (each.copy() for each in within or master.whole_bounds())
    master.limit(lower, upper)
    choices = upper - lower <= 1
    try:
        for _ in range(DIVES):
            check()
            proposal = _proposed(master)
            if proposal is None:
                return None
            values = proposal.plan[master.integers]
            open_ = np.abs(values - np.round(values)) > WHOLE
            if not open_.any():
                return np.round(values)
            used = choices & ~open_ & (np.round(values) >= upper)
            lower[used] = upper[used]  # what is used stays in use
            first = open_ & choices
            _settle(values, first if first.any() else open_, lower, upper)
            master.limit(lower, upper)
    finally:
        master.let_go()
    return None


def _proposed(master: Master) -> Proposal | None:
    try:
        return master.propose()
    except NoAnswerError:  # another dive may fare better
        return None


def _settle(values: Reals, open_: Flags, lower: Reals, upper: Reals) -> None:
    """Settle the open values that are nearest to a whole number."""
    places = np.flatnonzero(open_)
    near = np.round(values[places])
    away = np.abs(values[places] - near)
    least = max(1, int(SHARE * len(places)))
    chosen = np.union1d(np.argsort(away, kind="stable")[:least], np.where(away < CLOSE))
    settled = places[chosen.astype(np.int64)]
    lower[settled] = upper[settled] = near[chosen.astype(np.int64)]
