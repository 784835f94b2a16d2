"""risk_weight: how much the tail weighs under one policy."""

from tests.builders import curb, offer, rule, scenario
from tests.rules.hand import approx, binding

PARTS = (
    *(offer("A", 10, 100, country="China", flex=0.0), curb(flow=0.5)),
    scenario("cut", 0.1, ban=0),
)


def test_risk_weight_binds_in_place_of_the_settings() -> None:
    """Half of the mean 900 + 5050 and half of the worst fifth 500 + 25 250.

    In the cut 50 come for 500 and 50 are missing for 50 000: half of the worst fifth.
    """
    half = rule("risk_weight", limit=0.5)
    result = binding(half, parts=PARTS, risk_level=0.8)
    assert result.objective == approx(0.5 * (900 + 5050) + 0.5 * (500 + 25_250))
