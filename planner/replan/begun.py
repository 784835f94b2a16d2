"""Curbs that have begun: what they let through from now on, certain and no longer odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.case import Case, Curb, Vector
from planner.errors import UsageError
from planner.workbook.words import fold, spelled, suggest


@dataclass(frozen=True)
class Begun:
    """A curb that struck before the first period to plan, or strikes in it."""

    curb: Curb
    start: str
    age: int
    """Periods from its start to the first period to plan."""
    horizon: int
    """Periods of the workbook: a list as long holds to the end, however long ago."""

    def flow(self, t: int) -> float:
        """Return what it lets through in a period counted from the first to plan."""
        return self._factor(self.curb.flow, self.curb.flow_after, self.age + t)

    def price(self, t: int) -> float:
        """Return its factor on prices then; t may be below 0."""
        return self._factor(self.curb.price, self.curb.price_after, self.age + t)

    def _factor(self, listed: Vector, after: float, passed: int) -> float:
        if passed < 0:
            return 1.0
        if passed < len(listed):
            return listed[passed]
        return listed[-1] if len(listed) >= self.horizon else after


def begun_in(case: Case, at: str, starts: Mapping[str, str]) -> list[Begun]:
    """Return the curbs that have begun by ``at``.

    Raises:
        UsageError: there is no such curb, or it starts later.
    """
    found = []
    names = spelled(case.curbs)
    for name, start in starts.items():
        curb = case.curbs.get(names.get(fold(name), ""))
        if curb is None:
            known = ", ".join(case.curbs) or "none"
            hint = suggest(name, case.curbs, f"the curbs are {known}")
            raise UsageError(f"There is no curb '{name}': {hint}")
        age = number(at, case.periods_per_year) - number(start, case.periods_per_year)
        if age < 0:
            raise UsageError(
                f"The curb {name} is said to begin in {start}, after {at}: what may "
                "still come is in the workbook."
            )
        found.append(Begun(curb, start, age, len(case.periods)))
    return found


def number(label: str, per_year: int) -> int:
    """Return a period's place in time, counted from the year 0."""
    year, rest = int(label[:4]), label[4:].lstrip("Q-")
    return year * per_year + (int(rest) - 1 if rest else 0)


def flow(begun: Sequence[Begun], labels: Mapping[str, str], t: int) -> float:
    """Return the share that all of them let through of a source, in a period."""
    product = 1.0
    for each in begun:
        if each.curb.hits.hits(labels):
            product *= each.flow(t)
    return product


def price(begun: Sequence[Begun], labels: Mapping[str, str], t: int) -> float:
    """Return the factor of all of them on a source's prices, in a period."""
    product = 1.0
    for each in begun:
        if each.curb.price_hits.hits(labels):
            product *= each.price(t)
    return product
