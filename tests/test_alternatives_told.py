"""How ranges read: a bar, an end with its proof, a sentence."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from planner.alternatives import Alternatives, End, Range, Source
from planner.report.alternatives import range_bar, show_alternatives
from planner.report.alternatives_told import end_words, range_sentence
from planner.solving import solve
from tests.cases import offer, simple_case


@pytest.fixture(scope="module")
def found() -> Alternatives:
    """Return a range as a time limit may leave it, around a plan that is all Chilean."""
    best = solve(simple_case(offer("A", 10, 1e6)))
    ends = {"least": End(1e6, 9e5), "most": End(3e6, 4e6)}
    shares = {"least_share": End(0.25, 0.2), "most_share": End(0.75, 0.8)}
    source = Source("country", "A country with a long name", "metal", (("A", 1.0),))
    each = Range(source=source, volume=2e6, share=0.5, **ends, **shares)
    return Alternatives(
        best=best, within=0.02, cap=1.0, ranges=[each], contracts=[], plans=[], found=3
    )


def test_a_bar_goes_from_the_least_to_the_most_with_the_cheapest_marked(
    found: Alternatives,
) -> None:
    """A quarter and three quarters of 20 characters are 5 and 15."""
    assert range_bar(found.ranges[0], ascii_only=True) == ".....=====|====....."


def test_a_name_is_shown_however_long_the_proofs_are(found: Alternatives) -> None:
    out = io.StringIO()
    show_alternatives(found, Console(file=out, width=100))
    assert "A country" in out.getvalue().partition("how little")[2]
    assert "25.0% (≥ 20.0%)" in out.getvalue()


def test_what_is_not_proved_is_not_said_to_be(found: Alternatives) -> None:
    each = found.ranges[0]
    said = range_sentence(each, found)
    assert "in the plans found" in said
    assert "never less than 20.0% nor more than 80.0%" in said
    known = replace(each, least_share=End(0.25, 0.25), most_share=End(0.75, 0.75))
    assert "as little as 25.0% and as much as 75.0%" in range_sentence(known, found)
    nothing = replace(each, least_share=End(0.25, 0.0), most_share=End(0.75, 1.0))
    assert "nothing is proved yet" in range_sentence(nothing, found)
    assert end_words(nothing.most_share, most=True) == "75.0% (?)"
