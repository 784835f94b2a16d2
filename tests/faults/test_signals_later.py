"""Ctrl-C after the cheapest plan is found: what is done is kept, the rest is not asked."""

import json
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from openpyxl import load_workbook

import planner
from planner.cli import main, stopping
from planner.examples import EXAMPLES
from planner.report import excel
from planner.workbook import template
from tests.faults.runs import Ended

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
CTRL_C, TERM = signal.SIGINT, signal.SIGTERM
PLAN = "tiny-plan.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tiny book and its plan: 30 from Home, 70 from Far."""
    folder = tmp_path_factory.mktemp("made")
    template.write(folder / "tiny.xlsx", EXAMPLES["tiny"]())
    plan = planner.solve(planner.read(folder / "tiny.xlsx"), "Max 70% China")
    excel.write_plan(plan, folder / PLAN)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return copytree(made, tmp_path, dirs_exist_ok=True)


def edited(folder: Path, volume: float) -> str:
    """Have Far deliver another volume in 2027, and Home the rest of 100."""
    book = load_workbook(folder / PLAN)
    sheet = book["Plan"]
    rows = {str(sheet.cell(n, 2).value): n for n in (5, 6)}
    sheet[f"H{rows['Far']}"], sheet[f"H{rows['Home']}"] = volume, 100 - volume
    book.save(folder / "mine.xlsx")
    return "mine.xlsx"


class Stop:
    """Runs a command in this process, and signals it as functions are first called."""

    def __init__(self, patch: pytest.MonkeyPatch, said: Any, folder: Path) -> None:
        self.patch, self.said = patch, said
        patch.chdir(folder)

    def at(self, place: str, sign: signal.Signals = CTRL_C) -> None:
        """Send a signal as a function, such as `planner.price:nearest`, is called."""
        module, _, name = place.partition(":")
        owner = import_module(module)
        self.patch.setattr(owner, name, _signalled(getattr(owner, name), sign))

    def run(self, *words: str) -> Ended:
        self.patch.setattr(sys, "argv", ["planner", *words, "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        return Ended(int(left.value.code or 0), *self.said.readouterr())


def _signalled(real: Callable[..., Any], sign: signal.Signals) -> Callable[..., Any]:
    sent: list[signal.Signals] = []

    def wrapped(*args: Any, **more: Any) -> Any:
        if not sent:
            sent.append(sign)
            os.kill(os.getpid(), sign)
        return real(*args, **more)

    return wrapped


@pytest.fixture
def stop(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Stop:
    return Stop(monkeypatch, capsys, folder)


def written(folder: Path) -> set[str]:
    known = {"tiny.xlsx", PLAN, "mine.xlsx"}
    return {each.name for each in folder.iterdir()} - known


def test_volumes_are_priced_although_the_nearest_plan_is_not_sought(
    folder: Path, stop: Stop
) -> None:
    """80 from Far is 80%, where 70% is the most: 20 units from the cheapest plan."""
    stop.at("planner.price:nearest")
    ended = stop.run("price", "tiny.xlsx", edited(folder, 80))
    assert ended.code == 4, ended
    found = json.loads(ended.printed)
    assert (found["status"], found["possible"]) == ("interrupted", True)
    assert [each["rule"] for each in found["broken"]]
    assert found["distance"]["volume"] == pytest.approx(20)
    assert found["distance"]["proved"] == 0
    assert any(each.startswith("Stopped by you") for each in found["statements"])
    assert written(folder) == {"tiny-price.xlsx", "tiny-price.html"}


def test_volumes_that_keep_the_policy_are_priced_in_a_hurry(stop: Stop) -> None:
    stop.at("planner.price:priced", TERM)
    ended = stop.run("price", "tiny.xlsx", PLAN)
    assert ended.code == 0, ended
    found = json.loads(ended.printed)
    assert found["keeps_policy"]
    assert found["figures"]["yours"]["expected_cost"] == pytest.approx(53699)


def test_a_second_wish_to_end_leaves_the_volumes_unpriced(
    folder: Path, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "PATIENCE", -1.0)
    stop.at("planner.price:kept_exactly")
    stop.at("planner.price:priced")
    ended = stop.run("price", "tiny.xlsx", PLAN)
    assert ended.code == 5, ended
    said = "Stopped by you before your volumes were priced: nothing was written."
    assert json.loads(ended.printed)["error"] == said
    assert not written(folder)


REPLAN = ("replan", "tiny.xlsx", "--from", PLAN, "--at", "2028", "-p", "none")


def test_a_new_plan_is_kept_although_the_old_schedule_is_not_tried(
    folder: Path, stop: Stop
) -> None:
    """Without the policy nothing comes from Home: 30 units less of it in each year."""
    stop.at("planner.replan:_kept")
    ended = stop.run(*REPLAN)
    assert ended.code == 4, ended
    found = json.loads(ended.printed)
    assert found["kept"] is None
    assert found["not_asked"].startswith("what the old schedule carried on would cost")
    assert {each["why"][0] for each in found["moves"]} == {"not asked: stopped early"}
    assert "cannot be carried on" not in " ".join(found["statements"])
    assert written(folder) == {"tiny-plan-2028.xlsx", "tiny-plan-2028.html"}


def test_a_new_plan_stopped_before_the_first_one_is_none(
    folder: Path, stop: Stop
) -> None:
    stop.at("planner.solving.question:taken", TERM)
    ended = stop.run(*REPLAN)
    assert ended.code == 5, ended
    assert not written(folder)


def test_ranges_found_are_kept_and_the_others_not_asked(
    folder: Path, stop: Stop
) -> None:
    """The first of four ends is found as Ctrl-C comes."""
    stop.at("planner.alternatives.search:_said")
    ended = stop.run("alternatives", "tiny.xlsx", "--jobs", "1")
    assert ended.code == 4, ended
    found = json.loads(ended.printed)
    assert found["stopped"]
    assert any("not sought: stopped by you" in each for each in found["statements"])
    assert {each["signed"] for each in found["contracts"]} == {"not known"}
    assert written(folder) == {"tiny-alternatives.xlsx", "tiny-alternatives.html"}


def test_a_playbook_not_worked_out_is_said_in_a_sentence(
    folder: Path, stop: Stop
) -> None:
    stop.at("planner.drill:follow")
    ended = stop.run("drill", "tiny.xlsx", "--curb", "Closure", "--on", "2028")
    assert ended.code == 5, ended
    said = "Stopped by you before the playbook was worked out: nothing was written."
    assert json.loads(ended.printed)["error"] == said
    assert not written(folder)
