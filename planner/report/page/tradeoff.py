"""Cost against risk: which policies are worth their price."""

from planner.compare import Comparison
from planner.compare.standing import dominators, is_tie
from planner.plan import Plan
from planner.report import words
from planner.report.page.figures import Section, Table
from planner.report.page.marks import (
    cheapest,
    column,
    of_demand,
    places_of,
    signed,
    tail_of,
)
from planner.report.page.scatter import scatter

HOW_TO_READ = (
    "Down and to the left is better. Filled points lie on the frontier: no policy is "
    "better than they are in cost, CVaR or expected shortage and worse in none. Hollow "
    "points are dominated. The dashed line joins what is best within one chart."
)


def tradeoff(comparison: Comparison) -> Section:
    """Return the scatters with their frontier, and what each policy costs."""
    case, several = comparison.case, len(comparison.plans) > 1
    shortage = {"name": "expected shortage", "unit": case.unit}
    bad = {"name": tail_of(comparison), "unit": case.currency, "scale": True}
    charts = [
        scatter(
            comparison,
            "risk-shortage",
            "Cost against shortage",
            shortage,
            lambda plan: plan.expected_shortage,
        ),
        scatter(
            comparison,
            "risk-cost",
            "Cost against the cost of bad outcomes",
            bad,
            lambda plan: plan.cvar_cost,
        ),
    ]
    return Section(
        name="tradeoff",
        title="Cost against risk",
        lead=[HOW_TO_READ] if several else [],
        charts=charts if several else [],
        tables=[costs(comparison)],
        side_by_side=True,
    )


def costs(comparison: Comparison) -> Table:
    """Return what each policy costs and leaves unserved."""
    case, plans, tail = comparison.case, comparison.plans, tail_of(comparison)
    places = places_of(plans)
    premiums = [plan.expected_cost - comparison.lowest for plan in plans]
    rows = zip(
        (plan.policy for plan in plans),
        (words.number(plan.expected_cost, places) for plan in plans),
        (signed(each, places) for each in premiums),
        (words.number(plan.cvar_cost, places) for plan in plans),
        column([plan.expected_shortage for plan in plans]),
        column([plan.worst_shortage for plan in plans]),
        (words.share(of_demand(plan.worst_shortage, case)) for plan in plans),
        (words.gap(plan.gap) for plan in plans),
        (_remark(comparison, plan) for plan in plans),
        strict=True,
    )
    return Table(
        caption="What each policy costs",
        note=(
            f"Costs discounted; {tail} is the mean of the dearest "
            f"{words.chance(1 - plans[0].level)} of outcomes. The gap is how far, at "
            "most, a plan is above the best."
        ),
        columns=(
            "policy",
            f">expected cost, {case.currency}",
            f">over the cheapest, {case.currency}",
            f">{tail}, {case.currency}",
            f">expected shortage, {case.unit}",
            f">worst shortage, {case.unit}",
            ">worst, of demand",
            ">gap",
            "",
        ),
        rows=list(rows),
    )


def _remark(comparison: Comparison, plan: Plan) -> str:
    lowest, better = cheapest(comparison), dominators(plan, comparison.plans)
    found = []
    if plan is lowest:
        found.append("cheapest")
    elif is_tie(plan, lowest):
        found.append("tie with the cheapest")
    if better:
        found.append(f"dominated by {better[0]}")
    return "; ".join(found)
