"""Policies in processes: what fails is a row, what is lost is one row, the rest goes on."""

import os

import pytest

from models.case import Case, Target
from models.rules.max_share import MaxShare
from models.rules.min_volume import MinVolume
from models.rules.risk_weight import RiskWeight
from planner.compare import Outcome, Task, attempt, compare, running
from planner.errors import StoppedError, TimeUpError
from planner.plan import Plan
from planner.solving import cheapest_plan
from planner.spread import dismiss, spread
from tests.cases import demand, item, offer, simple_case

CHINA = Target((("country", "China"),))
SOLVE = "planner.compare.task.cheapest_plan"


def case() -> Case:
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100),
        item(max_stock=0),
        demand(100),
        policies={
            "none": (),
            "half": (MaxShare(on=CHINA, limit=0.5),),
            "more": (MinVolume(on=CHINA, limit=101.0),),
        },
    )


def test_policies_are_counted_apart_from_plans_without_one_rule() -> None:
    """Without its one row each policy is `none`, which is solved once."""
    heard: list[tuple[str, int, int]] = []
    both = (MaxShare(on=CHINA, limit=0.5), MaxShare(on=CHINA, limit=0.9))
    asked = simple_case(
        *case().offers.values(), demand(100), policies={"none": (), "both": both}
    )
    compare(
        asked,
        jobs=1,
        done=lambda each, done, every: heard.append((each.policy, done, every)),
    )
    assert heard == [
        ("none", 1, 2),
        ("both", 2, 2),
        (f"both without {both[0]}", 1, 2),
        (f"both without {both[1]}", 2, 2),
    ]


def test_policies_that_ask_the_same_share_one_solve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Weight 0 is the workbook's own, and the order of rows means nothing."""
    solved: list[str] = []

    def counted(case: Case, name: str, *rest: object) -> Plan:
        solved.append(name)
        return cheapest_plan(case, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(SOLVE, counted)
    half, most = MaxShare(on=CHINA, limit=0.5), MaxShare(on=CHINA, limit=0.9)
    asked = simple_case(
        *case().offers.values(),
        demand(100),
        policies={
            "none": (),
            "both": (half, most),
            "cheapest": (RiskWeight(limit=0.0),),
            "turned": (most, half),
        },
    )
    found = compare(asked, jobs=1)
    assert solved[:2] == ["none", "both"]
    assert not {"cheapest", "turned"} & set(solved)
    assert [each.policy for each in found.plans] == list(asked.policies)
    assert found.plans[2].rules == (RiskWeight(limit=0.0),)
    assert found.plans[3].objective == found.plans[1].objective


def test_any_fault_in_one_policy_is_its_row_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(case: Case, name: str, *rest: object) -> Plan:
        if name == "half":
            raise KeyError("metal")
        return cheapest_plan(case, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(SOLVE, broken)
    found = compare(case(), jobs=1)
    assert [each.status for each in found.outcomes] == [
        "optimal",
        "failed",
        "infeasible",
    ]
    assert found.outcomes[1].why == "A fault of the program: KeyError: 'metal'"


def test_a_policy_out_of_time_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise TimeUpError("Stopped by the time limit before any plan was found.")

    monkeypatch.setattr(SOLVE, slow)
    found = compare(case(), ["half"], jobs=1)
    assert [each.status for each in found.outcomes] == ["time_limit"] * 2
    assert not found.solved


def test_a_lost_process_is_one_row_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def dying(each: Task) -> Outcome:
        if each.name == "half":
            os._exit(9)
        return attempt(each)

    monkeypatch.setattr(running, "attempt", dying)
    found = compare(case(), jobs=2)
    assert [each.status for each in found.outcomes] == [
        "optimal",
        "failed",
        "infeasible",
    ]
    assert "killed, or out of memory" in found.outcomes[1].why


def test_every_task_is_answered_once_when_processes_are_lost() -> None:
    def dying(number: int) -> int:
        if number % 2:
            os._exit(9)
        return number

    found = dict(spread(dying, range(4), 2, lambda number: -number))
    assert found == {0: 0, 1: -1, 2: 2, 3: -3}


def test_ctrl_c_keeps_the_policies_that_are_done() -> None:
    def stop(each: Outcome, done: int, every: int) -> None:
        del each, every
        if done == 2:
            raise KeyboardInterrupt

    found = compare(case(), jobs=1, done=stop)
    assert [each.status for each in found.outcomes] == [
        "optimal",
        "optimal",
        "interrupted",
    ]
    assert found.outcomes[2].why == "Stopped by you before it was done."


def test_ctrl_c_before_any_policy_is_done_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(_: Task) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "attempt", stop)
    with pytest.raises(StoppedError):
        compare(case(), jobs=1)


def test_processes_that_wait_are_ended_and_others_are_found_for_the_next_tasks() -> (
    None
):
    first = set(workers())
    dismiss()
    for each in first:
        with pytest.raises(ProcessLookupError):
            os.kill(each, 0)
    assert first.isdisjoint(workers())
    dismiss()
    dismiss()


def workers() -> list[int]:
    """Return the process that did each of a few tasks."""
    return [process for _, process in spread(process_of, range(4), 2)]


def process_of(_: int) -> int:
    return os.getpid()
