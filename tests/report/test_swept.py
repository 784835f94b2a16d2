"""A frontier in words: its table, its chart, what follows, and its JSON."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from models.rules import RULES
from planner.frontier import Frontier, Last, Step, sweep
from planner.report.swept import (
    first_line,
    frontier_record,
    show_frontier,
    shown,
    statements,
    step_line,
)
from planner.report.words import width
from tests.cases import demand, offer, simple_case, target

CHINA = target("country:China")


def share(limit: float) -> Any:
    kind: Any = RULES["max_share"]
    return kind(on=CHINA, limit=limit)


@pytest.fixture(scope="module")
def frontier() -> Frontier:
    """Return China at most 100%, 70% and 39.95% of 100, of which B sells 60 at most."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 60, country="Chile"),
        demand(100, max_shortage=0.0),
        policies={"half": (share(0.5),)},
    )
    rules = [share(limit) for limit in (1.0, 0.7, 0.4, 0.3995)]
    return sweep(case, rules, "half", jobs=1)


def printed(found: Frontier, **how: Any) -> str:
    file = StringIO()
    show_frontier(found, Console(file=file, width=100, highlight=False), **how)
    return file.getvalue()


def row_of(said: str, start: str) -> list[str]:
    line = next(each for each in said.splitlines() if each.strip().startswith(start))
    return line.split()


def test_each_step_is_a_row_and_the_impossible_say_so(frontier: Frontier) -> None:
    said = printed(frontier)
    assert row_of(said, "70%")[:4] == ["70%", "1,060", "60", "+6.0%"]
    assert row_of(said, "70%")[-1] == "binds"
    assert row_of(said, "39.95%") == ["39.95%", "impossible"]
    assert max(map(width, said.splitlines())) <= 100


def test_bars_are_as_long_as_the_premium(frontier: Frontier) -> None:
    """60 and 120 more than 1000: the bar of 120 is full, that of 60 half as long."""
    lines = printed(frontier).partition("Expected cost against")[2].splitlines()
    bars = {line.split()[0]: line.count("█") for line in lines if "+" in line}
    assert bars == {"100%": 0, "70%": 20, "40%": 40}


def test_what_follows_is_said_in_sentences(frontier: Frontier) -> None:
    said = statements(frontier)
    assert said[0].startswith("Binds from 100%: ")
    assert said[0].endswith("The first step that binds is 70%.")
    assert said[1].startswith("Last possible limit: 40%, found by bisection; 39.95% is")
    assert "max_share country:China 0.5 of the policy 'half' gives way" in said[2]


def test_a_bracket_is_told_where_the_bisection_was_cut_short(
    frontier: Frontier,
) -> None:
    cut = replace(frontier, last_possible=Last(0.5, 0.39, "Stopped by you."))
    (said,) = (each for each in statements(cut) if "Last possible" in each)
    assert "50% is possible and 39% is not; in between it is not known." in said


def test_a_step_without_proof_is_told(frontier: Frontier) -> None:
    late = Step(limit=0.3, status="time_limit", why="Too late.")
    unsure = replace(frontier, steps=[*frontier.steps, late])
    assert "Neither a plan nor a proof that there is none: 30%." in statements(unsure)
    assert row_of(printed(unsure), "30%") == ["30%", "no", "plan", "yet"]


def test_a_frontier_without_any_plan_is_told(frontier: Frontier) -> None:
    none = replace(frontier, steps=frontier.steps[3:], last_possible=None)
    assert "None of these limits is known to be possible." in statements(none)
    assert row_of(printed(none), "39.95%") == ["39.95%", "impossible"]


def test_a_weight_has_a_chart_of_cvar_and_no_limit_to_tell_of(
    frontier: Frontier,
) -> None:
    kind: Any = RULES["risk_weight"]
    weighed = replace(
        frontier,
        steps=frontier.steps[:3],
        rule=kind(limit=0.0),
        without=None,
        last_possible=None,
        replaced=(),
    )
    assert "CVaR 95% against risk_weight" in printed(weighed)
    assert statements(weighed) == []


def test_steps_met_only_by_going_short_are_named(frontier: Frontier) -> None:
    """All plans serve everything: against one that serves more than all, all go short."""
    _, plan = frontier.solved[0]
    served = plan.unserved.assign(plan=-1.0).reindex([0]).fillna(-1.0)
    more = replace(plan)
    more.__dict__["unserved"] = served
    said = statements(replace(frontier, none=more))
    assert any("going short" in each and "100%, 70%, 40%." in each for each in said)


def test_the_first_line_says_what_is_about_to_be_done(frontier: Frontier) -> None:
    line = first_line([share(1.0), share(0.5), share(0.0)], frontier.case)
    assert line == "max_share from 100% to 0% in 3 steps; first the plan without it"


def test_a_finished_step_is_one_line(frontier: Frontier) -> None:
    first, *_, last = frontier.steps
    line = step_line(frontier.rule, frontier.case, first, 1, 4)
    assert line.startswith("1 of 4 · 100%: 1,000 USD, gap ")
    line = step_line(frontier.rule, frontier.case, last, 4, 4)
    assert line.startswith("4 of 4 · 39.95%: No plan satisfies")
    line = step_line(frontier.rule, frontier.case, last, 0, 0)
    assert line == "last possible limit · 39.95%: impossible"


@pytest.mark.parametrize(
    ("rule", "limit", "words"),
    [
        ("max_share", 0.125, "12.5%"),
        ("max_volume", 1200.0, "1,200 kg"),
        ("max_spend", 1e6, "1,000,000 USD"),
        ("max_sources", 2.0, "2"),
        ("min_stock_days", 30.0, "30 days"),
        ("max_share", float("nan"), "–"),
    ],
)
def test_limits_are_written_in_what_they_count(
    rule: str, limit: float, words: str
) -> None:
    kind: Any = RULES[rule]
    given = {"on": CHINA} if rule in {"max_share", "max_volume", "max_sources"} else {}
    assert shown(limit, kind(limit=limit, **given), simple_case()) == words


def test_the_record_is_json_with_every_step(frontier: Frontier) -> None:
    record = json.loads(json.dumps(frontier_record(frontier), allow_nan=False))
    assert [each["limit"] for each in record["steps"]] == [1.0, 0.7, 0.4, 0.3995]
    assert record["steps"][1]["premium"] == pytest.approx(60)
    assert record["steps"][1]["plan"]
    assert record["steps"][3]["status"] == "infeasible"
    assert record["steps"][3]["expected_cost"] is None
    assert record["binds_from"]["limit"] == pytest.approx(1)
    assert record["last_possible"]["impossible"] == 0.3995
    assert record["rule"] == "max_share country:China"
    assert record["replaced"] == ["max_share country:China 0.5"]


def test_the_files_written_are_named_last(frontier: Frontier) -> None:
    said = printed(frontier, written=[Path("x-frontier.xlsx")])
    assert said.splitlines()[-1] == "Written: x-frontier.xlsx"
