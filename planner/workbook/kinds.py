"""What a workbook is by its sheets: the question, a plan, or another report of the planner.

Whoever names the wrong file is told so in one sentence, not by a fault for every sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.errors import Problem
from planner.workbook.schema import SHEETS
from planner.workbook.words import header, listed

MADE_FROM = "name the workbook it was made from"


@dataclass(frozen=True)
class Kind:
    """One kind of workbook."""

    name: str
    sheets: tuple[str, ...]
    """It has all of these, a planning workbook any."""
    use: str = MADE_FROM
    """What to do with one where a planning workbook belongs."""
    source: str = ""
    """Where to get one."""


BOOK = Kind(
    "a planning workbook", tuple(name for name, each in SHEETS.items() if each.required)
)
PLAN = Kind(
    "a plan that planner wrote",
    ("Plan", "Run"),
    f"{MADE_FROM}; for what its volumes cost: planner price BOOK.xlsx {{name}}; to plan "
    "on from it: planner replan BOOK.xlsx --from {name} --at PERIOD",
    "name a workbook that planner solve, or planner replan, wrote",
)
ACTUALS = Kind(
    "a workbook of what was received",
    ("Received", "Stock"),
    "name it to planner replan, after --received",
    "write one with planner replan and --template, and fill it in",
)
KINDS = (
    PLAN,
    ACTUALS,
    Kind("a comparison that planner wrote", ("Measures", "Run")),
    Kind("a frontier that planner wrote", ("Frontier", "Run")),
    Kind("a stress test that planner wrote", ("Distribution", "Run")),
    Kind("a report on alternatives that planner wrote", ("Ranges", "Run")),
    Kind("a priced plan that planner wrote", ("Side by side", "Run")),
    Kind("a playbook that planner wrote", ("Playbook", "Run")),
)


def kind_of(titles: Sequence[str]) -> Kind | None:
    """Return what a workbook with these sheets is; None if it is nothing known."""
    there = set(map(header, titles))
    if not there.isdisjoint(map(header, BOOK.sheets)):
        return BOOK
    return next((k for k in KINDS if there.issuperset(map(header, k.sheets))), None)


def mistaken(titles: Sequence[str], name: str, wanted: Kind) -> Problem | None:
    """Return that a workbook is known to be of another kind than is wanted."""
    kind = kind_of(titles)
    if kind is None or kind is wanted:
        return None
    known = set(map(header, kind.sheets))
    return Problem(
        next(each for each in titles if header(each) in known),
        "",
        f"{name} is {kind.name}",
        f"this sheet shows it; {wanted.name} has the sheets {listed(wanted.sheets)}",
        wanted.source or kind.use.format(name=name),
    )
