"""planner compare as a buyer runs it: what is printed, what is written."""

import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner import errors
from planner.cli import main
from planner.workbook.kinds import kind_of
from tests.commands import planner, said


def test_comparing_prints_every_policy_and_writes_a_workbook_and_a_page(
    tiny: Path,
) -> None:
    ran = planner(tiny, "compare", "tiny.xlsx")
    assert ran.returncode == 0
    assert "3 of 3 policies" in ran.stderr
    for name in ("none", "Max 70% China", "Never short"):
        assert name in ran.stdout
    assert "none" in str([list(row) for row in _first_sheet(tiny, "tiny-compare")])
    kind = kind_of(load_workbook(tiny / "tiny-compare.xlsx").sheetnames)
    assert kind
    assert kind.name == "a comparison that planner wrote"
    page = (tiny / "tiny-compare.html").read_text(encoding="utf-8")
    assert "Max 70% China" in page


def _first_sheet(folder: Path, stem: str) -> list[tuple[object, ...]]:
    book = load_workbook(folder / f"{stem}.xlsx")
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_a_policy_without_a_plan_is_an_object_that_says_why(tiny: Path) -> None:
    ran = planner(tiny, "compare", "tiny.xlsx", "--json", "--out", "board.xlsx")
    policies = {each["policy"]: each for each in said(ran)["policies"]}
    assert policies["none"]["premium"] == 0
    assert round(policies["Max 70% China"]["premium"]) == 7317
    assert policies["Never short"]["status"] == "infeasible"
    assert "No plan" in policies["Never short"]["why"]
    assert {each.name for each in tiny.iterdir()} == {
        "tiny.xlsx",
        "board.xlsx",
        "board.html",
    }


def test_a_comparison_is_never_written_over_its_workbook(tiny: Path) -> None:
    before = (tiny / "tiny.xlsx").read_bytes()
    ran = planner(tiny, "compare", "tiny.xlsx", "--out", "tiny.xlsx")
    assert ran.returncode == 2
    assert "is the workbook itself" in ran.stderr
    assert (tiny / "tiny.xlsx").read_bytes() == before


def test_comparing_only_policies_that_cannot_be_kept_still_shows_none(
    tiny: Path,
) -> None:
    ran = planner(tiny, "compare", "tiny.xlsx", "--policy", "never short", "--json")
    assert ran.returncode == 0
    assert [each["policy"] for each in said(ran)["policies"]] == ["none", "Never short"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NoPlanError("none"), 3),
        (errors.TimeUpError("Stopped by the time limit."), 5),
        (errors.PlannerError("Who knows."), 1),
    ],
    ids=["impossible", "stopped", "failed"],
)
def test_without_any_plan_the_exit_code_says_why(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("planner.compare.task.cheapest_plan", refuse)
    words = ["compare", str(tiny / "tiny.xlsx"), "--jobs", "1", "--quiet", "--json"]
    monkeypatch.setattr(sys, "argv", ["planner", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == code
