from typing import Any

import pytest

from models.rules import RULES
from planner.frontier import Frontier, spaced, sweep
from planner.report.page import frontier_page
from tests.builders import demand, offer, simple_case, target
from tests.report.pages import Read, data_of, read


@pytest.fixture(scope="module")
def frontier() -> Frontier:
    """Return 100 kg a year: China at 10 USD/kg, Chile at 20, but 60 kg at most."""
    rules: Any = RULES
    case = simple_case(
        offer("Far", price=10, country="China"),
        offer("Near", price=20, capacity=60, country="Chile"),
        demand(100, "plant", max_shortage=0.0),
    )
    china = target("country:China")
    first, last = (rules["max_share"](on=china, limit=limit) for limit in (1.0, 0.25))
    return sweep(case, spaced(first, last, 4), jobs=1, gap=0.0)


@pytest.fixture(scope="module")
def page(frontier: Frontier) -> str:
    return frontier_page(frontier)


@pytest.fixture(scope="module")
def seen(page: str) -> Read:
    return read(page)


def test_the_page_says_what_tightening_costs(seen: Read) -> None:
    said = "from 100% to 50% costs up to 500 USD (50.0%) more."
    assert f"Moving the limit of max_share country:China {said}" in seen.text


def test_the_page_says_where_the_rule_ends(seen: Read) -> None:
    assert "Last possible limit: 40" in seen.text
    assert "25% – – – – – – – impossible" in seen.text


def test_every_step_with_a_plan_is_drawn_and_in_the_tables(page: str) -> None:
    cost = data_of(page)["curve-0"]
    assert [(each["x"], each["y"]) for each in cost["points"]] == [
        (0.5, 500),
        (0.75, 250),
        (1, 0),
    ]
    for figure in read(page).figures:
        for limit in ("50%", "75%", "100%"):
            assert limit in figure


def test_limits_that_matter_are_marked(page: str) -> None:
    texts = [mark["text"] for mark in data_of(page)["curve-0"]["marks"]]
    assert any(text.startswith("last possible 40") for text in texts)
