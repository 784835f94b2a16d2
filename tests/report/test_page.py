import json
from dataclasses import replace
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from planner.compare import Comparison, Outcome
from planner.report import words
from planner.report.page import comparison_page, write_comparison
from planner.report.page.assembly import as_json
from planner.report.page.figures import Table, split
from planner.report.page.marks import adding_up
from tests.builders import demand, offer, simple_case
from tests.report.pages import (
    HOSTILE,
    Read,
    compared,
    compared_hostile,
    data_of,
    every_policy_of,
    read,
)

MOST_BYTES = 1_000_000


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compared()


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    return comparison_page(comparison)


@pytest.fixture(scope="module")
def seen(page: str) -> Read:
    return read(page)


def figures_of(page: str) -> dict[str, tuple[Any, str]]:
    """Return each chart's data and the text of its tables."""
    found = read(page)
    names = [each for each in found.ids if each in data_of(page)]
    return {
        name: (data_of(page)[name], text)
        for name, text in zip(names, found.figures, strict=True)
    }


def test_the_page_says_which_policy_costs_what_more(seen: Read) -> None:
    assert "“half” is the cheapest protection, for 840 USD (18.0%) more" in seen.text
    assert "half 840 18.0%" in seen.text


def test_a_policy_without_a_plan_says_why(seen: Read) -> None:
    assert "“never” has no plan. No plan satisfies the policy 'never'." in seen.text


def test_a_policy_met_only_by_going_short_is_flagged(seen: Read) -> None:
    assert (
        "Met only by going short; worst shortage 220 kg instead of 40 kg" in seen.text
    )


def test_the_probability_left_out_is_stated(seen: Read) -> None:
    assert "12.5% of the probability" in seen.text


def test_versions_gap_and_assumptions_are_stated(seen: Read) -> None:
    assert "Made with planner " in seen.text
    assert "HiGHS" in seen.text
    assert "A missing kg costs 100 USD." in seen.text


def test_every_rule_is_measured_for_every_policy(seen: Read) -> None:
    limit, none, half, alone = "50.0%", "80.0% ✗", "● 50.0% ✓", "100.0% ✗"
    assert f"{limit} {none} {half} {alone}" in seen.text


def test_the_parts_of_a_premium_add_up_to_it(page: str) -> None:
    chart, table = figures_of(page)["ledger-1"]
    *steps, total = chart["steps"]
    assert [step["to"] - step["from"] for step in steps] == [680, 120, 40]
    assert total["to"] == steps[-1]["to"] == 840
    for shown in ("+680", "+120", "+40", "+840"):
        assert shown in table


def test_every_chart_has_a_table_with_the_same_numbers(page: str) -> None:
    charts = figures_of(page)
    assert {data["kind"] for data, _ in charts.values()} == {
        *("scatter", "heat", "shares", "lines", "waterfall")
    }
    assert len(charts) == len(data_of(page))
    for data, table in charts.values():
        for shown in _shown(data):
            assert shown in table


def _shown(data: Any) -> list[str]:
    """Return the numbers of a chart as its table shows them."""
    series = [value for each in data.get("series", ()) for value in each["values"]]
    if data["kind"] == "shares":
        return [words.share(each) for each in series]
    if data["kind"] == "heat":
        return [f"({words.share(each)})" for row in data["cells"] for each in row]
    if data["kind"] == "scatter":
        return [words.number(point["y"]) for point in data["points"]]
    if data["kind"] == "lines":
        return [words.number(each) for each in series]
    return [step["label"].removesuffix(" USD") for step in data["steps"]]


def test_shares_add_up_to_the_whole(page: str) -> None:
    for data, _ in figures_of(page).values():
        if data["kind"] == "shares":
            every = [each["values"] for each in data["series"]]
            assert [sum(each) for each in zip(*every, strict=True)] == pytest.approx(
                [1.0] * len(data["names"])
            )


def test_a_country_keeps_its_colour_in_every_chart(page: str) -> None:
    colours = {
        (each["name"], each["colour"])
        for data in data_of(page).values()
        if data["kind"] == "shares"
        for each in data["series"]
    }
    assert len(colours) == len({name for name, _ in colours}) == 2


