"""Plans that the planner makes pass; the same plans, spoilt, do not."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.decisions import Decisions
from models.rules import RULES
from planner import spread as spreading
from planner.audit import Help, audit, check, require_clean
from planner.audit.check import check_part, concluded
from planner.audit.from_plan import decided_of, stated_of
from planner.audit.parts import parts_of, whole
from planner.audit.scene import Scene
from planner.audit.world import world_of
from planner.errors import NoPlanError, PlannerError
from planner.plan import Plan
from planner.solving import solve
from tests.cases import random_case
from tests.random_rules import random_rules

SEEDS = (1, 2, 6, 21, 22, 63)
"""Of cases that have a plan under the rules drawn, one of which survives losses."""


def row(drawn: Any) -> Any:
    """Return a drawn row of the Policies sheet as the planner's own rule."""
    kind: Any = RULES[drawn.rule]
    given = {each.name: getattr(drawn, each.name, None) for each in fields(kind)}
    return kind(**{name: value for name, value in given.items() if value is not None})


def ruled(seed: int) -> Case:
    case = random_case(seed)
    rules = tuple(map(row, random_rules(seed, case)))
    return replace(case, policies={**case.policies, "drawn": rules})


def plans() -> Iterator[Plan]:
    for seed in SEEDS:
        with suppress(NoPlanError):
            yield solve(ruled(seed), "drawn", time_limit=20)


@pytest.fixture(scope="module")
def solved() -> list[Plan]:
    return list(plans())


def test_plans_of_random_cases_under_random_rules_pass(solved: list[Plan]) -> None:
    assert len(solved) == len(SEEDS)
    for plan in solved:
        found = audit(plan)
        assert found.is_clean, f"{plan.case.name} {plan.policy}: {found}"
        assert not found.unchecked


Spoil = Callable[[Plan, Random], Decisions | None]


def nudged(family: str, factor: float) -> Spoil:
    """Return what multiplies one volume of a family, where it has a cost.

    What surplus of a loss is thrown away is nobody's business.
    """

    def spoil(plan: Plan, dice: Random) -> Decisions | None:
        values: Any = dict(getattr(plan.outlook.decisions, family))
        likely = plan.outlook.tree.probability
        keys = sorted(key for key in values if likely[key[1]] > 0)
        if not keys:
            return None
        values[dice.choice(keys)] *= factor
        other: Any = {family: values}
        return replace(plan.outlook.decisions, **other)

    return spoil


SPOILT = pytest.mark.parametrize(
    "spoil",
    [
        nudged("deliveries", 1.001),
        nudged("deliveries", 0.0),
        nudged("refining", 1.001),
        nudged("stock", 1.001),
        nudged("unserved", 0.999),
        nudged("unserved", 0.0),
    ],
    ids=["more", "dropped", "output", "stock", "served", "all served"],
)


@SPOILT
def test_one_volume_changed_is_caught(solved: list[Plan], spoil: Spoil) -> None:
    tried = 0
    for number, plan in enumerate(solved):
        dice = Random(number)  # noqa: S311 - no secret
        decisions = spoil(plan, dice)
        if decisions is not None:
            spoilt = replace(plan, outlook=replace(plan.outlook, decisions=decisions))
            assert not audit(spoilt).is_clean, plan.case.name
            tried += 1
    assert tried >= 3


@SPOILT
def test_parts_checked_elsewhere_come_to_what_the_whole_does(
    solved: list[Plan], spoil: Spoil
) -> None:
    for number, plan in enumerate(solved):
        decisions = spoil(plan, Random(number))  # noqa: S311 - no secret
        spoilt = replace(plan.outlook, decisions=decisions or plan.outlook.decisions)
        other = replace(plan, outlook=spoilt)
        case, decided, said = other.case, decided_of(other), stated_of(plan)
        scene = Scene(world_of(case, decided.losses), decided)
        one = concluded(scene, plan.rules, said, [check_part(whole(scene, plan.rules))])
        for moments in (1, 10):
            parts = pickle.loads(  # noqa: S301 - its own
                pickle.dumps(parts_of(scene, plan.rules, moments))
            )
            checked = [check_part(each) for each in parts]
            assert concluded(scene, plan.rules, said, checked) == one


def test_a_large_plan_is_audited_by_other_processes(
    solved: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = max(solved, key=lambda each: len(each.outlook.tree.nodes))
    one = audit(plan)
    monkeypatch.setattr(check, "LARGE", 0)
    asked: list[int] = []

    def spread(work: Any, parts: Sequence[Any], jobs: int, *rest: Any) -> Any:
        asked.append(len(parts))
        return spreading.spread(work, parts, jobs, *rest)

    monkeypatch.setattr(check, "spread", spread)
    assert audit(plan, Help(jobs=2)) == one
    assert asked[0] > 1
    assert audit(plan, Help(jobs=1)) == one
    assert len(asked) == 1


def test_a_signature_taken_back_is_caught_where_it_binds(solved: list[Plan]) -> None:
    tried = 0
    for plan in solved:
        offers, decisions = plan.case.offers, plan.outlook.decisions
        for name in decisions.signed:
            if not offers[name].free_to_sign:
                less = replace(decisions, signed=decisions.signed - {name})
                spoilt = replace(plan, outlook=replace(plan.outlook, decisions=less))
                assert not audit(spoilt).is_clean, (plan.case.name, name)
                tried += 1
    assert tried >= 3


def test_responses_of_two_scenarios_exchanged_are_caught(solved: list[Plan]) -> None:
    """The paths of two scenarios through the tree, but not their curbs."""
    tried = 0
    for plan in solved:
        tree = plan.outlook.tree
        other = next((p for p in tree.paths[1:] if (p != tree.paths[0]).any()), None)
        if other is None:
            continue
        paths = tree.paths.copy()
        paths[0], paths[1] = tree.paths[1], tree.paths[0]
        if (paths[0] == paths[1]).all():
            continue
        exchanged = replace(plan.outlook, tree=replace(tree, paths=paths))
        tried += not audit(replace(plan, outlook=exchanged)).is_clean
    assert tried >= 3


def test_a_figure_changed_is_caught(solved: list[Plan]) -> None:
    for plan in solved:
        for change in (
            {"objective": plan.objective * 1.001 + 1},
            {"bound": plan.objective + abs(plan.objective) * 0.001 + 1},
            {"weight": 0.123},
        ):
            spoilt: Plan = replace(plan, **change)  # type: ignore[arg-type]
            assert not audit(spoilt).is_clean, plan.case.name


def test_a_spoilt_plan_is_a_fault_of_the_program(
    solved: list[Plan], tmp_path: Path
) -> None:
    require_clean(solved[0], tmp_path)
    assert not list(tmp_path.iterdir())
    spoilt = replace(solved[0], objective=solved[0].objective + 1000)
    with pytest.raises(PlannerError, match="fault of the program") as caught:
        require_clean(spoilt, tmp_path)
    (saved,) = tmp_path.iterdir()
    assert str(saved) in str(caught.value)
    assert caught.value.exit_code == 1
    assert "objective" in str(caught.value)


def test_what_is_kept_of_a_case_is_not_taken_for_another(solved: list[Plan]) -> None:
    plan = solved[0]
    dearer = {
        name: replace(offer, price=tuple(2 * each + 1 for each in offer.price))
        for name, offer in plan.case.offers.items()
    }
    for _ in range(2):
        assert audit(plan).is_clean
        other = replace(plan, case=replace(plan.case, offers=dearer))
        assert not audit(other).is_clean
