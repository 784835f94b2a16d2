"""A finished plan is never lost for want of a place."""

import os
from pathlib import Path

import pytest

from planner import disk
from planner.errors import UsageError
from planner.report import saving


@pytest.fixture
def said() -> list[str]:
    return []


def refuse(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let no file take these names, as when Excel holds them on Windows."""
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name in names:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(
    tmp_path: Path, said: list[str]
) -> None:
    path = tmp_path / "x-plan.xlsx"
    path.write_bytes(b"old")
    assert saving.save(b"new", path, said.append) == path
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["x-plan.xlsx"]  # noqa: PTH208
    assert said == []


def test_a_locked_file_is_left_alone_and_a_numbered_name_taken(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x-plan.xlsx"
    path.write_bytes(b"old")
    refuse(monkeypatch, path.name)
    place = saving.save(b"new", path, said.append)
    assert place == tmp_path / "x-plan (2).xlsx"
    assert path.read_bytes() == b"old"
    assert "x-plan.xlsx is open in another program" in said[0]
    assert "x-plan (2).xlsx" in said[0]


def test_a_numbered_name_never_overwrites_another_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x-plan.xlsx").write_bytes(b"old")
    (tmp_path / "x-plan (2).xlsx").write_bytes(b"older")
    refuse(monkeypatch, "x-plan.xlsx")
    assert saving.save(b"new", tmp_path / "x-plan.xlsx").name == "x-plan (3).xlsx"


@pytest.mark.parametrize("lock", [".~lock.x-plan.xlsx#", "~$x-plan.xlsx"])
def test_a_workbook_open_in_an_office_program_is_left_alone(
    tmp_path: Path, lock: str
) -> None:
    (tmp_path / "x-plan.xlsx").write_bytes(b"old")
    (tmp_path / lock).touch()
    assert saving.save(b"new", tmp_path / "x-plan.xlsx").name == "x-plan (2).xlsx"


def test_a_read_only_file_is_left_alone(tmp_path: Path, said: list[str]) -> None:
    path = tmp_path / "x-plan.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o444)
    assert saving.save(b"new", path, said.append).name == "x-plan (2).xlsx"
    assert "may not be changed" in said[0]


def test_a_folder_that_is_not_there_yet_is_made(
    tmp_path: Path, said: list[str]
) -> None:
    path = tmp_path / "of" / "may" / "x-plan.xlsx"
    assert saving.save(b"new", path, said.append) == path
    assert path.read_bytes() == b"new"
    assert said == []


def test_without_the_folder_the_current_one_is_taken_and_named(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").touch()
    place = saving.save(b"new", tmp_path / "gone" / "x-plan.xlsx", said.append)
    assert place == tmp_path / "x-plan.xlsx"
    assert "gone cannot be written" in said[0]
    assert str(place) in said[0]


def test_then_the_temporary_folder(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    write, full = disk.write_beside, tmp_path / "full"

    def only_spare(content: bytes, folder: Path) -> Path:
        if folder != spare:
            raise OSError(28, "No space left on device")
        return write(content, folder)

    monkeypatch.setattr(saving, "write_beside", only_spare)
    monkeypatch.setattr(saving, "gettempdir", lambda: str(spare))
    assert saving.save(b"new", full / "x.xlsx", said.append) == spare / "x.xlsx"
    assert "No space left" in said[0]


def test_when_nothing_can_be_written_the_error_says_where_it_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(content: bytes, folder: Path) -> Path:
        raise OSError(28, "No space left on device", str((content, folder)))

    monkeypatch.setattr(saving, "write_beside", never)
    with pytest.raises(UsageError, match="No space left on device"):
        saving.save(b"new", tmp_path / "x.xlsx")


def test_what_does_not_pass_its_check_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"good")

    def object_to(place: Path) -> None:
        assert place.read_bytes() == b"bad"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - any error will do
        saving.save(b"bad", tmp_path / "a.xlsx", check=object_to)
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]
    assert (tmp_path / "a.xlsx").read_bytes() == b"good"
