"""A drill on a terminal: what it comes to, and the playbook period by period."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType

from planner.drill import Drill
from planner.report import words
from planner.report.drilled_told import name_of, remark, statements
from planner.report.grid import MOST_COLUMNS, empty_table, text, titled


def show_drill(found: Drill, console: Console, *, written: Sequence[Path] = ()) -> None:
    """Print what a curb comes to, what is done about it, and the files written."""
    wide = min(console.width, MOST_COLUMNS)
    for section in _sections(found):
        console.print(section, width=wide)
        console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)


def _sections(found: Drill) -> Iterator[RenderableType]:
    curb = f"{words.curb_words(found.curb, found.case)}."
    said = [text(each) for each in (curb, *statements(found))]
    yield titled(f"Drill: {name_of(found)}, policy {found.plan.policy}", *said)
    if found.steps:
        yield _playbook(found)
    yield _costs(found)


def _playbook(found: Drill) -> RenderableType:
    table = empty_table("", "do", f">{words.clean(found.case.unit)}", "what", "")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    before = -1
    for step in found.steps:
        period = found.case.periods[step.period] if step.period != before else ""
        volume = words.number(step.volume)
        table.add_row(
            period, step.do, volume, text(step.name), text(remark(step, found))
        )
        before = step.period
    note = "against the plan without the curb; an order in the period it is placed"
    return titled("Playbook", table, note=note)


def _costs(found: Drill) -> RenderableType:
    table = empty_table("", ">plan", ">with the curb", ">more")
    rows = found.lines.to_dict("records")
    for row in rows:
        cells = [row["plan"], row["now"], row["more"]]
        if any(cells):
            shown = (f"{round(each) + 0:,}" for each in cells)
            table.add_row(words.LINES[row["line"]], *shown)
    sums = (sum(row[key] for row in rows) for key in ("plan", "now", "more"))
    table.add_row(
        text("From the strike on", "bold"), *(f"{round(each) + 0:,}" for each in sums)
    )
    return titled(f"What it costs, {found.case.currency}", table, note="discounted")
