"""What a worker finds in a workbook, and what it makes of other limits."""

import json
from pathlib import Path

import openpyxl
import pytest

from models.case import Case
from planner.errors import UsageError
from planner.jobs.asking import with_limits
from planner.jobs.checking import check, file_name
from planner.runs import Change
from tests.jobs.conftest import TINY

POLICY = "Max 70% China"


@pytest.fixture(scope="module")
def case() -> Case:
    found = check(TINY.read_bytes(), "tiny.xlsx").case
    assert found is not None
    return found


def test_a_fault_is_told_at_its_cell_with_its_row(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(TINY)
    book["Offers"]["D3"] = "abc"
    book.save(tmp_path / "faulty.xlsx")
    found = check((tmp_path / "faulty.xlsx").read_bytes(), "faulty.xlsx")
    assert found.case is None
    assert found.told == "The workbook has 1 problem."
    assert "marked.xlsx" in found.files
    (problem,) = json.loads(found.files["check.json"])["problems"]
    assert (problem["sheet"], problem["cell"]) == ("Offers", "D3")
    row = problem["row"]
    assert row["number"] == 3
    assert row["cells"][0] == ["offer", "Home"]
    assert row["cells"][row["at"]][1] == "abc"


def test_what_is_no_workbook_is_told_in_a_sentence() -> None:
    found = check(b"this is a letter", "letter.xlsx")
    assert found.case is None
    record = json.loads(found.files["check.json"])
    assert not record["ok"]
    assert "letter.xlsx" in record["error"]


@pytest.mark.parametrize(
    ("book", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\plans\\book.xlsx", "book.xlsx"),
        ("..", "workbook.xlsx"),
        ("/", "workbook.xlsx"),
        ("計画.xlsx", "計画.xlsx"),
    ],
)
def test_the_name_of_an_upload_is_no_path(book: str, name: str) -> None:
    assert file_name(book) == name


def test_another_limit_changes_the_rule_and_nothing_else(case: Case) -> None:
    changed = with_limits(case, [Change(POLICY.upper(), 0, 0.6)])
    (rule,) = changed.policies[POLICY]
    assert rule.limit == 0.6
    assert case.policies[POLICY][0].limit == 0.7
    (warning,) = changed.warnings
    assert warning == (
        "Max 70% China: limit of max_share changed here from 70% to 60%; the file is "
        "untouched."
    )


def test_the_limit_it_has_anyway_is_no_change(case: Case) -> None:
    assert with_limits(case, [Change(POLICY, 0, 0.7)]) == case


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(POLICY, 0, 60.0), "it is a share from 0 to 1: write 0.6"),
        (Change(POLICY, 0, float("inf")), "numbers go up to"),
        (Change(POLICY, 0, float("nan")), "limit is nan"),
        (Change(POLICY, 1, 0.5), "There is no rule 2 in the policy"),
        (Change("none", 0, 0.5), "it has no rules"),
        (Change("half", 0, 0.5), "There is no policy 'half'"),
    ],
)
def test_a_wrong_limit_is_a_fault_of_the_choice(
    case: Case, change: Change, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        with_limits(case, [change])
