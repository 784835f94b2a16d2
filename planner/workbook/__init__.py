"""The buyer's workbook: its sheets, and how to read one."""

from planner.workbook.read import read

__all__ = ["read"]
