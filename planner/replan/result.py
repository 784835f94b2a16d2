"""What came of planning again from where an earlier plan has led."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.case import Case
from planner.plan import Plan
from planner.replan.counted import counted_words
from planner.replan.differences import Difference
from planner.replan.start import Start

MOVED = 1e-6
"""Units, relative, below which two volumes are the same."""
NOT_ASKED = "not asked: stopped early"
"""Why a volume is another, where the search ended before that was known."""


class Ended(StrEnum):
    """Where a search was ended early, as what it did not ask."""

    NOWHERE = ""
    KEPT = (
        "what the old schedule carried on would cost, whether a plan as cheap changes "
        "less, and why it changes"
    )
    CALMEST = "whether a plan as cheap changes less, and why it changes"
    CAUSES = "why some of it changes"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One volume that is not as in the old schedule."""

    offer: str
    period: str
    before: float
    after: float
    why: tuple[str, ...] = ()
    """Causes without which it would not have moved."""

    @property
    def moved(self) -> float:
        """Return the units that are more or, below 0, fewer."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A delivery that was ordered before and can no longer be changed."""

    offer: str
    period: str
    volume: float


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Something that is not as the old plan took it to be."""

    label: str
    place: str
    """Its cell; blank where there is none."""
    moved: float | None = None
    """Units of the new schedule that would not have moved without it; None if unknown."""


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """The new plan, beside the old schedule."""

    start: Start
    plan: Plan
    """Of the rolled case."""
    kept: Plan | None
    """The old schedule carried on, new periods free; None if it no longer can be."""
    moves: Sequence[Move]
    """In periods that the old plan has."""
    standing: Sequence[Standing]
    differences: Sequence[Difference]
    causes: Sequence[Cause]
    ended: Ended = Ended.NOWHERE
    """What was not asked, if it was ended early; of ``kept`` nothing is known then."""

    @property
    def case(self) -> Case:
        """Return the rolled case."""
        return self.plan.case

    @property
    def new_periods(self) -> tuple[str, ...]:
        """Return the periods that the old plan does not have."""
        return tuple(p for p in self.case.periods if not self.start.former.knows(p))

    @property
    def newly_signed(self) -> list[str]:
        """Return the contracts to sign now."""
        offers = self.case.offers
        return [
            name
            for name in self.plan.signed
            if not offers[name].free_to_sign and not offers[name].signed_before
        ]

    @property
    def remarks(self) -> list[str]:
        """Return what a buyer has to know of the rules from here on."""
        return counted_words(self.plan.rules, self.start, self.case)

    @property
    def saved(self) -> float | None:
        """Return what the new plan saves of what the old schedule would cost."""
        return None if self.kept is None else self.kept.objective - self.plan.objective


def moves_of(plan: Plan, schedule: Mapping[str, Sequence[float]]) -> list[Move]:
    """Return every volume that is not as in the old schedule."""
    found = []
    for name in plan.case.offers:
        planned = plan.outlook.planned(name)
        for t, before in enumerate(schedule.get(name, ())):
            after = float(planned[t])
            if abs(after - before) > MOVED * max(1.0, abs(before)):
                period = plan.case.periods[t]
                found.append(
                    Move(offer=name, period=period, before=before, after=after)
                )
    return found
