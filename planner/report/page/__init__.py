"""A report as one HTML file that asks no other host for anything.

What tells of a study is loaded when it is written, as ``planner.report.excel`` does.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.alternatives import Alternatives
    from planner.compare import Comparison
    from planner.drill import Drill
    from planner.frontier import Frontier
    from planner.price import Priced
    from planner.replan import Replanned
    from planner.stress import Stress

__all__ = [
    "alternatives_page",
    "comparison_page",
    "drill_page",
    "frontier_page",
    "priced_page",
    "replanned_page",
    "stress_page",
    "write_alternatives",
    "write_comparison",
    "write_drill",
    "write_frontier",
    "write_priced",
    "write_replanned",
    "write_stress",
]


def comparison_page(comparison: "Comparison") -> str:
    """Return a comparison of policies as HTML."""
    return _rendered("comparison", comparison)


def write_comparison(
    comparison: "Comparison", path: Path, warn: Callable[[str], None]
) -> Path:
    """Write a comparison as HTML and return where it went.

    ``warn`` hears if that is not ``path``.

    Raises:
        UsageError: it cannot be written anywhere.
    """
    return _written(comparison_page(comparison), path, warn)


def frontier_page(frontier: "Frontier") -> str:
    """Return a frontier as HTML."""
    return _rendered("frontier", frontier)


def write_frontier(
    frontier: "Frontier", path: Path, warn: Callable[[str], None]
) -> Path:
    """Write a frontier as HTML and return where it went; as ``write_comparison``."""
    return _written(frontier_page(frontier), path, warn)


def alternatives_page(found: "Alternatives") -> str:
    """Return alternatives as HTML."""
    return _rendered("alternatives", found)


def write_alternatives(
    found: "Alternatives", path: Path, warn: Callable[[str], None]
) -> Path:
    """Write alternatives as HTML and return where it went; as ``write_comparison``."""
    return _written(alternatives_page(found), path, warn)


def priced_page(found: "Priced") -> str:
    """Return a buyer's own volumes as HTML."""
    return _rendered("priced", found)


def write_priced(found: "Priced", path: Path, warn: Callable[[str], None]) -> Path:
    """Write them as HTML and return where it went; as ``write_comparison``."""
    return _written(priced_page(found), path, warn)


def stress_page(found: "Stress") -> str:
    """Return a stress test as HTML."""
    return _rendered("stress", found)


def write_stress(found: "Stress", path: Path, warn: Callable[[str], None]) -> Path:
    """Write a stress test as HTML and return where it went; as ``write_comparison``."""
    return _written(stress_page(found), path, warn)


def drill_page(found: "Drill") -> str:
    """Return a drill as HTML."""
    return _rendered("drill", found)


def write_drill(found: "Drill", path: Path, warn: Callable[[str], None]) -> Path:
    """Write a drill as HTML and return where it went; as ``write_comparison``."""
    return _written(drill_page(found), path, warn)


def replanned_page(found: "Replanned") -> str:
    """Return the next planning as HTML."""
    return _rendered("replanned", found)


def write_replanned(
    found: "Replanned", path: Path, warn: Callable[[str], None]
) -> Path:
    """Write it as HTML and return where it went; as ``write_comparison``."""
    return _written(replanned_page(found), path, warn)


def _rendered(name: str, subject: object) -> str:
    """Return what the file of this name in this folder makes of its subject."""
    from planner.report.page.assembly import render  # noqa: PLC0415

    return render(import_module(f"{__name__}.{name}").page_of(subject))


def _written(text: str, path: Path, warn: Callable[[str], None]) -> Path:
    from planner.report.page.assembly import write  # noqa: PLC0415

    return write(text, path, warn)
