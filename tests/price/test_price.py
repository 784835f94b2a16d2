"""A buyer's own volumes: what they cost and break, and what is nearest, by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from models.case import Case
from models.rules import RULES
from planner.audit import audit
from planner.price import Priced, price
from planner.solving import solve
from planner.workbook.edited import Edited
from tests.cases import (
    curb,
    demand,
    item,
    offer,
    scenario,
    simple_case,
    supplier,
    target,
)


def rule(name: str, **columns: Any) -> Any:
    kind: Any = RULES[name]
    return kind(**columns)


def edited(
    case: Case,
    volumes: Mapping[str, Sequence[float]],
    signed: Sequence[str] = (),
    refused: Sequence[str] = (),
) -> Edited:
    """Return volumes as if they stood in a plan workbook, offer by offer."""
    none = (0.0,) * len(case.periods)
    asked = {name: tuple(map(float, volumes.get(name, none))) for name in case.offers}
    return Edited(
        source="plan.xlsx",
        policy="none",
        volumes=asked,
        signed=frozenset(signed),
        refused=frozenset(refused),
        places={
            (name, period): f"Plan!{name}{t}"
            for name in case.offers
            for t, period in enumerate(case.periods)
        },
        rows={name: f"Plan!{name}" for name in case.offers},
        before=dict.fromkeys(case.offers, none),
    )


def priced(
    case: Case, policy: str = "none", signed: Sequence[str] = (), **volumes: Any
) -> Priced:
    return price(solve(case, policy), edited(case, volumes, signed))


def two(**terms: Any) -> Case:
    """A sells at 10 in China, B at 14 in Chile; all 100 must be served, none stocked."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100, country="Chile", **terms),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        policies={"P": [rule("max_share", on=target("country:China"), limit=0.6)]},
    )


def moves(found: Priced) -> dict[str, tuple[float, float]]:
    return {each.offer: (each.before, each.after) for each in found.changes}


def test_the_optimal_plan_costs_what_it_costs_and_nothing_moves() -> None:
    """60 at 10 and 40 at 14 are 1,160, the cheapest with at most 60% from China."""
    found = priced(two(), "P", A=[60], B=[40])
    assert found.is_kept
    assert found.own is not None
    assert found.own.expected_cost == pytest.approx(1160)
    assert found.best.expected_cost == pytest.approx(1160)
    assert (found.distance, found.proved, found.breaches) == (0, 0, [])
    assert audit(found.own).is_clean


def test_ten_units_moved_cost_ten_times_the_difference_in_price() -> None:
    """10 from B at 14 instead of A at 10: 40 more than 1,000."""
    found = priced(two(), A=[90], B=[10])
    assert found.own is not None
    assert found.own.expected_cost - found.best.expected_cost == pytest.approx(40)
    assert found.is_kept


def test_a_broken_share_is_named_with_its_bucket_and_ten_units_mend_it() -> None:
    """70% from China where 60% is the limit: 10 units fewer there, 10 more in Chile."""
    found = priced(two(), "P", A=[70], B=[30])
    assert found.own is not None
    assert found.own.expected_cost == pytest.approx(70 * 10 + 30 * 14)
    (broken,) = found.broken
    assert broken.rule == "max_share country:China 0.6"
    assert broken.bucket == "country:China · metal · 2026"
    assert (broken.limit, broken.actual) == pytest.approx((0.6, 0.7))
    assert moves(found) == {
        "A": pytest.approx((70, 60)),
        "B": pytest.approx((30, 40)),
    }
    assert found.distance == pytest.approx(20)
    assert found.proved == pytest.approx(20, abs=1e-3)
    assert audit(found.nearest).is_clean


