"""What may differ nearly as cheaply: ranges, contracts and other plans, by hand."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from models.case import Case
from models.rules import RULES
from planner.alternatives import Alternatives, Range, alternatives, search
from planner.alternatives.different import most_different
from planner.alternatives.search import Search
from planner.alternatives.sources import sources_of, whole_of
from planner.alternatives.tasks import Base, Contract, Found, Share, Volume, attempt
from planner.audit import audit
from planner.errors import UsageError
from planner.solving import solve
from tests.cases import curb, demand, item, offer, scenario, simple_case, target


def two(**terms: Any) -> Case:
    """A sells at 10 in China, B at 12 in Chile; all 100 must be served, none stocked."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, country="Chile", **terms),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
    )


def base(case: Case, within: float, policy: str = "none") -> Base:
    plan = solve(case, policy)
    cap = plan.objective * (1 + within)
    return Base(plan=plan, cap=cap, gap=1e-6, time_limit=30)


def ends(asked: Base, value: str) -> list[float]:
    """Return the least and the most from a country, found and proved alike."""
    (source,) = [each for each in sources_of(asked.plan.case) if each.value == value]
    found = []
    for most in (False, True):
        end = attempt(Volume(base=asked, source=source, most=most))
        assert audit(end.plans[0]).is_clean
        assert end.plans[0].objective <= asked.cap * (1 + 1e-6)
        volume = source.volume(end.plans[0])
        assert end.bound == pytest.approx(volume, abs=1e-3)
        found.append(volume)
    return found


def of(found: Alternatives, value: str) -> Range:
    (each,) = [each for each in found.ranges if each.source.value == value]
    return each


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def halves(told: list[tuple[str, int, int]]) -> Alternatives:
    """Return what may differ at 1,000 and 10% more, every unit from B costing 2."""

    def done(*words: Any) -> None:
        told.append(words)

    return alternatives(solve(two()), 0.1, jobs=1, done=done, gap=1e-6)


def test_a_tenth_more_buys_half_from_the_source_that_costs_a_fifth_more(
    halves: Alternatives,
) -> None:
    """10 · 100 is 1,000; 1,100 leaves 100 for units that cost 2 more each."""
    assert halves.cap == pytest.approx(1100)
    chile = of(halves, "Chile")
    assert (chile.volume, chile.share) == (0, 0)
    assert (chile.least.value, chile.most.value) == pytest.approx((0, 50))
    assert (chile.least.bound, chile.most.bound) == pytest.approx((0, 50), abs=1e-3)
    assert (chile.least_share.value, chile.most_share.value) == pytest.approx((0, 0.5))
    assert chile.most_share.bound == pytest.approx(0.5, abs=1e-4)
    china = of(halves, "China")
    assert (china.least.value, china.most.value) == pytest.approx((50, 100))
    assert (china.least_share.bound, china.most_share.bound) == pytest.approx(
        (0.5, 1.0), abs=1e-4
    )


def test_a_supplier_that_is_all_of_a_country_is_sought_once(
    halves: Alternatives, told: list[tuple[str, int, int]]
) -> None:
    """Of the whole, China and Chile, least and most; then the plan that is shown."""
    assert [(n, every) for _, n, every in told] == [(n, 6) for n in range(1, 7)] + [
        (1, 1)
    ]
    assert of(halves, "B").most == of(halves, "Chile").most


def test_the_plan_that_is_shown_is_the_farthest_and_passes_the_audit(
    halves: Alternatives,
) -> None:
    (plan,) = halves.plans
    assert plan.outlook.planned("B").sum() == pytest.approx(50, abs=1e-3)
    assert plan.objective == pytest.approx(1100, abs=0.01)
    assert plan.bound == pytest.approx(1000)
    assert audit(plan).is_clean


def test_a_share_is_proved_where_the_total_may_vary() -> None:
    """20 from B at 12 are ordered, 80 from A at 10 make 1,040; 104 more buy 10.4 from A
    for the stock: B's share is then 20 of 110.4, while its volume stays 20.
    """
    case = simple_case(
        offer("A", 10, 200, country="China"),
        offer("B", 12, 100, country="Chile", commitment={0: 20}),
        demand(100, max_shortage=0.0),
    )
    asked = base(case, 0.1)
    (source,) = [each for each in sources_of(case) if each.value == "Chile"]
    whole = whole_of(case, "metal")
    task = Share(
        base=asked,
        source=source,
        whole=whole,
        most=False,
        near=asked.plan,
        least_total=100.0,
    )
    found = attempt(task)
    plan = found.plans[-1]
    assert source.volume(plan) / whole.volume(plan) == pytest.approx(20 / 110.4)
    assert found.bound == pytest.approx(20 / 110.4, abs=1e-4)


@pytest.mark.parametrize("fixed_cost", [50, 200])
def test_a_contract_may_be_signed_if_its_fixed_cost_is_within(
    fixed_cost: float,
) -> None:
    """100 at 10 are 1,000 without it; 10% more pays a fixed cost of 50, not of 200."""
    found = attempt(
        Contract(base=base(two(fixed_cost=fixed_cost), 0.1), offer="B", signed=True)
    )
    assert found.impossible is (fixed_cost == 200)
    assert all("B" in plan.signed for plan in found.plans)


