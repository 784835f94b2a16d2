"""Sheets of a comparison with a column for every policy: scenarios and rules."""

from math import inf, isfinite
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.case import Case
from models.rules import Limit
from planner.compare import Comparison
from planner.report import words
from planner.report.colours import PALETTE
from planner.report.excel import drawing
from planner.report.excel.layout import (
    CHANCE,
    HEADER,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.policies import COSTS, FIRST_FIGURE
from planner.report.excel.side_by_side import FIGURES
from planner.report.tables import each_row
from planner.workbook import look

FORMS: dict[str, str] = {
    Limit.SHARE: "0.0%",
    Limit.MONEY: "#,##0",
    Limit.INDEX: "#,##0",
    Limit.COUNT: "#,##0",
    Limit.NONE: "#,##0",
}
MET, MISSED = "✓", "✗"
MET_GROUND, MISSED_GROUND = "E2EFDA", "F8CBAD"
ROUNDING = 9
"""Decimals of a measure that count."""
EXPECTED, WORST = "expected", "worst"


def add_shortage(book: Any, comparison: Comparison) -> None:
    """Append the sheet of what goes short in each scenario under each policy."""
    case, plans = comparison.case, comparison.plans
    page = add_sheet(
        book,
        "Shortage",
        f"Shortage in each scenario, {words.clean(case.unit)}",
        words.RESPONSES,
    )
    short = [plan.outcomes["shortage"].tolist() for plan in plans]
    rows: list[list[Any]] = [
        [EXPECTED, None, *(plan.expected_shortage for plan in plans)],
        [WORST, None, *(plan.worst_shortage for plan in plans)],
        *(
            [scenario.name, scenario.probability, *(each[w] for each in short)]
            for w, scenario in enumerate(case.scenarios)
        ),
    ]
    form = amount([volume for row in rows for volume in row[2:]])
    columns = [Column("scenario"), Column("probability", CHANCE)]
    columns += [Column(plan.policy, form) for plan in plans]
    write_table(page, columns, rows)
    for row in page.iter_rows(min_row=HEADER + 1, max_row=HEADER + 2):
        for cell in row:
            cell.font = look.font(bold=True)
    last = f"{get_column_letter(len(columns))}{HEADER + len(rows)}"
    finish(page, keys=2, filtered=f"A{HEADER}:{last}")
    if plans:
        chart = _shortage_chart(book[COSTS], len(comparison.outcomes))
        corner = f"{get_column_letter(len(columns) + 2)}{HEADER}"
        shown = "Bars: expected and worst shortage of each policy, share of demand."
        drawing.place(page, chart, corner, shown)


def _shortage_chart(costs: Worksheet, policies: int) -> Any:
    keys = list(FIGURES)
    colours = {
        FIRST_FIGURE + keys.index("worst_shortage_share"): PALETTE[1],
        FIRST_FIGURE + keys.index("expected_shortage_share"): PALETTE[0],
    }
    rows = (HEADER + 1, HEADER + policies)
    chart = drawing.bars(costs, colours, rows, names=1)
    drawing.dress(chart, "Shortage, share of demand over the horizon", "0.0%")
    chart.width = 26
    drawing.lay_down(chart, policies)
    return chart


def add_measures(book: Any, comparison: Comparison) -> None:
    """Append the sheet of every rule, measured for every plan: met or not."""
    plans, found = comparison.plans, _standings(comparison)
    page = add_sheet(
        book,
        "Measures",
        "Every rule, measured for every policy",
        f"{MET} met, {MISSED} not met; bold where the policy has the rule. Of the "
        "countries, periods or demands a rule looks at, the tightest is shown.",
    )
    columns = [
        Column("rule", widest=40),
        Column("in words", widest=60),
        Column("counted in"),
        Column("limit", "#,##0.0"),
        *(Column(plan.policy, "#,##0.0") for plan in plans),
    ]
    rows = [
        [rule, sentence, _counted(kind, comparison.case), limit]
        + [_actual(by.get(plan.policy)) for plan in plans]
        for (rule, sentence, limit, kind), by in found.items()
    ]
    write_table(page, columns, rows)
    for line, ((*_, kind), by) in enumerate(found.items(), start=HEADER + 1):
        page.cell(line, 4).number_format = FORMS.get(Limit(kind), "#,##0.0")
        for column, plan in enumerate(plans, start=5):
            _mark(page.cell(line, column), kind, by.get(plan.policy))
    last = f"{get_column_letter(len(columns))}{HEADER + max(len(rows), 1)}"
    finish(page, keys=1, filtered=f"A{HEADER}:{last}")


ROW = ("rule", "sentence", "limit", "kind", "policy")
STANDING = ("actual", "met", "holds")
Standing = tuple[float, bool, bool]


def _standings(
    comparison: Comparison,
) -> dict[tuple[str, str, float, str], dict[str, Standing]]:
    """Return (actual, met, holds) by rule and by policy."""
    found: dict[tuple[str, str, float, str], dict[str, Standing]] = {}
    for rule, sentence, limit, kind, policy, *standing in each_row(
        comparison.measures, *ROW, *STANDING
    ):
        actual, met, holds = standing
        by = found.setdefault((rule, sentence, _written(limit), kind), {})
        by[policy] = (actual, met, holds)
    return found


def _written(limit: float) -> float:
    """Return a limit that is equal to itself: one that is none as infinity."""
    return limit if isfinite(limit) else inf


def _actual(standing: Standing | None) -> float | None:
    return None if standing is None else round(standing[0], ROUNDING)


def _counted(kind: str, case: Case) -> str:
    units = {Limit.QUANTITY: case.unit, Limit.MONEY: case.currency, Limit.NONE: ""}
    return units.get(Limit(kind), kind)


def _mark(cell: Any, kind: str, standing: Standing | None) -> None:
    """Show beside a number whether the limit is met: a mark, and a ground."""
    if standing is None or not isfinite(standing[0]):
        return
    _, met, holds = standing
    form = FORMS.get(Limit(kind), "#,##0.0")
    cell.number_format = f'"{MET if met else MISSED} "{form}'
    cell.fill = look.fill(MET_GROUND if met else MISSED_GROUND)
    cell.font = look.font(bold=holds)


def add_buckets(book: Any, comparison: Comparison) -> None:
    """Append the same as a list to filter, with slack and where it is tightest."""
    case, found = comparison.case, comparison.measures
    page = add_sheet(
        book,
        "Measures list",
        "Every rule and policy, one a row",
        "Slack: how far the plan may still go; below 0 the rule is not met. Not open: "
        "nothing can be changed there any more.",
    )
    columns = [Column("policy"), Column("rule", widest=40), Column("in policy")]
    columns += [Column("met"), Column("counted in"), Column("tightest", widest=40)]
    columns += [Column(each, "#,##0.0") for each in ("limit", "actual", "slack")]
    columns.append(Column("open"))
    kinds: list[Limit] = []
    rows: list[list[object]] = []
    for policy, rule, holds, met, kind, bucket, *numbers, enforced in each_row(
        found, *("policy", "rule", "holds", "met", "kind", "bucket"), *NUMBERS
    ):
        known = isfinite(numbers[1])
        said = ("met" if met else "not met") if known else "not known"
        figures = [round(float(each), ROUNDING) for each in numbers]
        kinds.append(Limit(kind))
        rows.append(
            [
                policy,
                rule,
                "has it" if holds else "",
                said,
                _counted(kind, case),
                bucket,
            ]
            + [*figures, "" if enforced else "not open"]
        )
    write_table(page, columns, rows)
    for line, each in enumerate(kinds, start=HEADER + 1):
        for column in (7, 8, 9):
            page.cell(line, column).number_format = FORMS.get(each, "#,##0.0")
    finish(page, keys=2, filtered=f"A{HEADER}:J{HEADER + max(len(rows), 1)}")


NUMBERS = ("limit", "actual", "slack", "enforced")
