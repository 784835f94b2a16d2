"""Ctrl-C and SIGTERM at every phase: what was found is kept, and nothing is left."""

import json
import signal
import sys
from pathlib import Path

import pytest

from tests.faults.runs import OFTEN, run, signalled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

SOLVE = ("solve", "tiny.xlsx", "--json")
COMPARE = ("compare", "tiny.xlsx", "--json")
FRONTIER = (
    *("frontier", "tiny.xlsx", "--rule", "max_share", "--on", "country:China"),
    *("--from", "1", "--to", "0.8", "--steps", "3", "--json"),
)
WITHOUT = {
    "reading": "planner.workbook.apart:Child.answer",
    "checking": "planner.workbook.reading:check_offers",
    "scenarios": "planner.workbook.reading:scenarios_of",
    "building": "planner.solving.question:taken",
}
"""Phases in which there is no plan yet."""
WITH = {
    "solving": "planner.solving.child:_attend",
    "cleaning": "planner.solving.attempt:tidied",
    "settling": "planner.solving.optimum:aim_at_unlikely",
    "auditing": "planner.audit:require_clean",
    "writing": "planner.report.excel:content",
    "renaming": "planner.report.saving:_moved",
}
"""Phases in which the tiny book has its plan, or gets it at once."""
SEVERAL = {
    "writing": "planner.report.saving:save",
    "renaming": "planner.report.saving:_moved",
}
SIGNS = (signal.SIGINT, signal.SIGTERM)


def cases(phases: dict[str, str], usual: tuple[str, ...]) -> list[object]:
    """Return (phase, signal, whether to all of the group): a few, or all at night."""
    if OFTEN:
        return [(p, s, g) for p in phases for s in SIGNS for g in (True, False)]
    return [(p, SIGNS[i % 2], i % 2 == 0) for i, p in enumerate(usual)]


@pytest.mark.parametrize(
    ("phase", "sign", "group"), cases(WITHOUT, ("reading", "building"))
)
def test_before_a_plan_there_is_none_and_nothing_is_written(
    tiny: Path, phase: str, sign: signal.Signals, *, group: bool
) -> None:
    ended = run(tiny, *SOLVE, doing=signalled(WITHOUT[phase], sign, group=group))
    assert (ended.code, ended.is_tidy) == (5, True), ended
    assert json.loads(ended.printed)["status"] == "interrupted"
    assert "Stopped by you before any plan was found" in ended.talk
    assert [each.name for each in tiny.iterdir()] == ["tiny.xlsx"]


@pytest.mark.parametrize(
    ("phase", "sign", "group"), cases(WITH, ("solving", "cleaning", "writing"))
)
def test_a_plan_that_is_found_is_kept_with_its_gap(
    tiny: Path, phase: str, sign: signal.Signals, *, group: bool
) -> None:
    ended = run(tiny, *SOLVE, doing=signalled(WITH[phase], sign, group=group))
    assert ended.is_tidy, ended
    plan = json.loads(ended.printed)
    assert (ended.code, plan["status"]) in {(0, "optimal"), (4, "interrupted")}
    assert plan["gap"] >= 0
    assert {each.name for each in tiny.iterdir()} == {"tiny.xlsx", "tiny-plan.xlsx"}


def test_a_plan_is_kept_when_its_note_on_going_short_is_stopped(tiny: Path) -> None:
    doing = signalled("planner.solving:goes_short", signal.SIGINT)
    ended = run(tiny, *SOLVE, "-p", "Max 70% China", doing=doing)
    assert (ended.code, ended.is_tidy) == (0, True), ended
    assert json.loads(ended.printed)["objective"] == pytest.approx(53_699)


@pytest.mark.parametrize("words", [COMPARE, FRONTIER], ids=["compare", "frontier"])
@pytest.mark.parametrize(("phase", "sign", "group"), cases(SEVERAL, ("writing",)))
def test_reports_that_are_being_written_are_finished(
    tiny: Path, words: tuple[str, ...], phase: str, sign: signal.Signals, *, group: bool
) -> None:
    doing = signalled(SEVERAL[phase], sign, group=group)
    ended = run(tiny, *words, "--jobs", "1", doing=doing)
    assert (ended.code, ended.is_tidy) == (0, True), ended
    assert json.loads(ended.printed)
    ends = {each.name.removeprefix(f"tiny-{words[0]}") for each in tiny.iterdir()}
    assert ends == {"tiny.xlsx", ".xlsx", ".html"}


@pytest.mark.parametrize(("phase", "sign", "group"), cases(WITHOUT, ("reading",)))
def test_a_comparison_stopped_before_its_first_plan_has_none(
    tiny: Path, phase: str, sign: signal.Signals, *, group: bool
) -> None:
    doing = signalled(WITHOUT[phase], sign, group=group)
    ended = run(tiny, *COMPARE, "--jobs", "1", doing=doing)
    assert (ended.code, ended.is_tidy) == (5, True), ended
    assert [each.name for each in tiny.iterdir()] == ["tiny.xlsx"]


@pytest.mark.parametrize("seconds", ["0", "0.01", "0.3"] if OFTEN else ["0.01"])
def test_a_time_limit_leaves_a_plan_and_its_gap_or_says_that_there_is_none(
    tiny: Path, seconds: str
) -> None:
    ended = run(tiny, *SOLVE, "--time-limit", seconds, "-p", "Max 70% China")
    assert ended.is_tidy, ended
    assert ended.code in {0, 4, 5}
    answer = json.loads(ended.printed)
    assert answer["status"] in {"optimal", "time_limit"}
    assert (tiny / "tiny-plan.xlsx").exists() == (ended.code != 5)
