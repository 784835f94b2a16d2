"""The child that parses: its limits, its silence, and what may arrive from it."""

import copyreg
import os
import pickle
import signal
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from planner.errors import InputError, PlannerError, UsageError
from planner.workbook import apart, read, reading
from planner.workbook.findings import CellError
from planner.workbook.frames import LENGTH, READ, REFUSED, frames, packed, sheets_of
from planner.workbook.reader import answers
from tests.workbook.books import MORE, SCRAP, STOCK, book

pytestmark = pytest.mark.usefixtures("apart_from_here")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no limits on Windows")


def test_a_child_reads_what_this_process_would(tmp_path: Path) -> None:
    path = book(tmp_path, {**SCRAP, **STOCK, "Offers!D3": "=1/0", "Items!E2": 1}, *MORE)
    content = path.read_bytes()
    request = apart.reading_request(path.name, fast=True)
    here = sheets_of(list(frames(b"".join(answers(request, content)))))
    with apart.begin(content, path.name) as begun:
        there = begun.sheets()
    assert there.titles == here.titles
    assert [each.rows for each in there.grids.values() if each.title != "Offers"] == [
        each.rows for each in here.grids.values() if each.title != "Offers"
    ]
    assert {each.outline for each in there.grids.values()} == {
        each.outline for each in here.grids.values()
    }


def test_faults_of_cells_come_through(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Offers!D2 · the cell shows #N/A"):
        read(book(tmp_path, {"Offers!D2": "#N/A"}))


def test_a_refusal_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"offer,price\n")
    with pytest.raises(UsageError, match="is a text file such as CSV"):
        read(path)


@POSIX
def test_a_workbook_that_needs_too_much_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path)
    large = load_workbook(path)
    for row in range(2, 3000):  # more than a young process has at hand
        large["Offers"].cell(row, 1).value = f"{row}" * 2000
    large.save(path)
    monkeypatch.setattr(apart, "MEMORY", 2**20)
    with pytest.raises(UsageError, match="needs more than 2 GiB|too much time or mem"):
        read(path)


def test_a_child_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "START", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "SECONDS", 0.2)
    with pytest.raises(UsageError, match=r"plan\.xlsx takes more than 0 s to read"):
        read(book(tmp_path))


@POSIX
def test_a_child_that_dies_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die = f"import os; os.kill(os.getpid(), {signal.SIGABRT.value})"
    monkeypatch.setattr(apart, "START", die)
    with pytest.raises(UsageError, match="breaks the program that reads it"):
        read(book(tmp_path))


def test_a_file_whose_second_reading_fails_is_read_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = apart.START.partition("from planner")[0]
    crash = (
        "from planner.workbook import reader; import os; "
        "reader.differences = lambda *_: os.abort(); reader.main()"
    )
    monkeypatch.setattr(apart, "START", begin + crash)
    assert read(book(tmp_path)).warnings == (
        "Settings · a second program could not open the workbook: its values were read only once",
    )


MISTAKE = "NameError: name 'misspelt' is not defined"
FAULTS = {
    "as it starts": "misspelt",
    "reading": "from planner.workbook import reader, cells; "
    "cells.Book.titles = property(lambda _: misspelt); reader.main()",
    "reading with care": "from planner.workbook import reader, cells; "
    "cells.outline = lambda *_: misspelt; cells.scanned = lambda *_: None; "
    "reader.main()",
    "reading again": "from planner.workbook import reader, cells, second; "
    "cells.scanned = lambda *_: None; second._numbered = lambda *_: misspelt; reader.main()",
}


@pytest.mark.parametrize("doing", FAULTS.values(), ids=FAULTS)
def test_a_mistake_of_the_program_is_told_as_one_with_a_report(
    doing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path)
    monkeypatch.chdir(tmp_path)
    # Where the program is: whose lines are at fault is told by their file.
    lines = compiled_as_ours(doing)
    monkeypatch.setattr(
        apart, "START", apart.START.partition("from planner")[0] + lines
    )
    with pytest.raises(
        PlannerError, match="A fault of the program, not of plan.xlsx"
    ) as caught:
        read(path)
    assert caught.value.exit_code == 1
    assert MISTAKE in str(caught.value)
    (saved,) = tmp_path.glob("planner-fault-*.zip")
    assert str(saved) in str(caught.value)
    with ZipFile(saved) as report:
        assert sorted(report.namelist()) == ["README.txt", "fault.txt", "versions.json"]
        assert MISTAKE in report.read("fault.txt").decode()
    assert "repair" not in str(caught.value)


