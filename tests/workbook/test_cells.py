"""Cells as they really are in files: formulas, errors, merges, hidden rows, far cells."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from planner.workbook import cells, read
from tests.workbook.books import MORE, SCRAP, STOCK, book, patch, problems

OFFERS = "xl/worksheets/sheet5.xml"


def test_a_formula_counts_by_its_stored_value(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!D2": "=5*5"})
    patch(path, OFFERS, "<f>5*5</f><v />", "<f>5*5</f><v>25</v>")
    assert read(path).offers["A1"].price == (25.0, 25.0, 25.0)


def test_a_formula_whose_value_is_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!F1": "freight", "Offers!F2": '=""'})
    patch(path, OFFERS, '<c r="F2"><f>""</f>', '<c r="F2" t="str"><f>""</f>')
    assert read(path).offers["A1"].freight == 0


def test_a_formula_that_shows_an_error_is_told(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!D2": "=1/0"})
    patch(
        path,
        OFFERS,
        '<c r="D2"><f>1/0</f><v />',
        '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v>',
    )
    assert problems(path) == [
        "Offers!D2 · the cell shows #DIV/0! · an Excel error is not a value · mend the formula, or write the value itself"
    ]


def test_an_error_in_a_column_of_notes_is_ignored(tmp_path: Path) -> None:
    assert problems(book(tmp_path, {"Offers!F1": "note", "Offers!F2": "#REF!"})) == []


def test_merged_cells_in_the_table_are_told(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!H1": "note"})
    workbook = load_workbook(path)
    workbook["Offers"].merge_cells("B2:B3")
    workbook["Offers"].merge_cells("H2:H3")
    workbook["Offers"].merge_cells("A90:C90")
    workbook.save(path)
    assert problems(path) == [
        "Offers!B2:B3 · the cells are merged · only the first of them holds a value · unmerge them and write the value into each cell",
        "Offers!B3 · supplier is blank · every row of Offers needs it · write who offers",
    ]


def test_a_thousand_merged_cells_are_counted(tmp_path: Path) -> None:
    path = book(tmp_path)
    merges = "".join(f'<mergeCell ref="A2:A{row}"/>' for row in range(3, 1003))
    patch(
        path,
        OFFERS,
        "</sheetData>",
        f'</sheetData><mergeCells count="1000">{merges}</mergeCells>',
    )
    told = problems(path)
    assert len(told) == 21
    assert told[0] == (
        "Offers · 980 more ranges are merged · only the first cell of each holds a "
        "value · unmerge all cells of the table"
    )


def test_hidden_rows_columns_and_sheets_are_read_with_a_warning(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = load_workbook(path)
    workbook["Items"].sheet_state = "veryHidden"
    workbook["Offers"].row_dimensions[3].hidden = True
    workbook["Offers"].column_dimensions["E"].hidden = True
    workbook["Offers"].column_dimensions["K"].hidden = True
    workbook.save(path)
    case = read(path)
    assert case.offers["B1"].capacity == (90.0, 90.0, 90.0)
    assert case.warnings == (
        "Items · the sheet is hidden and read like any other",
        "Offers!A3 · hidden rows are read like any other (1): 3",
        "Offers!E1 · hidden columns are read like any other (1): E",
    )


def test_formatted_rows_without_values_cost_nothing(tmp_path: Path) -> None:
    path = book(tmp_path)
    empty = "".join(
        f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(4, 200_000)
    )
    patch(path, OFFERS, "</sheetData>", f"{empty}</sheetData>")
    assert len(read(path).offers) == 2


def test_a_value_in_the_last_row_keeps_its_address(tmp_path: Path) -> None:
    path = book(tmp_path)
    last = '<row r="1048576"><c r="D1048576"><v>7</v></c></row>'
    patch(path, OFFERS, "</sheetData>", f"{last}</sheetData>")
    assert problems(path)[0].startswith("Offers!A1048576 · offer is blank")


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = book(tmp_path)
    patch(path, OFFERS, '<dimension ref="A1:E3" />', '<dimension ref="A1:A1" />')
    assert len(read(path).offers) == 2


def test_styles_do_not_matter(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = load_workbook(path)
    workbook["Offers"]["D2"].number_format = "0%"
    workbook["Offers"]["D2"].font = Font(bold=True)
    workbook.save(path)
    assert read(path).offers["A1"].price == (10.0, 10.0, 10.0)


@pytest.fixture
def fast() -> None:
    pytest.importorskip("python_calamine")


def test_the_fast_engine_reads_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("python_calamine")
    path = book(tmp_path, {**SCRAP, **STOCK, "Offers!D2": "1,200"}, *MORE)
    with monkeypatch.context() as patched:
        patched.setattr(cells, "scanned", lambda *_: None)
        careful = read(path)
    monkeypatch.setattr(cells.Book, "careful", None)
    assert read(path) == careful


@pytest.mark.usefixtures("fast")
def test_the_fast_engine_keeps_addresses(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!A9": "C1", "Offers!D9": "ten"})
    assert [each.partition(" · ")[0] for each in problems(path)] == [
        "Offers!B9",
        "Offers!C9",
        "Offers!D9",
    ]


@pytest.mark.usefixtures("fast")
def test_the_fast_engine_never_reads_errors_or_formulas(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!D2": "#N/A", "Demand!D2": "=1+1"})
    assert [
        each.partition(" · ")[2].partition(" · ")[0] for each in problems(path)
    ] == [
        "the formula has no stored value",
        "the cell shows #N/A",
    ]
