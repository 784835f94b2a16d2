"""A report as one HTML file that asks no other host for anything."""

from collections.abc import Callable
from pathlib import Path

from planner.compare import Comparison
from planner.report.page.assembly import render, write
from planner.report.page.comparison import page_of


def comparison_page(comparison: Comparison) -> str:
    """Return a comparison of policies as HTML."""
    return render(page_of(comparison))


def write_comparison(
    comparison: Comparison, path: Path, warn: Callable[[str], None]
) -> Path:
    """Write a comparison as HTML and return where it went.

    ``warn`` hears if that is not ``path``.

    Raises:
        UsageError: it cannot be written anywhere.
    """
    return write(comparison_page(comparison), path, warn)
