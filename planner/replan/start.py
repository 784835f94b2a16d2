"""Where the next planning begins: the workbook now, the plan before, what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.case import Case, Offer
from planner.errors import UsageError
from planner.replan import begun as striking
from planner.replan.begun import Begun
from planner.workbook import plan_book
from planner.workbook.actuals import Actuals
from planner.workbook.findings import CellError
from planner.workbook.former import Former
from planner.workbook.periods import PER_YEAR
from planner.workbook.periods import label as spelled

AS_PLANNED = Actuals()


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where the next planning begins."""

    case: Case
    """The workbook as it is now, from its own first period on."""
    former: Former
    at: int
    """The first period to plan, in the workbook's horizon."""
    actuals: Actuals = AS_PLANNED
    begun: Sequence[Begun] = ()
    stay: float = 0.0
    """Share of its value that moving a unit of the old schedule costs."""

    @property
    def label(self) -> str:
        """Return the first period to plan."""
        return self.case.periods[self.at]

    @property
    def path(self) -> str:
        """Return the scenario of the old plan that has come true."""
        struck = {f"{each.curb.name}@{each.start}" for each in self.begun}
        named = (p for p in self.former.paths if set(p.split(" + ")) == struck)
        return next(named, self.former.plan)

    def before(self) -> list[str]:
        """Return the periods of the old plan that are over."""
        first = self._number(self.label)
        return [p for p in self.former.periods if self._number(p) < first]

    def of_year(self) -> list[str]:
        """Return those in the calendar year of the first period to plan."""
        return [each for each in self.before() if each[:4] == self.label[:4]]

    def _number(self, label: str) -> int:
        return striking.number(label, self.case.periods_per_year)

    def since(self, label: str) -> int:
        """Return how many periods after the first to plan one is; below 0 before it."""
        return self._number(label) - self._number(self.label)

    def ago(self, periods: int) -> str:
        """Return the period of the old plan so many before the first to plan, or none."""
        return next((p for p in self.former.periods if self.since(p) == -periods), "")

    def ordered(self, offer: str, label: str) -> float:
        """Return the units the old plan scheduled for a period."""
        return self.former.units(self.path, plan_book.DELIVERY, offer, label)

    def arrived(self, offer: Offer, label: str) -> float:
        """Return the units that came in a period that is over."""
        known = self.actuals.received.get((offer.name, label))
        if known is not None:
            return known
        through = striking.flow(self.begun, offer.labels, self.since(label))
        return through * self.ordered(offer.name, label)

    def input(self, table: str, name: str, field: str, label: str) -> float | None:
        """Return what the old plan was made from in a period, or the workbook has."""
        entry = self.former.inputs.get((table, name, field))
        if entry is not None and label in entry.volumes:
            return entry.volumes[label]
        if label in self.case.periods:
            thing = getattr(self.case, table).get(name)
            if thing is not None and getattr(thing, field):
                return float(getattr(thing, field)[self.case.periods.index(label)])
        return None


def start_of(case: Case, former: Former, at: str) -> int:
    """Return the place of the first period to plan in the workbook.

    Raises:
        UsageError: it is not in the workbook's horizon, or before the old plan's.
    """
    at = label_of(case, at, "--at")
    if at not in case.periods:
        raise UsageError(
            f"--at {at} is no period of the workbook, which plans from "
            f"{case.periods[0]} to {case.periods[-1]}. Name one of these, or change "
            "first_period or periods in Settings."
        )
    count = case.periods_per_year
    first, last = former.periods[0], former.periods[-1]
    if not all(_is_label(case, each) for each in former.periods):
        raise UsageError(
            f"{former.source} plans {first} to {last}, periods of another length than "
            f"the workbook's. Name a plan made from it."
        )
    place = striking.number(at, count)
    if not striking.number(first, count) <= place <= striking.number(last, count) + 1:
        raise UsageError(
            f"--at {at} does not continue {former.source}, which plans from {first} to "
            f"{last}. Name one of these periods, or the one after."
        )
    return case.periods.index(at)


def label_of(case: Case, written: str, flag: str) -> str:
    """Return the label of a period as the workbook spells it: 2027q2 is 2027Q2.

    Raises:
        UsageError: it is no such label.
    """
    try:
        return spelled(written, _length(case))
    except CellError as fault:
        raise UsageError(
            f"{flag} {written}: {fault.what}, and {fault.why}; {fault.hint}."
        ) from fault


def _is_label(case: Case, written: str) -> bool:
    try:
        return spelled(written, _length(case)) == written
    except CellError:
        return False


def _length(case: Case) -> str:
    return {count: word for word, count in PER_YEAR.items()}[case.periods_per_year]
