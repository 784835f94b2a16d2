"""What plans cost if the curbs' probabilities are others than they were made for.

What is signed and ordered stays, and so does every response: a plan's response to a
curb was chosen with the base probabilities of what may still come, and is not chosen
anew. Only the weights of the scenarios change. So the costs at other probabilities are
exact for the plan as it is, and never below what the best plan would cost there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
import pandas as pd

from models.case import Case
from models.tree import Factors
from planner.odds.mix import Chances, Mix, Range, ranges_of
from planner.odds.worst import CLOSE, Peak, highest
from planner.plan import Plan

EVERY = "every curb"
"""What is varied where all curbs are at once."""
AT = ("low", "base", "high")


@dataclass(frozen=True)
class Regret:
    """By how much a plan may cost more than another, at the mix at which it is most."""

    plan: Plan
    peak: Peak
    against: str
    """The policy that is so much cheaper there; blank if none ever is."""


@dataclass(frozen=True)
class Otherwise:
    """Plans of one case, at every probability that its workbook allows."""

    case: Case
    plans: Sequence[Plan]
    ranges: Mapping[str, Range]

    @cached_property
    def chances(self) -> Chances:
        """Return how the scenarios' probabilities follow from the curbs'."""
        return Chances(self.case, tuple(self.ranges))

    @cached_property
    def _costs(self) -> Sequence[Factors]:
        return [costs_of(plan) for plan in self.plans]

    @cached_property
    def mixes(self) -> Sequence[tuple[str, Mapping[str, Mix]]]:
        """Return what is varied, with its mix at low, base and high."""
        alone = (
            [(name, (name,)) for name in self.ranges] if len(self.ranges) > 1 else []
        )
        every = (EVERY, tuple(self.ranges))
        return [
            (label, {at: {n: getattr(self.ranges[n], at) for n in names} for at in AT})
            for label, names in (every, *alone)
        ]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Columns policy, curb, low, base, high, and the same of shortage and dropped.

        Expected cost, signing included, with this curb, or every one, at the low end of
        its range, at its base and at the high end, the others at base; then expected
        units unserved, ``shortage_low`` to ``shortage_high``, and the probability of
        more curbs than the scenarios combine, ``dropped_low`` to ``dropped_high``.
        """
        rows = [
            {
                "policy": plan.policy,
                "curb": label,
                **{at: self.cost(place, mix) for at, mix in at_ends.items()},
                **{
                    f"shortage_{at}": self._shortage(plan, mix)
                    for at, mix in at_ends.items()
                },
                **{f"dropped_{at}": self.dropped(mix) for at, mix in at_ends.items()},
            }
            for place, plan in enumerate(self.plans)
            for label, at_ends in self.mixes
        ]
        return pd.DataFrame(rows)

    def cost(self, place: int, mix: Mix) -> float:
        """Return the expected cost of a plan, by its place, under a mix."""
        return float(self.chances.probabilities(mix) @ self._costs[place])

    @property
    def cheapest(self) -> Plan:
        """Return the plan with the lowest expected cost at base."""
        places = range(len(self.plans))
        return self.plans[min(places, key=lambda place: self.cost(place, {}))]

    def _shortage(self, plan: Plan, mix: Mix) -> float:
        units = plan.accounts.shortages[: len(self.case.scenarios)]
        return float(self.chances.probabilities(mix) @ units)

    def dropped(self, mix: Mix) -> float:
        """Return the probability of more curbs at once than the scenarios combine."""
        return dropped(self.chances, mix)

    @cached_property
    def worst(self) -> Sequence[Peak]:
        """Return for each plan the mix in the ranges at which it costs most."""
        return [highest(self.chances, self.ranges, each) for each in self._costs]

    @cached_property
    def regrets(self) -> Sequence[Regret]:
        """Return each plan's worst regret over every mix in the ranges.

        Against the others of these plans, max over p and j of E_p[C_i] − E_p[C_j]: the
        whole box of probabilities is searched, not its corners alone.
        """
        return [self._regret(place) for place in range(len(self.plans))]

    def _regret(self, place: int) -> Regret:
        size = max(float(np.abs(each).max()) for each in self._costs)
        base = {name: each.base for name, each in self.ranges.items()}
        most, against, bound = Peak(base, 0.0, 0.0, is_exact=True), "", 0.0
        for other, costs in enumerate(self._costs):
            if other != place:
                more = self._costs[place] - costs
                peak = highest(
                    self.chances,
                    self.ranges,
                    more,
                    close=CLOSE * size,
                    above=most.found,
                )
                bound = max(bound, peak.bound)
                if peak.found > most.found + CLOSE * size:
                    most, against = peak, self.plans[other].policy
        exact = bound - most.found <= 2 * CLOSE * size
        whole = Peak(most.mix, most.found, max(bound, most.found), is_exact=exact)
        return Regret(self.plans[place], whole, against)

    @cached_property
    def steadiest(self) -> Sequence[str]:
        """Return the policies whose plan may have the least worst regret, if several.

        One, but for ties and for what the bounds leave open.
        """
        if len(self.plans) < 2:  # noqa: PLR2004 - a plan is not compared with itself
            return []
        least = min(each.peak.bound for each in self.regrets)
        size = max(float(np.abs(each).max()) for each in self._costs)
        return [
            each.plan.policy
            for each in sorted(self.regrets, key=lambda each: each.peak.bound)
            if each.peak.found <= least + CLOSE * size
        ]


def otherwise(plans: Sequence[Plan]) -> Otherwise | None:
    """Return plans of one case under the ranges of its curbs; None without any."""
    if not plans:
        return None
    case = plans[0].case
    ranges = ranges_of(case)
    return Otherwise(case, plans, ranges) if ranges else None


def costs_of(plan: Plan) -> Factors:
    """Return what each of a case's scenarios costs, signing and orders included."""
    costs: Factors = plan.accounts.outcomes[: len(plan.case.scenarios)]
    return costs + sum(plan.accounts.first.values())


def dropped(chances: Chances, mix: Mix) -> float:
    """Return the probability that a case's scenarios leave out, under a mix.

    What they hold is Π_e c_e^n_e · Σ_w u_w, as in the base with Σ u and c changed.
    """
    case = chances.case

    def held(vector: Factors) -> float:
        curbs = [case.curbs[name] for name in chances.names]
        never = prod(
            (1 - p) ** ((curb.latest - curb.earliest + 1) / case.periods_per_year)
            for p, curb in zip(vector.tolist(), curbs, strict=True)
        )
        return float(never * np.exp(chances.weights(vector)).sum())

    base = held(chances.vector({}))
    whole = (1 - case.dropped_probability) * held(chances.vector(mix)) / base
    return max(0.0, 1 - whole)


__all__ = ["AT", "EVERY", "Otherwise", "Regret", "costs_of", "otherwise"]
