"""planner alternatives as a buyer runs it: what is printed, written, and refused."""

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


def run(monkeypatch: pytest.MonkeyPatch, book: Path, *words: str) -> object:
    """Run the command in this process; return its exit code."""
    argv = ["planner", "alternatives", str(book), *words, "--jobs", "1"]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0


def test_json_is_one_object_and_the_reports_are_written(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of 300 kg is Chinese at 46,382; 2% more moves a little to Japan."""
    assert run(monkeypatch, tiny, "--within", "0.02", "--json", "--count", "1") == 0
    said = capsys.readouterr()
    record = json.loads(said.out)
    assert record["cap"] == pytest.approx(46382 * 1.02)
    china, japan = record["ranges"][:2]
    assert (china["value"], japan["value"]) == ("China", "Japan")
    assert china["most_share"]["value"] == pytest.approx(1.0)
    assert 0 < japan["most_share"]["value"] < 0.06
    assert japan["most_share"]["value"] + china["least_share"][
        "value"
    ] == pytest.approx(1.0, abs=1e-3)
    assert record["contracts"][0]["signed"] == "always"
    assert "Japan" in record["plans"][0]["differs"]
    assert "6 of 6 · " in said.err
    sheets = load_workbook(tiny.with_name("tiny-alternatives.xlsx"))
    assert sheets.sheetnames[:3] == ["Summary", "Ranges", "Contracts"]
    kind = kind_of(sheets.sheetnames)
    assert kind
    assert kind.name == "a report on alternatives that planner wrote"
    assert sheets["Ranges"]["B5"].value == "China"
    text = tiny.with_name("tiny-alternatives.html").read_text(encoding="utf-8")
    assert "Japan can be left out" in text


@pytest.mark.parametrize("within", ["two", "0", "-1%", "200%", "nan"])
def test_what_is_no_share_is_refused(
    within: str,
    tiny: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, tiny, f"--within={within}") == 2
    assert "Write 2% or 0.02" in capsys.readouterr().err
