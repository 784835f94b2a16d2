"""The doctor says whether an installation can be trusted, and what to do if not."""

import json
import sys
import tempfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from planner import doctor
from planner.cli import main
from planner.doctor import ABSENT, Check, Diagnosis, battery, examine
from planner.report import diagnosis
from planner.solving.engine import Answer, Status
from tests.commands import planner, said


@pytest.fixture
def solvable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer every known problem rightly, without a solver."""
    monkeypatch.setattr(battery, "solved", right)


def right(known: battery.Known) -> Answer:
    if known.cost is None:
        return Answer(status=Status.INFEASIBLE)
    return Answer(status=Status.OPTIMAL, objective=known.cost)


def broken(found: Diagnosis) -> list[Check]:
    return [each for each in found.checks if not each.ok]


def test_doctor_finds_this_installation_sound(tmp_path: Path) -> None:
    ran = planner(tmp_path, "doctor", "--json")
    found = said(ran)
    assert ran.returncode == 0, ran.stdout
    assert found["ok"]
    assert set(found["versions"]) >= {"python", "highspy", "pyomo", "openpyxl"}
    assert [each["ok"] for each in found["checks"]] == [True] * len(found["checks"])
    assert not list(tmp_path.iterdir())


def test_the_known_answers_are_the_cheapest_of_all() -> None:
    lots = min(
        5 * lot + 2 * max(36.5 - lot, 2)
        for lot in (0, *range(12, 37, 3))
        if 36.5 - lot <= 26
    )
    whole = min(3 * units + 5 * max(20.5 - units, 6) for units in range(31))
    known = {each.cost for each in battery.KNOWN}
    assert known >= {lots, whole} == {109, 74.5}


@pytest.mark.usefixtures("solvable")
def test_a_missing_package_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_scipy(name: str) -> str:
        if name in {"scipy", "python-calamine"}:
            raise PackageNotFoundError
        return "9.9"

    monkeypatch.setattr(doctor, "version", without_scipy)
    found = examine(tmp_path)
    (fault,) = broken(found)
    assert fault.said == "not installed: scipy"
    assert "pip install" in fault.remedy
    assert found.versions["python-calamine"] == ABSENT


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=Status.OPTIMAL, objective=75.0), "costs 75 and is called"),
        (Answer(status=Status.OPTIMAL, objective=70.0), "costs 70 and is called"),
        (Answer(status=Status.INFEASIBLE), "the answer is infeasible"),
        (Answer(status=Status.TIME_LIMIT), "the answer is time_limit"),
        (
            Answer(status=Status.ERROR, message="HiGHS 1.14.0 is installed, which may"),
            "HiGHS 1.14.0 is installed",
        ),
    ],
)
def test_a_solver_that_answers_wrongly_is_not_believed(
    answer: Answer, words: str
) -> None:
    known = next(each for each in battery.KNOWN if each.cost == 74.5)
    assert battery.objection(known, right(known)) == ""
    assert words in battery.objection(known, answer)


def test_a_plan_where_there_is_none_is_wrong() -> None:
    known = next(each for each in battery.KNOWN if each.cost is None)
    claimed = replace(right(known), status=Status.OPTIMAL, objective=9.0)
    assert battery.objection(known, right(known)) == ""
    assert "there is no plan" in battery.objection(known, claimed)


def test_a_solver_that_breaks_is_a_finding_and_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: battery.Known) -> Answer:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(battery, "solved", breaks)
    found = broken(examine(tmp_path))
    assert len(found) == len(battery.KNOWN)
    assert "Cannot allocate memory" in found[0].said
    assert "highspy" in found[0].remedy


def test_a_solver_that_cannot_be_loaded_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ImportError(f"No module named {name}")

    monkeypatch.setattr(doctor, "import_module", absent)
    (fault,) = broken(examine(tmp_path))
    assert "cannot be loaded" in fault.said


@pytest.mark.usefixtures("solvable")
def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refused)
    faults = broken(examine(tmp_path))
    assert [each.name for each in faults] == [
        "current folder",
        "folder for temporary files",
    ]
    assert f"{tmp_path} cannot be written: Read-only file system" in faults[0].said


@pytest.mark.usefixtures("solvable")
def test_a_full_disk_is_told_before_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "ROOM", 2**80)
    assert {each.remedy for each in broken(examine(tmp_path))} == {"free space there"}


@pytest.mark.usefixtures("solvable")
def test_the_files_of_faults_are_to_be_attached_and_that_they_hold_prices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(spare))
    (tmp_path / "planner-fault-01.zip").touch()
    (spare / "planner-fault-02.zip").touch()
    record = diagnosis.diagnosis_record(examine(tmp_path))
    attached = " ".join(json.loads(json.dumps(record))["attach"])
    for words in ("planner-fault-01.zip", "planner-fault-02.zip", "prices"):
        assert words in attached


def test_a_mistake_of_the_program_leaves_a_report_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def mistaken(*_: Any) -> None:
        raise KeyError("misspelt")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "examine", mistaken)
    monkeypatch.setattr(sys, "argv", ["planner", "doctor"])
    with pytest.raises(SystemExit) as left:
        main()
    (saved,) = tmp_path.glob("planner-fault-*.zip")
    told = capsys.readouterr().err
    assert left.value.code == 1
    assert "A fault of the program: KeyError: 'misspelt'." in told
    assert str(saved) in told
    with ZipFile(saved) as report:
        assert "in mistaken" in report.read("fault.txt").decode()
