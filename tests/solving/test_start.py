"""Starting from a plan that is known: it saves time, and changes no answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.case import Case, Target
from models.decisions import Outlook
from models.rules.max_share import MaxShare
from models.rules.survive_loss import SurviveLoss
from models.tree import grow
from planner import solving
from planner.errors import NoPlanError
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for, solve
from planner.solving.engine import Options, run
from planner.solving.hardest import tight_losses
from planner.solving.large.memory import memory_of
from planner.solving.question import ask
from planner.solving.start import whole_numbers
from tests.both import real
from tests.cases import curb, offer, random_case, scenario, simple_case
from tests.random_rules import random_rules

CHINA = Target((("country", "China"),))
FAR = offer("Far", 10, 100, country="China", fixed_cost=1, lot_size=10, min_order=30)
HOME = offer("Home", 14, 60, country="Japan", fixed_cost=7, order_cost=3)


def planned(case: Case, rules: Sequence[Any], near: Plan | None = None) -> Plan | None:
    asked = replace(case, policies={"none": (), "asked": tuple(rules)}, gap=0.0)
    try:
        return solve(asked, "asked", near=near)
    except NoPlanError:
        return None


def test_a_plan_is_told_in_whole_numbers() -> None:
    """100 needed: 60 from Far in lots of 10 at most 60%, 40 from Home."""
    case = simple_case(FAR, HOME)
    plan = planned(case, [MaxShare(on=CHINA, limit=0.6)])
    assert plan is not None
    question = ask(case, (), grow(case), 1.0)
    known = whole_numbers(question.model, plan.outlook)
    names = {id(each): str(each) for each in question.variables}
    assert {names[each]: value for each, value in known.items() if each in names} == {
        "signed[Far]": 1,
        "signed[Home]": 1,
        "lots[Far,0]": 6,
        "ordered[Far,0]": 1,
        "ordered[Home,0]": 1,
    }


def test_a_start_that_cannot_be_kept_changes_no_answer() -> None:
    """Far alone is cheapest; a start that orders 11 of its 10 lots is no plan."""
    case = simple_case(FAR, HOME)
    question = ask(case, (), grow(case), 1.0)
    for lots in (0.0, 2.0, 7.0, 10.0, 11.0):
        start = np.where(question.problem.integer, 1.0, np.nan)
        names = question.problem.column_names
        start[names.index("lots[Far,0]")] = lots
        answer = run(question.problem, Options(gap=0.0), start=start)
        assert answer.objective == pytest.approx(1001)


def test_a_start_of_another_shape_is_passed_over() -> None:
    question = ask(simple_case(FAR, HOME), (), grow(simple_case(FAR, HOME)), 1.0)
    answer = run(question.problem, Options(gap=0.0), start=np.ones(3))
    assert answer.objective == pytest.approx(1001)


def test_a_loss_that_mattered_to_a_plan_is_tried_first_in_the_next() -> None:
    """Without China only the 60 of Home are served: 60% is just survived, 50% easily."""
    case = simple_case(FAR, HOME, curb("ban", "country:China"), scenario("base", 1))
    tight, easy = (SurviveLoss(on=CHINA, limit=limit) for limit in (0.6, 0.5))
    plan = planned(case, [tight])
    assert plan is not None
    losses = list(tight.losses(case))
    assert tight_losses(plan.outlook, plan.rules, losses) == losses
    assert planned(case, [easy], plan) is not None


@pytest.mark.parametrize("seed", range(12))
def test_the_same_optimum_from_any_start(seed: int) -> None:
    case = random_case(seed)
    rules = [real(each) for each in random_rules(seed, case)]
    free, kept = planned(case, ()), planned(case, rules)
    other = planned(case, [real(each) for each in random_rules(seed + 1, case)], kept)
    for near in (free, kept, other):
        again = planned(case, rules, near)
        assert (again is None) == (kept is None)
        if again is not None and kept is not None:
            assert again.objective == pytest.approx(kept.objective, rel=1e-6, abs=1e-6)


def started_from(
    content: bytes, limit: float, monkeypatch: pytest.MonkeyPatch
) -> Outlook | None:
    """Return what a solve at 50% of China starts from, near a plan at a limit."""
    case = simple_case(FAR, HOME, gap=0.0)
    near = planned(case, [MaxShare(on=CHINA, limit=limit)])
    assert near is not None
    heard: list[Outlook | None] = []

    def listen(*asked: Any) -> Any:
        heard.append(asked[5])
        raise NoPlanError("asked")

    monkeypatch.setattr(solving, "cheapest", listen)
    tight = (MaxShare(on=CHINA, limit=0.5),)
    monkeypatch.setattr(memory_of(near.case), "content", content)
    with pytest.raises(NoPlanError):
        cheapest_plan(near.case, "asked", tight, effort_for(near.case), near)
    return heard[0]


def test_a_plan_that_must_be_mended_is_no_start_where_cuts_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plan at 60% takes 60 of 100 from China; that at 40% keeps 50% as well."""
    assert started_from(b"cuts", 0.6, monkeypatch) is None


@pytest.mark.parametrize(("content", "limit"), [(b"", 0.6), (b"cuts", 0.4)])
def test_a_plan_is_a_start_where_nothing_is_known_or_it_keeps_the_rules(
    content: bytes, limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert started_from(content, limit, monkeypatch) is not None
