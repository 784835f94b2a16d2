"""The planner a procurement team opens when a supply may be cut off.

    import planner

    case = planner.read("book.xlsx")
    plan = planner.solve(case, policy="No more than 60% China")
    plan.deliveries  # a pandas frame

Importing this alone loads nothing heavy; ``read`` and ``solve`` do when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for tools; at run time __getattr__ loads them when first used
    from planner.solving import solve
    from planner.workbook import read

__all__ = ["read", "solve"]

_HOMES = {"read": "planner.workbook", "solve": "planner.solving"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'planner' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
