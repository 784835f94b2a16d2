"""risk_level: how thin the tail is under one policy."""

from tests.builders import rule
from tests.rules.hand import approx, binding
from tests.rules.test_risk_weight import PARTS


def test_risk_level_binds_in_place_of_the_settings() -> None:
    """At 0 the tail is everything; the worst fifth costs 0.5 * 1000 + 0.5 * 50 500.

    Half of it and half of the mean, 0.9 * 1000 + 0.1 * 50 500.
    """
    fifth = rule("risk_level", limit=0.8)
    result = binding(fifth, parts=PARTS, risk_weight=0.5, risk_level=0.0)
    assert result.objective == approx(0.5 * 5950 + 0.5 * 25_750)
