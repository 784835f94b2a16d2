"""planner explain as a buyer runs it: what is printed, and the copy that is written."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

import planner
from planner.cli import main
from planner.examples import EXAMPLES
from planner.explain.apply import cells_of
from planner.explain.conflict_parts import Part
from planner.explain.explanation import Explanation
from planner.explain.places import with_places
from planner.explain.repair_change import Change
from planner.workbook import template
from planner.workbook.addresses import where
from planner.workbook.changed_copy import write_changed

NEVER = ("--policy", "never short")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path / "tiny.xlsx"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> object:
    """Run the command in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["planner", *map(str, words)])
    try:
        main()
    except SystemExit as left:
        return left.code or 0
    return 0


def cells(book: Path) -> dict[str, Any]:
    return {
        f"{page.title}!{cell.coordinate}": cell.value
        for page in load_workbook(book).worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_never_short_is_explained_in_the_words_of_the_workbook(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a closure Home's 60 of 100 kg arrive: 40% short, or 100 kg from Home."""
    assert run(monkeypatch, "explain", tiny, *NEVER) == 0
    said = capsys.readouterr()
    for words in (
        "No plan satisfies the policy 'Never short' of Two sources.",
        "at most 60 kg can be there, 100 kg are needed",
        "Policies!J3  At most 0% of each demand goes unserved",
        "Offers!H3    Offer Home delivers at most 60 kg in a period.",
        "Curbs!C2     closure hits country:China",
        "Policies!J3: max_shortage, limit 0% → 40% (39.9% is still impossible)",
        "Offers!H3: Home, max_volume 60 kg → 100 kg (99.9 kg is still impossible)",
    ):
        assert words in said.out
    assert max(map(len, said.out.splitlines()[:-1])) <= 100
    assert "5 rows, without" in said.err


def test_a_repair_is_written_into_a_copy_and_costs_what_was_said(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, before = tiny.with_name("mended.xlsx"), tiny.read_bytes()
    words = (*NEVER, "--apply", "2", "--out", out, "--json", "--quiet")
    assert run(monkeypatch, "explain", tiny, *words) == 0
    said = capsys.readouterr()
    assert not said.err
    record = json.loads(said.out)
    assert record["status"] == "infeasible"
    assert record["written"]["cells"] == ["Offers!H3"]
    old, new = cells(tiny), cells(out)
    changed = {place for place in old | new if old.get(place) != new.get(place)}
    assert changed == {"Offers!H3"}
    assert new["Offers!H3"] == 100
    assert tiny.read_bytes() == before
    plan = planner.solve(planner.read(out), "Never short")
    assert plan.expected_cost == pytest.approx(record["repairs"][1]["expected_cost"])
    assert plan.worst_shortage == 0


def test_json_gives_rows_sums_and_brackets(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "explain", tiny, *NEVER, "--json", "--quiet") == 0
    record = json.loads(capsys.readouterr().out)
    (conflict,) = record["conflicts"]
    assert [(r["sheet"], r["cells"]) for r in conflict["rows"]] == [
        ("Policies", ["J3"]),
        ("Offers", ["H3"]),
        ("Curbs", ["C2"]),
    ]
    assert [(s["can"], s["must"]) for s in conflict["sums"]] == [(60, 100)]
    change = record["repairs"][0]["changes"][0]
    assert (change["before"], change["after"], change["impossible"]) == (0, 0.4, 0.399)
    assert 3 <= len(record["repairs"]) <= 5
    assert record["complete"]
    assert not record["stopped"]


def test_limits_prices_and_rules_are_told_with_their_cells(tiny: Path) -> None:
    case = planner.read(tiny)
    plan = planner.solve(case, "Max 70% China")
    told = Explanation(
        case=case,
        plan=plan,
        sources=pd.DataFrame(),
        shortages=pd.DataFrame(),
        prices=pd.DataFrame([{"offer": "Far"}]),
        worth=pd.DataFrame([{"kind": "offer", "limit": "Home"}]),
        rules=pd.DataFrame([{"number": 0}]),
    )
    tables = (
        with_places(told).worth,
        with_places(told).prices,
        with_places(told).rules,
    )
    places = [table["place"][0] for table in tables]
    assert places == ["Offers!H3", "Offers!D2", "Policies!J2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--apply", "1"), "give both"),
        (("--out", "x.xlsx"), "give both"),
        (("--apply", "1", "--out", "tiny.xlsx"), "tiny.xlsx exists"),
        (("--apply", "99", "--out", "x.xlsx"), "There is no repair 99"),
    ],
)
def test_a_copy_that_cannot_be_written_is_refused(
    tiny: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tiny.parent)
    assert run(monkeypatch, "explain", tiny, *NEVER, *words) == 2
    assert told in capsys.readouterr().err
    assert not tiny.with_name("x.xlsx").exists()


