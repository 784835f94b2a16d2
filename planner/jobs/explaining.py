"""Why the plan of a policy is what it is, or why there is none, as JSON."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from models.case import Case
from planner.errors import NoPlanError
from planner.explain.impossible import explain_impossible
from planner.explain.plan import explain_plan
from planner.report.explained import impossible, possible
from planner.runs import Choice
from planner.solving import policy_of, solve
from planner.solving.engine import Progress
from planner.workbook.addresses import where


def explanation(  # noqa: PLR0913 - what is asked, how, and who hears of it
    case: Case,
    content: bytes,
    policy: str,
    choice: Choice,
    *,
    jobs: int,
    heard: Callable[[Progress], None],
    stop: Event,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Return what `planner explain --json` prints, and whether there is a plan.

    ``content`` is the workbook's, for the addresses of its cells; ``jobs`` are solved at
    a time.

    Raises:
        StoppedError: stopped before any plan was found.
    """
    name, rules = policy_of(case, policy)
    how: dict[str, Any] = {"gap": choice.gap, "time_limit": choice.time_limit}
    try:
        plan = solve(case, name, progress=heard, stop=stop, **how)
    except NoPlanError:
        tell(f"No plan satisfies the policy '{name}'.")
        found = explain_impossible(case, name, rules, tell=tell, **how)
        with TemporaryDirectory(prefix="planner-") as folder:
            book = Path(folder, "workbook.xlsx")
            book.write_bytes(content)
            record = impossible.record(found, where(book, case), None)
        return {"policy": name, "possible": False, **record}

    def done(what: str, count: int, every: int) -> None:
        tell(f"{count} of {every} · {what}")

    explained = explain_plan(case, plan, jobs=jobs, done=done, **how)
    return {"policy": name, "possible": True, **possible.record(explained)}
