"""The frontier workbook: every step a row, its figures numbers, a chart."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.rules import RULES
from planner.frontier import Frontier, sweep
from planner.report import excel
from planner.report.excel.frontier import FIGURES
from tests.cases import demand, offer, simple_case, target

FORMULA = "=1+1"


def swept(*limits: float, country: str = "China") -> Frontier:
    """A sells 100 at 10 in one country, B 60 at 12 in Chile; all 100 must be served."""
    kind: Any = RULES["max_share"]
    case = simple_case(
        offer("A", 10, 100, country=country),
        offer("B", 12, 60, country="Chile"),
        demand(100, max_shortage=0.0),
        policies={},
    )
    on = target(f"country:{country}")
    return sweep(case, [kind(on=on, limit=limit) for limit in limits], jobs=1)


@pytest.fixture(scope="module")
def found() -> Frontier:
    return swept(1.0, 0.7, 0.41, 0.39)


@pytest.fixture(scope="module")
def book(found: Frontier) -> Any:
    return opened(found)


def opened(frontier: Frontier) -> Any:
    return load_workbook(BytesIO(excel.frontier_content(frontier)))


def rows(page: Any) -> list[tuple[Any, ...]]:
    every = page.iter_rows(min_row=5, values_only=True)
    return [row for row in every if row[0] is not None]


def test_the_sheets_come_in_order(book: Any) -> None:
    assert book.sheetnames == ["Summary", "Frontier", "Shares", "Run"]


def test_every_step_has_its_figures_as_numbers(found: Frontier, book: Any) -> None:
    """100 at 10 is 1000; 30 of them at 12 are 60 more, 59 of them 118."""
    shown = rows(book["Frontier"])
    assert [row[0] for row in shown] == [1.0, 0.7, 0.41, 0.39]
    assert [row[3] for row in shown[:3]] == pytest.approx([1000, 1060, 1118])
    for row, figures in zip(shown, found.table.to_dict("records"), strict=True):
        if figures["status"] == "optimal":
            known = [figures[key] for key in FIGURES]
            assert row[3 : 3 + len(FIGURES)] == pytest.approx(known)


def test_a_step_without_a_plan_keeps_its_row_and_says_why(book: Any) -> None:
    last = rows(book["Frontier"])[-1]
    assert last[1] == "impossible"
    assert last[3] is None
    assert "No plan satisfies" in last[-1]


def test_the_page_in_front_says_where_it_binds_and_the_last_possible_limit(
    book: Any,
) -> None:
    said = [cell.value for row in book["Summary"] for cell in row]
    texts = [each for each in said if isinstance(each, str)]
    assert any(each.startswith("Binds from 100%") for each in texts)
    assert any(each.startswith("Last possible limit: 40") for each in texts)


def test_costs_and_shortage_are_drawn_on_two_axes(book: Any) -> None:
    for name in ("Summary", "Frontier"):
        (chart,) = book[name]._charts  # noqa: SLF001 - openpyxl has no other way
        drawn = chart._charts  # noqa: SLF001
        assert [len(each.series) for each in drawn] == [2, 1]
        assert len({each.y_axis.axId for each in drawn}) == 2
        assert all(each.y_axis.delete is False for each in drawn)


def test_shares_at_each_limit_add_up(book: Any) -> None:
    shown = rows(book["Shares"])
    assert [sum(row[2:]) for row in shown] == pytest.approx([1.0] * 3)
    assert [row[2] for row in shown] == pytest.approx([1.0, 0.7, 0.41])


def test_where_no_limit_is_possible_there_is_a_workbook_too() -> None:
    book = opened(swept(0.3, 0.2))
    assert [row[1] for row in rows(book["Frontier"])] == ["impossible"] * 2
    assert not book["Summary"]._charts  # noqa: SLF001


def test_a_country_that_looks_like_a_formula_stays_text() -> None:
    book = opened(swept(1.0, 0.7, country=FORMULA))
    cells = [cell for page in book for row in page for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_it_is_written_where_it_was_asked(found: Frontier, tmp_path: Path) -> None:
    place = tmp_path / "x-frontier.xlsx"
    assert excel.write_frontier(found, place) == place
    assert place.read_bytes() == excel.frontier_content(found)
