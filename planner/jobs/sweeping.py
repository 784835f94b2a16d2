"""A frontier that a run asks for: one limit moved in steps, and what comes of it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from models.case import Case
from models.rules import Rule
from models.rules.risk_weight import RiskWeight
from planner.errors import StoppedError, UsageError
from planner.frontier import Frontier, spaced, steers, sweep
from planner.frontier import Step as At
from planner.frontier.steps import STOPPED
from planner.jobs.asking import changed
from planner.jobs.limits import Limits
from planner.jobs.pulse import Pulse, keep
from planner.jobs.results import made
from planner.report import excel, swept
from planner.report import page as html
from planner.report.colours import of_series
from planner.report.page.marks import places_of
from planner.runs import Change, Choice, State, Step, Sweep
from planner.runs.rows import packed
from planner.solving import policy_of

RECORD, SHEETS, PAGE, VIEW = (
    *("frontier.json", "frontier.xlsx", "frontier.html", "view.json"),
)
CURVES = 4
"""Figures that are drawn against the limit."""
_WEIGHT: Sequence[Rule] = (RiskWeight(limit=0.0),)
ENDS = {"infeasible": "impossible", "failed": "failed"}
EARLY = ("time_limit", "interrupted")


def swept_out(
    case: Case, choice: Choice, pulse: Pulse, limits: Limits
) -> tuple[State, str]:
    """Sweep as asked, keep what came of it, and return how it ended.

    Raises:
        UsageError: there is no such policy, rule or limit.
        StoppedError: stopped before any step was done.
    """
    asked = choice.sweep
    if asked is None:
        raise UsageError("A frontier needs a limit to move: state which, from and to.")
    rules = rules_of(case, asked)
    names = _names(rules, case)
    pulse.plan(list(names.values()))
    pulse.say(swept.first_line(rules, case))

    def done(step: At, count: int, every: int) -> None:
        if count:
            pulse.put(_step(names[step.limit], step))
        pulse.say(swept.step_line(rules[0], case, step, count, every))

    with interrupting(pulse.stop):
        found = sweep(
            case,
            rules,
            *choice.policies[:1],
            jobs=limits.jobs,
            gap=choice.gap,
            time_limit=choice.time_limit,
            done=done,
        )
    for step in found.steps:
        pulse.put(_step(names[step.limit], step))
    _keep(found, choice, pulse)
    is_early = any(each.status in EARLY for each in found.steps)
    last = found.last_possible
    cut = is_early or (last is not None and bool(last.why))
    return State.STOPPED if cut else State.DONE, ""


def rules_of(case: Case, asked: Sweep) -> Sequence[Rule]:
    """Return the rule at each limit.

    Raises:
        UsageError: there is no such policy, rule or limit, or only one limit.
    """
    name, row, rules = asked.policy, asked.row, _WEIGHT
    if row is not None:
        name, rules = policy_of(case, asked.policy)
    first, last = (
        changed(Change(name, row or 0, limit), name, rules)[1]
        for limit in (asked.first, asked.last)
    )
    return spaced(first, last, asked.steps)


@contextmanager
def interrupting(stop: threading.Event) -> Iterator[None]:
    """Let ``stop`` end a search as Ctrl-C does at a terminal, once, and only in here.

    Raises:
        StoppedError: there was nothing to keep yet.
    """
    over, inside = threading.Event(), [True]

    def hear(*_: object) -> None:
        if inside:
            inside.clear()
            raise KeyboardInterrupt

    def watch() -> None:
        while not over.is_set():
            if stop.wait(0.2):
                os.kill(os.getpid(), signal.SIGINT)
                return

    former = signal.signal(signal.SIGINT, hear)
    thread = threading.Thread(target=watch, daemon=True)
    try:
        thread.start()
        yield
    except KeyboardInterrupt:
        raise StoppedError("Stopped by you before any step was done.") from None
    finally:
        inside.clear()
        over.set()
        thread.join()
        signal.signal(signal.SIGINT, former)


def _names(rules: Sequence[Any], case: Case) -> dict[float, str]:
    """Return what each limit is called, none like another."""
    found: dict[float, str] = {}
    for each in rules:
        name = swept.shown(each.limit, each, case)
        taken = name in found.values()
        found[each.limit] = f"{name} ({each.limit:.12g})" if taken else name
    return found


def _step(name: str, step: At) -> Step:
    """Return how far one limit has come."""
    plan = step.plan
    if plan is None:
        early = "unbegun" if step.why == STOPPED else "stopped"
        return Step(policy=name, state=ENDS.get(step.status, early), told=step.why)
    return Step(
        policy=name,
        state="stopped" if step.status in EARLY else "done",
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        seconds=plan.run.seconds + plan.run.build_seconds,
    )


def _keep(found: Frontier, choice: Choice, pulse: Pulse) -> None:
    """Keep the files that come of it, the one for the page last."""
    makers: list[tuple[str, Callable[[], bytes]]] = [
        (RECORD, lambda: _record(found)),
        (SHEETS, lambda: excel.frontier_content(found)),
        (PAGE, lambda: html.frontier_page(found).encode()),
        (VIEW, lambda: packed(view(found, choice)).encode()),
    ]
    wanted = makers if found.solved else makers[::3]
    keep(pulse, made(wanted, pulse.say))


def _record(found: Frontier) -> bytes:
    case = found.case
    about = {"currency": case.currency, "unit": case.unit}
    return packed({**about, **swept.frontier_record(found)}).encode()


def view(found: Frontier, choice: Choice) -> dict[str, Any]:
    """Return what the page needs beyond the record: figures and names, no words."""
    case, rule = found.case, found.rule
    plans = [plan for _, plan in found.solved]
    return {
        "version": 1,
        "kind": choice.kind,
        "unit": case.unit,
        "currency": case.currency,
        "policy": found.policy,
        "sentence": rule.sentence(case),
        "falls": not (rule.is_minimum or steers(rule)),
        "steers": steers(rule),
        "kept": [each.sentence(case) for each in found.others],
        "places": places_of(plans) if plans else 0,
        "level": plans[0].level if plans else case.risk_level,
        "colours": [f"#{of_series(place)}" for place in range(CURVES)],
    }
