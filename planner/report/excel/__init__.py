"""The plan as a workbook for Excel and LibreOffice, with native charts."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from planner.plan import Plan
from planner.report import saving
from planner.report.excel.approval import add_summary
from planner.report.excel.charts import add_shares, add_stock
from planner.report.excel.sheets import (
    add_costs,
    add_plan,
    add_rules,
    add_run,
    add_scenarios,
)
from planner.workbook import save

SHEETS = (
    add_plan,
    add_shares,
    add_stock,
    add_scenarios,
    add_costs,
    add_rules,
    add_run,
    add_summary,
)
"""In the order in which they are written; the summary goes in front."""


def write_plan(
    plan: Plan, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the plan workbook and return where it went; see ``saving.save``.

    ``tell`` hears why another name or folder was taken.
    """
    return saving.save(content(plan), path, tell)


def content(plan: Plan) -> bytes:
    """Return the plan workbook: the same bytes for the same plan but for its times."""
    book = Workbook()
    book.remove(book["Sheet"])
    for add in SHEETS:
        add(book, plan)
    book.active = 0
    with TemporaryDirectory() as folder:
        place = Path(folder, "plan.xlsx")
        save.save(book, place)
        return place.read_bytes()
