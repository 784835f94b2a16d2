"""A run of the tiny example from its upload to its results, by a real worker."""

import io
import json
from zipfile import ZipFile

import pytest

from planner.runs import Change, State, Store, difference

Compared = tuple[Store, str]


def test_it_is_done_and_every_policy_says_how_it_ended(compared: Compared) -> None:
    """With at most 60% from China a quiet year costs 6 000 + 8 000 instead of 13 000."""
    store, run = compared
    assert store.run(run).state is State.DONE
    steps = {each.policy: each for each in store.steps(run)}
    assert list(steps) == ["none", "Max 70% China", "Never short"]
    assert [each.state for each in steps.values()] == ["done", "done", "impossible"]
    assert steps["none"].objective == pytest.approx(46_382)
    assert steps["Max 70% China"].objective == pytest.approx(56_138)
    assert steps["Never short"].told == "No plan satisfies the policy 'Never short'."


def test_the_versions_of_what_made_it_are_kept(compared: Compared) -> None:
    store, run = compared
    assert set(store.run(run).versions) == {"planner", "Pyomo", "HiGHS", "Python"}


def test_what_was_understood_is_kept_as_planner_check_tells_it(
    compared: Compared,
) -> None:
    store, run = compared
    check = json.loads(store.file(run, "check.json"))
    assert check["ok"]
    assert (check["book"]["name"], check["book"]["unit"]) == ("Two sources", "kg")
    assert ["offers", 2] in check["book"]["counts"]
    rule = check["book"]["policies"][1]["rules"][0]
    assert rule["sentence"].startswith("At most 70%")
    assert (rule["limit"], rule["least"], rule["most"]) == (0.7, 0, 1)


def test_the_cells_of_the_workbook_are_kept_by_address(compared: Compared) -> None:
    store, run = compared
    cells = json.loads(store.file(run, "cells.json"))
    assert (cells["Offers"]["A1"], cells["Offers"]["A2"]) == ("offer", "Far")


def test_every_report_of_the_command_line_is_kept(compared: Compared) -> None:
    store, run = compared
    names = {each.name for each in store.files(run)}
    reports = {"compare.json", "compare.xlsx", "compare.html"}
    assert names >= {"input.xlsx", *reports, "plan-0.xlsx", "plan-1.xlsx"}
    assert "plan-2.xlsx" not in names
    for name in ("compare.xlsx", "plan-1.xlsx"):
        assert ZipFile(io.BytesIO(store.file(run, name))).testzip() is None
    assert b"</html>" in store.file(run, "compare.html")


def test_a_changed_limit_is_told_and_the_file_is_untouched(compared: Compared) -> None:
    store, run = compared
    said = (
        "Max 70% China: limit of max_share changed here from 70% to 60%; the file is "
        "untouched."
    )
    assert said in [text for _, text in store.log(run)]
    assert json.loads(store.file(run, "compare.json"))["warnings"] == [said]
    choice = store.run(run).choice
    assert choice is not None
    assert choice.limits == (Change("Max 70% China", 0, 0.6),)


def test_it_differs_in_nothing_from_itself(compared: Compared) -> None:
    store, run = compared
    found = difference(store, run, run)
    assert not found.cells
    assert not any(each.is_change for each in found.plans)
