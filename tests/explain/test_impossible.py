"""Impossible policies with conflicts and repairs that are worked out by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.case import Case, Target
from models.rules import RULES
from planner.errors import StoppedError, UsageError
from planner.explain import conflict as filtering
from planner.explain.conflict import Trials, minimal
from planner.explain.conflict_parts import Asked, Part, parts_of
from planner.explain.impossible import Impossible, explain_impossible
from planner.explain.repair import Repair
from planner.solving.possible import Found, Verdict
from tests.cases import demand, item, offer, simple_case, supplier, target


def rule(name: str, on: str = "", **columns: Any) -> Any:
    kind: Any = RULES[name]
    pointed: dict[str, Target] = {"on": target(on)} if on else {}
    return kind(**pointed, **columns)


def explained(case: Case, policy: str = "P") -> Impossible:
    return explain_impossible(case, policy, case.policies[policy])


def rows(found: Impossible, at: int = 0) -> set[tuple[str, str]]:
    return {(part.kind, part.name) for part in found.conflicts[at].parts}


def changes(repair: Repair) -> list[tuple[str, str, Any]]:
    return [(each.part.kind, each.column, each.after) for each in repair.changes]


def with_change(found: Impossible, kind: str, column: str) -> Repair:
    """Return the repair that changes one such cell alone."""
    for repair in found.repairs:
        if [(c.part.kind, c.column) for c in repair.changes] == [(kind, column)]:
            return repair
    message = f"{[changes(each) for each in found.repairs]} has no {kind} {column}"
    raise AssertionError(message)


def few(most_from_b: float, **policies: Sequence[Any]) -> Case:
    """A sells 100 at 10 in China, B a part at 12 in Chile; all 100 must be served."""
    return simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, most_from_b, country="Chile"),
        demand(100, max_shortage=0.0),
        policies=policies,
    )


@pytest.fixture(scope="module")
def shares() -> Impossible:
    """Return China at most 40% of 100, though Chile has 50 of the 60 that asks for."""
    return explained(few(50, P=[rule("max_share", "country:China", limit=0.4)]))


def test_a_share_conflicts_with_what_others_sell_and_what_must_be_served(
    shares: Impossible,
) -> None:
    """Without the limit, with more of B, or with 17% short, there is a plan."""
    assert rows(shares) == {
        ("rule", "max_share country:China 0.4"),
        ("offer", "B"),
        ("max_shortage", "use"),
    }
    assert len(shares.conflicts) == 1
    assert shares.complete
    assert not shares.conflicts[0].unproved


def test_the_sum_of_a_share_is_what_others_sell_against_what_they_must(
    shares: Impossible,
) -> None:
    """B sells 50, and 60% of 100 must come from outside China."""
    ((said,),) = shares.statements
    assert (said.can, said.must) == pytest.approx((50, 60))
    assert str(said) == (
        "2026, metal: at most 50 kg can come from outside China, the rule needs 60 kg."
    )


def test_each_repair_is_the_least_and_costs_what_a_solve_says(
    shares: Impossible,
) -> None:
    """50% from China: 50 at 10 and 50 at 12. B at 60: 40 at 10 and 60 at 12.

    With 50 from B at most 50·0.4/0.6 = 33.33 come from China: 16.67 are short, and
    16.7% is the next round limit: 83.3 bought, 16.7 short at 1 000.
    """
    limit = with_change(shares, "rule", "limit")
    assert (limit.changes[0].after, limit.changes[0].impossible) == (0.5, 0.499)
    assert limit.plan.expected_cost == pytest.approx(1100)
    room = with_change(shares, "offer", "max_volume")
    assert (room.changes[0].after, room.changes[0].impossible) == (60.0, 59.9)
    assert room.plan.expected_cost == pytest.approx(1120)
    short = with_change(shares, "max_shortage", "max_shortage")
    assert (short.changes[0].after, short.changes[0].impossible) == (0.167, 0.166)
    assert short.plan.expected_shortage == pytest.approx(100 / 6)
    assert limit.premium is not None
    assert limit.premium.low == pytest.approx(100)
    assert limit.premium.is_exact


def test_two_rows_can_give_way_by_half_each(shares: Impossible) -> None:
    """45% from China needs 55 from B, halfway from 50 to 60."""
    both = next(each for each in shares.repairs if len(each.changes) > 1)
    assert len(both.changes) == 2
    assert 3 <= len(shares.repairs) <= 5


def test_lots_conflict_though_no_fraction_of_them_would() -> None:
    """Between 10 and 50 there is no whole lot of 60: only the integers forbid it.

    60 allowed: 60 at 12 and 40 at 10 are 1 120. None asked for: 100 at 10. No lots:
    10 at 12 and 90 at 10.
    """
    case = simple_case(
        offer("A", 10, 100),
        offer("B", 12, 100, lot_size=60),
        policies={
            "P": [
                rule("min_volume", "offer:B", limit=10.0),
                rule("max_volume", "offer:B", limit=50.0),
            ]
        },
    )
    found = explained(case)
    assert rows(found) == {
        ("lot_size", "B"),
        ("rule", "min_volume offer:B 10"),
        ("rule", "max_volume offer:B 50"),
    }
    costs = {
        (each.changes[0].part.name, each.changes[0].after): each.plan.expected_cost
        for each in found.repairs
        if len(each.changes) == 1
    }
    assert costs["max_volume offer:B 50", 60.0] == pytest.approx(1120)
    assert costs["min_volume offer:B 10", 0.0] == pytest.approx(1000)
    assert costs["B", 0.0] == pytest.approx(1020)


def test_a_loss_conflicts_with_what_the_others_sell() -> None:
    """Without China B sells 60, and 80 of 100 are to be served."""
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 60, country="Chile"),
        policies={"P": [rule("survive_loss", "country:*", limit=0.8)]},
    )
    found = explained(case)
    assert rows(found) == {("rule", "survive_loss country:* 0.8"), ("offer", "B")}
    ((said,),) = found.statements
    assert (said.can, said.must) == pytest.approx((60, 80))
    limit = with_change(found, "rule", "limit").changes[0]
    assert (limit.after, limit.impossible) == (0.6, 0.601)
    room = with_change(found, "offer", "max_volume").changes[0]
    assert (room.after, room.impossible) == (80.0, 79.9)
    narrower = with_change(found, "rule", "on").changes[0]
    assert (str(narrower.before), str(narrower.after)) == ("country:*", "country:Chile")


def test_a_workbook_may_be_impossible_without_any_policy() -> None:
    """90 of 100 must be served and A sells 50."""
    case = simple_case(offer("A", 10, 50), demand(100, max_shortage=0.1))
    found = explained(case, "none")
    assert rows(found) == {("max_shortage", "use"), ("offer", "A")}
    ((said,),) = found.statements
    assert (said.can, said.must) == pytest.approx((50, 90))
    assert with_change(found, "max_shortage", "max_shortage").changes[0].after == 0.5
    assert with_change(found, "offer", "max_volume").changes[0].after == 90.0
    assert all(each.premium is None for each in found.repairs)


def test_a_supplier_may_have_to_deliver_more_in_all() -> None:
    """90 of 100 must be served and S sells 60, whichever of its offers it is."""
    case = simple_case(
        offer("A", 10, 100, supplier="S"),
        offer("B", 12, 80, supplier="S"),
        supplier("S", 60),
        demand(100, max_shortage=0.1),
    )
    found = explained(case, "none")
    assert rows(found) == {("max_shortage", "use"), ("supplier", "S")}
    room = with_change(found, "supplier", "max_volume").changes[0]
    assert (room.before, room.after, room.impossible) == (60.0, 90.0, 89.9)


def test_of_two_conflicts_a_repair_mends_both() -> None:
    """50 are asked of A, which has 40, and 50 of B, which has 30."""
    case = simple_case(
        offer("A", 10, 40),
        offer("B", 12, 30),
        policies={
            "P": [
                rule("min_volume", "offer:A", limit=50.0),
                rule("min_volume", "offer:B", limit=50.0),
            ]
        },
    )
    found = explained(case)
    every = {frozenset(rows(found, at)) for at in range(len(found.conflicts))}
    assert every == {
        frozenset({("rule", "min_volume offer:A 50"), ("offer", "A")}),
        frozenset({("rule", "min_volume offer:B 50"), ("offer", "B")}),
    }
    assert found.complete
    assert sorted(changes(found.repairs[0])) == [
        ("rule", "limit", 30.0),
        ("rule", "limit", 40.0),
    ]
    assert all(len(each.changes) >= 2 for each in found.repairs)
    assert [len(said) for said in found.statements] == [1, 1]


def test_a_rule_can_start_when_the_second_source_does() -> None:
    """B delivers from the second of two years on: until then all comes from China.

    Over both years together half comes from China.
    """
    case = simple_case(
        offer("A", 10, 100, country="China"),
        offer("B", 12, 100, country="Chile", first=1),
        demand(100, max_shortage=0.0),
        periods=2,
        policies={"P": [rule("max_share", "country:China", per="period", limit=0.5)]},
    )
    found = explained(case)
    later = with_change(found, "rule", "from").changes[0]
    assert (later.before, later.after, later.impossible) == (None, 1, 0)
    wider = with_change(found, "rule", "per").changes[0]
    assert (wider.before, wider.after) == ("period", "horizon")


def test_stock_that_is_asked_for_and_may_not_be_held() -> None:
    """90 days of 100 a quarter are 100, and 40 may be held: 36 days."""
    case = simple_case(
        offer("A", 10, 300),
        item("metal", max_stock=40.0),
        demand(100),
        periods=2,
        per_year=4,
        policies={"P": [rule("min_stock_days", limit=90.0)]},
    )
    found = explained(case)
    assert rows(found) == {("rule", "min_stock_days 90"), ("max_stock", "metal")}
    assert with_change(found, "rule", "limit").changes[0].after == 36.0
    assert with_change(found, "max_stock", "max_stock").changes[0].after == 100.0
    assert str(found.statements[0][0]) == (
        "2026Q1: at most 40 kg can be held, the rule needs 100 kg."
    )


def test_what_is_ordered_already_is_named() -> None:
    """60 are ordered from China and B has 10: China's share is 60 of 70 at least."""
    case = simple_case(
        offer("A", 10, 100, country="China", commitment={0: 60}),
        offer("B", 12, 10, country="Chile"),
        policies={"P": [rule("max_share", "country:China", limit=0.5)]},
    )
    found = explained(case)
    assert rows(found) == {("rule", "max_share country:China 0.5"), ("offer", "B")}
    assert list(found.conflicts[0].commitments) == ["A"]
    ((said,),) = found.statements
    assert (said.can, said.must) == pytest.approx((10, 60))


