"""Policies side by side on a terminal, cost against risk, and as one JSON object."""

from rich.console import Console

from planner.compare import Comparison, Outcome
from planner.report.compared import notes, rules, sections
from planner.report.compared.record import comparison_record
from planner.report.grid import MOST_COLUMNS, text

__all__ = ["comparison_record", "done_line", "show_comparison"]


def done_line(outcome: Outcome, done: int, every: int) -> str:
    """Return the line that tells a policy has ended, or one without a rule."""
    kind = "policies" if outcome.is_policy else "plans without one rule"
    ended = f"{done} of {every} {kind} · {outcome.policy}: "
    if outcome.plan is None:
        return ended + outcome.why
    gap, run = outcome.plan.gap, outcome.plan.run
    seconds = run.seconds + run.build_seconds
    return f"{ended}gap {gap:.4%} in {seconds:.1f} s"


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print the tables of a comparison."""
    wide = min(console.width, MOST_COLUMNS)
    shown = (
        sections.costs,
        sections.shortages,
        sections.dependence,
        sections.cover,
        rules.measures,
        rules.ledger,
        sections.regret,
        sections.otherwise,
    )
    for section in shown if comparison.solved else ():
        said = section(comparison, wide)
        if said is not None:
            console.print(said, width=wide)
            console.print()
    for note in notes.every(comparison):
        console.print(text(f"· {note}"), width=wide)
