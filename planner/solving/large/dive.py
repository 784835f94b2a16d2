"""Whole numbers near the cheapest plan without: a few are settled, the rest again.

Where those settled last leave no plan, fewer of them are, and of one the other side.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.solving.large.arrays import Flags, Places, Reals
from planner.solving.large.master import Master, Proposal
from planner.solving.large.response import NoAnswerError

DIVES = 2_000
WHOLE = 1e-6
"""How far from a whole number a value may be and be one."""
CLOSE, SHARE = 0.1, 0.34
"""How near to a whole number a value is settled there at once; and the share of those
that are open, the nearest of them, that is settled each time in any case."""


FEW = 1_000
"""Of so many integers one more is settled each time: of thousands not one by one."""


def dived(
    master: Master,
    check: Callable[[], None],
    within: tuple[Reals, Reals] | None = None,
) -> Reals | None:
    """Return whole numbers that the cuts leave a plan; None if the dive found none.

    They lie ``within`` bounds, if given. Yes or no comes before how many. ``check``
    raises once there is no time left. The master's integers are let go again.
    """
    state = tuple(each.copy() for each in within or master.whole_bounds())
    choices = state[1] - state[0] <= 1
    before, step = state, NOTHING
    master.limit(*state)
    try:
        for _ in range(DIVES):
            check()
            proposal = _proposed(master)
            if proposal is None:
                if not len(step.places):
                    return None
                step, settled = step.retried()
                state = settled.on(before)
            else:
                values = proposal.plan[master.integers]
                open_ = np.abs(values - np.round(values)) > WHOLE
                if not open_.any():
                    return np.round(values)
                before = state
                first = open_ & choices
                step = _step(values, first if first.any() else open_)
                state = step.on(_in_use(before, values, choices & ~open_))
            master.limit(*state)
    finally:
        master.let_go()
    return None


@dataclass(frozen=True)
class Step:
    """Integers that are settled together, the nearest to a whole number first."""

    places: Places
    values: Reals
    near: Reals
    """The whole numbers at which they are settled."""

    def retried(self) -> tuple["Step", "Step"]:
        """Return what may be retried in turn, and what is settled instead.

        That is fewer of them; of one the whole number on its other side, for the last.
        """
        if len(self.places) > 1:
            few = slice(len(self.places) // 4 or 1)
            fewer = Step(self.places[few], self.values[few], self.near[few])
            return fewer, fewer
        other = self.near + np.where(self.values > self.near, 1.0, -1.0)
        return NOTHING, replace(self, near=other)

    def on(self, bounds: tuple[Reals, ...]) -> tuple[Reals, ...]:
        """Return bounds of all integers with these settled."""
        lower, upper = (each.copy() for each in bounds)
        lower[self.places] = upper[self.places] = self.near
        return lower, upper


NOTHING = Step(np.zeros(0, dtype=np.int32), np.zeros(0), np.zeros(0))


def _in_use(
    bounds: tuple[Reals, ...], values: Reals, settled: Flags
) -> tuple[Reals, ...]:
    """Return bounds that keep in use what is."""
    lower, upper = (each.copy() for each in bounds)
    used = settled & (np.round(values) >= upper)
    lower[used] = upper[used]
    return lower, upper


def _proposed(master: Master) -> Proposal | None:
    try:
        return master.propose()
    except NoAnswerError:  # another dive may fare better
        return None


def _step(values: Reals, open_: Flags) -> Step:
    """Return the open values that are nearest to a whole number."""
    places = np.flatnonzero(open_)
    near = np.round(values[places])
    away = np.abs(values[places] - near)
    order = np.argsort(away, kind="stable")
    least = 1 + len(values) // FEW
    most = max(least, int(SHARE * len(places)), int((away < CLOSE).sum()))
    chosen = order[:most]
    found = places[chosen]
    return Step(found.astype(np.int32), values[found], near[chosen])
