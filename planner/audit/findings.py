"""What an audit finds: rows checked, and those missed by more than is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from planner.audit.exact import ZERO, Kind

SHOWN = 5
"""Violations named in an error; the rest are counted."""


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


def judged(rows: Iterable[Row], unchecked: Sequence[str] = ()) -> Audit:
    """Return the rows that are missed by more than their kind allows."""
    checks, violations, most, worst = 0, [], ZERO, None
    for row in rows:
        checks += 1
        if row.miss.numerator > 0:  # a comparison of fractions takes ten times as long
            allowed = row.kind.allows(row.size)
            used = row.miss / allowed if allowed else row.miss + 1
            if used > most or row.miss > allowed:
                found = _violation(row, allowed)
                if row.miss > allowed:
                    violations.append(found)
                if used > most:
                    most, worst = used, found
    return Audit(violations=violations, checks=checks, worst=worst, unchecked=unchecked)


def _violation(row: Row, allowed: Fraction) -> Violation:
    return Violation(
        constraint=row.constraint,
        name=row.name,
        scenario=row.scenario,
        period=row.period,
        by=float(row.miss),
        allowed=float(allowed),
    )
