"""The sheets of a plan workbook."""

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
