"""What reports say of other probabilities and of break-evens."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console

from planner.compare import Comparison, compare
from planner.odds import BreakEvens, Decision, Flip, Likelihood, Rivals, rivals
from planner.odds.ways import Length, Severity, Start, Way
from planner.report import excel, odds_record, odds_shown, odds_told
from planner.report.compared import comparison_record
from planner.report.page import comparison as page
from planner.report.page import comparison_page
from planner.report.page import odds as on_page
from tests.odds.market import drawn, two_suppliers
from tests.report.test_page_browser import BROWSER, visit


@cache
def compared() -> Comparison:
    """Return Home signed and Far alone, where a closure has 0.4, or 0.1 to 0.6."""
    case = two_suppliers(0.4, probability_low=0.1, probability_high=0.6)
    return compare(case, ["alone"], jobs=1, gap=0.0)


@cache
def made_for() -> Rivals:
    return rivals(compared().plans[0], (0.0, None), jobs=1)


def flip(kind: str, below: float, above: float, *, up: bool, why: str = "") -> Flip:
    """Return a flip of Home by one number about the closure."""
    case = compared().case
    closure = case.curbs["closure"]
    ways: dict[str, Way] = {
        "probability": Likelihood(case, ("closure",), "closure"),
        "severity": Severity(case, closure),
        "length": Length(case, closure),
        "start": Start(case, closure),
    }
    made = ways[kind]
    return Flip(
        decision=Decision("Home"),
        way=made,
        below=below,
        above=above,
        pays_above=up,
        closed=True,
        why=why,
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            lambda: flip("probability", 0.24, 0.26, up=True),
            (
                "Home pays if closure is likelier than 26% a year; not at 24%; the workbook "
                "has 40%."
            ),
        ),
        (
            lambda: flip("probability", 0.24, 0.26, up=False),
            (
                "Home pays if closure is rarer than 24% a year; not at 26%; the workbook has "
                "40%."
            ),
        ),
        (
            lambda: flip("severity", 0.37, 0.38, up=False),
            (
                "Home pays if closure lets less than 37% through in its worst period; not at "
                "38%; the workbook has 0%."
            ),
        ),
        (
            lambda: flip("length", 1, 2, up=True),
            (
                "Home pays if closure lasts 2 years or longer; not for 1 year; the workbook "
                "has 1 year."
            ),
        ),
        (
            lambda: flip("start", 0, 0, up=False),
            (
                "Home pays if closure may start as early as 2026; not from 2026; the "
                "workbook has 2026."
            ),
        ),
        (
            lambda: flip(
                "probability", 0.1, 0.9, up=True, why="the gaps leave it open"
            ),
            (
                "Whether Home pays as closure changes (probability a year from 10% to 90%) "
                "is not known: the gaps leave it open."
            ),
        ),
    ],
)
def test_a_flip_is_told_with_both_its_sides(
    made: Callable[[], Flip], said: str
) -> None:
    assert odds_told.flip_said(made(), compared().case) == said


def test_a_comparison_says_which_plan_is_least_regretted() -> None:
    """Home is 300 too dear at 0.1; Far alone 700 too dear at 0.6."""
    found = compared().otherwise
    assert found is not None
    said = odds_told.otherwise_said(found)
    assert (
        "Least worst-case regret: none, at most 300 USD dearer than the best of these "
        "plans, whatever the probabilities inside the ranges."
    ) in said


def test_the_terminal_shows_low_base_high_and_the_worst_mix() -> None:
    console = Console(width=100, record=True, file=StringIO())
    for each in odds_shown.odds_shown(compared().otherwise, [made_for()], [flips()]):
        console.print(each)
    shown = console.export_text()
    for words in (
        "none    1,600  1,900  2,100      2,100           300  alone",
        "alone   1,300  2,200  2,800      2,800           700  none",
        "none, made for other probabilities",
        "The plan made for low does not sign Home.",
        "none: where signing flips",
        "Home      closure  probability a year",
    ):
        assert words in shown, words


def flips() -> BreakEvens:
    plan = compared().plans[0]
    found = flip("probability", 0.24, 0.26, up=True)
    return BreakEvens(plan, (found,), (found.way,))


def test_the_record_is_json_with_every_figure() -> None:
    record = json.loads(json.dumps(comparison_record(compared()), allow_nan=False))
    found = record["if_probabilities_are_otherwise"]
    assert found["ranges"] == {"closure": {"low": 0.1, "base": 0.4, "high": 0.6}}
    none = next(each for each in found["costs"] if each["policy"] == "none")
    assert [none[at] for at in ("low", "base", "high")] == pytest.approx(
        [1_600, 1_900, 2_100]
    )
    assert found["least_worst_regret"] == ["none"]
    flipped = odds_record.flips_record(flips())
    assert json.dumps(flipped, allow_nan=False)
    assert flipped["steady"] == []
    plans = odds_record.rivals_record(made_for())["plans"]
    assert isinstance(plans, dict)
    assert len(plans["costs"]) == 3


def test_the_workbook_has_the_costs_and_the_worst_mix() -> None:
    book = load_workbook(BytesIO(excel.comparison_content(compared())))
    rows = list(book["Other probabilities"].iter_rows(min_row=5, values_only=True))
    assert rows[0][:5] == (
        "none",
        "every curb",
        *map(pytest.approx, (1600, 1900, 2100)),
    )
    worst = list(book["Worst mix"].iter_rows(min_row=5, max_row=6, values_only=True))
    assert [row[0] for row in worst] == ["none", "alone"]
    assert [row[4] for row in worst] == pytest.approx([300, 700])


def test_the_page_has_a_section_with_charts_and_tables() -> None:
    sections = {each.name: each for each in page.page_of(compared()).sections}
    costs, regrets = sections["otherwise"].tables
    assert list(costs.rows[0]) == [
        *("none", "1,600", "1,900", "2,100", "2,100", "closure at high")
    ]
    assert regrets.rows[0][-1] == "least"
    (section,) = on_page.flips([flips()])
    (chart,) = section.charts
    (bar,) = chart.data["rows"]
    assert (bar["low"], bar["high"]) == pytest.approx((0.1, 0.6))
    assert (bar["below"], bar["base"], bar["above"]) == pytest.approx((0.24, 0.4, 0.26))


@pytest.mark.skipif(not BROWSER, reason="no Chromium is installed")
def test_a_browser_draws_the_tornado(tmp_path: Path) -> None:
    between = {"probability_low": 0.1, "probability_high": 0.6}
    case = two_suppliers(0.4, **between)
    strike = replace(case.curbs["closure"], name="strike")
    both = drawn(replace(case, curbs={**case.curbs, "strike": strike}))
    seen = visit(comparison_page(compare(both, ["none"], jobs=1)), tmp_path)
    drawing = seen.dom.split('id="otherwise-0"')[1].split("<details")[0]
    assert "<svg" in drawing
    assert "strike" in drawing