def compiled_as_ours(lines: str) -> str:
    """Return code that runs lines as if they stood in a file of the planner."""
    place = Path(apart.__file__).with_name("new.py")
    return f"exec(compile({lines!r}, {str(place)!r}, 'exec'))"


@POSIX
def test_a_child_that_the_system_ends_took_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die = f"import os; os.kill(os.getpid(), {signal.SIGKILL.value})"
    monkeypatch.setattr(apart, "START", die)
    with pytest.raises(UsageError, match=r"plan\.xlsx needs too much time or memory"):
        read(book(tmp_path))


def test_a_child_without_memory_for_itself_is_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "START", "raise MemoryError")
    with pytest.raises(UsageError, match=r"plan\.xlsx needs too much time or memory"):
        read(book(tmp_path))


def test_a_child_has_longer_for_a_larger_file() -> None:
    assert apart.seconds_for(bytes(10)) == 20
    assert apart.seconds_for(bytes(5 * 2**20)) == 60


def test_no_child_outlives_its_reading(tmp_path: Path) -> None:
    content = book(tmp_path).read_bytes()
    with apart.begin(content, "plan.xlsx") as begun:
        child = begun.child.process
    assert child.poll() is not None


@pytest.mark.parametrize(
    ("changes", "times", "last"),
    [
        ({}, 1, float),
        ({"Offers!F1": "note", "Offers!F2": datetime(2026, 7, 1)}, 2, date),
    ],
    ids=["both engines agree", "a date is a number to one"],
)
def test_what_is_checked_before_the_second_engine_agrees_holds_only_if_it_does(
    changes: Any,
    times: int,
    last: type,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []
    checked = reading.case_of

    def counted(sheets: Any, *rest: Any) -> Any:
        seen.append(sheets.grids["Offers"].rows)
        return checked(sheets, *rest)

    monkeypatch.setattr(reading, "case_of", counted)
    path = book(tmp_path, changes)
    assert read(path).offers
    assert len(seen) == times
    assert type(dict(seen[-1])[2][-1]) is last


def test_problems_that_are_found_early_are_told_once_they_are_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path, {"Offers!D3": "ten", "Items!D2": -1})
    with pytest.raises(InputError) as early:
        read(path)
    monkeypatch.setattr(apart.Reading, "guess", lambda _: None)
    with pytest.raises(InputError) as late:
        read(path)
    assert str(early.value) == str(late.value)


def test_a_guess_of_a_child_that_then_ends_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The careful engine is asked instead, and here it ends as well."""
    guess = (
        "from planner.workbook.frames import GUESSED, packed; "
        "sys.stdout.buffer.write(packed((GUESSED, ([], {})))); sys.exit(3)"
    )
    lines = apart.START.partition("from planner")[0] + guess
    monkeypatch.setattr(apart, "START", lines)
    with pytest.raises(UsageError, match=r"plan\.xlsx breaks the program"):
        read(book(tmp_path))


def test_nothing_but_plain_values_may_arrive() -> None:
    call = pickle.dumps(("read", os.getcwd))
    with pytest.raises(pickle.UnpicklingError, match="is no plain value"):
        list(frames(LENGTH.pack(len(call)) + call))


def test_a_frame_that_did_not_arrive_whole_is_left_out() -> None:
    first, second = packed((REFUSED, "one")), packed((REFUSED, "two"))
    assert list(frames(first + second[:-1])) == [(REFUSED, "one")]
    assert list(frames(first + second[:3])) == [(REFUSED, "one")]


@POSIX
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is not a file"):
        read(pipe)


def test_a_file_far_too_big_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MOST_FILE", 2**10)
    with pytest.raises(UsageError, match="has more than 0 MB"):
        read(book(tmp_path))


def test_what_a_cell_shows_travels_whatever_else_packs_exceptions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dask, once loaded, has every exception packed in a way of its own."""
    monkeypatch.setitem(copyreg.dispatch_table, CellError, lambda _: (str, ("other",)))
    said = packed((READ, CellError("what", "why", "hint")))
    ((_, found),) = frames(said)
    assert isinstance(found, CellError)
    assert found.args == ("what", "why", "hint")
