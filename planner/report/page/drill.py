"""The page of a drill: the playbook for one curb, on one sheet of A4."""

from collections.abc import Iterator

from planner.drill import Drill
from planner.report import words
from planner.report.drilled_told import COLUMNS, items_moved, name_of, rows, statements
from planner.report.page.figures import Chart, Page, Section, Table
from planner.report.page.grounds import made_with
from planner.report.page.marks import column

HEIGHT = 190
ITEMS = 2
"""Items whose stock is drawn."""
MOST_STEPS = 60
"""Steps beside which the course of stock fits on the sheet; the workbook has it too."""
COLOURS = ("#0072B2", "#D55E00")


def page_of(found: Drill) -> Page:
    """Return everything a drill says, short enough for one sheet where it can be."""
    case = found.case
    first, *more = statements(found)
    fits = len(found.steps) <= MOST_STEPS
    course = list(_course(found)) if fits else []
    return Page(
        title=f"Playbook: {name_of(found)}",
        kind=f"{case.name}, policy “{found.plan.policy}”",
        subtitle=f"{words.curb_words(found.curb, case)}.",
        verdict=[first],
        head=None,
        sections=[_playbook(found, more), *course],
        made=f"Made with {made_with(found.plan)}.",
        one_sheet=True,
    )


def _playbook(found: Drill, said: list[str]) -> Section:
    case, every = found.case, rows(found)
    used = [name for name in COLUMNS if any(done[name] for _, done, _ in every)]
    table = Table(
        caption="What to do in which period",
        note=(
            f"Against the plan without the curb, in {case.unit}; an order stands in the "
            "period in which it is placed."
        ),
        columns=("period", *used, f">costs more, {case.currency}"),
        rows=[
            (period, *(done[name] or words.ABSENT for name in used), _money(more))
            for period, done, more in every
        ],
        totals=[
            (
                "In all",
                *("" for _ in used),
                _money(sum(more for *_, more in every)),
            )
        ],
    )
    tables = [table] if found.steps else []
    return Section(name="playbook", title="Playbook", lead=said, tables=tables)


def _money(value: float) -> str:
    return words.number(round(value) + 0.0, 0)


def _course(found: Drill) -> Iterator[Section]:
    items = items_moved(found, ITEMS)
    if not found.steps:
        return
    case, table = found.case, found.periods
    held = {name: found.stock(name) for name in items}
    series = [
        {"name": f"{name}, {which}", "colour": colour, "values": values}
        for name, colour in zip(items, COLOURS, strict=False)
        for which, values in zip(("plan", "curb"), held[name], strict=True)
    ]
    columns = [
        table["arriving_planned"].tolist(),
        table["arriving"].tolist(),
        *(values for name in items for values in held[name]),
        table["unserved"].tolist(),
    ]
    numbers = Table(
        caption="Supply, stock and shortage",
        note=f"In {case.unit}; what arrives in units of its mineral.",
        columns=(
            "period",
            ">arrives, plan",
            ">arrives, curb",
            *(f">{n}, {which}" for n in items for which in ("plan", "curb")),
            ">more unserved",
        ),
        rows=list(
            zip(table["period"], *(column(each) for each in columns), strict=True)
        ),
    )
    if not items:
        yield Section(name="course", title="How it goes on", tables=[numbers])
        return
    title = "Stock with and without the curb"
    chart = Chart(
        name="stock",
        kind="lines",
        title=f"{title}, {case.unit}",
        told=f"{title}, at the end of each period.",
        height=HEIGHT,
        data={
            "unit": case.unit,
            "names": table["period"].tolist(),
            "series": series,
        },
        tables=[numbers],
    )
    yield Section(name="course", title="How it goes on", charts=[chart])
