"""A large sheet is searched and parsed by columns: it means what a small one means."""

from dataclasses import replace
from os import environ
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from models.case import Offer, Supplier
from planner.errors import InputError
from planner.workbook import cells, read
from planner.workbook.findings import CellError
from planner.workbook.grid import Columns, packed, unpacked
from planner.workbook.parts.draft import made
from planner.workbook.scan import scanned
from planner.workbook.shared import shared
from tests.workbook.books import MORE, SCRAP, STOCK, book, good
from tests.workbook.test_mutations import Sheets, _write, spoilt

EXAMPLES = 2000 if environ.get("NIGHTLY") else 30
SHEET = (
    b'<worksheet><sheetData><row r="1" spans="1:2">%s</row>%s</sheetData></worksheet>'
)
HEADS = b'<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>price</t></is></c>'
TEXTS = ("offer", "A&B")


@pytest.fixture(autouse=True)
def both() -> None:
    pytest.importorskip("python_calamine")


def meant(path: Path, *, searched: bool = True) -> Any:
    """Return what a book means if its sheets are searched, or parsed."""
    with pytest.MonkeyPatch.context() as patched:
        if not searched:
            patched.setattr(cells, "scanned", lambda *_: None)
        try:
            case = read(path)
        except InputError as error:
            return [str(each) for each in error.problems]
        return repr(case)


def test_a_spoilt_workbook_means_the_same_by_columns(tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("bulk") / "plan.xlsx"

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(spoilt())
    def spoil(sheets: Sheets) -> None:
        _write(sheets, path)
        assert meant(path) == meant(path, searched=False)

    spoil()


def test_odd_cells_among_many_are_told_at_their_places(tmp_path: Path) -> None:
    changes = {
        **{f"Offers!A{row}": f"C{row}" for row in range(4, 60)},
        **{f"Offers!B{row}": "Acme" for row in range(4, 60)},
        **{f"Offers!C{row}": "metal" for row in range(4, 60)},
        **{f"Offers!D{row}": row for row in range(4, 60)},
        **{f"Offers!E{row}": 10 for row in range(4, 60)},
        "Offers!D7": "1,200",
        "Offers!D9": "dear",
        "Offers!D11": -1,
        "Offers!B13": "Acm",
        "Offers!A15": "c14",
        "Offers!C17": None,
        "Offers!D19": "#N/A",
        "Offers!D21": "=1+1",
        "Offers!H23": "stray",
    }
    path = book(tmp_path, {**SCRAP, **STOCK, **changes}, *MORE)
    told = meant(path)
    assert [each.partition(" · ")[0] for each in told] == [
        *("Offers!D9", "Offers!D11", "Offers!B13", "Offers!A15", "Offers!C17"),
        *("Offers!D19", "Offers!D21", "Offers!H23"),
    ]
    assert told == meant(path, searched=False)


def test_what_excel_and_libreoffice_write_is_plain() -> None:
    body = (
        b'<row r="2" ht="12.8" hidden="false"><c r="A2" s="3" t="s"><v>1</v></c>'
        b'<c r="B2" s="0" t="n"><v>7.5</v></c></row>'
        b'<row r="4"><c r="A4"/><c r="B4"><f>1+1</f><v>2</v></c></row><row r="5" s="1"/>'
        b'<row r="6"><c r="A6" t="b"><v>1</v></c><c r="B6" t="e"><v>#N/A</v></c></row>'
        b'<row r="7"><c r="A7" t="str"><f>""</f><v></v></c><c r="B7"><f>A1</f></c></row>'
    )
    found = scanned(SHEET % (HEADS, body), lambda: TEXTS)
    assert found is not None
    assert (found.heads, list(found.numbers)) == (["offer", "price"], [2, 4, 6, 7])
    assert list(unpacked(found.columns[0])) == ["A&B", "", True, ""]
    number, stored, *odd = unpacked(found.columns[1])
    assert (number, stored) == (7.5, 2.0)
    assert [each.what for each in odd if isinstance(each, CellError)] == [
        "the cell shows #N/A",
        "the formula has no stored value",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b'<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
        b'<row r="2"><c r="A2" t="s"><v>2</v></c></row>',
        b'<row r="2"><c r="A2"><v>1e999</v></c></row>',
        b'<row r="2"><c r="A2"><v>1_000</v></c></row>',
        b'<row r="2"><c r="A3"><v>1</v></c></row>',
        b'<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        b'<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="2"><c r="A2"><v>1</v></c></row><c r="B9"><v>1</v></c>',
        b'<!-- --><row r="2"><c r="A2"><v>1</v></c></row>',
        b'<row r="2"> <c r="A2"><v>1</v></c></row>',
        b'<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>',
        b'<row r="2"><c><v>1</v></c></row>',
        b'<row r="2"><c r="A2" t="d"><v>2026-07-01</v></c></row>',
        b'<row r="2"><c r="A2" t="s"><is><t>1</t></is></c></row>',
        b'<row r="2"><c r="AAA2"><v>1</v></c></row>',
    ],
)
def test_what_is_not_plain_is_left_to_openpyxl(body: bytes) -> None:
    assert scanned(SHEET % (HEADS, body), lambda: TEXTS) is None


def test_texts_that_cells_share_are_found_where_they_are_plain() -> None:
    plain = b'<sst count="2"><si><t>a &amp; b</t></si><si><t/><phoneticPr f="1"/></si>'
    assert shared(plain + b"</sst>") == ["a & b", ""]
    rich = b"<si><r><t>bold</t></r></si></sst>"
    assert shared(plain + rich) is None
    assert shared(b'<?xml encoding="latin-1"?>' + plain) is None


@pytest.mark.parametrize(
    "column",
    [[1.5, -0.0], ["a", ""], ["a\0b", "c"], ["", 1.5], [True, 1.0], []],
)
def test_a_column_travels_unchanged(column: list[object]) -> None:
    sent = Columns(["head"], range(2, 2 + len(column)), [packed(column)])
    assert list(sent.columns[0]) == column
    assert [type(each) for each in sent.columns[0]] == [type(each) for each in column]
    assert [number for number, _ in sent] == [1, *range(2, 2 + len(column))]


def test_an_offer_made_at_once_is_one_made_field_by_field(tmp_path: Path) -> None:
    case = good(tmp_path, {**SCRAP, **STOCK}, *MORE)
    same: Any = replace
    for kind, things in ((Offer, case.offers), (Supplier, case.suppliers)):
        for thing in things.values():
            slow = same(thing)
            assert vars(thing) == vars(slow)
            assert made(kind, {**vars(slow)}) == slow


def test_of_many_misspelt_names_the_first_twenty_are_compared(tmp_path: Path) -> None:
    changes = {f"Offers!A{row}": f"C{row}" for row in range(4, 34)}
    changes |= {f"Offers!B{row}": "Acm" for row in range(4, 34)}
    changes |= {f"Offers!C{row}": "metal" for row in range(4, 34)}
    changes |= {f"Offers!D{row}": "10" for row in range(4, 34)}
    told = [x for x in meant(book(tmp_path, changes)) if "no supplier 'Acm'" in x]
    assert len(told) == 30
    assert sum("did you mean 'Acme'?" in each for each in told) == 20
