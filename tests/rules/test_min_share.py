"""min_share: also on arrivals, and only of minerals that the target supplies."""

from tests.builders import curb, demand, offer, process, rule, scenario
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_min_share_binds_and_skips_minerals_that_the_target_cannot_supply() -> None:
    """Nobody in China sells lead; 30 of metal must be China's: 700 + 420 + 200."""
    parts = (
        *(offer("A", 10, 100), offer("B", 14, 100, country="China")),
        *(offer("L", 2, 100, item="lead"), demand(100), demand(100, "l", item="lead")),
    )
    result = binding(rule("min_share", "country:China", limit=0.3), parts=parts)
    assert result.objective == approx(700 + 420 + 200)


def test_each_value_delivers_its_share() -> None:
    """A quarter from each country: 75 of A, 25 of B."""
    each = rule("min_share", "country:*", limit=0.25)
    assert under(each).objective == approx(750 + 350)


def test_of_what_arrives_a_share_must_be_steady() -> None:
    """In the cut only 50 of B arrive; they must be 0.8 of it, so 12.5 of A at most.

    Its missing 37.5 cost 1000 each. In the plan 80 of B and 20 of A.
    """
    parts = (
        *(CHEAP, offer("B", 14, 100), curb("b", "offer:B", flow=0.5)),
        scenario("cut", 0.1, b=0),
    )
    always = rule("min_share", "offer:B", limit=0.8, when="always")
    assert under(always, parts=parts).costs["cut"] == approx(700 + 125 + 37_500)


def test_refining_skips_minerals_that_the_target_does_not_put_out() -> None:
    """Japan refines no lead; of metal half: 50 at 2 and 50 at 6, lead 100 at 2."""
    parts = (
        *(offer("ore", 1, item="ore"), demand(100), demand(100, "l", item="lead")),
        process("cheap", country="China", cost=1),
        process("dear", country="Japan", cost=5),
        process("lead", output="lead", country="China", cost=1),
    )
    half = rule("min_share", "country:Japan", stage="refining", limit=0.5)
    assert under(half, parts=parts).objective == approx(50 * 2 + 50 * 6 + 100 * 2)


def test_a_share_of_everything_leaves_no_other() -> None:
    whole = rule("min_share", "offer:B", limit=1.0)
    assert under(whole, parts=(CHEAP, DEAR)).objective == approx(1400)
