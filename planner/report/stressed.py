"""A stress test on a terminal: sentences first, tables after."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from planner.report import words
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled
from planner.report.odds_shown import odds_shown
from planner.report.stressed_told import (
    losses_said,
    months,
    regret_said,
    remedies_said,
    statements,
    without_plan_said,
    worth_said,
)
from planner.stress import LossTable, Sample, Stress

MOST_LOSSES = 20
"""Rows of the loss table on a terminal; the workbook has them all."""
MOST_DEMANDS = 5
"""Demands side by side on a terminal."""


def show_stress(
    found: Stress, console: Console, *, written: Sequence[Path] = ()
) -> None:
    """Print what came of each plan: what was promised, what came, and who is missed."""
    wide = min(console.width, MOST_COLUMNS)
    for section in _sections(found):
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _sections(found: Stress) -> Iterator[object]:
    for sample in found.samples:
        said = [text(each) for each in statements(sample)]
        yield titled(f"{sample.plan.policy}: in draws it was not made for", *said)
        yield _distribution(sample)
        yield _by_curbs(sample)
    for losses in found.losses:
        said = [text(each) for each in losses_said(losses)]
        yield titled(f"{losses.plan.policy}: the loss of one source", *said)
        yield _losses(losses)
        yield from _by_demand(losses)
    for closed in found.remedies:
        if closed.remedies:
            said = [text(each) for each in remedies_said(closed)]
            yield titled(f"{closed.plan.policy}: what closes the gaps", *said)
    for value in found.worths:
        said = [text(each) for each in worth_said(value)]
        yield titled(f"{value.plan.policy}: what knowing and planning are worth", *said)
    if len(found.regret):
        yield _regret(found)
    yield from odds_shown(found.otherwise, found.rivals, found.flips)
    if found.without_plan:
        yield titled(
            "Without a plan", *(text(each) for each in without_plan_said(found))
        )


def _distribution(sample: Sample) -> object:
    case = sample.plan.case
    table = empty_table(
        "share of draws", f">cost, {case.currency}", f">short, {case.unit}"
    )
    for row in sample.quantiles.to_dict("records"):
        share, cost, short = row["share"], row["cost"], row["shortage"]
        name = "the worst" if share == 1 else f"{share:.0%} no more than"
        table.add_row(name, f"{cost:,.0f}", words.number(short))
    table.add_row(
        f"mean of the worst {1 - sample.plan.level:.3g}", f"{sample.tail:,.0f}", ""
    )
    note = (
        "each draw with all it costs, signing included; intervals 95%, normal; Wilson"
    )
    return titled("Distribution", table, note=f"{note} for shares")


def _by_curbs(sample: Sample) -> object:
    case = sample.plan.case
    table = empty_table(
        ">curbs",
        ">draws",
        ">%",
        ">in the plan's scenarios",
        f">mean cost, {case.currency}",
        f">mean short, {case.unit}",
    )
    for row in sample.by_curbs.to_dict("records"):
        table.add_row(
            str(row["curbs"]),
            f"{row['draws']:,}",
            words.share(row["share"]),
            words.share(row["in_model"]),
            f"{row['cost']:,.0f}",
            words.number(row["shortage"]),
        )
    return titled("By the number of curbs that strike", table)


def _losses(losses: LossTable) -> object:
    case, rows = losses.plan.case, losses.worst
    table = empty_table(
        "lost for good", "from", ">cover", ">recovery", ">gap", f">short, {case.unit}",
        f">cost, {case.currency}",
    )  # fmt: skip
    shown = rows.sort_values(["cover", "shortage"], ascending=[True, False])
    for row in shown.head(MOST_LOSSES).to_dict("records"):
        table.add_row(
            text(row["value"]),
            row["start"],
            months(row["cover"]),
            months(row["recovery"]),
            months(row["gap"]),
            words.number(row["shortage"]),
            f"{round(row['cost']) + 0:,}",
        )
    left = len(rows) - MOST_LOSSES
    more = [text(f"… {left} more: see the workbook.", "dim")] if left > 0 else []
    note = "months, at the start at which it is covered shortest; every start in the workbook"
    return titled("Months of cover", table, *more, note=note)


def _by_demand(losses: LossTable) -> Iterator[object]:
    names, rows = list(losses.plan.case.demands), losses.by_demand
    if not 1 < len(names) <= MOST_DEMANDS or not len(rows):
        return
    covers = rows.pivot(index="value", columns="demand", values="cover")[names]
    table = empty_table("lost for good", *(f">{name}" for name in names))
    shown = covers.assign(least=covers.min(axis=1)).sort_values("least", kind="stable")
    for value, row in shown.head(MOST_LOSSES).iterrows():
        table.add_row(text(value), *(months(row[name]) for name in names))
    note = "months in which it can be served in full if it comes first"
    yield titled("Cover of each demand", table, note=note)


def _regret(found: Stress) -> object:
    case = found.case
    table = empty_table(
        "policy", f">mean, {case.currency}", ">worst", "in", ">cheapest in"
    )
    for row in found.regret.to_dict("records"):
        table.add_row(
            text(row["policy"]),
            f"{row['mean']:,.0f}",
            f"{row['worst']:,.0f}",
            text(row["history"]),
            words.share(row["best_in"]),
        )
    note = (
        "cost above the cheapest of these plans, draw by draw and scenario by scenario"
    )
    said = [text(each) for each in regret_said(found)]
    return titled("Regret", *said, table, note=note)
