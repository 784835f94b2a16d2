"""What an audit finds: rows checked, and those missed by more than is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from planner.audit.exact import ZERO, Kind

SHOWN = 5
"""Violations named in an error; the rest are counted."""


Moment = tuple[int, int]
"""(scenario, period), standing for all scenarios that look alike until it."""


class Row(NamedTuple):
    """One thing checked: by how much it is missed (0 or less: kept), and of how much."""

    constraint: str
    miss: Fraction
    size: Fraction = ZERO
    """Sum of the magnitudes of its terms, to which the tolerance is relative."""
    name: str = ""
    """The offer, item, demand, process, rule or figure meant."""
    scenario: str = ""
    period: str = ""
    kind: Kind = Kind.SOLVED
    rank: int = 0
    """Place of what is meant among all that one check is about."""
    at: Moment | None = None
    """In numbers, to put what was checked apart in order."""


class Alike(NamedTuple):
    """One row that is the same at several moments, checked once and told of each."""

    row: Row
    at: Sequence[Moment]


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A row missed, in the buyer's words: what is asked, where, by how much."""

    constraint: str
    name: str
    scenario: str
    period: str
    by: float
    """Units, money, share or points, as the constraint says."""
    allowed: float

    @property
    def where(self) -> str:
        """Return what is meant: name, scenario and period, as far as there are any."""
        return " · ".join(filter(None, (self.name, self.scenario, self.period)))

    def __str__(self) -> str:
        """Return it in one line."""
        place = f" [{self.where}]" if self.where else ""
        return f"{self.constraint}{place}: missed by {self.by:.6g}, {self.allowed:.2g} is allowed"


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What came of an audit."""

    violations: Sequence[Violation]
    checks: int
    """Rows compared."""
    worst: Violation | None
    """The row that uses most of what is allowed (with violations: exceeds it most)."""
    unchecked: Sequence[str] = ()
    """Rules of the policy that this audit does not know."""

    @property
    def is_clean(self) -> bool:
        """Tell whether every row is kept."""
        return not self.violations

    def __str__(self) -> str:
        """Return the result in a few lines."""
        found = f"{self.checks:,} checks, {len(self.violations)} violations"
        rest = len(self.violations) - SHOWN
        lines = [found, *map(str, self.violations[:SHOWN])]
        return "\n".join(lines + ([f"and {rest} more"] if rest > 0 else []))


Order = tuple[int, int, int, int]
"""Section, rank, period and scenario of a row: what is told first."""


NOWHERE = -1, -1


class Found(NamedTuple):
    """A row missed, and the share of what is allowed that it uses."""

    order: Order
    used: Fraction
    row: Row


@dataclass(frozen=True)
class Tally:
    """What came of some of the checks."""

    missed: Sequence[Found]
    """By more than is allowed."""
    checks: int
    worst: Found | None
    is_rubbish: bool = False
    """Whether nothing more can be computed from what was found to be no number."""


def tally(rows: Iterable[Row | Alike], section: int = 0) -> Tally:
    """Return the rows of a section that are missed by more than their kind allows."""
    checks, missed, worst = 0, [], None
    for each in rows:
        row, at = each if isinstance(each, Alike) else (each, (each.at,))
        checks += len(at)
        if (
            at and row.miss.numerator > 0
        ):  # a comparison of fractions takes ten times as long
            allowed = row.kind.allows(row.size)
            used = row.miss / allowed if allowed else row.miss + 1
            if row.miss > allowed:
                missed += [_found(row, moment, section, used) for moment in at]
            if worst is None or used >= worst.used:
                told = _found(row, min(at, key=_when), section, used)
                worst = min((worst or told, told), key=_badness)
    return Tally(missed, checks, worst)


def _when(at: Moment | None) -> Moment:
    w, t = at or NOWHERE
    return t, w


def _badness(found: Found) -> tuple[Fraction, Order]:
    """Return what is least of what uses most of what is allowed, and is told first."""
    return -found.used, found.order


def _found(row: Row, at: Moment | None, section: int, used: Fraction) -> Found:
    return Found((section, row.rank, *_when(at)), used, row._replace(at=at))


def together(tallies: Iterable[Tally]) -> Tally:
    """Return one tally of several, in order. Of rubbish nothing else is told."""
    every = list(tallies)
    rubbish = [each for each in every if each.is_rubbish]
    missed = [found for each in rubbish or every for found in each.missed]
    worst = [each.worst for each in rubbish or every if each.worst]
    return Tally(
        missed=sorted(missed, key=lambda found: found.order),
        checks=sum(each.checks for each in rubbish or every),
        worst=min(worst, key=_badness, default=None),
        is_rubbish=bool(rubbish),
    )


def judged(
    found: Tally,
    unchecked: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    periods: Sequence[str] = (),
) -> Audit:
    """Return the audit of a tally; numbers of scenarios and periods become names."""

    def told(each: Found) -> Violation:
        return _violation(_named(each.row, scenarios, periods))

    return Audit(
        violations=[told(each) for each in found.missed],
        checks=found.checks,
        worst=told(found.worst) if found.worst else None,
        unchecked=unchecked,
    )


def _named(row: Row, scenarios: Sequence[str], periods: Sequence[str]) -> Row:
    if row.at is None:
        return row
    w, t = row.at
    scenario = row.scenario or (scenarios[w] if w >= 0 else "")
    return row._replace(
        scenario=scenario, period=row.period or (periods[t] if t >= 0 else "")
    )


def _violation(row: Row) -> Violation:
    return Violation(
        constraint=row.constraint,
        name=row.name,
        scenario=row.scenario,
        period=row.period,
        by=float(row.miss),
        allowed=float(row.kind.allows(row.size)),
    )
