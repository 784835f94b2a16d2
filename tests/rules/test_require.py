"""require: every offer in the target is signed."""

from tests.builders import offer, rule
from tests.rules.hand import CHEAP, DEAR, approx, binding, under


def test_require_binds_by_the_fee_of_what_it_has_signed() -> None:
    """With B's fee of 80, though nothing is bought from it: 1080."""
    parts = (CHEAP, offer("B", 14, 100, fixed_cost=80))
    assert binding(rule("require", "offer:B"), parts=parts).objective == approx(1080)


def test_a_project_is_opened_for_what_is_required() -> None:
    """B needs the mine for 500."""
    parts = (CHEAP, offer("B", 14, 100, project="mine"))
    required = rule("require", "offer:B")
    result = under(required, parts=parts, projects={"mine": 500})
    assert result.objective == approx(1500)


def test_requiring_what_is_free_to_sign_costs_nothing() -> None:
    assert under(rule("require", "offer:B"), parts=(CHEAP, DEAR)).objective == approx(
        1000
    )


def test_required_and_excluded_is_a_contradiction() -> None:
    both = (rule("require", "offer:B"), rule("exclude", "offer:B"))
    assert under(*both).status == "infeasible"
