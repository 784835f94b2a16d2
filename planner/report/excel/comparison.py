"""The sheets of the comparison workbook."""

from typing import Any

from planner.compare import Comparison
from planner.report.excel.board import add_board
from planner.report.excel.made import add_run
from planner.report.excel.mixes import add_periods, add_shares, add_stock
from planner.report.excel.odds import add_otherwise
from planner.report.excel.outcomes import add_buckets, add_measures, add_shortage
from planner.report.excel.policies import add_costs, add_cover, add_ledger, add_regret
from planner.report.excel.side_by_side import remarks


def _add_otherwise(book: Any, comparison: Comparison) -> None:
    add_otherwise(book, comparison.otherwise if comparison.plans else None)


def _add_run(book: Any, comparison: Comparison) -> None:
    plans = [
        (each.policy, each.status, each.plan, remarks(each))
        for each in comparison.outcomes
    ]
    add_run(book, comparison.case, "policy", plans)


SHEETS = (
    add_costs,
    add_measures,
    add_buckets,
    add_ledger,
    add_shares,
    add_periods,
    add_stock,
    add_shortage,
    add_cover,
    add_regret,
    _add_otherwise,
    _add_run,
    add_board,
)
"""In the order in which they are written; the summary goes in front."""
