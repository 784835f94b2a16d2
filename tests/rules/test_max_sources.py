"""max_sources: whoever delivers anything, commitments included."""

from typing import Any

from tests.builders import demand, item, offer, process, rule
from tests.rules.hand import CHEAP, DEAR, approx, binding, under

ONE = rule("max_sources", "country:*", limit=1)


def test_max_sources_binds_on_whoever_delivers_anything() -> None:
    """60 of A and 40 of B become 100 of B: 1400 instead of 1160."""
    parts = (offer("A", 10, 60, country="China"), DEAR)
    assert binding(ONE, parts=parts).objective == approx(1400)


def test_a_commitment_is_a_source() -> None:
    """B has 20 ordered, so it is the one: its 80 more instead of A's."""
    parts = (CHEAP, offer("B", 14, 100, commitment={0: 20}))
    assert under(ONE, parts=parts).objective == approx(1400)
    three = rule("max_sources", "country:*", limit=2)
    assert under(three, parts=parts).objective == approx(800 + 280)


def test_a_frozen_bucket_may_have_more() -> None:
    """The first year is all ordered from two countries; only the second is chosen."""
    ordered: dict[str, Any] = {"lead_time": 1}
    parts = (
        offer("A", 10, 100, country="China", commitment={0: 50}, **ordered),
        offer("B", 14, 100, commitment={0: 50}, **ordered),
        item(max_stock=0),
    )
    each = rule("max_sources", "country:*", limit=1, per="year")
    result = under(each, parts=parts, periods=2)
    assert result.objective == approx(500 + 700 + 1000)


def test_recycled_scrap_is_no_delivery_but_counts_as_refining() -> None:
    """Half of last year's metal comes back as scrap for 1: 50 of 100; one process."""
    parts = (
        *(CHEAP, demand([100, 100], scrap_item="scrap", scrap_rate=0.5)),
        *(process("R", input="scrap", cost=1, country="Japan"), item(max_stock=0)),
        *(process("Q", input="scrap", cost=2, capacity=100),),
    )
    result = under(ONE, parts=parts, periods=2)
    assert result.objective == approx(1000 + 500 + 50)
    refining = rule("max_sources", "process:*", limit=1, stage="refining")
    assert under(refining, parts=parts, periods=2).objective == approx(1550)
