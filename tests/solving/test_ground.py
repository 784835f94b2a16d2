"""Stated on what is kept of a case, a problem is the one stated from nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from random import Random
from typing import Any

import numpy as np
import pyomo.core as pyo
import pytest

from models.case import Case
from models.decisions import Outlook
from models.rules import RULES, Rule
from models.rules.max_hhi import MaxHhi
from models.tree import Tree, grow
from planner.errors import NoPlanError
from planner.solving import ground, solve
from planner.solving.child import ARRAYS
from planner.solving.engine import Answer, Status
from planner.solving.losses import losses_of
from planner.solving.question import Question, ask, ask_next
from tests.both import real
from tests.builders import rule
from tests.cases import random_case
from tests.random_rules import random_rule, random_rules

LOSS: Any = real(rule("survive_loss", "country:*", limit=0.5))


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    ground.KEPT.clear()
    yield
    ground.KEPT.clear()


def assert_same(ours: Question, anew: Question) -> None:
    mine, theirs = ours.problem, anew.problem
    assert mine.row_names == theirs.row_names
    assert mine.column_names == theirs.column_names
    for name in ARRAYS:
        assert np.array_equal(getattr(mine, name), getattr(theirs, name)), name


def asked_in_turn(case: Case, tree: Tree, policies: Sequence[Sequence[Rule]]) -> None:
    """Ask for each policy on what the last one left, and from nothing."""
    for rules in policies:
        question = ask_next(case, rules, tree, 1.0)
        assert_same(question, ask(case, rules, tree, 1.0))
        question.let_go()
        assert question.ground in ground.KEPT


def drawn(name: str) -> tuple[Case, Any]:
    """Return a case and a rule of a kind that can be asked of it."""
    for seed in count():
        case = random_case(seed)
        try:
            return case, real(random_rule(Random(seed), case, name))  # noqa: S311
        except KeyError:
            continue
    raise AssertionError


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_stated_as_from_nothing_before_and_after_others(name: str) -> None:
    case, each = drawn(name)
    other = real(rule("max_share", "country:*", limit=0.7))
    tree = grow(case, losses_of(case, [each]))
    asked_in_turn(case, tree, [(each,), (), (each, other), (other,), (each,)])


@pytest.mark.parametrize("seed", range(6))
def test_policies_in_turn_are_stated_as_from_nothing(seed: int) -> None:
    case = random_case(seed)
    policies = [
        [real(each) for each in random_rules(seed + turn, case)] for turn in range(4)
    ]
    every = losses_of(case, [each for rules in policies for each in rules])
    asked_in_turn(case, grow(case, every), policies)


@pytest.mark.parametrize("name", ["max_hhi", "min_sources", "max_cvar_shortage"])
def test_what_a_solve_leaves_is_as_it_was(name: str) -> None:
    case, each = drawn(name)
    asked = replace(case, policies={"asked": (each,)})
    with suppress(NoPlanError):
        solve(asked, "asked", time_limit=20)
    kept = ground.KEPT.take(lambda _: True)
    assert kept is not None
    ground.KEPT.put(kept)
    asked_in_turn(asked, kept.tree, [(), (each,)])


def test_cuts_are_stated_as_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def tighten(_: Rule, block: Any, model: Any, __: Outlook) -> bool:
        block.cut = pyo.Constraint(expr=sum(model.volume.values()) >= 1)
        return True

    monkeypatch.setattr(MaxHhi, "tighten", tighten)
    case, each = drawn("max_hhi")
    question = ask_next(case, (each,), grow(case), 1.0)
    nothing = Answer(status=Status.OPTIMAL, values=np.zeros_like(question.problem.cost))
    cut = question.tightened(nothing)
    assert cut is not None
    assert len(cut.problem.rows) == len(question.problem.rows) + 1
    assert_same(cut, question.restated())


def touch(model: Any) -> None:
    next(iter(model.volume.values())).setub(0)


def fix(model: Any) -> None:
    next(iter(model.volume.values())).fix(0)


def widen(model: Any) -> None:
    model.more = pyo.Var()


@pytest.mark.parametrize("change", [touch, fix, widen])
def test_a_case_that_was_changed_is_not_kept(change: Callable[[Any], None]) -> None:
    case = random_case(1)
    question = ask_next(case, (), grow(case), 1.0)
    change(question.model)
    question.let_go()
    assert not ground.KEPT


def test_what_is_kept_is_for_one_at_a_time_and_for_its_own_case() -> None:
    case = random_case(1)
    tree = grow(case)
    first, second = ask_next(case, (), tree, 1.0), ask_next(case, (), tree, 1.0)
    assert first.model is not second.model
    first.let_go()
    assert first.ground in ground.KEPT
    others = (
        ask_next(replace(case, gap=0.5), (), tree, 1.0),
        ask_next(case, (), tree, 64.0),
        ask_next(case, (real(rule("risk_weight", limit=0.5)),), tree, 1.0),
        ask_next(case, (), grow(case, losses_of(case, [LOSS])), 1.0),
    )
    assert all(each.model is not first.model for each in others)
    assert ask_next(case, (), tree, 1.0).model is first.model
