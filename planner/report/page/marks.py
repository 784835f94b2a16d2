"""What every part of a comparison's page says and draws alike."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any

from models.case import Case
from planner.compare import NONE, Comparison
from planner.plan import Plan
from planner.report import words
from planner.report.colours import OTHER, OTHERS, PALETTE, grouped, of_countries
from planner.report.tables import each_row

INK = "5B6470"
ROUND = 3
"""Significant figures of an amount in a sentence."""
MILLION = 1e6


def demand_of(case: Case) -> float:
    """Return all demand over the horizon, in units."""
    return sum(sum(each.volume) for each in case.demands.values())


def of_demand(volume: float, case: Case) -> float:
    """Return a volume as a share of all demand; 0 where there is none."""
    whole = demand_of(case)
    return volume / whole if whole else 0.0


def base_of(comparison: Comparison) -> Plan:
    """Return the plan without rules, or the cheapest where that has none."""
    plans = {plan.policy: plan for plan in comparison.plans}
    return plans.get(NONE) or cheapest(comparison)


def cheapest(comparison: Comparison) -> Plan:
    """Return the plan with the lowest expected cost."""
    return min(comparison.plans, key=lambda plan: plan.expected_cost)


def colours(comparison: Comparison) -> Mapping[str, str]:
    """Return each policy's colour: `none` dark, seven of their own, the others grey."""
    ruled = [each.policy for each in comparison.outcomes if each.policy != NONE]
    shades = [*PALETTE, *[OTHER] * len(ruled)]
    return {NONE: f"#{INK}"} | {
        name: f"#{shade}" for name, shade in zip(ruled, shades, strict=False)
    }


def rounded(value: float) -> str:
    """Return an amount as a sentence says it: 1.42 million, 685,000, 16."""
    if abs(value) >= MILLION:
        places = _places(value / MILLION)
        return f"{words.number(value / MILLION, max(0, places))} million"
    if not value:
        return "0"
    short = round(value, _places(value))
    return words.number(short, None if short != round(short) else 0)


def _places(value: float) -> int:
    """Return the decimals that leave three significant figures."""
    return ROUND - 1 - floor(log10(abs(value)))


def amount(value: float, case: Case) -> str:
    """Return money as a sentence says it."""
    return f"{rounded(value)} {case.currency}"


def volume(value: float, case: Case) -> str:
    """Return units as a sentence says them."""
    return f"{rounded(value)} {case.unit}"


def signed(value: float, places: int = 0) -> str:
    """Return a difference with its sign."""
    return ("+" if round(value, places) > 0 else "") + words.number(value, places)


def column(values: Sequence[float]) -> Sequence[str]:
    """Return a column of numbers, all with the same decimals."""
    places = words.decimals(values)
    return [words.number(each, places) for each in values]


def stacked(
    shares: Mapping[tuple[str, str], float], names: Sequence[str], case: Case
) -> list[dict[str, Any]]:
    """Return shares by (name, country) as the series of a chart.

    Countries without a colour of their own are one series.
    """
    found = list(dict.fromkeys(country for _, country in shares))
    shade = of_countries(case)
    own = grouped(found, case)
    rest = [each for each in found if each not in own]
    members = {each: [each] if each != OTHERS else rest for each in own}
    return [
        {
            "name": name,
            "colour": f"#{shade.get(name, OTHER)}",
            "values": [sum(shares.get((n, c), 0.0) for c in inside) for n in names],
        }
        for name, inside in members.items()
    ]


def minerals(comparison: Comparison) -> list[str]:
    """Return the minerals that any plan takes delivery of, in the case's order."""
    used = {
        mineral
        for plan in comparison.plans
        for (mineral,) in each_row(plan.dependence, "mineral")
    }
    every = dict.fromkeys(each.mineral for each in comparison.case.items.values())
    return [each for each in every if each in used]


def tail_of(comparison: Comparison) -> str:
    """Return the name of the CVaR; without its level where policies differ in it."""
    levels = {plan.level for plan in comparison.plans}
    return words.tail(comparison.plans[0]) if len(levels) == 1 else "CVaR"


def left_out(case: Case) -> list[str]:
    """Return the sentence about the probability that no scenario has, if any."""
    if not case.dropped_probability:
        return []
    return [
        (
            f"{words.chance(case.dropped_probability)} of the probability, combinations "
            "of more curbs than the workbook asks for, was left out; the rest was scaled "
            "to 100%."
        )
    ]


def places_of(plans: Sequence[Plan]) -> int:
    """Return the decimals of money: none but where costs are small numbers."""
    return words.decimals([plan.expected_cost for plan in plans])


def adding_up(values: Sequence[float], places: int) -> list[float]:
    """Return numbers rounded so that their sum is the rounded sum.

    Each is rounded down; those that lose most are rounded up instead.
    """
    scale = 10.0**places
    lower = [floor(each * scale) for each in values]
    missing = round(sum(values) * scale) - sum(lower)
    lost = sorted(range(len(values)), key=lambda at: lower[at] - values[at] * scale)
    for at in lost[:missing]:
        lower[at] += 1
    return [each / scale for each in lower]
