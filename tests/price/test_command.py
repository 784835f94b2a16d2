"""planner price as a buyer runs it: what is read, refused, printed and written."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import planner
from planner.cli import main
from planner.errors import InputError, UsageError
from planner.examples import EXAMPLES
from planner.replan import roll
from planner.report import excel
from planner.workbook import template
from planner.workbook.edited import Edited, read_edited
from planner.workbook.former import read_former
from planner.workbook.kinds import kind_of
from tests.replan.former import after

Edits = Mapping[str, str | float | None]
Read = Callable[[Edits], Edited]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the tiny book, its plan beside it: row 5 Home, row 6 Far."""
    folder = tmp_path_factory.mktemp("price")
    template.write(folder / "tiny.xlsx", EXAMPLES["tiny"]())
    plan = planner.solve(planner.read(folder / "tiny.xlsx"), "Max 70% China")
    excel.write_plan(plan, folder / "tiny-plan.xlsx")
    return folder


def edit(solved: Path, edits: Edits, name: str = "edited.xlsx") -> Path:
    """Write a copy of the plan in which some cells, `Plan!H5`, are others."""
    book = load_workbook(solved / "tiny-plan.xlsx")
    for place, value in edits.items():
        sheet, _, cell = place.rpartition("!")
        book[sheet or "Plan"][cell] = value
    book.save(solved / name)
    return solved / name


@pytest.fixture
def read(solved: Path) -> Read:
    case = planner.read(solved / "tiny.xlsx")
    return lambda edits: read_edited(edit(solved, edits), case)


def faults(read: Read, edits: Edits) -> list[str]:
    """Return the places of every fault."""
    with pytest.raises(InputError) as raised:
        read(edits)
    return [each.place for each in raised.value.problems]


def test_the_plan_is_read_as_it_was_written(read: Read) -> None:
    found = read({})
    assert found.policy == "Max 70% China"
    assert found.volumes == {"Far": (70, 70, 70), "Home": (30, 30, 30)}
    assert found.before == found.volumes
    assert found.signed == {"Home"}
    assert not found.refused
    assert found.remarks == ()


def test_a_cleared_cell_is_nothing_and_text_of_a_number_is_a_number(read: Read) -> None:
    found = read({"I6": None, "J6": "65"})
    offer = str(load_rows(read)["6"])
    assert found.volumes[offer] == (
        found.volumes[offer][0],
        0,
        65,
    )


def load_rows(read: Read) -> dict[str, str]:
    """Return which offer stands in which row."""
    found = read({})
    return {place.removeprefix("Plan!B"): name for name, place in found.rows.items()}


def test_every_wrong_cell_is_told_at_once(read: Read) -> None:
    edits: Edits = {"H5": "many", "I5": -3, "J5": "#N/A", "B6": "Near"}
    assert faults(read, edits) == ["Plan!H5", "Plan!I5", "Plan!J5", "Plan!B6"]


def test_the_policy_is_that_of_the_sheet_run(read: Read) -> None:
    assert read({"Run!B7": "none"}).policy == "none"


def test_a_misspelt_offer_gets_a_suggestion(read: Read) -> None:
    with pytest.raises(InputError, match="did you mean 'Home'"):
        read({"B5": "Hone", "B6": "Hone"})


def test_other_periods_are_refused_by_header(read: Read) -> None:
    assert faults(read, {"J4": "2031"}) == ["Plan!J4", "Plan!A4"]


def test_a_plan_of_another_workbook_is_refused_by_its_fingerprint(read: Read) -> None:
    assert faults(read, {"Run!B6": "0" * 64}) == ["Run!B6"]


def test_a_plan_of_another_horizon_is_refused(solved: Path) -> None:
    """A plan of three years, and the workbook of two: column J is too many."""
    case = planner.read(solved / "tiny.xlsx")
    shorter = roll(after(read_former(solved / "tiny-plan.xlsx"), "2028", case))
    with pytest.raises(InputError) as raised:
        read_edited(solved / "tiny-plan.xlsx", shorter)
    assert [each.place for each in raised.value.problems] == ["Plan!H4"]


