"""Policies side by side on a terminal, cost against risk."""

from math import isfinite
from typing import Any

from rich.console import Console

from planner.compare import Comparison, Outcome
from planner.report import words
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.report.record import plain, plan_record


def done_line(outcome: Outcome, done: int, every: int) -> str:
    """Return the line that tells a policy has ended, or one without a rule."""
    kind = "policies" if outcome.is_policy else "plans without one rule"
    ended = f"{done} of {every} {kind} · {outcome.policy}: "
    if outcome.plan is None:
        return ended + outcome.why
    gap, run = outcome.plan.gap, outcome.plan.run
    seconds = run.seconds + run.build_seconds
    return f"{ended}gap {gap:.4%} in {seconds:.1f} s"


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print the tables of a comparison."""
    wide = min(console.width, MOST_COLUMNS)
    sections = (_costs, _ledger, _dependence, _cover, _regret)
    for section in sections if comparison.solved else ():
        console.print(section(comparison), width=wide)
        console.print()
    for each in comparison.outcomes:
        if each.plan is None:
            console.print(text(f"{each.policy}: {each.why}"), soft_wrap=True)
    for note in dict.fromkeys(n for _, p in comparison.solved for n in p.run.notes):
        console.print(text(note), soft_wrap=True)


def _costs(comparison: Comparison) -> object:
    case = comparison.case
    table = empty_table(
        "policy",
        ">expected cost",
        ">premium",
        ">%",
        ">CVaR",
        f">short, {case.unit}",
        ">worst",
        ">gap",
        "",
    )
    for row in comparison.table.to_dict("records"):
        table.add_row(
            text(row["policy"]),
            *(f"{row[name]:,.0f}" for name in ("expected_cost", "premium")),
            f"{row['premium_share']:+.2%}",
            f"{row['cvar_cost']:,.0f}",
            f"{row['expected_shortage']:,.1f}",
            f"{row['worst_shortage']:,.0f}",
            f"{row['gap']:.3%}",
            text(_mark(row), "dim"),
        )
    note = f"{case.currency}, expected and discounted; shortage expected and at worst"
    return titled("What each policy costs", table, note=note)


def _mark(row: dict[str, Any]) -> str:
    """Return whether a plan ties with the cheapest, or another is better all round."""
    if row["tie"]:
        return "tie"
    return f"dominated by {row['dominated'][0]}" if row["dominated"] else ""


def _ledger(comparison: Comparison) -> object:
    table = empty_table(
        "policy",
        "rule",
        ">cost",
        ">CVaR",
        f">saves, {comparison.case.unit}",
        ">slack",
        "",
    )
    for row in comparison.ledger.to_dict("records"):
        known = isfinite(row["cost"])
        mark = "binds" if row["binds"] else ""
        table.add_row(
            text(row["policy"]),
            text(row["rule"]),
            "tie" if row["tie"] else f"{row['cost']:+,.0f}" if known else words.ABSENT,
            f"{row['cvar']:+,.0f}" if known else words.ABSENT,
            f"{row['shortage']:,.1f}" if known else words.ABSENT,
            f"{row['slack']:,.4g}" if isfinite(row["slack"]) else words.ABSENT,
            text(mark if known else f"without it: {row['status']}", "dim"),
        )
    note = "against the same policy without that row; shortage saved is expected"
    return titled("What each rule costs", table, note=note)


def _dependence(comparison: Comparison) -> object:
    table = empty_table(
        "policy",
        ">largest country",
        ">HHI country",
        ">HHI supplier",
        ">exposure",
        ">contracts",
    )
    for row in comparison.table.to_dict("records"):
        table.add_row(
            text(row["policy"]),
            f"{row['country_share']:.1%}",
            f"{row['hhi_country']:,.0f}",
            f"{row['hhi_supplier']:,.0f}",
            f"{row['exposure']:.1%}",
            str(row["contracts"]),
        )
    note = "over the horizon; exposure is the share curbs are expected to hold back"
    return titled("Whom each policy depends on", table, note=note)


def _cover(comparison: Comparison) -> object:
    outcomes = [each for each, _ in comparison.solved if each.months is not None]
    values = [
        value
        for value in (outcomes[0].months or {})
        if any(isfinite((each.months or {})[value]) for each in outcomes)
    ]
    table = empty_table("policy", *(f">{v.removeprefix('country:')}" for v in values))
    for each in outcomes:
        months = each.months or {}
        table.add_row(text(each.policy), *(_months(months[value]) for value in values))
    note = "months all demand is served if a country stops, at the worst moment"
    return titled("Months of cover", table, note=f"{note}; {words.ABSENT} never short")


def _months(months: float) -> str:
    return f"{months:.0f}" if isfinite(months) else words.ABSENT


def _regret(comparison: Comparison) -> object:
    table = empty_table("policy", ">worst regret", "in", ">mean regret")
    for row in comparison.regret.to_dict("records"):
        table.add_row(
            text(row["policy"]),
            f"{row['worst']:,.0f}",
            text(row["scenario"]),
            f"{row['mean']:,.0f}",
        )
    note = f"{comparison.case.currency} above the best of these policies in a scenario"
    return titled("Regret", table, note=note)


def comparison_record(comparison: Comparison) -> dict[str, object]:
    """Return the comparison as other programs read it."""
    rows = []
    for each in comparison.outcomes:
        if each.plan is None:
            rows.append({"status": each.status, "policy": each.policy, "why": each.why})
        else:
            premium = each.plan.expected_cost - comparison.lowest
            months = plain(dict(each.months or {}))
            of = comparison.ledger["policy"] == each.policy
            ledger = plain(comparison.ledger[of].to_dict("records"))
            extra = {
                "premium": plain(premium),
                "months_of_cover": months,
                "ledger": ledger,
            }
            rows.append({**plan_record(each.plan), **extra})
    return {"policies": rows}
