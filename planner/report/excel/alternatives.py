"""The sheets of the alternatives workbook: ranges, contracts, and plans."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import PurePath
from typing import Any

from openpyxl.utils import get_column_letter

from planner.alternatives import Alternatives, Choice, Range
from planner.report import words
from planner.report.alternatives_told import (
    countries,
    differs,
    every_plan,
    figures,
    percent,
    statements,
)
from planner.report.colours import PALETTE
from planner.report.excel import drawing
from planner.report.excel.layout import (
    HEADER,
    SHARE,
    Column,
    add_sheet,
    amount,
    finish,
    write_table,
)
from planner.report.excel.made import add_run
from planner.report.excel.page import Page
from planner.workbook import look

MONEY, UNITS = "money", "units"
FIGURES = {
    "expected_cost": ("expected cost, {currency}", MONEY),
    "premium": ("over the cheapest, {currency}", MONEY),
    "cvar_cost": ("CVaR, {currency}", MONEY),
    "expected_shortage": ("expected shortage, {unit}", UNITS),
    "worst_shortage": ("worst shortage, {unit}", UNITS),
    "country_share": ("largest country", SHARE),
    "hhi_country": ("HHI by country", "#,##0"),
    "hhi_supplier": ("HHI by supplier", "#,##0"),
    "contracts": ("contracts", "#,##0"),
    "over_cheapest": ("minimised cost over the cheapest", "0.00%"),
}
"""Header and number format of each figure of a plan."""
WIDTHS = (16, 15, 13, 15, 13, 13, 13, 12, 12)
SHORT_HASH = 16
LEAST, SPAN = 4, 7
"""Columns of the least share, and of what lies between it and the greatest."""
CHART_ROWS = 18
TOLD = "Bars from the least to the greatest share of each source."


def add_ranges(book: Any, found: Alternatives) -> None:
    """Append the sheet of every source's least and greatest, with what is proved."""
    case = found.case
    page = add_sheet(
        book,
        "Ranges",
        title_of(found),
        "Over all plans within that cost. A value is of a plan that was found; no plan "
        "is beyond what is proved. A blank proof: nothing is proved.",
    )
    form = amount([x for each in found.ranges for x in (each.least.value, each.volume)])
    unit = f"{words.clean(case.unit)} of the mineral"
    columns = [
        *(Column(each) for each in ("of", "source", "mineral")),
        *(
            Column(each, SHARE)
            for each in ("least share", "cheapest plan", "most share")
        ),
        Column("between", SHARE),
        *(Column(f"{each}, {unit}", form) for each in ("least", "cheapest", "most")),
        *(Column(f"proved: share never {each}", SHARE) for each in ("below", "above")),
        *(Column(f"proved: never {each}, {unit}", form) for each in ("below", "above")),
        Column("why they are apart", widest=60),
    ]
    rows = [_row(each) for each in found.ranges]
    write_table(page, columns, rows)
    last = f"{get_column_letter(len(columns))}{HEADER + max(len(rows), 1)}"
    finish(page, keys=2, filtered=f"A{HEADER}:{last}")


def _row(each: Range) -> list[object]:
    low, high = each.least_share, each.most_share
    proved = (low.bound, high.bound, each.least.bound, each.most.bound)
    whys = dict.fromkeys(end.why for end in (low, high) if end.why)
    return [
        each.source.dimension,
        each.source.value,
        each.source.mineral,
        low.value,
        each.share,
        high.value,
        high.value - low.value,
        each.least.value,
        each.volume,
        each.most.value,
        *(x if isfinite(x) else None for x in proved),
        "; ".join(whys),
    ]


def title_of(found: Alternatives) -> str:
    """Return what was sought."""
    return words.clean(
        f"Plans within {percent(found.within)} of the cheapest, policy "
        f"{found.best.policy}"
    )


def add_contracts(book: Any, found: Alternatives) -> None:
    """Append the sheet of contracts: signed always, never, or either."""
    note = (
        "always, never: proved for every plan. either: some plan signs it, some does "
        "not. Offers that are free to sign are left out."
    )
    page = add_sheet(
        book, "Contracts", "Signed or not, in plans within that cost", note
    )
    _write_choices(page, "contract", "signed", found.contracts)


def add_projects(book: Any, found: Alternatives) -> None:
    """Append the sheet of projects, if there are any: opened always, never, either."""
    if found.projects:
        note = "always, never: proved for every plan. either: some do, some do not."
        page = add_sheet(
            book, "Projects", "Opened or not, in plans within that cost", note
        )
        _write_choices(page, "project", "opened", found.projects)


