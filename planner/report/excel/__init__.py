"""Plans, comparisons, frontiers and alternatives as workbooks, with native charts.

The sheets of a plan are loaded with this; those of anything else, and the study that they
show, when it is written, as whoever solves one policy waits for none of them.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from planner.audit.book import require_clean_book
from planner.plan import Plan
from planner.report import saving
from planner.report.excel.approval import add_summary
from planner.report.excel.charts import add_shares, add_stock
from planner.report.excel.inputs import add_inputs
from planner.report.excel.responses import add_decisions
from planner.report.excel.sheets import (
    add_costs,
    add_plan,
    add_rules,
    add_run,
    add_scenarios,
)
from planner.workbook import save

if TYPE_CHECKING:
    from planner.alternatives import Alternatives
    from planner.compare import Comparison
    from planner.drill import Drill
    from planner.frontier import Frontier
    from planner.price import Priced
    from planner.replan import Replanned
    from planner.stress import Stress

Add = Callable[[Any, Any], None]

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
    comparison: "Comparison", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the comparison workbook and return where it went, as ``write_plan``."""
    return saving.save(comparison_content(comparison), path, tell)


def write_frontier(
    frontier: "Frontier", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the frontier workbook and return where it went, as ``write_plan``."""
    return saving.save(frontier_content(frontier), path, tell)


def write_alternatives(
    found: "Alternatives", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the alternatives workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(_sheets("alternatives"), found), path, tell)


def write_stress(
    found: "Stress", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the stress workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(_sheets("stress"), found), path, tell)


def write_priced(
    found: "Priced", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the workbook of a buyer's own volumes and return where it went."""
    return saving.save(_content(_sheets("priced"), found), path, tell)


def write_drill(
    found: "Drill", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the drill workbook and return where it went, as ``write_plan``."""
    return saving.save(_content(_sheets("drill"), found), path, tell)


def write_replanned(
    found: "Replanned", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the plan workbook of the next planning, checked as ``write_plan`` does.

    Raises:
        PlannerError: what was written is not the plan.
        UsageError: it cannot be written anywhere.
    """

    def check(place: Path) -> None:
        require_clean_book(found.plan, place, path.parent)

    def add_plan_sheets(book: Workbook, found: "Replanned") -> None:
        for add in SHEETS:
            add(book, found.plan)

    whole = _content((add_plan_sheets, *_sheets("replanned")), found)
    return saving.save(whole, path, tell, check)


def content(plan: Plan) -> bytes:
    """Return the plan workbook: the same bytes for the same plan but for its times."""
    return _content(SHEETS, plan)


def comparison_content(comparison: "Comparison") -> bytes:
    """Return the comparison workbook, the same bytes for the same comparison."""
    return _content(_sheets("comparison"), comparison)


def frontier_content(frontier: "Frontier") -> bytes:
    """Return the frontier workbook, the same bytes for the same frontier."""
    return _content(_sheets("frontier"), frontier)


def _sheets(name: str) -> Sequence[Add]:
    """Return what a file of this folder adds, in the order in which it is written."""
    sheets: Sequence[Add] = import_module(f"{__name__}.{name}").SHEETS
    return sheets


def _content(sheets: Sequence[Add], subject: object) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for add in sheets:
        add(book, subject)
    book.active = 0
    with TemporaryDirectory() as folder:
        place = Path(folder, "report.xlsx")
        save.save(book, place)
        return place.read_bytes()