def test_a_policy_that_has_a_plan_is_not_mended(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tiny.with_name("x.xlsx")
    words = ("--policy", "none", "--apply", "1", "--out", out)
    assert run(monkeypatch, "explain", tiny, *words) == 2
    assert "has a plan: nothing is to mend" in capsys.readouterr().err


def test_every_name_of_the_workbook_has_its_cells(tiny: Path) -> None:
    case = planner.read(tiny)
    at = where(tiny, case)
    assert str(at.rule("Max 70% China", 0)) == "Policies!J2"
    assert str(at.rule("Never short", 0, "per")) == "Policies!F3"
    assert str(at.cell("Demand", "PLANT", "2028")).startswith("Demand!")
    assert at.value("Demand", "plant", "2028") == 100
    assert str(at.cell("Offers", "Home", "no such column")) == "Offers row 3"
    assert at.cell("Offers", "Nobody", "price") is None
    assert at.cell("Tiers", "Home", "discount") is None or at.pages["Tiers"]
    assert where(tiny.with_name("gone.xlsx"), case).pages == {}


def test_a_rule_there_twice_has_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "twice.xlsx"
    template.write(path, EXAMPLES["tiny"]())
    book = load_workbook(path)
    page = book["Policies"]
    copied = [cell.value for cell in page[2]]
    for column, value in enumerate(copied, start=1):
        page.cell(4, column).value = value
        page.cell(5, column).value = value
    page.cell(5, 10).value = 0.6
    book.save(path)
    case = planner.read(path)
    at = where(path, case)
    assert len(case.policies["Max 70% China"]) == 2
    assert str(at.rule("Max 70% China", 0)) == "Policies!J2"
    assert str(at.rule("Max 70% China", 1)) == "Policies!J5"


def test_a_suppliers_larger_capacity_is_written_for_its_offers_too(
    tmp_path: Path,
) -> None:
    """Home sells 50 in all by two offers of 60: 100 in all take offers of 100."""
    tables, path = EXAMPLES["tiny"](), tmp_path / "book.xlsx"
    far, home = tables["Offers"]
    other = {**home, "offer": "Home spot", "fixed_cost": None}
    seller = {"supplier": "Home", "country": "Japan", "max_volume": 50}
    suppliers = [tables["Suppliers"][0], seller]
    template.write(
        path, {**tables, "Suppliers": suppliers, "Offers": [far, home, other]}
    )
    case = planner.read(path)
    change = Change(
        part=Part("supplier", "Home"), column="max_volume", before=50.0, after=100.0
    )
    written = cells_of(change, case, "none", where(path, case))
    assert [(str(each.place), each.value) for each in written] == [
        ("Suppliers!C3", 100.0),
        ("Offers!H3", 100.0),
        ("Offers!H4", 100.0),
    ]


def test_a_column_that_is_not_there_is_added_to_the_copy(tmp_path: Path) -> None:
    """A rule that is to start later needs a column `from`."""
    book = load_workbook_of_tiny(tmp_path, without="from")
    case = planner.read(book)
    at = where(book, case)
    part = Part("rule", "max_share", 0)
    change = Change(part=part, column="from", before=None, after=1)
    cells_changed = list(cells_of(change, case, "Max 70% China", at))
    out = tmp_path / "copy.xlsx"
    write_changed(book, out, cells_changed)
    (rule,) = planner.read(out).policies["Max 70% China"]
    assert rule.start == 1


def load_workbook_of_tiny(folder: Path, without: str) -> Path:
    path = folder / "tiny.xlsx"
    template.write(path, EXAMPLES["tiny"]())
    book = load_workbook(path)
    page = book["Policies"]
    heads = [str(cell.value) for cell in page[1]]
    place = 1 + next(at for at, head in enumerate(heads) if head.startswith(without))
    page.delete_cols(place)
    book.save(path)
    return path
