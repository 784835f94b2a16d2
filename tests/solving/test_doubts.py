"""Of a large problem, mostly those responses are asked that the master misjudges."""

import os
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.tree import grow
from planner.method import Method
from planner.solving import policy_of
from planner.solving.child import ARRAYS
from planner.solving.large import pricing
from planner.solving.large.arrays import Places
from planner.solving.large.divided import divided
from planner.solving.large.inward import ALONE, Doubts
from planner.solving.large.pricing import Pricing
from planner.solving.large.response import Cut
from planner.solving.large.search import Decomposition, Limits
from planner.solving.question import ask
from tests.cases import random_case
from tests.solving.test_methods import CLOSE, cheapest_of, response

SEEDS = range(200 if os.environ.get("NIGHTLY") else 8)
KNOWN = np.zeros(5)


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "LARGE", 1)


def five() -> Pricing:
    return Pricing([response(1.0, block) for block in range(5)], threads=1)


def missed(*by: float) -> list[Cut]:
    """Return cuts by which each response costs so much more than is known."""
    nowhere = np.zeros(0, dtype=np.int32)
    return [Cut(block, more, nowhere, np.zeros(0)) for block, more in enumerate(by)]


def listed(places: Places | None) -> list[int] | None:
    return None if places is None else places.tolist()


def test_all_are_asked_first_and_then_the_few_that_were_misjudged() -> None:
    doubts = Doubts(five())
    assert doubts.asked() is None
    doubts.told(missed(1, 70, -3, 20, 9), np.zeros(0), KNOWN)
    assert listed(doubts.asked()) == [1, 3]
    doubts.told(missed(1, 0, 0, 0, 9)[1:2], np.zeros(0), KNOWN)
    assert listed(doubts.asked()) == [3, 4]


def test_all_are_asked_again_after_some_rounds_or_once_the_few_tell_nothing() -> None:
    doubts = Doubts(five())
    doubts.asked()
    doubts.told(missed(1, 1, 1, 1, 1), np.zeros(0), KNOWN)
    asked = [doubts.asked() is None for _ in range(2 * ALONE + 2)]
    assert asked == 2 * [*(ALONE * [False]), True]
    doubts.end()
    assert doubts.asked() is None


def test_all_are_asked_while_any_leaves_no_response() -> None:
    doubts = Doubts(five())
    doubts.told(missed(1, 1, 1, 1, 1), np.zeros(0), KNOWN)
    doubts.told([replace(missed(1)[0], is_limit=True)], np.zeros(0), KNOWN)
    assert doubts.asked() is None


def test_all_are_asked_of_what_is_not_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "LARGE", 100)
    doubts = Doubts(five())
    doubts.told(missed(1, 1, 1, 1, 1), np.zeros(0), KNOWN)
    assert doubts.asked() is None


def test_some_are_priced_as_they_are_among_all() -> None:
    """Of x = 4 bought, 6 are missing, at 1 to 5 each."""
    plan, asked = np.array([4.0]), [response(1.0 + at, at) for at in range(5)]
    some = np.array([1, 3], dtype=np.int32)
    cost, cuts = Pricing(asked, threads=2).price(plan, lambda: None, some)
    assert cost == pytest.approx(6 * (2 + 4))
    assert [cut.block for cut in cuts] == [1, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_asking_few_finds_the_same_optimum_and_no_bound_above_it(seed: int) -> None:
    case = random_case(seed)
    plan = cheapest_of(seed, Method.EXTENSIVE)
    question = ask(case, policy_of(case, None)[1], grow(case), 1.0)
    problem = replace(question.problem, planned=question.planned())
    data: dict[str, Any] = {each: getattr(problem, each) for each in ARRAYS}
    parts = divided(data, data["planned"] | data["integer"])
    if not parts["block_columns"]:
        return
    search = Decomposition(
        **{**parts, "responses": Pricing(parts["responses"], threads=1)},
        limits=Limits(gap=1e-7, deadline=time.monotonic() + 600, stopped=lambda: False),
        keep=lambda *_: None,
        tell=lambda *_: None,
    )
    assert search.run() == ("kOptimal" if plan else "kInfeasible")
    if plan is None:
        return
    slack = CLOSE * max(1.0, abs(plan.objective))
    assert search.best == pytest.approx(plan.objective, abs=slack)
    assert search.bound <= plan.objective + slack
