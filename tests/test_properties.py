"""What must hold for any case: order and names mean nothing, scale is scale."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case, Offer, Process, Target
from planner.errors import NoPlanError
from planner.solving import solve
from tests.both import real
from tests.cases import random_case
from tests.oracle import optimum
from tests.random_rules import random_rules

NEVER = float("inf")
few = settings(deadline=None, derandomize=True, max_examples=12)
seeds = st.integers(0, 10_000)


def least(case: Case, rules: Any = ()) -> float:
    """Return the least objective; infinite where there is no plan."""
    asked = replace(case, policies={"none": (), "asked": tuple(rules)}, gap=0.0)
    try:
        return solve(asked, "asked").objective
    except NoPlanError:
        return NEVER


def same(one: float, other: float) -> bool:
    return one == other or one == pytest.approx(other, rel=1e-6, abs=1e-6)


def backwards(named: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed(list(named.items())))


@few
@given(seeds)
def test_the_order_of_rows_means_nothing(seed: int) -> None:
    case = random_case(seed)
    turned = replace(
        case,
        items=backwards(case.items),
        demands=backwards(case.demands),
        suppliers=backwards(case.suppliers),
        offers=backwards(case.offers),
        processes=backwards(case.processes),
        scenarios=tuple(reversed(case.scenarios)),
    )
    assert same(least(turned), least(case))


@few
@given(seeds)
def test_names_mean_nothing(seed: int) -> None:
    case = random_case(seed)

    def new(name: str) -> str:
        return f"{name} of old"

    def relabelled(each: Offer | Process) -> dict[str, str]:
        return {kind: new(value) for kind, value in each.labels.items()}

    def aimed(target: Target) -> Target:
        return replace(target, pairs=tuple((k, new(v)) for k, v in target.pairs))

    renamed = replace(
        case,
        suppliers={
            new(name): replace(each, name=new(name), country=new(each.country))
            for name, each in case.suppliers.items()
        },
        offers={
            new(name): replace(
                each,
                name=new(name),
                supplier=new(each.supplier),
                labels=relabelled(each),
            )
            for name, each in case.offers.items()
        },
        processes={
            new(name): replace(each, name=new(name), labels=relabelled(each))
            for name, each in case.processes.items()
        },
        curbs={
            name: replace(
                each, hits=aimed(each.hits), price_hits=aimed(each.price_hits)
            )
            for name, each in case.curbs.items()
        },
    )
    assert same(least(renamed), least(case))


def scaled(
    case: Case, fields: Mapping[str, tuple[str, ...]], factor: float
) -> dict[str, Any]:
    """Return the parts of a case with the named figures multiplied."""

    def times(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(factor * each for each in value)
        return factor * value

    return {
        part: {
            name: replace(each, **{f: times(getattr(each, f)) for f in names})
            for name, each in getattr(case, part).items()
        }
        for part, names in fields.items()
    }


MONEY = {
    "items": ("holding_cost", "stock_value"),
    "demands": ("shortage_cost",),
    "offers": ("price", "freight", "order_cost", "fixed_cost", "period_cost"),
    "processes": ("cost",),
}
VOLUME = {
    "items": ("opening_stock", "max_stock", "closing_stock"),
    "demands": ("volume",),
    "suppliers": ("capacity",),
    "offers": ("capacity", "min_order", "lot_size", "commitment"),
    "processes": ("capacity",),
}
ONCE = {"offers": ("order_cost", "fixed_cost", "period_cost")}


@few
@given(seeds, st.sampled_from([1e-3, 1e3, 1e6]))
def test_money_in_another_unit_scales_the_cost(seed: int, factor: float) -> None:
    case = random_case(seed)
    projects = {name: factor * cost for name, cost in case.projects.items()}
    dearer = replace(case, **scaled(case, MONEY, factor), projects=projects)
    assert same(least(dearer) / factor, least(case))


@few
@given(seeds, st.sampled_from([1e-3, 1e3, 1e6]))
def test_quantities_in_another_unit_scale_the_cost(seed: int, factor: float) -> None:
    case = random_case(seed)
    projects = {name: factor * cost for name, cost in case.projects.items()}
    larger = replace(case, **scaled(case, VOLUME, factor), projects=projects)
    larger = replace(larger, **scaled(larger, ONCE, factor))
    offers = {
        name: replace(
            each,
            tiers=tuple(
                replace(tier, from_volume=factor * tier.from_volume)
                for tier in each.tiers
            ),
        )
        for name, each in larger.offers.items()
    }
    assert same(least(replace(larger, offers=offers)) / factor, least(case))


@few
@given(seeds)
def test_a_rule_never_lowers_the_cost(seed: int) -> None:
    case = replace(random_case(seed), risk_weight=0.0)
    rules = [real(each) for each in random_rules(seed, case)]
    limits = [each for each in rules if not each.rule.startswith("risk_")]
    assert least(case, limits) >= least(case) * (1 - 1e-6) - 1e-6


def agree(seed: int, rules_of: Callable[[int, Case], Any]) -> None:
    case = random_case(seed)
    plain = rules_of(seed, case)
    rules = tuple(real(each) for each in plain)
    expected = optimum(case, plain).objective
    assert same(least(case, rules), expected)


@pytest.mark.parametrize("seed", range(40))
def test_two_readings_of_the_contract_agree_under_random_rules(seed: int) -> None:
    agree(seed, random_rules)


@pytest.mark.parametrize("seed", [62, 194, 379, 590, 1109, 1194])
def test_two_readings_agree_where_one_was_wrong_once(seed: int) -> None:
    agree(seed, lambda *_: ())


@few
@given(seeds)
def test_a_plan_keeps_every_rule_it_was_made_under(seed: int) -> None:
    case = random_case(seed)
    rules = tuple(real(each) for each in random_rules(seed, case))
    asked = replace(case, policies={"none": (), "asked": rules}, gap=0.0)
    try:
        plan = solve(asked, "asked")
    except NoPlanError:
        return
    for rule in rules:
        for measure in rule.measure(plan.outlook):
            floor = -1e-6 * max(1.0, abs(measure.limit))
            assert measure.slack >= floor or not measure.enforced, (rule, measure)
