"""Runs at the terminal: kept by --record, and looked at by `planner runs`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.runs import app
from planner.errors import NoPlanError, UsageError
from planner.jobs import recording
from planner.runs import LOCAL, Choice, State, Store, open_store
from planner.solving import solve
from planner.workbook import read
from tests.commands import planner
from tests.jobs.conftest import TINY


def ran(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def kept(compared: tuple[Store, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the run of the tiny example, where `planner runs` finds it."""
    store, run = compared
    monkeypatch.setenv("PLANNER_DATABASE_URL", str(store.engine.url))
    return run


def test_runs_are_listed_and_shown(kept: str) -> None:
    assert f"{kept[:8]}  " in ran()
    shown = ran("show", kept[:10])
    for said in ("done", "Never short", "impossible", "plan-1.xlsx", "Received."):
        assert said in shown
    (listed,) = [
        r for r in json.loads(ran("list", "--json"))["runs"] if r["id"] == kept
    ]
    assert (listed["state"], listed["owner"]) == ("done", LOCAL)
    assert (
        json.loads(ran("show", kept, "--json"))["policies"][2]["state"] == "impossible"
    )


def listed(*words: str) -> list[str]:
    runs = json.loads(ran("list", "--json", *words))["runs"]
    return [each["id"] for each in runs]


def test_a_run_is_named_noted_deleted_and_restored(kept: str) -> None:
    assert "Named: Budget" in ran("name", kept, "Budget")
    ran("note", kept, "As shown to the board")
    assert "As shown to the board" in ran("show", kept)
    assert f"planner runs restore {kept[:8]}" in ran("delete", kept)
    assert kept not in listed()
    assert kept in listed("--deleted")
    assert "Restored: Budget" in ran("restore", kept)


def test_two_runs_are_compared(kept: str) -> None:
    assert "The workbooks say the same." in ran("compare", kept, kept)
    assert json.loads(ran("compare", kept, kept, "--json"))["same_workbook"]


def test_the_files_of_a_run_are_exported_into_a_new_folder(
    kept: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran("export", kept, "input.xlsx", "compare.json", "--out", str(out))
    assert (out / "input.xlsx").read_bytes() == TINY.read_bytes()
    assert sorted(each.name for each in out.iterdir()) == ["compare.json", "input.xlsx"]
    with pytest.raises(UsageError, match="exists"):
        ran("export", kept, "--out", str(out))


def test_solve_keeps_its_run_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PLANNER_DATABASE_URL", raising=False)
    book = tmp_path / "二社.xlsx"
    book.write_bytes(TINY.read_bytes())
    assert (
        "Recorded: planner runs show "
        in planner(tmp_path, "solve", book.name, "--record").stderr
    )
    store = open_store(home=tmp_path / "home")
    (run,) = store.runs()
    assert (run.state, run.book, run.owner) == (State.DONE, "二社.xlsx", LOCAL)
    assert run.choice == Choice(kind="solve", policies=("none",))
    (step,) = store.steps(run.id)
    assert step.objective == pytest.approx(46_382)
    names = {each.name for each in store.files(run.id)}
    assert names >= {"input.xlsx", "check.json", "compare.json", "plan-0.xlsx"}
    store.close()


def test_that_there_is_no_plan_is_kept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_HOME", str(tmp_path))
    monkeypatch.delenv("PLANNER_DATABASE_URL", raising=False)
    begun = recording.begin(TINY, Choice(kind="solve"))
    case = read(TINY)
    with pytest.raises(NoPlanError) as impossible:
        solve(case, "Never short")
    run = begun.keep(recording.none(case, "Never short", impossible.value))
    assert (run.state, run.told) == (State.DONE, "No policy has a plan.")
    assert [each.state for each in begun.store.steps(run.id)] == ["impossible"]
    begun.store.close()


def test_a_workbook_that_was_changed_meanwhile_is_not_recorded(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(TINY.read_bytes())
    case = read(book)
    book.write_bytes(b"another")
    store = open_store(home=tmp_path)
    begun = recording.Recording(store, book, Choice(kind="solve"), datetime.now(UTC))
    with pytest.raises(UsageError, match="was changed since it was read"):
        begun.keep(recording.none(case, "none", NoPlanError("none")))
    store.close()
