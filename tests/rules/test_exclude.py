"""exclude: nothing in the target is signed, delivers or runs, in any scenario."""

from tests.builders import curb, demand, offer, process, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_exclude_binds_on_every_offer_of_the_target() -> None:
    """Without A 100 at 14 is 1400, instead of 1000."""
    assert binding(rule("exclude", "country:China")).objective == approx(1400)


def test_excluding_a_commitment_is_impossible() -> None:
    parts = (offer("A", 10, 100, commitment={0: 10}), DEAR)
    assert under(rule("exclude", "offer:A"), parts=parts).status == "infeasible"


def test_it_holds_in_responses_too() -> None:
    """B may not step in when A is cut: 100 go short."""
    parts = (CHEAP, DEAR, curb(flow=0), scenario("cut", 0.1, ban=0))
    result = under(rule("exclude", "offer:B"), parts=parts)
    assert result.objective == approx(900 + 0.1 * 100_000)


def test_it_holds_in_losses_too() -> None:
    """B may not step in when China is lost, so nothing is served: no plan."""
    lost = rule("survive_loss", "country:China", limit=0.5)
    assert under(lost).status == "optimal"
    assert under(lost, rule("exclude", "offer:B")).status == "infeasible"


def test_only_the_named_item_is_excluded() -> None:
    parts = (
        *(CHEAP, DEAR, offer("L", 5, item="lead", country="China")),
        *(demand(100), demand(100, "l", item="lead")),
    )
    metal = rule("exclude", "country:China", item="metal")
    assert under(metal, parts=parts).objective == approx(1400 + 500)


def test_refining_may_be_excluded() -> None:
    """China's smelter is idle: 100 at 1 + 5; offers of China are no refining."""
    parts = (
        *(offer("ore", 1, item="ore", country="China"), demand(100)),
        process("cheap", country="China", cost=1),
        process("dear", country="Japan", cost=5),
    )
    none = rule("exclude", "country:China", stage="refining")
    assert binding(none, parts=parts).objective == approx(600)
