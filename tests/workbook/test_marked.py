"""The marked copy: what is wrong stands at its cell, and the workbook stays as it is."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from planner.errors import InputError, Problem, UsageError
from planner.workbook import read
from planner.workbook.marked import Marked, write_marked
from tests.commands import planner
from tests.workbook.books import book

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def marked(path: Path) -> tuple[Marked, dict[str, Any]]:
    """Return what was marked, and each marked cell of the copy by its place."""
    out = path.with_name("marked.xlsx")
    try:
        done = write_marked(path, out, (), read(path).warnings)
    except InputError as error:
        done = write_marked(path, out, error.problems, ())
    cells = (cell for page in load_workbook(out) for row in page for cell in row)
    coloured = (cell for cell in cells if cell.fill.fgColor.rgb in {RED, YELLOW})
    return done, {f"{cell.parent.title}!{cell.coordinate}": cell for cell in coloured}


def said(cell: Any) -> list[str]:
    return str(cell.comment.text).splitlines()


def test_a_faulty_cell_is_red_and_says_what_to_write(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!D2": "ten"})
    before = path.read_bytes()
    done, cells = marked(path)
    assert (done.cells, done.left_out, done.drawings) == (1, 0, False)
    assert list(cells) == ["Offers!D2"]
    assert cells["Offers!D2"].value == "ten"
    assert cells["Offers!D2"].fill.fgColor.rgb == RED
    assert said(cells["Offers!D2"]) == [
        "'ten' is not a number",
        "a number belongs here",
        "write digits only, such as 1200.5",
    ]
    assert path.read_bytes() == before


def test_a_doubtful_cell_is_yellow(tmp_path: Path) -> None:
    _, cells = marked(book(tmp_path, {"Offers!D2": "¥10"}))
    assert cells["Offers!D2"].fill.fgColor.rgb == YELLOW
    assert said(cells["Offers!D2"]) == ["'¥10' is read as 10"]


def test_a_missing_sheet_is_told_on_the_first_sheet(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = load_workbook(path)
    del workbook["Items"]
    workbook.save(path)
    _, cells = marked(path)
    assert said(cells["Settings!A1"])[0] == "Items: the sheet is missing"


def test_an_unknown_sheet_is_told_in_its_first_cell(tmp_path: Path) -> None:
    _, cells = marked(book(tmp_path, {"Oferts!B2": 1}))
    assert said(cells["Oferts!A1"])[0] == "Oferts: sheet 'Oferts' is unknown"


def test_merged_cells_are_told_in_the_first_of_them(tmp_path: Path) -> None:
    path = book(tmp_path)
    workbook = load_workbook(path)
    workbook["Offers"].merge_cells("B2:B3")
    workbook.save(path)
    _, cells = marked(path)
    assert list(cells) == ["Offers!B2"]
    assert said(cells["Offers!B2"])[0] == "the cells are merged"
    assert "supplier is blank" in said(cells["Offers!B2"])


def test_notes_formats_formulas_and_drop_downs_are_kept(tmp_path: Path) -> None:
    path = book(tmp_path, {"Offers!D2": "ten", "Offers!G1": "note", "Offers!G2": "=1"})
    workbook = load_workbook(path)
    page = workbook["Offers"]
    page["D2"].comment = Comment("per kg", "the buyer")
    page["D3"].number_format = "0.000"
    choices = DataValidation(type="list", formula1='"Acme,Borax"')
    choices.add("B2:B9")
    page.add_data_validation(choices)
    workbook.save(path)
    _, cells = marked(path)
    copy = load_workbook(tmp_path / "marked.xlsx")["Offers"]
    assert said(cells["Offers!D2"])[-1] == "per kg"
    assert copy["D3"].number_format == "0.000"
    assert copy["G2"].value == "=1"
    assert [str(each.sqref) for each in copy.data_validations.dataValidation] == [
        "B2:B9"
    ]


def test_the_workbook_itself_is_never_written(tmp_path: Path) -> None:
    path = book(tmp_path)
    fault = Problem("Offers", "D2", "what", "why", "hint")
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    for out in (path, link, tmp_path / "." / "plan.xlsx"):
        with pytest.raises(UsageError, match="is the workbook itself"):
            write_marked(path, out, [fault], ())
    with pytest.raises(UsageError, match=r"let it end in \.xlsx"):
        write_marked(path, tmp_path / "plan.csv", [fault], ())


def test_check_writes_the_copy_and_still_fails(tmp_path: Path) -> None:
    book(tmp_path, {"Offers!D2": "ten"})
    ran = planner(tmp_path, "check", "plan.xlsx", "--marked", "copy.xlsx")
    assert ran.returncode == 2
    assert ran.stderr.splitlines() == [
        "1 cell marked in copy.xlsx.",
        "Offers!D2 · 'ten' is not a number · a number belongs here · write digits only, such as 1200.5",
        "1 problem; nothing was solved.",
    ]
    assert (tmp_path / "copy.xlsx").exists()


def test_check_marks_warnings_and_succeeds(tmp_path: Path) -> None:
    book(tmp_path, {"Offers!D2": "¥10"})
    ran = planner(tmp_path, "check", "plan.xlsx", "--marked", "copy.xlsx")
    assert ran.returncode == 0
    assert ran.stderr == "1 cell marked in copy.xlsx.\n"
    assert "'¥10' is read as 10" in ran.stdout


def test_check_writes_no_copy_of_what_is_right(tmp_path: Path) -> None:
    book(tmp_path)
    ran = planner(tmp_path, "check", "plan.xlsx", "--marked", "copy.xlsx")
    assert ran.returncode == 0
    assert ran.stderr == "Nothing to mark: copy.xlsx was not written.\n"
    assert not (tmp_path / "copy.xlsx").exists()
