"""The wrong workbook is told by what it is; the right one by its own faults."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.errors import InputError
from planner.workbook import read
from planner.workbook.kinds import ACTUALS, BOOK, PLAN, kind_of, mistaken


def test_a_workbook_with_any_sheet_of_the_question_is_one() -> None:
    assert kind_of(("note", "OFFERS", "Plan", "Run")) is BOOK


def test_a_workbook_of_nothing_known_is_none() -> None:
    assert kind_of(("Sheet1", "Plan")) is None


def test_what_was_received_is_told_where_a_plan_belongs() -> None:
    found = mistaken(("Received", "Stock", "Curbs"), "may.xlsx", PLAN)
    assert str(found) == (
        "Received · may.xlsx is a workbook of what was received · this sheet shows it; "
        "a plan that planner wrote has the sheets Plan, Run · name a workbook that "
        "planner solve, or planner replan, wrote"
    )


def test_the_right_kind_is_no_mistake() -> None:
    assert mistaken(("Received", "Stock"), "may.xlsx", ACTUALS) is None


@pytest.mark.parametrize("telling", ["Frontier", "Playbook", "Ranges"])
def test_a_report_given_as_the_question_is_one_fault(
    telling: str, tmp_path: Path
) -> None:
    book, path = Workbook(), tmp_path / "report.xlsx"
    for title in (telling, "Shares", "Run"):
        book.create_sheet(title)
    book.save(path)
    with pytest.raises(InputError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.place == telling
    assert problem.hint == "name the workbook it was made from"
