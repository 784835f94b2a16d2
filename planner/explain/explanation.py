"""What explains a plan, as far as it was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

import pandas as pd

from models.case import Case
from planner.explain.bracket import Bracket
from planner.plan import Plan

PRICES = [
    *("offer", "used", "price", "low", "high", "factor_low", "factor_high"),
    *("open", "saves_low", "saves_high", "solves", "why"),
]
INPUTS = [
    *("place", "what", "value", "wrong", "added", "dropped", "low", "high"),
]


@dataclass(frozen=True, kw_only=True)
class Rival:
    """The cheapest plan with other contracts, as they differ from the plan's."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    dearer: Bracket


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What explains one plan, as far as it was found before Ctrl-C.

    Money is in the objective's terms: expected and discounted, weighed with CVaR where
    the policy does. ``low`` and ``high`` enclose a number as the gaps leave it.
    """

    case: Case
    plan: Plan
    """The plan that is explained: the one given, proved further where that was quick."""
    sources: pd.DataFrame
    """See ``causes.sources``."""
    shortages: pd.DataFrame
    """See ``causes_short.shortages``."""
    prices: pd.DataFrame = field(default_factory=lambda: table(PRICES))
    """For each offer: whether it is used, its price today (the mean over its window),
    the price below which every cheapest plan buys from it (low) and the one at which a
    re-solve saved no more than ``open`` by it (high); the same as factors on its price;
    what it saves at today's price (saves_low, saves_high); ``why`` where there is no such price."""
    worth: pd.DataFrame = field(default_factory=pd.DataFrame)
    """For each limit reached: kind, limit, periods, on_plan, step (in each of these
    periods), low and high (saved by the step), unit_low and unit_high (per unit and
    period), why it is not known."""
    not_tried: int = 0
    """Limits that are reached and were not tried."""
    not_priced: int = 0
    """Offers whose price was not tried."""
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    """See ``rules.rule_costs``."""
    inputs: pd.DataFrame = field(default_factory=lambda: table(INPUTS))
    """Cells that change what is signed: place (its address), what, value (the mean of a
    row), wrong (-0.1 or 0.1), added and dropped (what is signed then), low and high (how
    much dearer today's contracts would be)."""
    cells: int = 0
    cells_tried: int = 0
    """Of them, those of which it is known."""
    cells_proved: int = 0
    """Of those tried, the ones proved not to matter without a solve."""
    ties: int = 0
    """Cells of which the gaps leave open if others are cheaper then."""
    rival: Rival | None = None
    """The cheapest other contracts, in whichever part they are least dearer."""
    gap: float = nan
    """At which re-solves stop."""
    stopped: bool = False
    """Whether Ctrl-C left something out."""


def table(columns: Sequence[str]) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame(columns=list(columns))
