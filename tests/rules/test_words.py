"""What rules say reads as a buyer would say it."""

from typing import Any

import pytest

from models.rules import Rule
from tests.both import real
from tests.builders import rule, simple_case

CASE = simple_case(periods=3, per_year=4)


def made(name: str, on: str = "", **columns: Any) -> Rule:
    found: Rule = real(rule(name, on, **columns))
    return found


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            made("max_share", "country:China; tag:refiner=Korea", limit=0.65, start=1),
            (
                "At most 65% of the supply of each mineral comes from China and refiner "
                "Korea, from 2026Q2."
            ),
        ),
        (
            made("max_share", "country:*", limit=0.125, per="year", when="always"),
            (
                "At most 12.5% of the supply of each mineral comes from any one country, in "
                "each year, in every scenario."
            ),
        ),
        (
            made("min_volume", "offer:A", limit=1000, item="metal"),
            (
                "At least 1,000 kg of the supply of metal come from offer A, over the "
                "horizon."
            ),
        ),
        (
            made("min_sources", "country:*", limit=2, stage="refining"),
            (
                "The refined output of each mineral comes from at least 2 countries, each "
                "with at least 5% of demand, over the horizon."
            ),
        ),
        (
            made("exclude", "country:China; supplier:X", item="metal"),
            (
                "Nothing of metal from China or supplier X is signed or delivered, in any "
                "scenario."
            ),
        ),
        (made("require", "offer:A; offer:B"), "Offers A and B are signed."),
        (
            made("max_shortage", "demand:plant", limit=0.1, end=1),
            (
                "At most 10% of the demand of plant goes unserved in any period and "
                "scenario, to 2026Q2."
            ),
        ),
        (
            made("survive_loss", "country:China", limit=0.8),
            (
                "After losing China from any period on, at least 80% of each demand is "
                "still served."
            ),
        ),
        (
            made("survive_loss", "country:*", limit=0.8, duration=1, start=1, end=2),
            (
                "After losing any one country for 1 period, starting in any period of "
                "2026Q2–2026Q3, at least 80% of each demand is still served."
            ),
        ),
    ],
    ids=str,
)
def test_the_sentence_of(row: Rule, said: str) -> None:
    assert row.sentence(CASE) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (made("max_share", "country:China", limit=0.65), "65%"),
        (made("max_hhi", "country:*", limit=2500), "2,500"),
        (made("min_stock_days", limit=60), "60 days"),
        (made("max_volume", "offer:A", limit=1000), "1,000 kg"),
        (made("max_spend", limit=1234567.5), "1,234,567.5 USD"),
        (made("require", "offer:A"), ""),
    ],
    ids=str,
)
def test_the_limit_of(row: Rule, said: str) -> None:
    assert row.limit_words(CASE) == said


def test_a_label_keeps_every_digit_of_its_limit() -> None:
    assert str(made("max_spend", limit=1234567.5)) == "max_spend 1234567.5"
