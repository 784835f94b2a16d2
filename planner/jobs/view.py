"""What the pages of results need beyond the comparison: figures and names, no words.

A policy, a country or a scenario is called what the workbook calls it; what the program
itself says is a key, so that a page says it in the reader's language. Shares are from 0
to 1, money in the base currency, volumes in the workbook's unit.
"""

from collections.abc import Mapping
from typing import Any

from planner.compare import Comparison
from planner.compare.standing import is_tie
from planner.jobs.planned import planned
from planner.plan import Plan
from planner.report.page.changes import (
    MATERIAL,
    NOTHING_SHORT,
    changes,
    is_never_short,
)
from planner.report.page.figures import Chart
from planner.report.page.marks import (
    base_of,
    cheapest,
    demand_of,
    minerals,
    of_demand,
    places_of,
)
from planner.report.page.policies import choices
from planner.report.page.shortages import shortages
from planner.report.page.sources import sources
from planner.report.page.tradeoff import tradeoff
from planner.runs import Choice

VERSION = 1
GOES_SHORT = "only by going short"
"""In the note of a plan that keeps its rules by serving less."""


def view(comparison: Comparison, choice: Choice) -> dict[str, Any]:
    """Return it as one JSON object; ``choice`` is what was asked for."""
    case = comparison.case
    parts = choices(comparison)
    return {
        "version": VERSION,
        "kind": choice.kind,
        "name": case.name,
        "unit": case.unit,
        "currency": case.currency,
        "periods": list(case.periods),
        "demand": demand_of(case),
        "scenarios": len(case.scenarios),
        "dropped_probability": case.dropped_probability,
        **(_compared(comparison) if comparison.plans else {}),
        "policies": [
            planned(comparison, place, each) for place, each in enumerate(parts)
        ],
    }


def _compared(comparison: Comparison) -> Mapping[str, Any]:
    return {
        "base": base_of(comparison).policy,
        "cheapest": cheapest(comparison).policy,
        "frontier": list(comparison.frontier),
        "ties": [
            plan.policy
            for plan in comparison.plans
            if plan.rules and is_tie(plan, cheapest(comparison))
        ],
        "first": _first(comparison),
        "safest": _safest(comparison),
        "places": places_of(comparison.plans),
        "level": comparison.plans[0].level,
        "scatter": [each.data for each in tradeoff(comparison).charts],
        "sources": [
            {"mineral": mineral, **drawn(chart)}
            for mineral, chart in zip(
                minerals(comparison), sources(comparison).charts, strict=True
            )
        ],
        "shortage": _shortage(comparison),
    }


def drawn(chart: Chart) -> dict[str, Any]:
    """Return a chart's data and size; its words are the page's."""
    return {"height": chart.height, "width": chart.width, **chart.data}


def _first(comparison: Comparison) -> str:
    """Return the cheapest policy that gives anything for its price; blank if none."""
    base = base_of(comparison)
    for plan in sorted(comparison.plans, key=lambda each: each.expected_cost):
        goes_short = any(GOES_SHORT in note for note in plan.run.notes)
        if plan is base or goes_short or is_tie(plan, base):
            continue
        if changes(comparison, plan)[0]:
            return plan.policy
    return ""


def _safest(comparison: Comparison) -> str:
    """Return what leaves least unserved at worst; blank if no better than the base."""
    base, case = base_of(comparison), comparison.case

    def rank(plan: Plan) -> tuple[float, float]:
        worst = 0.0 if is_never_short(plan) else plan.worst_shortage
        return round(of_demand(worst, case), 6), plan.expected_cost

    safest = min(comparison.plans, key=rank)
    gain = of_demand(base.worst_shortage - safest.worst_shortage, case)
    return safest.policy if gain > MATERIAL else ""


def _shortage(comparison: Comparison) -> dict[str, Any] | None:
    """Return who goes short where as cells of a map; None if nobody does."""
    charts = shortages(comparison).charts
    if not charts:
        return None
    data = drawn(charts[0])
    case = comparison.case
    chance = {each.name: each.probability for each in case.scenarios}
    by_policy = [plan.outcomes["shortage"].tolist() for plan in comparison.plans]
    worst = [max(each) for each in zip(*by_policy, strict=True)]
    short = [
        of_demand(volume, case) > NOTHING_SHORT and each.probability > 0
        for volume, each in zip(worst, case.scenarios, strict=True)
    ]
    chances = [chance[row] for row in data["rows"]]
    return {**data, "chances": chances, "count": max(sum(short), len(chances))}
