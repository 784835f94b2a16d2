"""The Summary sheet of a comparison: one printed page for those who choose a policy."""

from pathlib import PurePath
from typing import Any

from planner.compare import Comparison, Outcome
from planner.report import words
from planner.report.excel.page import ALARM, Page
from planner.report.excel.policies import COSTS
from planner.report.excel.scatter import points, tail_of
from planner.report.excel.side_by_side import (
    FIGURES,
    figures_of,
    form_of,
    mark,
    remarks,
)
from planner.workbook import look

SHOWN = (
    "expected_cost",
    "premium",
    "premium_share",
    "cvar_cost",
    "expected_shortage",
    "expected_shortage_share",
    "worst_shortage",
    "worst_shortage_share",
    "country_share",
)
HEADS = (
    "expected cost",
    "premium",
    "%",
    "CVaR",
    "short, expected",
    "% of demand",
    "short, worst",
    "% of demand",
    "largest country",
)
MOST_POLICIES, MOST_RULES = 30, 14
CHART_ROWS = 24
WIDE, PERCENT, REMARKS = 28, 9, 26
"""The most that names are wide, and the widths of shares and of remarks."""
SHORT_HASH = 16
REASON = 220
"""Characters of a reason; the rest is on the Costs sheet."""


def add_board(book: Any, comparison: Comparison) -> None:
    """Put the page in front; the Costs sheet must be there: its figures are drawn."""
    sheet = book.create_sheet("Summary", 0)
    case, page = comparison.case, Page(sheet, _widths(comparison))
    page.line(case.name, 26, colour=look.NAVY, size=18, bold=True)
    page.line(
        f"{words.count(len(comparison.outcomes), 'policy', 'policies')} compared · "
        f"{words.horizon(case)} · volumes in {words.clean(case.unit)}, money in "
        f"{words.clean(case.currency)}, expected and discounted",
        colour=look.DIM,
    )
    page.heading("What each policy costs, and what it risks")
    _policies(page, comparison)
    if comparison.plans:
        told = "Points: each policy's expected cost against its CVaR."
        page.chart(points(book[COSTS], comparison), told, CHART_ROWS)
    _demanded(page, comparison)
    _proof(page, comparison)
    page.signatures()
    page.finish()


def _widths(comparison: Comparison) -> list[float]:
    """Return column widths in which every figure can be read."""
    names = max(words.width(each.policy) for each in comparison.outcomes)
    rows = figures_of(comparison).values()
    figures = [
        PERCENT
        if "%" in FIGURES[key][1]
        else max((len(f"{row[key]:,.0f}") for row in rows), default=0) + 3
        for key in SHOWN
    ]
    heads = [max(map(len, head.split())) + 3 for head in HEADS]
    return [min(names + 2, WIDE), *map(max, figures, heads), REMARKS]


def _policies(page: Page, comparison: Comparison) -> None:
    found = figures_of(comparison)
    heads = ["policy", *HEADS, "remarks"]
    heads[1 + SHOWN.index("cvar_cost")] = tail_of(comparison)
    page.cells(heads, right=range(1, len(SHOWN) + 1), colour=look.DIM, bold=True)
    forms = {n: form_of(key, comparison) for n, key in enumerate(SHOWN, start=1)}
    for each in comparison.outcomes[:MOST_POLICIES]:
        row = found.get(each.policy)
        if row is None:
            reason = words.clean(remarks(each))
            cut = "…" if len(reason) > REASON else ""
            page.remark(each.policy, f"No plan. {reason[:REASON]}{cut}", colour=ALARM)
        else:
            figures = [row[key] for key in SHOWN]
            page.cells([each.policy, *figures, _said(comparison, each)], forms=forms)
    if len(comparison.outcomes) > MOST_POLICIES:
        more = len(comparison.outcomes) - MOST_POLICIES
        page.line(f"and {more:,} more: sheet Costs", colour=look.DIM)


def _said(comparison: Comparison, outcome: Outcome) -> str:
    """Return ties, dominance, how it stopped, and whether there is more to be read."""
    plan = outcome.plan
    said = [mark(comparison, outcome)]
    if plan is not None and str(plan.status) != "optimal":
        said.append(f"stopped early, gap {words.gap(plan.gap)}")
    if plan is not None and any(SHORT_FLAG in note for note in plan.run.notes):
        said.append(SHORT_FLAG)
    return "; ".join(each for each in said if each)


SHORT_FLAG = "met only by going short"


def _demanded(page: Page, comparison: Comparison) -> None:
    """Say each policy's rules in words."""
    case = comparison.case
    page.heading("What each policy demands")
    for each in comparison.outcomes[:MOST_RULES]:
        named = case.policies.get(each.policy, ())
        rules = named if each.plan is None else each.plan.rules
        said = " ".join(rule.sentence(case) for rule in rules)
        page.remark(each.policy, said or "No rules: nothing but cost holds the plan.")
    if len(comparison.outcomes) > MOST_RULES:
        page.line("The other policies' rules: sheet Ledger.", colour=look.DIM)


def _proof(page: Page, comparison: Comparison) -> None:
    case, plans = comparison.case, comparison.plans
    page.heading("How sure this is")
    if plans:
        worst = max(plan.gap for plan in plans)
        page.line(
            f"Every plan is proved to be within {words.gap(worst)} of the best possible; "
            "a tie is a difference that these gaps leave open."
        )
    left_out = words.chance(case.dropped_probability)
    page.line(
        f"{words.count(len(case.scenarios), 'scenario')}; rarer combinations, {left_out} "
        "before scaling, were left out. Dominated: another policy is no worse in cost, "
        "CVaR and expected shortage, and better in one."
    )
    name = PurePath(case.source).name or "–"
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    if plans:
        page.line(f"Made with {words.versions(plans[0])}.")