def test_of_plans_equally_near_the_cheapest_is_taken() -> None:
    """10 of the 30 too many from China go to Chile: from B at 14, not from C at 20."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("C", 20, 100, country="Chile"),
        offer("B", 14, 100, country="Chile"),
        demand(100, max_shortage=0.0),
        item("metal", max_stock=0.0),
        policies={"P": [rule("max_share", on=target("country:China"), limit=0.6)]},
    )
    found = priced(case, "P", A=[70], B=[15], C=[15])
    assert moves(found) == {
        "A": pytest.approx((70, 60)),
        "B": pytest.approx((15, 25)),
    }


def test_every_reason_for_impossible_is_told_at_once_with_its_cell() -> None:
    """A: 130 > 120. B: ordered in lots of 10, 20 at least, from the second year on, 5
    for the first year being ordered. C delivers only in the second year.
    """
    case = simple_case(
        offer("A", 10, 120),
        offer("B", 14, 100, lot_size=10, min_order=20, lead_time=1, commitment={0: 5}),
        offer("C", 14, 100, first=1),
        demand(100),
        periods=2,
    )
    found = priced(case, A=[130, 0], B=[6, 15], C=[1, 0])
    assert found.own is None
    told = [(each.places[0], each.kind) for each in found.breaches]
    assert told == [
        ("Plan!A0", "capacity"),
        ("Plan!B0", "lead time"),
        ("Plan!B1", "least order"),
        ("Plan!B1", "lot"),
        ("Plan!C0", "window"),
    ]
    assert found.changes[0].place == "Plan!A0"
    assert (found.changes[0].before, found.changes[0].after) == (130, 120)
    assert audit(found.nearest).is_clean


def test_less_than_is_ordered_already_is_impossible() -> None:
    case = simple_case(offer("A", 10, 100, commitment={0: 30}), demand(100))
    found = priced(case, A=[20])
    assert [each.kind for each in found.breaches] == ["commitment"]
    assert moves(found) == {"A": pytest.approx((20, 30))}


def test_a_supplier_that_cannot_deliver_both_is_told_with_both_cells() -> None:
    case = simple_case(
        supplier("S", 100),
        offer("A", 10, 80, supplier="S"),
        offer("B", 14, 80, supplier="S"),
        demand(200),
    )
    (breach,) = priced(case, A=[70], B=[40]).breaches
    assert breach.places == ("Plan!A0", "Plan!B0")
    assert "at most 100 kg" in breach.why


def test_what_nobody_can_use_or_store_is_impossible() -> None:
    """120 arrive, 100 are used and 5 can be stored: 15 too many."""
    case = simple_case(offer("A", 10, 200), demand(100), item("metal", max_stock=5.0))
    found = priced(case, A=[120])
    assert [each.kind for each in found.breaches] == ["room"]
    assert "15 kg too many" in found.breaches[0].what
    assert moves(found) == {"A": pytest.approx((120, 105))}


def test_too_little_for_what_must_be_left_or_served_is_impossible() -> None:
    """95 serve 70 of 100 at least and leave 25 of the 30 that must be left: 5 short."""
    case = simple_case(
        offer("A", 10, 200),
        demand(100, max_shortage=0.3),
        item("metal", closing_stock=30.0),
    )
    found = priced(case, A=[95])
    assert sum(float(b.what.split(": ")[1].split()[0]) for b in found.breaches) == 5
    assert moves(found) == {"A": pytest.approx((95, 100))}


def test_a_shortage_that_only_a_curb_makes_is_told_with_its_scenario() -> None:
    """In the cut 60 of 100 come from B; at most 30% may go short: 10 too few."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 14, 100, flex=0.0),
        demand(100, max_shortage=0.3),
        curb("ban", "country:China", flow=0),
        scenario("cut", 0.2, ban=0),
        item("metal", max_stock=0.0),
    )
    found = priced(case, A=[40], B=[60])
    (breach,) = found.breaches
    assert breach.kind == "max_shortage"
    assert "10 kg too few in scenario cut" in breach.what
    assert moves(found) == {
        "A": pytest.approx((40, 30)),
        "B": pytest.approx((60, 70)),
    }


def test_a_contract_that_is_to_be_signed_is_paid_for_though_it_takes_nothing() -> None:
    """All from A is 1,000; B's contract for 50 is signed and not used."""
    found = priced(two(fixed_cost=50), A=[100], signed=["B"])
    assert found.own is not None
    assert found.own.expected_cost == pytest.approx(1050)


def test_a_contract_that_is_not_signed_delivers_nothing() -> None:
    case = two(fixed_cost=50)
    asked = edited(case, {"A": [90], "B": [10]}, refused=["B"])
    (breach,) = price(solve(case), asked).breaches[:1]
    assert (breach.kind, breach.places) == ("signing", ("Plan!B0",))


def test_a_rule_that_other_responses_keep_is_not_broken() -> None:
    """In the cut A's 50 are lost. Serving from B costs 14 and a shortage 5 a unit, so
    that alone 50 go short; with the rule B serves them, for 9 · 50 · 20% more.
    """
    case = simple_case(
        offer("A", 1, 100, country="China"),
        offer("B", 14, 100),
        demand(100, shortage_cost=5),
        item("metal", max_stock=0.0),
        curb("ban", "country:China", flow=0),
        scenario("cut", 0.2, ban=0),
        policies={"P": [rule("max_shortage", limit=0.1)]},
    )
    found = priced(case, "P", A=[100])
    assert found.is_kept
    assert found.own is not None
    assert found.own.worst_shortage == pytest.approx(10)


def test_a_loss_that_is_not_survived_is_told_with_how_much_is_served() -> None:
    """Without Chile 70 of 100 are served, without China 30; 45% are asked for."""
    case = simple_case(
        offer("A", 10, 100, country="China", flex=0.0),
        offer("B", 14, 100, country="Chile", flex=0.0),
        demand(100),
        item("metal", max_stock=0.0),
        policies={"P": [rule("survive_loss", on=target("country:*"), limit=0.45)]},
    )
    found = priced(case, "P", A=[70], B=[30])
    (broken,) = found.broken
    assert (broken.limit, broken.actual) == pytest.approx((0.45, 0.3))
    assert moves(found) == {
        "A": pytest.approx((70, 55)),
        "B": pytest.approx((30, 45)),
    }


def test_rounding_in_a_cell_is_no_breach() -> None:
    case = simple_case(offer("A", 10, 100, lot_size=0.1), demand(100))
    found = priced(case, A=[99.9 + 1e-9])
    assert found.own is not None
    assert found.own.outlook.planned("A")[0] == pytest.approx(99.9, abs=1e-12)
