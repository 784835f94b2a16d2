"""planner frontier as a buyer runs it: exit codes, what is printed and written."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli import main
from planner.examples import EXAMPLES
from planner.frontier import Step, steps
from planner.frontier.steps import Task
from planner.workbook import template
from planner.workbook.kinds import kind_of

CHINA = ("--rule", "max_share", "--on", "country:China")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    template.write(tmp_path / "tiny.xlsx", EXAMPLES["tiny"]())
    return tmp_path / "tiny.xlsx"


def run(monkeypatch: pytest.MonkeyPatch, book: Path, *words: str) -> object:
    """Run the command in this process; return its exit code."""
    argv = ["planner", "frontier", str(book), *words, "--jobs", "1"]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def test_two_steps_are_printed_and_written_beside_the_workbook(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README's plan by hand: 46,382 without the limit, 53,699 at 70% a year."""
    words = (*CHINA, "--per", "year", "--from", "100%", "--to", "0.7", "--steps", "2")
    assert run(monkeypatch, tiny, *words) == 0
    said = capsys.readouterr()
    assert "46,382" in said.out
    assert "53,699" in said.out
    assert "2 of 2 · 70%" in said.err
    names = {path.name for path in tiny.parent.iterdir()}
    assert names == {"tiny.xlsx", "tiny-frontier.xlsx", "tiny-frontier.html"}


def test_json_is_one_object(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tiny.with_name("x.xlsx")
    words = (*CHINA, "--from", "1", "--to", "0.9", "--steps", "2", "--json", "--quiet")
    assert run(monkeypatch, tiny, *words, "--out", str(out)) == 0
    said = capsys.readouterr()
    assert [each["limit"] for each in json.loads(said.out)["steps"]] == [1.0, 0.9]
    assert not said.err
    kind = kind_of(load_workbook(out).sheetnames)
    assert kind
    assert kind.name == "a frontier that planner wrote"
    assert out.with_suffix(".html").exists()


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ((*CHINA, "--from", "65", "--to", "0"), "--from"),
        (("--rule", "max_share", "--from", "1", "--to", "0"), "--on"),
        ((*CHINA, "--from", "1", "--to", "1"), "two different limits"),
        ((*CHINA, "--from", "1", "--to", "0", "--policy", "zork"), "zork"),
        ((*CHINA, "--from", "1"), "--to"),
    ],
)
def test_a_wrong_flag_is_named_and_nothing_is_written(
    tiny: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    place: str,
) -> None:
    assert run(monkeypatch, tiny, *words, "--json") == 2
    said = capsys.readouterr()
    assert place in said.err
    assert json.loads(said.out)["ok"] is False
    assert [path.name for path in tiny.parent.iterdir()] == ["tiny.xlsx"]


def answers(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    """Let every step but the plan without the rule end so, without a plan."""

    def attempt(task: Task) -> Step:
        return Step(limit=task.limit, status=status, why="No.")

    monkeypatch.setattr(steps, "attempt", attempt)


@pytest.mark.parametrize(("status", "code"), [("infeasible", 3), ("time_limit", 5)])
def test_without_any_plan_the_exit_code_says_whether_that_is_proved(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, status: str, code: int
) -> None:
    """All from China without the rule, so that 99.95% and 0 are to be solved."""
    answers(monkeypatch, status)
    words = (*CHINA, "--from", "0.9995", "--to", "0", "--steps", "2")
    assert run(monkeypatch, tiny, *words) == code
    assert [path.name for path in tiny.parent.iterdir()] == ["tiny.xlsx"]


def test_ctrl_c_writes_what_is_done(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "interrupted")
    words = (*CHINA, "--from", "1", "--to", "0", "--steps", "3")
    assert run(monkeypatch, tiny, *words) == 4
    assert "not solved" in capsys.readouterr().out
    assert (tiny.parent / "tiny-frontier.xlsx").exists()
