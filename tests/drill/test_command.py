"""planner drill as a buyer runs it: what is printed, written, and refused."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli import main
from planner.examples import EXAMPLES
from planner.workbook import template
from planner.workbook.kinds import kind_of


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path / "tiny.xlsx"


def run(monkeypatch: pytest.MonkeyPatch, command: str, *words: str | Path) -> object:
    """Run a command in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["planner", command, *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def test_the_playbook_is_told_and_written(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Home brings 60 of 100 kg: 52,000 in the year of the closure instead of 10,000."""
    words = ("--curb", "closure", "--on", "2028", "--quiet")
    assert run(monkeypatch, "drill", tiny, *words) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The curb costs 42,000 USD more" in said
    assert "40 kg more go unserved" in said
    assert "It lasts until 2028; all is as planned again from 2029 on." in said
    assert "60 instead of 0" in said
    sheets = load_workbook(tiny.with_name("tiny-drill.xlsx"))
    assert sheets.sheetnames[:2] == ["Playbook", "What follows"]
    kind = kind_of(sheets.sheetnames)
    assert kind
    assert kind.name == "a playbook that planner wrote"
    text = tiny.with_name("tiny-drill.html").read_text(encoding="utf-8")
    assert 'class="sheet"' in text
    assert "call off 60 more from Home" in text


def test_a_plan_workbook_is_drilled_as_it_is(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under Max 70% China 30 kg come from Home already: 30 more are called off."""
    plan = tiny.with_name("plan.xlsx")
    policy = ("--policy", "Max 70% China")
    assert run(monkeypatch, "solve", tiny, *policy, "--out", plan, "--quiet") == 0
    capsys.readouterr()
    words = ("--curb", "closure", "--on", "2028", "--from", plan, "--json", "--quiet")
    assert run(monkeypatch, "drill", tiny, *words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["policy"] == "Max 70% China"
    (called,) = [each for each in found["steps"] if each["do"] == "call off"]
    assert (called["name"], called["volume"]) == ("Home", pytest.approx(30))


@pytest.mark.parametrize(
    ("curb", "on", "why"),
    [
        ("embargo", "2028", "The workbook has: closure."),
        ("closure", "2031", "is no period of the horizon, 2027 to 2029"),
    ],
)
def test_what_cannot_be_drilled_is_refused(
    curb: str,
    on: str,
    why: str,
    tiny: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "drill", tiny, "--curb", curb, "--on", on) == 2
    assert why in " ".join(capsys.readouterr().err.split())
