"""Broken and nasty files, and nasty values in any cell: told or refused, never a crash."""

import os
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from planner.errors import InputError, UsageError
from planner.workbook import read
from tests.workbook.books import MORE, SCRAP, SHEETS, STOCK, book

HOSTILE = Path(__file__).parents[3] / "shared" / "hostile"
FILES = sorted(
    path
    for folder in ("files", "synthetic")
    for path in (HOSTILE / folder).glob("*")
    if path.is_file()
)
BIG = 200_000
"""Bytes above which a file waits for the nightly run."""
NASTY = [
    *("", " ", "\u200b", "=", "=1+1", "#N/A", "NA", "nan", "inf", "-inf", "1e999"),
    *("1,5", "1.234,56", "１２", "65%", "¥", ";", ";;", "*", "country:*", ":", "tag:="),
    *(
        "supplier:",
        "offer:A1",
        "2026Q3",
        "2026-13",
        "0000Q1",
        "9999Q4",
        "none",
        "é" * 99,
    ),
    *(-1, 0, 1e-300, 1e300, 10**15, 0.1, True, False, 2026, 600, 65),
    *(datetime(1900, 1, 1), date(2026, 7, 1), time(1), timedelta(days=1)),
]


def test_the_hostile_files_are_there() -> None:
    if not FILES:
        pytest.skip(f"the hostile files are not beside the project: {HOSTILE}")


@pytest.mark.usefixtures("apart_from_here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_hostile_file_is_told_or_refused(path: Path) -> None:
    if path.stat().st_size > BIG and "NIGHTLY" not in os.environ:
        pytest.skip("big: set NIGHTLY to run it")
    with pytest.raises((InputError, UsageError)) as caught:
        read(path)
    assert str(caught.value)


@pytest.mark.parametrize("seed", range(60))
def test_nasty_values_in_any_cell_are_told_or_read(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    sheets = {**SHEETS, **MORE}
    changes = dict[str, object](SCRAP | STOCK)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        name = chance.choice(list(sheets))
        cell = f"{chance.choice('ABCDEFGH')}{chance.randint(1, 4)}"
        changes[f"{name}!{cell}"] = chance.choice(NASTY)
    try:
        read(book(tmp_path, changes, *MORE))
    except InputError as error:
        told = error.problems
    else:
        told = ()
    assert all(problem.what and problem.why and problem.hint for problem in told)