def test_a_workbook_that_is_no_plan_is_told_by_what_it_is(solved: Path) -> None:
    case = planner.read(solved / "tiny.xlsx")
    with pytest.raises(InputError) as raised:
        read_edited(solved / "tiny.xlsx", case)
    (problem,) = raised.value.problems
    assert problem.place == "Settings"
    assert problem.what == "tiny.xlsx is a planning workbook"


def test_a_workbook_that_is_nothing_known_lacks_its_sheets(solved: Path) -> None:
    case = planner.read(solved / "tiny.xlsx")
    Workbook().save(solved / "blank.xlsx")
    with pytest.raises(InputError) as raised:
        read_edited(solved / "blank.xlsx", case)
    (problem,) = raised.value.problems
    assert problem.what == "the sheets Plan, Run, Decisions are missing"


def test_a_plan_given_as_the_workbook_is_one_fault(solved: Path) -> None:
    with pytest.raises(InputError) as raised:
        planner.read(solved / "tiny-plan.xlsx")
    (problem,) = raised.value.problems
    assert problem.place == "Plan"
    assert problem.what == "tiny-plan.xlsx is a plan that planner wrote"
    assert "planner price BOOK.xlsx tiny-plan.xlsx" in problem.hint


def test_a_file_that_is_no_workbook_is_refused(solved: Path) -> None:
    case = planner.read(solved / "tiny.xlsx")
    (solved / "bad.xlsx").write_text("no workbook")
    with pytest.raises(UsageError):
        read_edited(solved / "bad.xlsx", case)


def test_an_offer_may_be_added_and_not_be_written_twice(read: Read) -> None:
    """Rows of Home and Far are there; row 9 is free."""
    assert faults(read, {"B9": "Home", "H9": 1}) == ["Plan!B9"]
    assert faults(read, {"H9": 1}) == ["Plan!B9"]


def test_no_before_a_contract_refuses_it(read: Read) -> None:
    row = next(n for n, name in load_rows(read).items() if name == "Home")
    assert read({f"A{row}": "no"}).refused == {"Home"}


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> object:
    monkeypatch.setattr(sys, "argv", ["planner", "price", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def test_json_is_one_object_and_the_reports_are_written(
    solved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """80 from Far in 2027 is 80% where 70% is the most: 10 units back, 10 from Home."""
    book = load_workbook(solved / "tiny-plan.xlsx")["Plan"]
    rows = {str(book.cell(n, 2).value): n for n in (5, 6)}
    mine = edit(solved, {f"H{rows['Far']}": 80, f"H{rows['Home']}": 20}, "mine.xlsx")
    assert run(monkeypatch, solved / "tiny.xlsx", mine, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["possible"], record["keeps_policy"]) == (True, False)
    assert record["distance"]["volume"] == pytest.approx(20)
    assert [each["bucket"] for each in record["broken"]] == [
        "country:China · metal · 2027"
    ]
    assert record["plans"]["cheapest"]["expected_cost"] == pytest.approx(53699)
    sheets = load_workbook(solved / "tiny-price.xlsx")
    assert sheets.sheetnames[:3] == ["Summary", "Side by side", "Volumes"]
    kind = kind_of(sheets.sheetnames)
    assert kind
    assert kind.name == "a priced plan that planner wrote"
    text = (solved / "tiny-price.html").read_text(encoding="utf-8")
    assert "the volumes break 1 rule" in text


def test_faults_of_the_plan_leave_with_2_and_their_cells(
    solved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = edit(solved, {"H5": "many"}, "mine.xlsx")
    assert run(monkeypatch, solved / "tiny.xlsx", mine) == 2
    assert "Plan!H5" in capsys.readouterr().err
