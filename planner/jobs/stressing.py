"""A stress test that a run asks for: its plans played against curbs they were not made for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.case import Case
from planner.errors import NoPlanError, StoppedError
from planner.jobs.limits import Limits
from planner.jobs.pulse import Pulse, keep
from planner.jobs.results import made
from planner.jobs.sweeping import interrupting
from planner.plan import Plan
from planner.report import excel
from planner.report import page as html
from planner.report.page.marks import places_of
from planner.report.stressed_record import stress_record
from planner.report.stressed_told import done_line
from planner.runs import Choice, State, Step
from planner.runs.rows import packed
from planner.solving import policy_of, solve
from planner.stress import Stress, stress

RECORD, SHEETS, PAGE, VIEW = (
    *("stress.json", "stress.xlsx", "stress.html", "view.json"),
)
DRAWS = 500
"""Histories that are played: the page is to be there soon; the terminal plays more."""
TOLD = 50
"""Lines of a log are one in so many of what is told."""


def stressed(
    case: Case, choice: Choice, pulse: Pulse, limits: Limits
) -> tuple[State, str]:
    """Solve what is asked, play it, keep what came of it, and return how it ended.

    Raises:
        UsageError: there is no such policy.
        StoppedError: stopped before anything was played.
    """
    asked = choice.policies or (case.policy,)
    names = list(dict.fromkeys(policy_of(case, each)[0] for each in asked))
    pulse.plan(names)
    plans = list(_plans(case, names, choice, pulse))
    if not plans:
        return State.DONE, ""

    def done(policy: str, what: str, count: int, every: int) -> None:
        if count == every or count % TOLD == 0:
            pulse.say(done_line(policy, what, count, every))

    with interrupting(pulse.stop):
        found = stress(plans, draws=DRAWS, jobs=limits.jobs, done=done)
    planned = {each.policy for each in plans}
    without = [each for each in names if each not in planned]
    _keep(replace(found, without_plan=without), choice, pulse)
    early = found.stopped or any(each.status != "optimal" for each in plans)
    return State.STOPPED if early else State.DONE, ""


def _plans(
    case: Case, names: list[str], choice: Choice, pulse: Pulse
) -> Iterator[Plan]:
    """Yield the plan of each policy that has one."""
    for name in names:
        if pulse.stop.is_set():
            raise StoppedError("Stopped by you before anything was played.")
        pulse.put(Step(policy=name, state="running"))
        try:
            plan = solve(
                case,
                name,
                gap=choice.gap,
                time_limit=choice.time_limit,
                stop=pulse.stop,
            )
        except NoPlanError as none:
            pulse.put(Step(policy=name, state="impossible", told=str(none)))
            continue
        pulse.put(
            Step(
                policy=name,
                state="done",
                objective=plan.objective,
                bound=plan.bound,
                gap=plan.gap,
                seconds=plan.run.seconds + plan.run.build_seconds,
            )
        )
        yield plan


def _keep(found: Stress, choice: Choice, pulse: Pulse) -> None:
    """Keep the files that come of it, the one for the page last."""
    makers: list[tuple[str, Callable[[], bytes]]] = [
        (RECORD, lambda: _record(found)),
        (SHEETS, lambda: _sheets(found)),
        (PAGE, lambda: html.stress_page(found).encode()),
        (VIEW, lambda: packed(_view(found, choice)).encode()),
    ]
    keep(pulse, made(makers, pulse.say))


def _record(found: Stress) -> bytes:
    case = found.case
    about = {"currency": case.currency, "unit": case.unit}
    return packed({**about, **stress_record(found)}).encode()


def _sheets(found: Stress) -> bytes:
    with TemporaryDirectory(prefix="planner-") as folder:
        return excel.write_stress(found, Path(folder, "stress.xlsx")).read_bytes()


def _view(found: Stress, choice: Choice) -> dict[str, Any]:
    """Return what the page needs beyond the record: figures and names, no words."""
    case, plans = found.case, [each.plan for each in found.samples]
    return {
        "version": 1,
        "kind": choice.kind,
        "unit": case.unit,
        "currency": case.currency,
        "places": places_of(plans) if plans else 0,
        "level": plans[0].level if plans else case.risk_level,
    }
