"""planner replan as a buyer runs it: what is read, refused, printed and written."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

import planner
from planner.audit.book import audit_book
from planner.cli import main
from planner.errors import InputError
from planner.examples import EXAMPLES
from planner.replan import roll
from planner.replan.actual import known_of
from planner.report import excel
from planner.workbook import template
from planner.workbook.actuals import Actuals, read_actuals
from planner.workbook.former import read_former
from tests.replan.former import after, former_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the tiny book, its plan beside it."""
    place = tmp_path_factory.mktemp("replan")
    template.write(place / "tiny.xlsx", EXAMPLES["tiny"]())
    plan = planner.solve(planner.read(place / "tiny.xlsx"), "Max 70% China")
    excel.write_plan(plan, place / "tiny-plan.xlsx")
    return place


def run(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *words: object, at: str = "2028"
) -> object:
    """Run the command in this process; return its exit code."""
    book, plan = folder / "tiny.xlsx", folder / "tiny-plan.xlsx"
    argv = ["planner", "replan", book, "--from", plan, "--at", at, *words]
    monkeypatch.setattr(sys, "argv", list(map(str, argv)))
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def test_a_plan_read_back_is_the_plan_that_was_made(folder: Path) -> None:
    plan = planner.solve(planner.read(folder / "tiny.xlsx"), "Max 70% China")
    read, made = read_former(folder / "tiny-plan.xlsx"), former_of(plan)
    assert read.source == "tiny-plan.xlsx"
    for what in ("policy", "periods", "signed", "opened", "tiers", "plan", "digest"):
        assert getattr(read, what) == getattr(made, what), what
    assert read.inputs == made.inputs
    for scenario in made.paths:
        for (what, name), volumes in made.paths[scenario].items():
            for period, units in volumes.items():
                assert read.units(scenario, what, name, period) == units


def test_the_new_plan_is_a_plan_workbook_that_the_audit_accepts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """70 from Far and 30 from Home are 13,000 a year; Home is signed already. Without a
    closure so far: 10% that it comes in 2028, 9% in 2029, 81% never.
    """
    assert run(monkeypatch, folder, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["moves"], record["differences"]) == ([], [])
    assert record["plan"][0]["period"] == "2028"
    closed_first, closed_last, never = 52000 + 10000, 13000 + 52000, 26000
    cost = 0.1 * closed_first + 0.09 * closed_last + 0.81 * never
    assert record["expected_cost"] == pytest.approx(cost)
    written = folder / "tiny-plan-2028.xlsx"
    assert "Changes" in load_workbook(written).sheetnames
    case = planner.read(folder / "tiny.xlsx")
    former = read_former(folder / "tiny-plan.xlsx")
    rolled = roll(after(former, "2028", case))
    assert audit_book(rolled, written).is_clean
    text = written.with_suffix(".html").read_text(encoding="utf-8")
    assert "the old schedule stands" in text


def test_the_new_plan_can_be_continued_in_turn(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, folder, "-q") == 0
    capsys.readouterr()
    later = "--from", folder / "tiny-plan-2028.xlsx"
    assert run(monkeypatch, folder, *later, "--json", at="2029") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["moves"] == []
    assert [each["volume"] for each in record["plan"]] == [70, 30]


def test_a_cell_that_changed_is_named_with_its_address(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Home at 90 instead of 200 delivers all it can: 30 more a year."""
    book = load_workbook(folder / "tiny.xlsx")
    heads = [each.value for each in book["Offers"][1]]
    place = next(n for n, head in enumerate(heads) if str(head).startswith("price"))
    row = next(r for r in book["Offers"].iter_rows(min_row=2) if r[0].value == "Home")
    row[place].value = 90
    other = folder / "other"
    other.mkdir()
    book.save(other / "tiny.xlsx")
    (other / "tiny-plan.xlsx").write_bytes((folder / "tiny-plan.xlsx").read_bytes())
    assert run(monkeypatch, other, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [each["cell"] for each in record["causes"]] == [
        f"Offers!{row[place].coordinate}"
    ]
    assert {each["offer"]: each["after"] for each in record["moves"]} == {
        "Far": 40,
        "Home": 60,
    }


def test_the_template_is_read_back_as_planned(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 2028 the deliveries of 2027 are over: 70 from Far and 30 from Home."""
    place = folder / "actuals.xlsx"
    assert run(monkeypatch, folder, "--template", place, "-q") == 0
    found = read(folder, place)
    assert found.received == {("Far", "2027"): 70, ("Home", "2027"): 30}
    assert found.stock == {"metal": 0}
    assert not found.begun


def read(folder: Path, place: Path) -> Actuals:
    case = planner.read(folder / "tiny.xlsx")
    start = after(read_former(folder / "tiny-plan.xlsx"), "2028", case)
    return read_actuals(place, known_of(start))


def filled(
    folder: Path, monkeypatch: pytest.MonkeyPatch, edits: Mapping[str, str | float]
) -> Path:
    """Write a filled template, some of its cells changed: `Stock!B2`."""
    place = folder / "filled.xlsx"
    place.unlink(missing_ok=True)
    assert run(monkeypatch, folder, "--template", place, "-q") == 0
    book = load_workbook(place)
    for where, value in edits.items():
        sheet, cell = where.split("!")
        book[sheet][cell] = value
    book.save(place)
    return place


def test_every_wrong_cell_of_the_actuals_is_told_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits: dict[str, str | float] = {
        "Received!A2": "Faar",
        "Received!B3": "2028",
        "Received!C3": "some",
        "Stock!A2": "gold",
        "Stock!B2": -1,
        "Curbs!A2": "war",
        "Curbs!B2": "2029",
    }
    with pytest.raises(InputError) as raised:
        read(folder, filled(folder, monkeypatch, edits))
    assert [each.place for each in raised.value.problems] == list(edits)


def test_a_sheet_with_another_name_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = filled(folder, monkeypatch, {})
    book = load_workbook(place)
    book["Received"].title = "Recieved"
    book.save(place)
    with pytest.raises(InputError, match="did you mean 'Received'"):
        read(folder, place)


def test_a_curb_in_the_actuals_has_begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It closed China in 2027, for a year: from 2028 on nothing is left to fear."""
    place = filled(folder, monkeypatch, {"Curbs!A2": "closure", "Curbs!B2": "2027"})
    assert run(monkeypatch, folder, "--received", place, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["scenarios"]["count"] == 1
    assert record["expected_cost"] == pytest.approx(26000)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stay", "half"), "--stay half is no share"),
        (("--curb", "closure"), "not NAME=PERIOD"),
        (("--curb", "clozure=2027"), "did you mean 'closure'"),
        (("--policy", "nome"), "There is no policy"),
        (("--received", "nowhere.xlsx"), "there is no file"),
    ],
    ids=["stay", "curb", "curb-name", "policy", "received"],
)
def test_what_cannot_be_meant_leaves_with_2(
    words: tuple[str, str],
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, folder, *words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["tiny.xlsx", "tiny-plan.xlsx"])
def test_a_workbook_of_something_else_was_not_received(
    name: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, folder, "--received", folder / name) == 2
    said = capsys.readouterr().err
    assert f"{name} is a plan" in said
    assert "1 problem;" in said


def test_a_book_that_is_no_plan_and_a_period_that_is_none_leave_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, folder, "--from", folder / "tiny.xlsx") == 2
    assert "tiny.xlsx is a planning workbook" in capsys.readouterr().err
    assert run(monkeypatch, folder, at="2031") == 2
    assert "no period of the workbook" in capsys.readouterr().err