def _write_choices(page: Any, kind: str, done: str, every: Sequence[Choice]) -> None:
    columns = [Column(kind), Column(done), Column("in the cheapest plan")]
    rows = [
        [each.name, each.answer, "yes" if each.in_best else "no", each.why]
        for each in every
    ]
    write_table(page, [*columns, Column("why it is not known", widest=60)], rows)
    finish(page, keys=1)


def add_plans(book: Any, found: Alternatives) -> None:
    """Append the sheet of plans side by side: figures, and what differs."""
    page = add_sheet(
        book,
        "Plans",
        "The cheapest plan, and plans unlike it and each other",
        "Expected and discounted. Every one keeps the policy and the cost.",
    )
    every = [(name, figures(plan, found)) for name, plan in every_plan(found)]
    columns = [Column("plan"), *(_column(key, found) for key in FIGURES)]
    said = ["", *(differs(plan, found) for plan in found.plans)]
    rows = [
        [name, *(row[key] for key in FIGURES), what]
        for (name, row), what in zip(every, said, strict=True)
    ]
    write_table(page, [*columns, Column("what differs", widest=60)], rows)
    finish(page, keys=1)


def _column(key: str, found: Alternatives) -> Column:
    header, form = FIGURES[key]
    case = found.case
    if form in {MONEY, UNITS}:
        form = amount([figures(plan, found)[key] for _, plan in every_plan(found)])
    return Column(header.format(currency=case.currency, unit=case.unit), form)


def add_deliveries(book: Any, found: Alternatives) -> None:
    """Append the sheet of every delivery of every plan shown."""
    page = add_sheet(
        book,
        "Deliveries",
        "What each plan takes, period by period",
        f"{words.clean(found.case.unit)}; commitments included.",
    )
    rows = [
        [name, offer, *values]
        for name, plan in every_plan(found)
        for offer, *values in _volumes(plan)
    ]
    form = amount([float(x) for row in rows for x in row[4:] if x])
    columns = [Column(each) for each in ("plan", "offer", "supplier", "country")]
    columns += [Column(each, form) for each in found.case.periods]
    write_table(page, columns, rows)
    finish(page, keys=2)


def _volumes(plan: Any) -> Iterator[list[Any]]:
    for name, offer in plan.case.offers.items():
        volumes = plan.outlook.planned(name).tolist()
        if any(volumes):
            yield [name, offer.supplier, offer.labels["country"], *volumes]


def _add_run(book: Any, found: Alternatives) -> None:
    plans = [(name, str(p.status), p, "") for name, p in every_plan(found)]
    add_run(book, found.case, "plan", plans)


def add_summary(book: Any, found: Alternatives) -> None:
    """Put the page in front: what follows, the ranges, and the plans."""
    page, case = Page(book.create_sheet("Summary", 0), WIDTHS), found.case
    page.line(case.name, 26, colour=look.NAVY, size=18, bold=True)
    page.line(f"{title_of(found)} · {words.horizon(case)}", colour=look.DIM)
    page.heading("What follows")
    for each in statements(found):
        page.line(each)
    page.chart(_chart(book["Ranges"], found), TOLD, CHART_ROWS)
    page.heading("Plans unlike the cheapest")
    for name, plan in every_plan(found)[1:]:
        page.line(f"{name}: {differs(plan, found)}")
    page.heading("How sure this is")
    page.line("Every plan was audited: it keeps the policy and the cost is recomputed.")
    name = PurePath(case.source).name or words.ABSENT
    page.line(
        f"Workbook {name}, SHA-256 {case.digest[:SHORT_HASH]}…; all of it: sheet Run."
    )
    page.line(f"Made with {words.versions(found.best)}.")
    page.finish()


def _chart(sheet: Any, found: Alternatives) -> Any:
    """Draw a bar for each country from its least to its greatest share."""
    rows = (HEADER + 1, HEADER + len(countries_first(found)))
    chart = drawing.bars(sheet, {LEAST: look.WHITE, SPAN: PALETTE[0]}, rows, 2)
    chart.grouping, chart.overlap, chart.legend = "stacked", 100, None
    below = chart.series[0].graphicalProperties
    below.solidFill, below.noFill, below.line.noFill = None, True, True
    below.line.solidFill = None
    drawing.dress(chart, "Share of supply, from the least to the greatest", "0%")
    chart.legend = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    return chart


def countries_first(found: Alternatives) -> list[Range]:
    """Return the first mineral's countries: the first rows of the sheet."""
    first = countries(found)[0].source.mineral
    return [each for each in countries(found) if each.source.mineral == first]


SHEETS = (
    add_ranges,
    add_contracts,
    add_projects,
    add_plans,
    add_deliveries,
    _add_run,
    add_summary,
)
"""In the order in which they are written; the summary goes in front."""
