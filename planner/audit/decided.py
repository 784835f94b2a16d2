"""What is audited: decisions scenario by scenario, and the figures stated of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from math import isfinite, isnan

from models.case import Vector
from planner.audit.findings import Row


@dataclass(frozen=True, kw_only=True)
class Response:
    """What is done in one scenario, period by period; what is absent is zero."""

    deliveries: Mapping[str, Vector]
    """Units scheduled to arrive, by offer, before a curb holds any back."""
    output: Mapping[str, Vector]
    stock: Mapping[str, Vector]
    """Units at the end of each period."""
    unserved: Mapping[str, Vector]

    def families(self) -> Iterator[tuple[str, Mapping[str, Vector]]]:
        """Yield each kind of decision with its word."""
        yield "delivery", self.deliveries
        yield "output", self.output
        yield "stock", self.stock
        yield "unserved", self.unserved


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Every decision of a plan and its responses."""

    signed: frozenset[str]
    opened: frozenset[str]
    tiers: Mapping[tuple[str, int], int]
    """(offer, calendar year): the place of the chosen tier, from 0."""
    responses: Mapping[str, Response]
    """By the scenario's name; losses too."""
    losses: Mapping[str, Mapping[str, Vector]] = field(default_factory=dict)
    """By the name of a loss tried: φ of each source that is lost."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What is said of a plan, to be recomputed; money in the base currency."""

    objective: float
    bound: float
    """No plan is cheaper than this."""
    gap: float
    asked_gap: float
    is_optimal: bool
    """Whether it is said to be within the gap asked for."""
    weight: float
    level: float
    expected_cost: float
    cvar_cost: float
    expected_shortage: float
    worst_shortage: float
    cost: Mapping[str, float]
    """Expected cost lines."""
    outcomes: Mapping[str, float]
    """Each scenario's cost, without what is decided first."""
    shortages: Mapping[str, float] = field(default_factory=dict)


def not_numbers(decided: Decided) -> Iterator[Row]:
    """Yield a row for every decision that is no finite number."""
    for scenario, response in decided.responses.items():
        for what, values in response.families():
            for name, vector in values.items():
                if not all(map(isfinite, vector)):
                    words = f"{what} is a number in each period"
                    yield Row(words, Fraction(1), name=name, scenario=scenario)


def not_figures(said: Stated) -> Iterator[Row]:
    """Yield a row for every figure that is no finite number but must be one.

    A bound that is not known is minus infinity, and the gap then infinite.
    """
    for each in fields(said):
        value = getattr(said, each.name)
        if isinstance(value, Mapping):
            wrong = not all(map(isfinite, value.values()))
        else:
            wrong = (
                isnan(value) if each.name in {"bound", "gap"} else not isfinite(value)
            )
        if wrong:
            yield Row("a stated figure is a number", Fraction(1), name=each.name)
