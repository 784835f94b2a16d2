"""One policy of a comparison in full, as figures and names: its rules and its plan."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from planner.compare import NONE, Comparison
from planner.plan import Plan
from planner.report import tables
from planner.report.contracts import Contract, contracts_of
from planner.report.page.figures import Chart, Choice
from planner.report.page.waterfall import TOGETHER, TOTAL
from planner.report.tables import Row, each_row

MOST_STEPS = 60
"""Columns of a plan's schedule; with more periods it is by year."""
MOST_ROWS = 400
"""Rows of a schedule, and offers; the plan's workbook has them all."""
MOST_OUTCOMES = 60
STEPS = {TOGETHER: "together", TOTAL: "total", f"{NONE}, over the cheapest": "start"}
"""Steps of a premium that are no rule, by what the report calls them."""


def planned(comparison: Comparison, place: int, part: Choice) -> dict[str, Any]:
    """Return the policy in that place; ``part`` is what the report draws of it."""
    outcome, case = comparison.outcomes[place], comparison.case
    plan = outcome.plan
    rules = plan.rules if plan else case.policies.get(outcome.policy, ())
    found: dict[str, Any] = {
        "policy": outcome.policy,
        "colour": part.colour,
        "rules": [
            {"rule": str(each), "sentence": each.sentence(case)} for each in rules
        ],
    }
    if plan is None:
        return found
    return {
        **found,
        "level": plan.level,
        **_charts(plan, part.charts),
        **_schedule(plan),
        "contracts": [_contract(plan, each) for each in contracts_of(plan)[:MOST_ROWS]],
        "more_contracts": max(0, len(contracts_of(plan)) - MOST_ROWS),
        "projects": plan.opened,
        "limits": _limits(plan),
        "outcomes": _outcomes(plan),
        "short": _short(plan),
    }


def _charts(plan: Plan, charts: Sequence[Chart]) -> dict[str, Any]:
    """Return the charts of a policy by what they draw."""
    of_kind: dict[str, list[Chart]] = {}
    for each in charts:
        of_kind.setdefault(each.kind, []).append(each)
    found = list(dict.fromkeys(plan.dependence["mineral"]))
    return {
        "shares": [
            {"mineral": mineral, "height": each.height, **each.data}
            for mineral, each in zip(found, of_kind.get("shares", ()), strict=True)
        ],
        **{
            key: {"height": each.height, **_keyed(each.data)}
            for key, kind in (("held", "lines"), ("premium", "waterfall"))
            for each in of_kind.get(kind, ())
        },
    }


def _keyed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart's data with the key of each step that is no rule."""
    if "steps" not in data:
        return dict(data)
    steps = [{**each, "key": STEPS.get(each["name"], "")} for each in data["steps"]]
    return {**data, "steps": steps}


def _schedule(plan: Plan) -> dict[str, Any]:
    """Return what happens when, by period, or by year where there are many."""
    case = plan.case
    years = len(case.periods) > MOST_STEPS

    def of(rows: Sequence[Row], *, level: bool = False) -> list[dict[str, Any]]:
        return [
            {
                "name": row.name,
                "supplier": row.source,
                "country": row.country,
                "item": row.item,
                "volumes": _by_step(row.volumes, plan, years=years, level=level),
            }
            for row in rows[:MOST_ROWS]
        ]

    delivered = tables.deliveries(plan)
    return {
        "steps": [str(each) for each in (case.years if years else case.periods)],
        "deliveries": of(delivered),
        "more_deliveries": max(0, len(delivered) - MOST_ROWS),
        "refining": of(tables.outputs(plan)),
        "stock": of(
            [each for each in tables.stocks(plan) if each.total > tables.NOTHING],
            level=True,
        ),
        "unserved": of(tables.gaps(plan)),
    }


def _by_step(
    volumes: Sequence[float], plan: Plan, *, years: bool, level: bool
) -> list[float]:
    """Return volumes by step; of a stock what is left at the end of each."""
    if not years:
        return [float(each) for each in volumes]
    if level:
        return [float(volumes[periods[-1]]) for periods in plan.case.years.values()]
    return [float(each) for each in tables.by_year(volumes, plan.case)]


def _contract(plan: Plan, found: Contract) -> dict[str, Any]:
    offer = found.offer
    signing = (
        "free" if offer.free_to_sign else "signed" if offer.signed_before else "sign"
    )
    return {
        "offer": offer.name,
        "signing": signing,
        "supplier": offer.supplier,
        "country": offer.labels["country"],
        "item": offer.item,
        "volume": found.volume,
        "order_in": found.order_in,
        "first": found.first,
        "once": 0.0 if offer.signed_before else offer.fixed_cost,
        "each_period": offer.period_cost,
        "take_or_pay": offer.take_or_pay,
        "ordered": float(sum(offer.commitment)),
        "project": offer.project or "",
        "tiers": [
            [int(year), discount]
            for name, year, discount in each_row(
                plan.tiers, "offer", "year", "discount"
            )
            if name == offer.name and discount > 0
        ],
    }


def _limits(plan: Plan) -> list[dict[str, Any]]:
    """Return how each rule stands where it is tightest."""
    found: dict[str, dict[str, Any]] = {}
    for each in tables.rules(plan):
        measure = each.measure
        former = found.get(each.rule)
        if former is None or measure.slack < former["slack"]:
            found[each.rule] = {
                "sentence": each.sentence,
                "kind": str(each.kind),
                "limit": measure.limit,
                "actual": measure.actual if isfinite(measure.actual) else None,
                "slack": measure.slack,
                "bucket": measure.bucket,
                "state": each.state.partition(",")[0],
            }
    return list(found.values())


def _outcomes(plan: Plan) -> dict[str, Any]:
    """Return the scenarios, the dearest first, and how many more there are."""
    found = [each for each in tables.outcomes(plan) if each.probability > 0]
    found.sort(key=lambda each: -each.total)
    return {
        "count": len(found),
        "rows": [
            {
                "scenario": each.name,
                "probability": each.probability,
                "cost": each.total,
                "shortage": each.shortage,
                "who": each.who,
            }
            for each in found[:MOST_OUTCOMES]
        ],
    }


def _short(plan: Plan) -> list[dict[str, Any]]:
    """Return each demand that goes short anywhere, the worst first."""
    found: dict[str, dict[str, Any]] = {}
    columns = ("scenario", "probability", "demand", "volume", "share")
    for scenario, probability, demand, volume, share in each_row(plan.short, *columns):
        if probability <= 0 or volume <= tables.NOTHING:
            continue
        row = found.setdefault(
            demand, {"demand": demand, "chance": 0.0, "mean": 0.0, "worst": -1.0}
        )
        row["chance"] += probability
        row["mean"] += probability * volume
        if volume > row["worst"]:
            row.update(worst=volume, share=share, scenario=scenario)
    return sorted(found.values(), key=lambda row: -row["worst"])[:MOST_ROWS]
