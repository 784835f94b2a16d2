"""planner explain: why a plan is what it is, or why there is none."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.options import (
    Book,
    Gap,
    Json,
    Limit,
    Quiet,
    messages,
    page,
    print_json,
)
from planner.errors import NoPlanError, UsageError

if TYPE_CHECKING:  # loaded when the command needs them
    from rich.console import Console

    from models.case import Case
    from planner.plan import Plan

STOPPED = 4
"""Exit code of an explanation that Ctrl-C cut short."""


def explain(
    book: Book,
    policy: Annotated[
        str | None,
        typer.Option("--policy", "-p", help="A policy of the workbook."),
    ] = None,
    apply: Annotated[
        int | None,
        typer.Option("--apply", metavar="N", min=1, help="Write repair N into a copy."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The copy that --apply writes.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Say why the plan is what it is; for an impossible policy, what would mend it.

    Example: planner explain book.xlsx --policy "N-1 65%, Japan too" --apply 1 --out b.xlsx
    """
    import planner
    from planner.cli.course import opened
    from planner.report import terminal
    from planner.solving import policy_of

    _check_copy(apply, out)
    talk = messages(quiet=quiet)
    case = opened(book, talk)
    name, _ = policy_of(case, policy)
    how = _How(book, apply, out, as_json, time_limit, gap, talk)
    try:
        with terminal.progress_line(
            talk,
            name,
            currency=case.currency,
            target=case.gap if gap is None else gap,
            time_limit=case.time_limit if time_limit is None else time_limit,
        ) as progress:
            plan = planner.solve(
                case, name, gap=gap, time_limit=time_limit, progress=progress
            )
    except NoPlanError:
        stopped = _impossible(case, name, how)
    else:
        if apply is not None:
            raise UsageError(f"The policy '{name}' has a plan: nothing is to mend.")
        stopped = _possible(case, plan, how)
    if stopped:
        raise typer.Exit(STOPPED)


@dataclass(frozen=True)
class _How:
    """What was asked besides the policy."""

    book: Path
    apply: int | None
    out: Path | None
    as_json: bool
    time_limit: float | None
    gap: float | None
    talk: "Console"

    def tell(self, message: str) -> None:
        """Say what is being tried."""
        self.talk.print(message, markup=False, soft_wrap=True)


def _check_copy(apply: int | None, out: Path | None) -> None:
    if (apply is None) != (out is None):
        raise UsageError(
            "--apply says which repair, --out where its copy goes: give both, such as "
            "--apply 1 --out mended.xlsx."
        )
    if out is not None and out.exists():
        raise UsageError(f"{out} exists: choose another name for the copy.")


def _possible(case: "Case", plan: "Plan", how: _How) -> bool:
    """Explain a plan; tell whether that was stopped."""
    from planner.explain.plan import explain_plan
    from planner.report.explained import possible

    def done(what: str, count: int, every: int) -> None:
        how.tell(f"{count} of {every} · {what}")

    found = explain_plan(case, plan, gap=how.gap, time_limit=how.time_limit, done=done)
    if how.as_json:
        print_json(possible.record(found))
    else:
        possible.show(found, page())
    return found.stopped


def _impossible(case: "Case", name: str, how: _How) -> bool:
    """Explain why there is no plan; tell whether that was stopped."""
    from planner.explain.apply import apply_repair
    from planner.explain.impossible import explain_impossible
    from planner.report.explained import impossible
    from planner.workbook.addresses import where

    how.tell(f"No plan satisfies the policy '{name}'.")
    at = where(how.book, case)
    found = explain_impossible(
        case,
        name,
        case.policies[name],
        gap=how.gap,
        time_limit=how.time_limit,
        tell=how.tell,
    )
    written = None
    if how.apply is not None and how.out is not None:
        repair = found.chosen(how.apply)
        written = apply_repair(case, repair, name, at, how.out)
    if how.as_json:
        print_json(impossible.record(found, at, written))
    else:
        impossible.show(found, at, page(), book=str(how.book), written=written)
    return found.stopped
