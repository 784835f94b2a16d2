"""A frontier that a run asks for, by a real worker, and how it is ended early."""

import json
import threading
import time
from pathlib import Path

import pytest

from planner import workbook
from planner.errors import StoppedError, UsageError
from planner.jobs.sweeping import interrupting, rules_of
from planner.runs import Choice, State, Store, Sweep
from tests.jobs.conftest import awaited

TINY = Path(__file__).parents[2] / "inputs" / "tiny.xlsx"
MOST = "Max 70% China"
ENDED = (State.DONE, State.STOPPED, State.FAILED, State.CANCELLED)


def test_a_worker_sweeps_a_limit_of_a_policy_and_keeps_what_the_terminal_tells(
    compared: tuple[Store, str],
) -> None:
    """With 60% from China a quiet year costs 6,000 + 8,000 instead of 10,000."""
    store, parent = compared
    asked = Choice(kind="frontier", policies=(MOST,), sweep=Sweep(MOST, 0, 1.0, 0.6, 2))
    run = awaited(store, store.choose(parent, asked).id, *ENDED)
    assert (run.state, run.choice) == (State.DONE, asked)
    steps = {each.policy: each for each in store.steps(run.id)}
    assert [(each, steps[each].state) for each in steps] == [
        *(("100%", "done"), ("60%", "done"))
    ]
    assert steps["100%"].objective == pytest.approx(46_382)
    assert steps["60%"].objective == pytest.approx(56_138)
    record = json.loads(store.file(run.id, "frontier.json"))
    assert record["statements"][1] == "Every one of these limits is possible."
    assert [each["binds"] for each in record["steps"]] == [False, True]
    view = json.loads(store.file(run.id, "view.json"))
    assert (view["policy"], view["falls"], view["kept"]) == (MOST, True, [])
    names = {each.name for each in store.files(run.id)}
    assert {"frontier.xlsx", "frontier.html"} <= names


def test_the_weight_of_risk_moves_without_a_rule_of_the_workbook() -> None:
    rules = rules_of(workbook.read(TINY), Sweep("", None, 0.0, 0.9, 4))
    assert [str(each) for each in rules] == [
        *("risk_weight 0", "risk_weight 0.3", "risk_weight 0.6", "risk_weight 0.9")
    ]


@pytest.mark.parametrize(
    ("sweep", "fault"),
    [
        (Sweep("Nobody", 0, 1, 0), "There is no policy 'Nobody'"),
        (Sweep(MOST, 3, 1, 0), "There is no rule 4 in the policy"),
        (Sweep(MOST, 0, 2, 0), "at most 1|from 0 to 1|between"),
        (Sweep(MOST, 0, 0.5, 0.5), "are no frontier"),
    ],
)
def test_what_cannot_be_swept_is_told(sweep: Sweep, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        rules_of(workbook.read(TINY), sweep)


def test_good_enough_interrupts_a_search_like_ctrl_c_and_nothing_after_it() -> None:
    stop = threading.Event()
    with interrupting(stop):
        try:
            stop.set()
            time.sleep(60)
        except KeyboardInterrupt:
            heard = True
    assert heard
    with pytest.raises(StoppedError), interrupting(stop):
        time.sleep(60)
    time.sleep(0.3)
