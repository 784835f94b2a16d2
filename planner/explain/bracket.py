"""A number that is known to lie between two others, as the gaps of solves leave it."""

from dataclasses import dataclass
from math import inf, isfinite

from planner.plan import Plan

ROUNDING = 1e-9
"""Relative difference in cost that is rounding."""


@dataclass(frozen=True)
class Bracket:
    """What is proved of a number; exact where both ends are equal."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Return the number to show; the known end where the other is infinite."""
        if not isfinite(self.low + self.high):
            return self.low if isfinite(self.low) else self.high
        return (self.low + self.high) / 2

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing but rounding is left open."""
        size = max(1.0, abs(self.low), abs(self.high))
        return self.high - self.low <= ROUNDING * size

    def by(self, units: float) -> "Bracket":
        """Return the same per unit."""
        return Bracket(self.low / units, self.high / units)

    def at_least(self, least: float) -> "Bracket":
        """Return it with what is known besides: it cannot be less."""
        return Bracket(max(self.low, least), max(self.high, least))


UNKNOWN = Bracket(-inf, inf)


def cost(plan: Plan) -> Bracket:
    """Return the objective of the cheapest plan there can be, as a plan proves it."""
    return Bracket(plan.bound, plan.objective)


def dearer(one: Plan, other: Plan) -> Bracket:
    """Return how much dearer one question's cheapest plan is than the other's."""
    rounding = ROUNDING * max(abs(one.objective), abs(other.objective))
    low, high = one.bound - other.objective, one.objective - other.bound
    if high - low <= rounding:
        return Bracket(one.objective - other.objective, one.objective - other.objective)
    return Bracket(low, high)
