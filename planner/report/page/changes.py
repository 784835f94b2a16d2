"""What a policy makes better and worse than having no rules, in words."""

from collections.abc import Iterator, Sequence
from math import isfinite

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import words
from planner.report.page.marks import base_of, of_demand, volume
from planner.report.tables import each_row

MATERIAL = 0.001
"""Share of demand below which a difference in shortage is not worth a word."""
NOTHING_SHORT = 1e-6
"""Share of demand that is rounding."""
POINT = 0.01
"""Difference in a country's share that is worth a word."""
MOST_COUNTRIES = 2
"""Countries whose loss is told of."""
MONTHS = 12


def changes(comparison: Comparison, plan: Plan) -> tuple[list[str], list[str]]:
    """Return what is better under a plan than under the base, and what is worse."""
    told = [
        *_shortages(plan, base_of(comparison)),
        *_dependence(plan, base_of(comparison)),
        *_cover(comparison, plan),
    ]
    better = [said for is_better, said in told if is_better]
    return better, [said for is_better, said in told if not is_better]


def said(parts: Sequence[str]) -> str:
    """Return parts as one sentence; blank without any."""
    whole = "; ".join(parts)
    return f"{whole[0].upper()}{whole[1:]}." if whole else ""


def is_never_short(plan: Plan) -> bool:
    """Tell whether nobody goes short in any scenario."""
    return of_demand(plan.worst_shortage, plan.case) <= NOTHING_SHORT


def _shortages(plan: Plan, base: Plan) -> Iterator[tuple[bool, str]]:
    case = plan.case
    if is_never_short(plan) and not is_never_short(base):
        yield True, f"nobody goes short, instead of {volume(base.worst_shortage, case)}"
        return
    for what, now, before in (
        ("worst", plan.worst_shortage, base.worst_shortage),
        ("expected", plan.expected_shortage, base.expected_shortage),
    ):
        if abs(of_demand(now - before, case)) > MATERIAL:
            amounts = f"{volume(now, case)} instead of {volume(before, case)}"
            yield now < before, f"{what} shortage {amounts}"


def _dependence(plan: Plan, base: Plan) -> Iterator[tuple[bool, str]]:
    own, free = _largest(plan), _largest(base)
    if own is None or free is None or abs(own[1] - free[1]) <= POINT:
        return
    before = f"{free[1]:.0%}" if own[0] == free[0] else f"{free[0]} {free[1]:.0%}"
    yield own[1] < free[1], f"largest country {own[0]} {own[1]:.0%} instead of {before}"


def _largest(plan: Plan) -> tuple[str, float] | None:
    """Return the country with the largest share of any mineral."""
    shares = list(each_row(plan.dependence, "country", "share"))
    return max(shares, key=lambda each: each[1], default=None)


def _cover(comparison: Comparison, plan: Plan) -> list[tuple[bool, str]]:
    """Return how much longer, or shorter, all demand is served without a country."""
    case, base = comparison.case, base_of(comparison).policy
    rows = list(each_row(comparison.cover, "policy", "country", "months"))
    free = {country: months for policy, country, months in rows if policy == base}
    end = len(case.periods) * MONTHS / case.periods_per_year
    found = []
    for policy, country, now in rows:
        before = free.get(country, now)
        if policy == plan.policy and now != before:
            apart = abs(min(now, end) - min(before, end))
            amounts = f"{_lasting(now)} instead of {_long(before)}"
            told = f"if {country} stops, full supply {amounts}"
            found.append((apart, now > before, told))
    found.sort(reverse=True)
    return [(better, told) for _, better, told in found[:MOST_COUNTRIES]]


def _lasting(months: float) -> str:
    return f"for {_long(months)}" if isfinite(months) else _long(months)


def _long(months: float) -> str:
    if not isfinite(months):
        return "to the end of the horizon"
    return words.count(round(months), "month")
