"""The buyer's workbook: its sheets, and how to read one.

What reads is loaded when first used: the child that parses needs little of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.workbook.file import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    if name != "read":
        raise AttributeError(f"module 'planner.workbook' has no attribute '{name}'")
    return import_module("planner.workbook.file").read