def test_tables_have_captions_and_scopes(seen: Read) -> None:
    tags = [tag for tag, _ in seen.tags]
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all(dict(at).get("scope") for tag, at in seen.tags if tag == "th")


def test_the_page_has_landmarks_a_language_and_unique_ids(seen: Read) -> None:
    tags = [tag for tag, _ in seen.tags]
    assert [tags.count(each) for each in ("header", "main", "footer", "nav", "h1")] == [
        1
    ] * 5
    assert dict(seen.tags)["html"]["lang"] == "en"
    assert len(seen.ids) == len(set(seen.ids))
    links = [dict(at)["href"] for tag, at in seen.tags if tag == "a"]
    assert {str(each)[1:] for each in links} <= set(seen.ids)


def test_without_script_every_table_stays(seen: Read) -> None:
    details = [dict(at) for tag, at in seen.tags if tag == "details"]
    assert details
    assert all("open" in each for each in details)
    articles = [dict(at) for tag, at in seen.tags if tag == "article"]
    assert len(articles) == 4
    assert not any("hidden" in each for each in articles)


def test_names_stay_text() -> None:
    page = comparison_page(compared_hostile())
    found = read(page)
    assert not [tag for tag, _ in found.tags if tag in {"img", "b"}]
    assert [tag for tag, _ in found.tags].count("script") == 3
    assert HOSTILE.replace("\u2028", "\N{REPLACEMENT CHARACTER}") in found.text
    assert "\u2028" not in page


def test_data_cannot_end_the_element_they_stand_in() -> None:
    text = as_json({"a": "</script>\u2028<!--&", "b": [nan, inf, 1.5, 2.0, True]})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {
        "a": "</script>\N{REPLACEMENT CHARACTER}<!--&",
        "b": [None, None, 1.5, 2, True],
    }


def test_there_is_no_handler_and_no_address_in_the_page(seen: Read) -> None:
    for tag, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "action"):
            assert str(attributes.get(name, "#")).startswith(("#", "data:,"))


def test_one_policy_without_shortage_is_a_page(tmp_path: Path) -> None:
    only = every_policy_of(simple_case(offer(price=10), demand(100), periods=2))
    place = write_comparison(only, tmp_path / "one.html", lambda _: None)
    text = read(place.read_text(encoding="utf-8")).text
    assert "Nobody goes short in any scenario, under any policy." in text
    assert "expected to cost 2,000 USD, and nobody goes short" in text


def test_a_comparison_without_any_plan_is_a_page(comparison: Comparison) -> None:
    failed = [
        Outcome(policy=name, status="failed", why="The solver stopped.")
        for name in ("none", "half")
    ]
    text = read(comparison_page(Comparison(comparison.case, failed, {}))).text
    assert "No policy has a plan." in text
    assert "“half” has no plan. The solver stopped." in text


def test_thirty_policies_stay_under_a_megabyte(comparison: Comparison) -> None:
    plan = comparison.plans[0]
    names = [f"方針{n}：中国依存度を{n}%以下に抑え、備蓄を積み増す" for n in range(30)]
    plans = [replace(plan, policy=name) for name in names]
    outcomes = [
        Outcome(policy=each.policy, status="optimal", plan=each) for each in plans
    ]
    page = comparison_page(Comparison(comparison.case, outcomes, {}))
    assert len(page.encode()) < MOST_BYTES
    assert all(name in page for name in names)


def test_rounded_amounts_add_up_to_the_rounded_sum() -> None:
    assert adding_up([0.4, 0.4, 0.4], 0) == [1, 0, 0]
    assert adding_up([90.3, 684_916.4], 0) == [90, 684_917]
    assert adding_up([1.25, 1.25, -0.5], 1) == [1.3, 1.2, -0.5]


def test_a_table_too_wide_for_a_page_is_split() -> None:
    columns = ["", *(f">{n}" for n in range(10))]
    row = ["row", *map(str, range(10))]
    first, second = split(Table(caption="t", columns=columns, rows=[row]), 1)
    assert first.rows == [["row", "0", "1", "2", "3", "4"]]
    assert second.rows == [["row", "5", "6", "7", "8", "9"]]
    assert second.caption == "t (2 of 2)"
