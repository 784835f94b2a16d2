"""Where the store is, and what loading it costs."""

import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import UsageError
from planner.runs import home_folder, open_store
from planner.runs.opening import address

HEAVY = ("pandas", "pyomo", "numpy", "openpyxl", "highspy", "scipy", "joblib", "rich")


def test_the_store_is_a_file_in_the_user_s_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PLANNER_HOME", "PLANNER_DATABASE_URL", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_folder() == tmp_path / ".local/share/planner"
    assert address().database == str(tmp_path / ".local/share/planner/planner.db")


def test_a_folder_that_is_named_outdoes_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLANNER_HOME", "/elsewhere")
    assert address().database == "/elsewhere/planner.db"
    monkeypatch.setenv("PLANNER_DATABASE_URL", "postgres://planner@host/runs")
    assert address().drivername == "postgresql+psycopg"
    assert address(home=tmp_path).database == str(tmp_path / "planner.db")


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/runs", "sqlite://", ":/"])
def test_an_address_that_is_no_database_s_is_refused_in_words(url: str) -> None:
    with pytest.raises(UsageError, match="postgresql://user:password@host/database"):
        address(url)


def test_a_database_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(UsageError) as error:
        open_store("postgresql://ann:secret@127.0.0.1:1/runs")
    assert "cannot be read or kept" in str(error.value)
    assert "secret" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="PLANNER_HOME"):
        open_store(home=tmp_path / "file" / "folder")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "planner.db").write_text("this is a letter, not a database" * 99)
    with pytest.raises(UsageError, match="not a database"):
        open_store(home=tmp_path)


def test_neither_the_store_nor_the_desk_loads_anything_heavy() -> None:
    loaded = "import sys, planner.runs, planner.jobs.desk; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert not set(HEAVY) & set(ran.stdout.split())
