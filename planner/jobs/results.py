"""The files that come of a comparison, by the functions the command line writes with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import Any

from planner.compare import Comparison, Outcome
from planner.compare.task import ENDED as UNBEGUN
from planner.errors import PlannerError
from planner.plan import Plan
from planner.report import compared, excel
from planner.report import page as html
from planner.runs import Choice, State, Step
from planner.runs.rows import packed

COMPARED, SHEETS, PAGE, VIEW = (
    *("compare.json", "compare.xlsx", "compare.html", "view.json"),
)
MAKERS = {
    "planner": "procurement-planner",
    "Pyomo": "pyomo",
    "HiGHS": "highspy",
}
"""What a result is made with, and the distribution of each."""
ENDED_EARLY = ("time_limit", "interrupted")


def versions() -> Mapping[str, str]:
    """Return the versions of what a result is made with."""
    return {
        "Python": python_version(),
        **{name: _version(package) for name, package in MAKERS.items()},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a folder, not installed
        return "not installed"


def plan_name(place: int) -> str:
    """Return the file of the plan of the policy in that place, from 0."""
    return f"plan-{place}.xlsx"


def files_of(
    comparison: Comparison, choice: Choice, say: Callable[[str], None]
) -> Iterator[tuple[str, bytes]]:
    """Yield each file that comes of a comparison, as ``made``; that for the page last."""
    yield from made(_makers(comparison, choice), say)


def made(
    makers: Iterable[tuple[str, Callable[[], bytes]]], say: Callable[[str], None]
) -> Iterator[tuple[str, bytes]]:
    """Yield each file with its content.

    ``say`` hears of one that cannot be made; the others are.
    """
    for name, make in makers:
        try:
            content = make()
        except PlannerError as error:
            say(f"{name} was not written: {error}")
        except Exception as fault:  # noqa: BLE001 - the other files are good
            say(f"{name} was not written: {type(fault).__name__}: {fault}")
        else:
            yield name, content


def _makers(
    comparison: Comparison, choice: Choice
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield COMPARED, lambda: _record(comparison)
    if comparison.solved and choice.kind == "compare":
        yield SHEETS, lambda: excel.comparison_content(comparison)
        yield PAGE, lambda: html.comparison_page(comparison).encode()
    for place, outcome in enumerate(comparison.outcomes):
        if outcome.plan is not None:
            yield plan_name(place), partial(plan_workbook, outcome.plan)
    if find_spec("planner.jobs.view"):
        shown: Any = import_module("planner.jobs.view")
        yield VIEW, lambda: packed(shown.view(comparison, choice)).encode()


def _record(comparison: Comparison) -> bytes:
    case = comparison.case
    about = {"currency": case.currency, "unit": case.unit}
    warnings = {"warnings": list(case.warnings)}
    record = compared.comparison_record(comparison)
    return packed({**about, **record, **warnings}).encode()


def plan_workbook(plan: Plan) -> bytes:
    """Return the workbook of a plan, read back and audited.

    Raises:
        PlannerError: what was written is not the plan.
    """
    with TemporaryDirectory(prefix="planner-") as folder:
        return excel.write_plan(plan, Path(folder, "plan.xlsx")).read_bytes()


def step_of(outcome: Outcome) -> Step:
    """Return how a policy of a comparison ended."""
    plan = outcome.plan
    if plan is None:
        ends = {"infeasible": "impossible", "failed": "failed"}
        early = "unbegun" if outcome.why == UNBEGUN else "stopped"
        state = ends.get(outcome.status, early)
        return Step(policy=outcome.policy, state=state, told=outcome.why)
    return Step(
        policy=outcome.policy,
        state="stopped" if outcome.status in ENDED_EARLY else "done",
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        seconds=plan.run.seconds + plan.run.build_seconds,
        told=outcome.why,
    )


def ended(comparison: Comparison) -> tuple[State, str]:
    """Return how a comparison ended as a whole, and in a sentence."""
    steps = [step_of(each) for each in comparison.outcomes]
    early = [each for each in steps if each.state == "stopped"]
    unbegun = [each for each in steps if each.state == "unbegun"]
    failed = [each for each in steps if each.state == "failed"]
    if failed and not comparison.solved:
        return State.FAILED, f"No policy has a plan. {failed[0].told}"
    told = [] if comparison.solved else ["No policy has a plan."]
    if early:
        told.append(
            f"{_count(early)} ended early, with the best plan so far if there was one."
        )
    if unbegun:
        told.append(f"{_count(unbegun)} not begun.")
    told += [f"{each.policy}: {each.told}" for each in failed]
    is_cut = any(x.status in ENDED_EARLY for x in comparison.without.values())
    if is_cut and not early:
        told.append("What each rule costs was not worked out to the end.")
    is_early = early or unbegun or is_cut
    return State.STOPPED if is_early else State.DONE, " ".join(told)


def _count(steps: Sequence[Step]) -> str:
    return "1 policy" if len(steps) == 1 else f"{len(steps)} policies"
