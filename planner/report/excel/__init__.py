"""Plans, comparisons, frontiers and alternatives as workbooks, with native charts."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook

from planner.alternatives import Alternatives
from planner.audit.book import require_clean_book
from planner.compare import Comparison
from planner.drill import Drill
from planner.frontier import Frontier
from planner.plan import Plan
from planner.price import Priced
from planner.replan import Replanned
from planner.report import saving
from planner.report.excel import alternatives as differing
from planner.report.excel import comparison as compared
from planner.report.excel import drill as drilled
from planner.report.excel import frontier as swept
from planner.report.excel import priced as pricing
from planner.report.excel import stress as stressed
from planner.report.excel.approval import add_summary
from planner.report.excel.charts import add_shares, add_stock
from planner.report.excel.inputs import add_inputs
from planner.report.excel.replanned import add_changes
from planner.report.excel.responses import add_decisions
from planner.report.excel.sheets import (
    add_costs,
    add_plan,
    add_rules,
    add_run,
    add_scenarios,
)
from planner.stress import Stress
from planner.workbook import save

SHEETS = (
    add_plan,
    add_shares,
    add_stock,
    add_scenarios,
    add_costs,
    add_rules,
    add_run,
    add_decisions,
    add_inputs,
    add_summary,
)
"""In the order in which they are written; the summary goes in front."""


def write_plan(
    plan: Plan, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the plan workbook and return where it went; see ``saving.save``.

    ``tell`` hears why another name or folder was taken. The workbook is read back from
    the disk and audited before it gets its name.

    Raises:
        PlannerError: what was written is not the plan.
        UsageError: it cannot be written anywhere.
    """

    def check(place: Path) -> None:
        require_clean_book(plan, place, path.parent)

    return saving.save(content(plan), path, tell, check)


def write_comparison(
    comparison: Comparison, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the comparison workbook and return where it went, as ``write_plan``."""
    return saving.save(comparison_content(comparison), path, tell)


def write_frontier(
    frontier: Frontier, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the frontier workbook and return where it went, as ``write_plan``."""
    return saving.save(frontier_content(frontier), path, tell)


def write_alternatives(
    found: Alternatives, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the alternatives workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(differing.SHEETS, found), path, tell)


def write_stress(
    found: Stress, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the stress workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(stressed.SHEETS, found), path, tell)


def write_priced(
    found: Priced, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the workbook of a buyer's own volumes and return where it went."""
    return saving.save(_content(pricing.SHEETS, found), path, tell)


def write_drill(
    found: Drill, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the drill workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(drilled.SHEETS, found), path, tell)


def write_replanned(
    found: Replanned, path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the plan workbook of the next planning, checked as ``write_plan`` does.

    Raises:
        PlannerError: what was written is not the plan.
        UsageError: it cannot be written anywhere.
    """

    def check(place: Path) -> None:
        require_clean_book(found.plan, place, path.parent)

    def add_plan_sheets(book: Workbook, found: Replanned) -> None:
        for add in SHEETS:
            add(book, found.plan)

    whole = _content((add_plan_sheets, add_changes), found)
    return saving.save(whole, path, tell, check)


def content(plan: Plan) -> bytes:
    """Return the plan workbook: the same bytes for the same plan but for its times."""
    return _content(SHEETS, plan)


def comparison_content(comparison: Comparison) -> bytes:
    """Return the comparison workbook, the same bytes for the same comparison."""
    return _content(compared.SHEETS, comparison)


def frontier_content(frontier: Frontier) -> bytes:
    """Return the frontier workbook, the same bytes for the same frontier."""
    return _content(swept.SHEETS, frontier)


def _content(sheets: Sequence[Callable[[Any, Any], None]], subject: object) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for add in sheets:
        add(book, subject)
    book.active = 0
    with TemporaryDirectory() as folder:
        place = Path(folder, "report.xlsx")
        save.save(book, place)
        return place.read_bytes()
