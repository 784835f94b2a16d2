"""A plan on a terminal: what to do, what it costs, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group

from planner.plan import Plan, Status
from planner.report import decided, exposed, words
from planner.report.grid import MOST_COLUMNS, text, titled
from planner.report.progress import progress_line

__all__ = ["progress_line", "show_plan"]


def show_plan(
    plan: Plan, console: Console, *, written: Sequence[Path] = (), source: str = ""
) -> None:
    """Print a plan, the files written and the next useful command.

    ``source`` is the workbook as it was named to the program.
    """
    wide = min(console.width, MOST_COLUMNS)
    ascii_only = console.options.ascii_only
    sections = (
        decided.headline(plan),
        decided.costs(plan),
        decided.contracts(plan),
        decided.deliveries(plan, wide),
        exposed.shares(plan, ascii_only=ascii_only),
        decided.refining(plan, wide),
        decided.stock(plan, wide),
        decided.unserved(plan, wide),
        exposed.short(plan),
        exposed.limits(plan),
        _warnings(plan),
    )
    for section in sections:
        if section is not None:
            console.print(section, width=wide)
            console.print()
    for path in written:
        console.print(text(f"Written: {path}"), soft_wrap=True)
    console.print(text(_next(plan, source or plan.case.source)), soft_wrap=True)


def _warnings(plan: Plan) -> Group | None:
    said = [*plan.case.warnings, *plan.run.notes]
    return titled("Warnings", *map(text, said)) if said else None


def _next(plan: Plan, source: str) -> str:
    """Return the next useful command."""
    book = _quoted(source or "BOOK.xlsx")
    policy = "" if plan.policy == "none" else f" --policy {_quoted(plan.policy)}"
    if plan.status is Status.TIME_LIMIT:
        longer = f"{2 * plan.run.time_limit:g}"
        return f"Next, to close the gap: planner solve {book}{policy} --time-limit {longer}"
    if len(plan.case.policies) > 1:
        return f"Next, what each policy costs: planner compare {book}"
    return f"Next, what the workbook says: planner check {book}"


def _quoted(argument: str) -> str:
    """Return an argument as every shell takes it, Windows' too."""
    argument = words.clean(argument)
    plain = argument.replace("/", "").replace("\\", "").replace(".", "")
    return argument if plain.replace("-", "").isalnum() else f'"{argument}"'
