"""Two engines read each cell: what they may say differently, and what not."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from planner.errors import UsageError
from planner.workbook import cells, read, second
from planner.workbook.findings import CellError
from tests.workbook.books import SHEETS, book, patch, problems

OFFERS = "xl/worksheets/sheet5.xml"
EPOCH = datetime(1899, 12, 30)


@pytest.fixture(autouse=True)
def both() -> None:
    pytest.importorskip("python_calamine")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, ""),
        (7, 7.0),
        (" a\u00a0", "a"),
        ("one\r\ntwo", "one\ntwo"),
        ("a_x000D_b", "a\rb"),
        (datetime(2026, 7, 1), date(2026, 7, 1)),
        (datetime(2026, 7, 1), 46204.0),
        (time(6), 0.25),
        (timedelta(days=2), 2.0),
        (datetime(1899, 12, 28, 6), time(6)),
        (CellError("", "", ""), "anything"),
    ],
)
def test_what_two_engines_may_say_differently(one: object, other: object) -> None:
    assert second.agree(one, other, EPOCH)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (12.5, 999.0),
        (12.5, "12.5"),
        (None, 0.0),
        (True, 1.0),
        ("a", "b"),
        ("a", ""),
        (datetime(2026, 7, 1), datetime(2026, 7, 2)),
        (datetime(2026, 7, 1), "2026-07-01"),
    ],
)
def test_what_they_may_not(one: object, other: object) -> None:
    assert not second.agree(one, other, EPOCH)
    assert not second.agree(other, one, EPOCH)


def test_a_cell_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    twice = '<c r="D2" t="n"><v>10</v></c><c r="B2" t="n"><v>12</v></c>'
    patch(path, OFFERS, '<c r="D2" t="n"><v>10</v></c>', twice)
    with pytest.raises(UsageError, match="cell B2 of sheet Offers is there twice"):
        read(path)


def test_a_cell_in_another_row_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    patch(path, OFFERS, '<c r="D2"', '<c r="D3"')
    with pytest.raises(UsageError, match="cell D3 of sheet Offers is there twice or"):
        read(path)


def test_where_the_engines_differ_the_cell_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other:
        def get_sheet_by_name(self, title: str) -> "Other":
            self.title = title
            return self

        def to_python(self, *, skip_empty_area: bool) -> list[list[Any]]:
            assert not skip_empty_area
            rows = [list(row) for row in SHEETS[self.title]]
            if self.title == "Offers":
                rows[1][3] = 12.0
            return rows

        @classmethod
        def from_filelike(cls, _: object) -> "Other":
            return cls()

    monkeypatch.setattr("python_calamine.CalamineWorkbook", Other)
    assert problems(book(tmp_path)) == [
        "Offers!D2 · two programs read '10' and '12.0' · the file is damaged, or does not keep to the format of a workbook · open it in Excel, look at the cell, and save the workbook again"
    ]


def test_rich_text_dates_and_shares_are_read_alike(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!F1": "note", "Offers!F2": datetime(2026, 7, 1, 12)})
    workbook = load_workbook(path)
    page = workbook["Offers"]
    rich: list[str | TextBlock] = [TextBlock(InlineFont(b=True), "bold "), "and plain"]
    page["F3"] = CellRichText(rich)
    page["D2"].number_format = "0%"
    page["D3"].number_format = "#,##0.00"
    workbook.save(path)
    assert read(path).warnings == ()


@pytest.mark.parametrize("name", ["tiny", "gallium", "trading-house"])
def test_the_examples_are_read_alike(name: str) -> None:
    path = Path(__file__).parents[2] / "inputs" / f"{name}.xlsx"
    opened = cells.Book(path.read_bytes(), name)
    found: Any = second.differences(opened, opened.grids(opened.titles))
    assert found
    assert not any(found.values())


def test_a_large_sheet_is_searched_and_never_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells.Book, "careful", None)
    path = book(tmp_path, {"Offers!F1": "note", "Offers!F3": True, "Offers!G1": "note"})
    assert read(path).warnings == ()


def test_a_large_sheet_is_parsed_where_the_search_and_the_second_engine_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rectangle(_: cells.Book, title: str) -> Any:
        rows = [list(row) for row in SHEETS[title]]
        if title == "Offers":
            rows[1][3] = 12.0
        return rows

    monkeypatch.setattr(cells.Book, "rectangle", rectangle)
    assert [each[:50] for each in problems(book(tmp_path))] == [
        "Offers!D2 · two programs read '10' and '12.0' · th"
    ]