def test_a_contract_without_which_all_is_too_dear_is_always_signed() -> None:
    """Without A's contract all 100 cost 1,200 and not 1,010."""
    case = simple_case(
        offer("A", 10, 100, fixed_cost=10),
        offer("B", 12),
        demand(100, max_shortage=0.0),
    )
    asked = base(case, 0.1)
    assert attempt(Contract(base=asked, offer="A", signed=False)).impossible
    hunt = Search(asked, 1, None, lambda *_: None, stopped=True)
    hunt.contracts["A"] = Found(impossible=True)
    assert [each.answer for each in hunt.signings()] == ["always"]


def rule(name: str, **columns: Any) -> Any:
    kind: Any = RULES[name]
    return kind(**columns)


def under(*rules: Any, **terms: Any) -> Case:
    return simple_case(
        offer("A", 10, 100, country="China", **terms),
        offer("B", 12, 100, country="Chile", **terms),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        policies={"P": rules},
    )


def test_the_policy_holds_at_both_ends() -> None:
    """At most 60% from China: 60 and 40 cost 1,080; 5% more, 54, moves 27 to Chile."""
    case = under(rule("max_share", on=target("country:China"), limit=0.6))
    assert ends(base(case, 0.05, "P"), "China") == pytest.approx([33, 60], abs=1e-3)


def test_an_index_that_is_cut_round_by_round_holds_too() -> None:
    """60² + 40² is 5,200: nobody may have more than 60."""
    case = under(rule("max_hhi", on=target("country:*"), limit=5200))
    found = ends(base(case, 0.2, "P"), "China")
    assert found == pytest.approx([40, 60], abs=0.02)


def test_losses_that_the_cheapest_plan_was_not_made_for_are_survived() -> None:
    """45 must be served if either country is lost, and responses may not exceed plans."""
    case = under(rule("survive_loss", on=target("country:*"), limit=0.45), flex=0.0)
    asked = base(case, 0.2, "P")
    found = ends(asked, "China")
    assert found == pytest.approx([45, 55], abs=1e-3)


def test_the_cost_that_is_capped_is_the_one_that_is_minimised() -> None:
    """Only CVaR 50% counts: a unit from A, ordered before it is known, costs 10 or 20.

    That is 20 in the dearer half. All from B cost 1,200; 5% more, 60, buys 7.5 from A,
    each 8 dearer.
    """
    case = simple_case(
        offer("A", 10, 100, country="China", lead_time=1),
        offer("B", 12, 100, country="Chile", lead_time=1),
        demand([0, 100], max_shortage=0.0),
        item("metal", max_stock=0.0),
        curb("rise", "country:China", flow=1, price=2.0),
        scenario("dear", 0.5, rise=1),
        periods=2,
        risk_weight=1.0,
        risk_level=0.5,
    )
    asked = base(case, 0.05)
    assert asked.plan.objective == pytest.approx(1200)
    assert ends(asked, "China") == pytest.approx([0, 7.5], abs=1e-3)


def test_plans_are_chosen_farthest_first_and_none_twice(halves: Alternatives) -> None:
    best, other = halves.best, halves.plans[0]
    sources = sources_of(halves.case)
    assert most_different([best, other, other], best, sources, 5) == [other]
    assert most_different([best], best, sources, 5) == []


def test_ctrl_c_keeps_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first search: what is not sought has the cheapest plan's figures."""

    def interrupted(*_: Any, **__: Any) -> Any:
        yield 0, Found(bound=100.0)
        raise KeyboardInterrupt

    monkeypatch.setattr(search, "spread", interrupted)
    found = alternatives(solve(two()), 0.1, jobs=1)
    assert found.stopped
    china = of(found, "China")
    assert (china.least.value, china.least.bound) == pytest.approx((100, 0))
    assert china.most.value == pytest.approx(100)
    assert china.most.bound == inf
    assert "stopped by you" in china.most.why
    assert not found.plans


def test_no_more_than_the_best_is_no_range() -> None:
    with pytest.raises(UsageError, match="share above 0"):
        alternatives(solve(two()), 0.0)


def test_a_project_is_opened_where_the_cost_leaves_room_for_it() -> None:
    """B costs 12 instead of 10 and its mine 60: 1,060 with the mine, of 1,100 at most.

    Opened or not, 10% more allow either; 5% are 1,050: the mine is opened in no plan.
    """
    case = two(project="mine")
    case = replace(case, projects={"mine": 60.0})
    wide = alternatives(solve(case), 0.1, count=0, jobs=1, gap=1e-6)
    assert [(each.name, each.answer) for each in wide.projects] == [("mine", "either")]
    assert not wide.projects[0].in_best
    tight = alternatives(solve(case), 0.05, count=0, jobs=1, gap=1e-6)
    assert [each.answer for each in tight.projects] == ["never"]
    assert tight.projects[0].why == ""


def test_a_project_that_no_plan_can_do_without_is_always_opened() -> None:
    """A brings 60 of the 100 that must be served; the rest is B's, behind its mine."""
    case = simple_case(
        offer("A", 10, 60, country="China"),
        offer("B", 12, 100, country="Chile", project="mine"),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        projects={"mine": 60.0},
    )
    found = alternatives(solve(case), 0.1, count=0, jobs=1, gap=1e-6)
    assert [(each.answer, each.in_best) for each in found.projects] == [
        ("always", True)
    ]
