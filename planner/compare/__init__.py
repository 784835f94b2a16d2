"""Every policy's plan side by side: what each costs, and what it protects against."""

from planner.compare.comparison import Comparison
from planner.compare.outcome import NONE, Outcome
from planner.compare.running import compare
from planner.compare.task import Task, attempt
from planner.compare.wire import Wire

__all__ = ["NONE", "Comparison", "Outcome", "Task", "Wire", "attempt", "compare"]
