"""planner stress as a buyer runs it: exit codes, what is printed."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner import stress as stressing
from planner.cli import main
from planner.examples import EXAMPLES
from planner.plan import Plan
from planner.stress import LossTable
from planner.workbook import template
from planner.workbook.kinds import kind_of


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path / "tiny.xlsx"


def run(monkeypatch: pytest.MonkeyPatch, book: Path, *words: str) -> object:
    """Run the command in this process; return its exit code."""
    argv = ["planner", "stress", str(book), *words, "--jobs", "1"]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def no_losses(monkeypatch: pytest.MonkeyPatch, *, stopped: bool) -> None:
    """Let no loss be tried."""

    def none(plan: Plan, **_: object) -> LossTable:
        return LossTable(plan, [], {}, stopped=stopped)

    monkeypatch.setattr(stressing, "lose_each", none)


def test_two_plans_are_played_and_compared(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand: 35,000 without a closure and 77,000 with one; 44,000 and up at 70%.

    Only the dearer plan is ever regretted, and by the difference of the mean costs.
    """
    no_losses(monkeypatch, stopped=False)
    words = ("-p", "none", "-p", "Max 70% China", "-p", "Never short", "--json")
    assert run(monkeypatch, tiny, *words, "--draws", "200") == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert "Never short" in said.err
    assert found["without_plan"] == ["Never short"]
    free, ruled = found["policies"]
    assert free["promised"]["expected_cost"] == pytest.approx(46_382)
    assert {each["cost"] for each in free["histories"]} == {35_000, 77_000}
    assert free["cost"]["low"] < 46_382 < free["cost"]["high"]
    none, most = found["regret"]
    assert none["mean"] == 0
    dearer = ruled["cost"]["mean"] - free["cost"]["mean"]
    assert most["mean"] == pytest.approx(dearer)


def test_the_answer_is_told_in_sentences(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tiny, "--draws", "50", "--quiet") == 0
    said = capsys.readouterr()
    assert not said.err
    assert "promised were 46,382 USD" in said.out
    assert "The least cover: 0 months" in said.out
    names = load_workbook(tiny.with_name("tiny-stress.xlsx")).sheetnames
    kind = kind_of(names)
    assert kind
    assert kind.name == "a stress test that planner wrote"
    assert names == [
        "What follows",
        "Distribution",
        "Cost over time",
        "Shortage over time",
        "Cover by start",
        "Cover",
        "Losses",
        "Worth",
        "Draws",
        "Run",
    ]
    text = tiny.with_name("tiny-stress.html").read_text(encoding="utf-8")
    assert "promised, the mean" in text


def test_without_any_plan_there_is_nothing_to_play(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, tiny, "-p", "Never short") == 3


def test_ctrl_c_keeps_what_is_played(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_losses(monkeypatch, stopped=True)
    assert run(monkeypatch, tiny, "--draws", "50") == 4
    said = capsys.readouterr()
    assert "50 draws" in said.out
    assert "Stopped early" in said.out
