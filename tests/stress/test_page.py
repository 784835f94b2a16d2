"""The pages of a stress test and of a drill: charts with their tables, on paper too."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from planner.drill import drill
from planner.report.page import drill_page, stress_page
from planner.solving import solve
from planner.stress import Effort, Stress, stress
from tests.report.pages import data_of, hostile, read
from tests.report.test_page_browser import BROWSER, FLAGS, visit

browser = pytest.mark.skipif(not BROWSER, reason="no Chromium is installed")


@cache
def stressed() -> Stress:
    """Return both policies of a case whose names try to become part of the page."""
    case = hostile()
    plans = [solve(case, name) for name in case.policies]
    return stress(plans, draws=20, jobs=1, effort=Effort(gap=0.0))


@cache
def drilled() -> str:
    plan = solve(hostile(), "none")
    (strike,) = plan.case.scenarios[1].strikes
    return drill_page(drill(plan, strike))


def test_every_chart_of_a_stress_test_has_a_table() -> None:
    page = stress_page(stressed())
    kinds = [each["kind"] for each in data_of(page).values()]
    assert {"intervals", "fan", "heat"} <= set(kinds)
    found = read(page)
    assert len(found.figures) == len(kinds)
    assert all("policy" in x or "period" in x or "lost" in x for x in found.figures)
    for title in ("Regret", "What knowing and planning are worth", "Promised and"):
        assert title in found.text


def test_a_heat_map_says_in_words_what_its_colours_say() -> None:
    (cover,) = (
        data
        for name, data in data_of(stress_page(stressed())).items()
        if name == "losses-0-cover"
    )
    for classes, labels in zip(cover["cells"], cover["labels"], strict=True):
        for place, label in zip(classes, labels, strict=True):
            assert (label == "end") == (place == 0)


def test_a_playbook_is_set_closely_and_shows_stock_and_steps() -> None:
    found = read(drilled())
    assert ("body", {"class": "sheet"}) in found.tags
    assert "What to do in which period" in found.text
    assert "In all" in found.text


@browser
def test_both_pages_draw_every_chart_and_run_no_name(tmp_path: Path) -> None:
    page = stress_page(stressed())
    seen = visit(page, tmp_path)
    assert seen.dom.count("<img") == 0
    assert "pwned" not in re.findall("<title>(.*?)</title>", seen.dom)
    drawn = re.findall(r'<div class="chart" id="([^"]*)"[^>]*>(.)', seen.dom)
    assert {name for name, inside in drawn if inside == "<"} == data_of(page).keys()


@browser
def test_a_playbook_prints_on_one_sheet(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(drilled(), encoding="utf-8")
    sheet = tmp_path / "page.pdf"
    subprocess.run(
        [
            BROWSER,
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={sheet}",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet.read_bytes())) == 1
