"""Months of cover of one plan after another, on one problem of the losses."""

from dataclasses import replace

import pytest

from models.case import Case
from planner import cover as covers
from planner.cover import cover
from planner.plan import Plan
from planner.solving import solve
from tests.both import real
from tests.builders import rule
from tests.cases import random_case


def asked(seed: int) -> Case:
    rules = {
        "none": (),
        "capped": (real(rule("max_share", "country:*", limit=0.7)),),
        "without": (real(rule("exclude", "country:China")),),
    }
    return replace(random_case(seed), policies=rules)


def plans(seed: int) -> list[Plan]:
    case = asked(seed)
    return [solve(case, name, time_limit=20) for name in case.policies]


@pytest.mark.parametrize("seed", [0, 9])
def test_a_plan_is_covered_as_if_no_other_had_been_tried(seed: int) -> None:
    every = plans(seed)
    alone = []
    for plan in every:
        covers.KEPT.clear()
        alone.append(cover(plan.outlook, plan.rules))
    covers.KEPT.clear()
    for _ in range(2):
        assert [cover(plan.outlook, plan.rules) for plan in every] == alone