def test_a_row_is_kept_when_a_solve_ends_too_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not known to be needless stays, and is said not to be proved."""
    case = few(50, P=[rule("max_share", "country:China", limit=0.4)])
    asked = Asked(case, "P", case.policies["P"])

    def answer(*_: Any) -> Found:
        return Found(Verdict.UNKNOWN, why="Stopped by the time limit.")

    monkeypatch.setattr(filtering, "any_plan", answer)
    conflict = minimal(asked, Trials())
    assert list(conflict.parts) == list(conflict.unproved) == parts_of(asked)


def test_ctrl_c_keeps_the_conflict_that_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: Any) -> None:
        raise StoppedError("Stopped by you.")

    monkeypatch.setattr("planner.explain.impossible.repairs", stop)
    found = explained(few(50, P=[rule("max_share", "country:China", limit=0.4)]))
    assert len(found.conflicts) == 1
    assert found.stopped
    assert not found.repairs
    with pytest.raises(UsageError, match="There is no repair 1: 0 were found"):
        found.chosen(1)


def test_every_limit_of_a_case_is_a_part_and_can_be_lifted() -> None:
    case = few(50, P=[rule("max_share", "country:China", limit=0.4)])
    asked = Asked(case, "P", case.policies["P"])
    parts = parts_of(asked)
    assert {each.kind for each in parts} == {"offer", "max_shortage", "rule"}
    for part in parts:
        left = parts_of(part.lifted(asked))
        assert part not in left or part == Part("offer", part.name)
