"""A problem stated at a few nodes and repeated is the problem stated whole."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.case import Case
from models.rules import Rule
from models.sourcing import build
from models.tree import Tree, grow
from planner.solving import policy_of
from planner.solving.linear import from_pyomo
from planner.solving.stating import alike, branches, replicated
from planner.solving.stating.declared import IndivisibleError
from planner.solving.stating.joined import Parted
from planner.workbook import read
from tests.benchmarks.books import Size, write_book
from tests.both import real
from tests.cases import random_case
from tests.random_rules import random_rules
from tests.solving.test_parts import assert_alike, simple_terms

DAILY = range(12)
"""All of these can be repeated; of the others a few cannot, and are stated in parts."""
SEEDS = range(300) if os.environ.get("NIGHTLY") else DAILY
THREE_YEARS = Size(
    offers=8, items=4, length="quarter", first="2027Q1", periods=12, starts=(9, 9)
)
"""Long enough for many nodes to be alike."""
AT_ONCE = 40
"""Nodes stated together: few enough that there are several slices."""
WHOLLY = 1.0
"""A share of nodes that may be stated: all."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_repeated_problem_is_the_problem_whole(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "CHECKED", 1)
    case = random_case(seed)
    rules = [real(each) for each in random_rules(seed, case)]
    losses = [loss for each in rules for loss in each.losses(case)]
    tree = grow(case, losses[:2])
    if not tree.branches:
        pytest.skip("nothing is to be repeated")
    try:
        found = repeated(case, rules, tree)
    except IndivisibleError:
        if seed in DAILY:
            raise
        pytest.skip("stated in parts: it cannot be repeated")
    assert_same(found, case, rules, tree)


@pytest.mark.parametrize("risk_weight", [0.0, 0.3])
def test_what_is_said_at_a_third_of_the_nodes_tells_of_all(
    risk_weight: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "CHECKED", 1)
    case = replace(book(tmp_path), risk_weight=risk_weight)
    _, rules = policy_of(case, None)
    tree = grow(case)
    assert_same(repeated(case, rules, tree, 1 / 3), case, rules, tree)


def test_nodes_that_were_taken_for_alike_and_are_not_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = book(tmp_path)
    tree = grow(case)
    monkeypatch.setattr(alike.Alike, "codes", lambda self, _: self.period)
    with pytest.raises(IndivisibleError):
        repeated(case, (), tree)


def test_the_same_nodes_tell_of_all_whoever_asks(tmp_path: Path) -> None:
    """Else the order of columns, and with it a plan among equals, would be by chance."""
    case = book(tmp_path)
    names = [repeated(case, (), grow(case)).problem.column_names for _ in range(2)]
    assert names[0] == names[1]


def test_a_loss_is_like_no_other_node() -> None:
    case = random_case(0)
    curb = next(iter(case.curbs.values()))
    loss = replace(curb, name="sooner", flow=(), flow_after=0.111, earliest=0)
    tree = grow(case, [loss, replace(loss, name="later", earliest=1)])
    kin = alike.Alike(tree, {n: each.lead_time for n, each in case.offers.items()})
    codes = kin.codes(kin.kind(None, 0))
    lost = sorted(tree.losses)
    assert len(lost) > 1
    assert len(set(codes[lost].tolist())) == len(lost)


def test_what_cannot_be_repeated_is_stated_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = simple_terms(random_case(0))
    tree = grow(case)
    monkeypatch.setattr(branches, "LARGE", 0)
    monkeypatch.setattr(alike.Alike, "codes", lambda self, _: self.period)
    question = branches.ask_by_size(case, (), tree, 1.0)
    assert isinstance(question, branches.PartedQuestion)
    whole, _ = from_pyomo(build(case, (), tree))
    assert question.problem.objective(np.ones(len(whole.cost))) == pytest.approx(
        whole.objective(np.ones(len(whole.cost)))
    )


def book(folder: Path) -> Case:
    return read(write_book(folder / "book.xlsx", THREE_YEARS))


def repeated(
    case: Case, rules: Sequence[Rule], tree: Tree, share: float = WHOLLY
) -> Parted:
    source = branches.source_of(case, rules, 1.0)
    return replicated.replicated(source, tree, AT_ONCE, share)


def assert_same(found: Parted, case: Case, rules: Sequence[Rule], tree: Tree) -> None:
    whole, _ = from_pyomo(build(case, rules, tree))
    assert_alike(whole, found.problem)
