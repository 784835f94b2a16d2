"""Files that are no sane workbook: one plain sentence each."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from planner.errors import UsageError
from planner.workbook import read
from tests.workbook.books import book, patch

SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx)"
REPAIR = "open it in Excel, let Excel repair it, and save it again"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENTS: dict[bytes, str] = {
    b"": "plan.xlsx is empty (0 bytes): save the workbook again",
    OLD: f"plan.xlsx is an old Excel file (.xls): {SAVE_AS}",
    OLD + "EncryptedPackage".encode("utf-16-le"): (
        "plan.xlsx is protected by a password: save it in Excel without one"
    ),
    b"offer,price\nA1,10\n": (
        f"plan.xlsx is a text file such as CSV, not a workbook: {SAVE_AS}"
    ),
    b"<html><table>": f"plan.xlsx is a web page, not a workbook: {SAVE_AS}",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": f"plan.xlsx is not an Excel workbook: {SAVE_AS}",
    b"PK\x03\x04 and no more": (
        f"plan.xlsx is damaged (File is not a zip file): {REPAIR}"
    ),
}


@pytest.mark.parametrize(("content", "sentence"), CONTENTS.items())
def test_what_is_no_workbook_is_named(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    assert refusal(path) == sentence


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("mimetype", f"plan.xlsx is an OpenDocument file (.ods): {SAVE_AS}"),
        ("xl/workbook.bin", f"plan.xlsx is a binary workbook (.xlsb): {SAVE_AS}"),
        ("photo.txt", f"plan.xlsx is a zip archive, not a workbook: {SAVE_AS}"),
    ],
)
def test_other_archives_are_named(part: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with ZipFile(path, "w") as package:
        package.writestr(part, "x")
    assert refusal(path) == sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert refusal(path) == f"there is no file {path}"


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} cannot be opened: Is a directory"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refusal(path) == f"plan.xlsx holds two parts of one name: {REPAIR}"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    start = "<worksheet"
    patch(path, "xl/worksheets/sheet1.xml", start, f"<!DOCTYPE w []>{start}")
    assert refusal(path) == (
        "plan.xlsx holds a document type definition, which Excel never writes: "
        f"{SAVE_AS}"
    )


def test_too_much_to_unpack_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.workbook.package.MOST_BYTES", 2**10)
    assert "unpacks to more than" in refusal(book(tmp_path))


ROWS = '<row r="{}"><c r="A{}" s="1"/></row>'
DIMENSION = '<dimension ref="A1:B2"/>'


@pytest.mark.parametrize("dimension", ["", DIMENSION])
def test_formatted_rows_without_end_are_refused(dimension: str, tmp_path: Path) -> None:
    """300,000 of them: openpyxl goes through all, unless the sheet says its extent."""
    empty = "".join(ROWS.format(row, row) for row in range(2, 300_002))
    path = tmp_path / "plan.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        cell = '<row r="1"><c r="A1"><v>1</v></c></row>'
        sheet = (
            f"<worksheet>{dimension}<sheetData>{cell}{empty}</sheetData></worksheet>"
        )
        package.writestr("xl/worksheets/sheet1.xml", sheet)
    said = "300,000 formatted rows below its last value: delete them in Excel"
    assert (said in refusal(path)) == (not dimension)


def test_a_strict_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    with ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", f'<workbook xmlns="{strict}"><sheets/>')
    assert refusal(path) == (
        "plan.xlsx is a Strict Open XML workbook: open it in Excel, choose Save As and "
        "the type 'Excel Workbook (.xlsx)'"
    )


def test_a_part_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    spaces = " " * 33 * 2**20
    patch(path, "xl/worksheets/sheet5.xml", "</sheetData>", f"{spaces}</sheetData>")
    assert "unpacks to more than 250 times its size" in refusal(path)


def test_without_defusedxml_nothing_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.workbook.cells.DEFUSEDXML", False)
    assert "defusedxml is missing" in refusal(book(tmp_path))


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    patch(path, "xl/worksheets/sheet5.xml", '<row r="3">', '<row r="1">')
    assert refusal(path) == f"the rows of sheet Offers are out of order: {REPAIR}"


def test_whatever_the_engine_raises_is_one_sentence(tmp_path: Path) -> None:
    path = book(tmp_path)
    patch(path, "xl/worksheets/sheet5.xml", "<v>10</v>", "<v>1x0</v>")
    assert refusal(path) == (
        f"plan.xlsx cannot be read as a workbook (ValueError): {REPAIR}"
    )


def test_xml_that_does_not_parse_is_the_fault_of_the_file(tmp_path: Path) -> None:
    """Python counts it among the errors of syntax, as those of a program."""
    path = book(tmp_path)
    patch(path, "xl/workbook.xml", "<sheets>", "<sheets")
    assert refusal(path) == (
        f"plan.xlsx cannot be read as a workbook (ParseError): {REPAIR}"
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[: len(content) * 2 // 3],
        lambda content: content[:900] + bytes(60) + content[960:],
        lambda content: b"MZ" + content,
    ],
    ids=["cut off", "overwritten", "behind a program"],
)
def test_a_spoilt_file_is_refused(
    spoil: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = book(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    assert refusal(path)


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(UsageError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)
