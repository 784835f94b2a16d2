"""Where decisions flip, against break-evens worked out on paper."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from models.case import Case
from planner.odds import break_even
from planner.odds.break_even import BreakEvens, break_evens
from planner.odds.decision import Decision, decisions_of
from planner.odds.flip import Flip, Search
from planner.odds.ways import Length, Likelihood, Severity, Start, ways_of
from planner.solving import solve
from tests.cases import curb, demand, item, offer, simple_case
from tests.odds.market import drawn, two_suppliers


def flips(found: BreakEvens, kind: str) -> list[Flip]:
    return [each for each in found.flips if each.way.kind == kind]


@cache
def at_two_fifths() -> BreakEvens:
    """Return the break-evens of two suppliers at p = 0.4."""
    plan = solve(two_suppliers(0.4), gap=0.0)
    return break_evens(plan, (0.0, None), jobs=1)


def test_the_break_even_is_the_premium_over_the_loss_avoided() -> None:
    """500 to sign / (100 kg · (40 − 20) less lost) = 1/4; Home pays if it is likelier."""
    (flip,) = flips(at_two_fifths(), "probability")
    assert flip.decision == Decision("Home")
    assert flip.below < 0.25 < flip.above
    assert flip.above - flip.below <= 0.04 * 0.25 + 1e-9
    assert (flip.pays_above, flip.closed) == (True, True)


def test_the_severity_at_which_it_flips_is_found() -> None:
    """At 0.4 what is cut must be worth 500: 0.4 · 100 (1 − f) · 20 = 500, f = 0.375."""
    (flip,) = flips(at_two_fifths(), "severity")
    assert flip.below < 0.375 < flip.above
    assert flip.above - flip.below <= 0.02 + 1e-9
    assert (flip.pays_above, flip.closed) == (False, True)


def test_a_decision_that_no_number_moves_is_steady() -> None:
    """Home may not be signed at all: nothing to find, and nothing found."""
    plan = solve(two_suppliers(0.4), "alone", gap=0.0)
    found = break_evens(plan, (0.0, None), kinds=["probability"], jobs=1)
    assert found.flips == ()
    assert [each.name for each in found.steady] == ["Home"]
    assert not found.stopped


def shut(probability: float, length: int) -> Case:
    """Five years; Far, at 10, may be shut from 2027 on; 10 are needed each year.

    A unit in stock at the end of a year costs 1, one unserved 100. Home sells at 15, and
    asks 15 to sign. Shut for L years with p, either

    - stock: 10 L in 2026, used up over L years: 10 (L + (L − 1) + … + 1); or
    - Home: 15 to sign, and 5 · 10 L more if it is shut.
    """
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        offer("Home", 15, 100, country="Japan", fixed_cost=15),
        demand(10, shortage_cost=100),
        item("metal", holding_cost=1),
        curb(
            "closure",
            "country:China",
            0,
            length=length,
            probability=probability,
            earliest=1,
            latest=1,
        ),
        periods=5,
    )
    return drawn(case)


def test_shorter_and_commoner_curbs_favour_stock_over_a_second_source() -> None:
    """Tomlin (2006). One year at 0.4: stock 10; Home 15 + 0.4 · 50 = 35."""
    plan = solve(shut(0.4, 1), gap=0.0)
    assert "Home" not in plan.signed
    assert plan.stock["volume"].max() == pytest.approx(10)
    assert plan.expected_cost == pytest.approx(500 + 10)


def test_rarer_and_longer_curbs_favour_a_second_source_over_stock() -> None:
    """Four years at 0.1, as long on average: stock 100; Home 15 + 0.1 · 200 = 35."""
    plan = solve(shut(0.1, 4), gap=0.0)
    assert "Home" in plan.signed
    assert plan.stock["volume"].max() == pytest.approx(0)
    assert plan.expected_cost == pytest.approx(500 + 35)


def test_the_length_at_which_it_flips_is_found() -> None:
    """At 0.1: stock 10 and Home 20 for one year, 30 and 25 for two, 100 and 35 for four.

    No year's stock beside Home: it costs at least 1 a unit, and saves 0.1 · 5.
    """
    plan = solve(shut(0.1, 4), gap=0.0)
    found = break_evens(plan, (0.0, None), kinds=["length"], jobs=1)
    (flip,) = found.flips
    assert (flip.below, flip.above, flip.pays_above) == (1, 2, True)
    assert flip.closed


def test_curbs_on_the_same_target_are_varied_together_too() -> None:
    """1 − 0.8 · 0.5 = 0.6; at 1 − 0.4² = 0.84 each has 1 − 0.8² and 1 − 0.5²."""
    case = drawn(
        simple_case(
            offer("Far", 10, 100, country="China"),
            curb("ban", "country:China", 0, probability=0.2),
            curb("strike", "country:China", 0.5, probability=0.5),
        )
    )
    both = ways_of(case)[0]
    assert isinstance(both, Likelihood)
    assert both.subject == "a curb on country:China"
    assert both.base == pytest.approx(0.6)
    assert both.mix(0.84) == pytest.approx({"ban": 0.36, "strike": 0.75})
    assert both.mix(both.base) == pytest.approx({"ban": 0.2, "strike": 0.5})


def test_a_severity_scales_what_is_cut_in_every_period() -> None:
    """Cut by 0.8 and 0.4, then 0.2; from 0.2 to 0.6 in the worst halves each."""
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        curb("ban", "country:China", [0.2, 0.6], flow_after=0.8, probability=0.2),
        periods=3,
    )
    changed = Severity(case, case.curbs["ban"]).at(0.6).curbs["ban"]
    assert changed.flow == pytest.approx((0.6, 0.8))
    assert changed.flow_after == pytest.approx(0.9)


def test_a_length_repeats_the_last_period_or_leaves_some_out() -> None:
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        curb("ban", "country:China", [0.2, 0.6], price=[2, 3, 4], probability=0.2),
        periods=4,
    )
    way = Length(case, case.curbs["ban"])
    longer, shorter = (way.at(x).curbs["ban"] for x in (4, 1))
    assert (longer.flow, shorter.flow) == ((0.2, 0.6, 0.6, 0.6), (0.2,))
    assert (longer.price, shorter.price) == ((2, 3, 4, 4, 4), (2, 3))
    assert way.at(2) == replace(case, dropped_probability=0.0)


def test_a_later_start_leaves_fewer_scenarios() -> None:
    case = drawn(
        simple_case(
            offer("Far", 10, 100, country="China"),
            curb("ban", "country:China", 0, probability=0.5),
            periods=3,
        )
    )
    later = Start(case, case.curbs["ban"]).at(1)
    names = [each.name for each in later.scenarios]
    assert names == ["no curb", "ban@2027", "ban@2028"]
    assert [each.probability for each in later.scenarios] == [0.25, 0.5, 0.25]


def test_what_is_ordered_or_free_to_sign_is_no_decision() -> None:
    case = simple_case(
        offer("Spot", 10, 100),
        offer("Ordered", 10, 100, fixed_cost=5, commitment={0: 1}),
        offer("Home", 10, 100, fixed_cost=5),
        offer("East", 10, 100, project="mine"),
        offer("West", 10, 100, project="mine"),
        projects={"mine": 10.0},
    )
    found = [(each.name, each.is_project) for each in decisions_of(case)]
    expected = [("Home", False), ("East", False), ("West", False), ("mine", True)]
    assert found == expected


def test_ctrl_c_keeps_the_flips_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Home is at one end of each way only; stopped after the first of the two searches."""
    whole = at_two_fifths()

    def interrupted(_: object, tasks: Sequence[Any], *__: object, **___: object) -> Any:
        if tasks and isinstance(tasks[0], Search):
            yield 0, whole.flips[0]
            raise KeyboardInterrupt
        for place, end in enumerate(tasks):
            yield place, break_even._Point(end.value, frozenset(), 0.0, 0.0)  # noqa: SLF001

    monkeypatch.setattr(break_even, "spread", interrupted)
    found = break_evens(whole.plan, jobs=1)
    assert found.stopped
    assert found.flips == whole.flips[:1]
