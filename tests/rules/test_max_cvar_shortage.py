"""max_cvar_shortage: what may go short in the worst part of the outcomes."""

from tests.builders import rule
from tests.rules.hand import SHORT, approx, binding, under

FIFTH = rule("risk_level", limit=0.8)


def test_max_cvar_shortage_binds_in_the_worst_part() -> None:
    """Worst fifth: half of it is the cut, so 0.5 * short <= 0.3 * 100, B plans 40."""
    result = binding(rule("max_cvar_shortage", limit=0.3), FIFTH, parts=SHORT)
    assert result.plan["B", 0] == approx(40)


def test_at_level_zero_it_is_the_mean() -> None:
    """0.1 * short <= 0.02 * 100: B plans 80."""
    mean = rule("risk_level", limit=0.0)
    result = under(rule("max_cvar_shortage", limit=0.02), mean, parts=SHORT)
    assert result.plan["B", 0] == approx(80)


def test_a_tail_thinner_than_the_cut_is_the_worst_case() -> None:
    """The worst 5% are all in the cut: 30 may be short, B plans 70."""
    worst = rule("risk_level", limit=0.95)
    result = under(rule("max_cvar_shortage", limit=0.3), worst, parts=SHORT)
    assert result.plan["B", 0] == approx(70)
