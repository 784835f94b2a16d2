"""The ladder itself works; how fast anything is, no test says."""

import json
from pathlib import Path

import pytest

from planner.solving import solve
from planner.workbook import read
from tests.benchmarks import ladder
from tests.benchmarks.books import SIZES, tables, write_book


@pytest.mark.parametrize(
    ("name", "offers", "items", "periods", "scenarios"),
    [
        ("M", 40, 8, 12, 100),
        ("L", 120, 12, 24, 400),
        ("XL", 300, 24, 36, 2000),
    ],
)
def test_a_made_up_book_has_the_size_that_is_said(
    name: str, offers: int, items: int, periods: int, scenarios: int
) -> None:
    size, book = SIZES[name], tables(SIZES[name])
    assert len(book["Offers"]) == offers
    assert len(book["Items"]) == items
    assert len(size.labels) == periods
    assert size.scenarios == scenarios
    in_lots = sum("lot_size" in row for row in book["Offers"])
    assert in_lots == pytest.approx(offers / 3, abs=1)
    assert len({row["policy"] for row in book["Policies"]}) == 11


def test_the_same_seed_makes_the_same_book() -> None:
    assert tables(SIZES["M"], 1) == tables(SIZES["M"], 1)
    assert tables(SIZES["M"], 1) != tables(SIZES["M"], 2)


def test_a_made_up_book_is_solved_without_going_short(tmp_path: Path) -> None:
    """Two curbs with two starts each: (2 + 1)·(2 + 1) = 9 scenarios."""
    case = read(write_book(tmp_path / "tiny.xlsx", SIZES["tiny"]))
    assert not case.warnings
    assert len(case.scenarios) == 9
    plan = solve(case)
    assert plan.status == "optimal"
    assert plan.unserved["plan"].sum() == 0


def test_the_ladder_prints_a_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "ladder.json"
    ladder.main(["--quick", "--only", "read", "--json", str(place)])
    line = json.loads(place.read_text(encoding="utf-8"))["rungs"][0]
    assert (line["rung"], line["must"], line["aim"]) == ("read", 3.0, 1.5)
    assert line["ours"] > 0
    assert "read and check 100,000 rows" in capsys.readouterr().out
