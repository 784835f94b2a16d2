"""Random workbooks are read without a fault, and mean what they were drawn to mean."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest

from models.case import Case, Offer, Process
from models.rules import RULES
from planner.errors import NoPlanError
from planner.solving import solve, witness
from planner.workbook import read
from planner.workbook.schema import SHEETS
from tests.oracle import optimum
from tests.random_books import Book, random_book, write

NIGHTLY = bool(os.environ.get("NIGHTLY"))
READ = range(300 if NIGHTLY else 30)
SOLVED = range(200 if NIGHTLY else 12)
EVENLY = 1e-4
DRAWN = range(400)
"""Seeds drawn, not written, to see what the workbooks use."""
book = cache(random_book)


@pytest.fixture(scope="module", autouse=True)
def dismissed() -> Iterator[None]:
    yield
    witness.dismiss()


def read_back(found: Book, folder: Path) -> Case:
    write(found, folder / "book.xlsx")
    return read(folder / "book.xlsx")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", READ)
def test_what_is_read_is_what_was_meant(seed: int, tmp_path: Path) -> None:
    """Case against case, rules apart; the scenarios only where they are given."""
    drawn = book(seed)
    case, meant = read_back(drawn, tmp_path), drawn.case
    assert case.periods == meant.periods
    for part in ("items", "demands", "suppliers", "projects", "offers", "processes"):
        assert meaning(getattr(case, part)) == meaning(getattr(meant, part)), part
    asked = {str(rule) for rule in drawn.rules}  # the same twice is counted once
    assert len(case.policies.get("asked", ())) == len(asked)
    if not drawn.generates:
        assert by_name(case) == by_name(meant)


def meaning(thing: Any) -> Any:
    """Return what counts of a thing: figures of its window, not their last digit."""
    if isinstance(thing, float):
        return float(f"{thing:.12g}")
    if isinstance(thing, Mapping):
        return {name: meaning(each) for name, each in thing.items()}
    if isinstance(thing, tuple):
        return [meaning(each) for each in thing]
    if not is_dataclass(thing):
        return thing
    found = {each.name: meaning(getattr(thing, each.name)) for each in fields(thing)}
    for name in {"price", "capacity", "commitment"} & set(found):
        if isinstance(thing, Offer | Process):
            found[name] = [found[name][t] for t in thing.window]
    return found


def by_name(case: Case) -> dict[str, Any]:
    return {s.name: (meaning(s.probability), sorted(s.strikes)) for s in case.scenarios}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", SOLVED)
def test_a_workbook_is_solved_as_the_oracle_solves_what_was_meant(
    seed: int, tmp_path: Path
) -> None:
    """The oracle never sees the workbook; generated scenarios alone are the reader's."""
    drawn = book(seed)
    case = read_back(drawn, tmp_path)
    scenarios = case.scenarios if drawn.generates else drawn.case.scenarios
    expected = optimum(replace(drawn.case, scenarios=scenarios), drawn.rules)
    try:
        found = solve(replace(case, gap=0.0)).objective
    except NoPlanError:
        found = inf
    assert found == expected.objective or found == pytest.approx(
        expected.objective, rel=EVENLY if is_even(drawn) else 1e-6, abs=1e-6
    )


def is_even(drawn: Book) -> bool:
    """Tell whether an index may not pass that of equal shares.

    There it hardly moves with the shares: the hundredth of a point by which it may be
    missed is many units.
    """
    limits = [each.limit for each in drawn.rules if each.rule == "max_hhi"]
    return any(10_000 % each == 0 for each in limits)


def used() -> dict[str, set[str]]:
    """Return the columns that hold something in some workbook, sheet by sheet."""
    found: dict[str, set[str]] = {}
    for seed in DRAWN:
        for sheet, rows in book(seed).tables.items():
            for row in rows:
                filled = {name for name, value in row.items() if value is not None}
                found.setdefault(sheet, set()).update(filled)
    return found


def test_every_sheet_and_every_column_is_used() -> None:
    seen = used()
    assert set(seen) == {each.name for each in SHEETS.values()}
    for sheet in SHEETS.values():
        missing = {column.name for column in sheet.columns} - seen[sheet.name]
        assert not missing, sheet.name


def test_every_rule_stage_bucket_and_dimension_is_used() -> None:
    rules = [rule for seed in DRAWN for rule in book(seed).rules]
    assert {rule.rule for rule in rules} == set(RULES)
    assert {rule.stage for rule in rules} >= {None, "refining"}
    assert {rule.per for rule in rules} == {None, "horizon", "year", "period"}
    assert {rule.when for rule in rules} == {None, "plan", "always"}
    each = {rule.on.each for rule in rules if rule.on}
    assert each >= {"country", "supplier", "offer", "process", "tag:refiner"}


def test_months_quarters_years_and_both_kinds_of_scenarios_are_drawn() -> None:
    books = [book(seed) for seed in DRAWN]
    assert {each.case.periods_per_year for each in books} == {1, 4, 12}
    assert {each.generates for each in books} == {True, False}
    wide = {len(row) for each in books for row in each.tables["FX"]}
    assert min(wide) == 2
    assert max(wide) > 3
