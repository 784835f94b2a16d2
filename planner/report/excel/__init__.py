"""Plans, comparisons, frontiers and alternatives as workbooks, with native charts.

What they consist of, and openpyxl, is loaded when one is written: nobody waits for it
before there is anything to write.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from planner.plan import Plan
from planner.report import saving

if TYPE_CHECKING:
    from planner.alternatives import Alternatives
    from planner.compare import Comparison
    from planner.drill import Drill
    from planner.frontier import Frontier
    from planner.price import Priced
    from planner.replan import Replanned
    from planner.stress import Stress


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
    return saving.save(content(plan), path, tell, _audit(plan, path.parent))


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
    return saving.save(_content("alternatives", found), path, tell)


def write_stress(
    found: "Stress", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the stress workbook and return where it went, as ``write_plan``."""
    return saving.save(_content("stress", found), path, tell)


def write_priced(
    found: "Priced", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the workbook of a buyer's own volumes and return where it went."""
    return saving.save(_content("priced", found), path, tell)


def write_drill(
    found: "Drill", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the drill workbook and return where it went, as ``write_plan``."""
    return saving.save(_content("drill", found), path, tell)


def write_replanned(
    found: "Replanned", path: Path, tell: Callable[[str], None] = saving.quietly
) -> Path:
    """Write the plan workbook of the next planning, checked as ``write_plan`` does.

    Raises:
        PlannerError: what was written is not the plan.
        UsageError: it cannot be written anywhere.
    """
    whole = _content("replanned", found)
    return saving.save(whole, path, tell, _audit(found.plan, path.parent))


def content(plan: Plan) -> bytes:
    """Return the plan workbook: the same bytes for the same plan but for its times."""
    return _content("plan", plan)


def comparison_content(comparison: "Comparison") -> bytes:
    """Return the comparison workbook, the same bytes for the same comparison."""
    return _content("comparison", comparison)


def frontier_content(frontier: "Frontier") -> bytes:
    """Return the frontier workbook, the same bytes for the same frontier."""
    return _content("frontier", frontier)


def _audit(plan: Plan, folder: Path) -> Callable[[Path], None]:
    """Return what checks a written plan workbook; a report of faults goes to a folder."""

    def check(place: Path) -> None:
        from planner.audit.book import require_clean_book  # noqa: PLC0415

        require_clean_book(plan, place, folder)

    return check


def _content(kind: str, subject: object) -> bytes:
    """Return the workbook with the sheets that the file of this name here adds."""
    from openpyxl import Workbook  # noqa: PLC0415

    from planner.workbook import save  # noqa: PLC0415

    sheets: Sequence[Callable[[Any, Any], None]]
    sheets = import_module(f"{__name__}.{kind}").SHEETS
    book = Workbook()
    book.remove(book["Sheet"])
    for add in sheets:
        add(book, subject)
    book.active = 0
    with TemporaryDirectory() as folder:
        place = Path(folder, "report.xlsx")
        save.save(book, place)
        return place.read_bytes()
