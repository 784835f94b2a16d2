"""Full disks, folders that are read-only, locked reports, and inputs that change."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.faults.runs import MAIN, OFTEN, await_end, run, start

OLD = b"the plan of yesterday"
SOLVE = ("solve", "tiny.xlsx", "--json")
FULL = "raise_(OSError(28, 'No space left on device'))"
RAISE = """
def raise_(error): raise error
"""
NOWHERE = f"""{RAISE}
from planner.report import saving
saving.write_beside = lambda *_: {FULL}
"""
"""No folder takes a report."""
SWEEP = (
    *("frontier", "tiny.xlsx", "--rule", "max_share", "--on", "country:China"),
    *("--from", "1", "--to", "0.8", "--steps", "2", "--jobs", "1", "--json"),
)
COMPARE = ("compare", "tiny.xlsx", "-p", "none", "--jobs", "1", "--json")
REPORTS = {"compare": COMPARE, "frontier": SWEEP}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 16 KB, where this user may."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S607


def test_a_full_disk_leaves_the_old_plan_and_the_new_goes_elsewhere(
    tiny: Path, small_disk: Path
) -> None:
    plan = small_disk / "plan.xlsx"
    plan.write_bytes(OLD)
    ended = run(tiny, *SOLVE, "--out", str(plan))
    assert (ended.code, ended.is_tidy) == (0, True), ended
    assert plan.read_bytes() == OLD
    assert f"{small_disk} cannot be written: No space left on device" in ended.talk
    with ZipFile(tiny / "plan.xlsx") as book:
        assert book.testzip() is None
    assert [each.name for each in small_disk.iterdir()] == ["plan.xlsx"]


def test_a_read_only_folder_is_named_and_the_plan_goes_elsewhere(
    tiny: Path, small_disk: Path
) -> None:
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)
    ended = run(tiny, *SOLVE, "--out", str(small_disk / "plan.xlsx"))
    assert (ended.code, ended.is_tidy) == (0, True), ended
    assert f"{small_disk} cannot be written: Read-only file system" in ended.talk
    assert (tiny / "plan.xlsx").exists()


@pytest.mark.parametrize("words", [SOLVE, COMPARE] if OFTEN else [SOLVE])
def test_an_answer_that_can_be_written_nowhere_is_printed_all_the_same(
    tiny: Path, words: tuple[str, ...]
) -> None:
    ended = run(tiny, *words, doing=NOWHERE)
    assert (ended.code, ended.is_tidy) == (2, True), ended
    assert json.loads(ended.printed)
    assert ended.talk.count("No space left on device") >= 1
    assert [each.name for each in tiny.iterdir()] == ["tiny.xlsx"]


@pytest.mark.parametrize(
    "words",
    [
        ("new", "fresh.xlsx", "--example", "tiny"),
        ("scenarios", "tiny.xlsx", "--out", "fresh.xlsx"),
    ],
    ids=["new", "scenarios"],
)
def test_a_workbook_that_cannot_be_written_is_named(
    tiny: Path, words: tuple[str, ...]
) -> None:
    doing = f"{RAISE}\nfrom pathlib import Path\nPath.replace = lambda *_: {FULL}"
    ended = run(tiny, *words, doing=doing)
    assert (ended.code, ended.is_tidy) == (2, True), ended
    assert "fresh.xlsx cannot be written: No space left on device" in ended.talk
    assert [each.name for each in tiny.iterdir()] == ["tiny.xlsx"]


def test_a_folder_for_temporary_files_that_is_full_is_named(tiny: Path) -> None:
    doing = (
        f"{RAISE}\nfrom planner.workbook import apart\n"
        f"apart.TemporaryFile = lambda *_: {FULL}"
    )
    ended = run(tiny, *SOLVE, doing=doing)
    assert (ended.code, ended.is_tidy) == (2, True), ended
    assert "TMPDIR" in json.loads(ended.printed)["error"]


@pytest.mark.parametrize("command", REPORTS if OFTEN else ["compare"])
def test_reports_open_in_another_program_get_numbered_names(
    tiny: Path, command: str
) -> None:
    names = [f"tiny-{command}{ending}" for ending in (".xlsx", ".html")]
    for name in names:
        (tiny / name).write_bytes(OLD)
        (tiny / f"~${name}").touch()
    ended = run(tiny, *REPORTS[command])
    assert (ended.code, ended.is_tidy) == (0, True), ended
    for name in names:
        assert (tiny / name).read_bytes() == OLD
        assert (tiny / name.replace(".", " (2).")).stat().st_size > 1000
        assert f"{name} is open in another program" in ended.talk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("open('tiny.xlsx', 'ab').write(b'more')", "was changed since it was read"),
        ("os.remove('tiny.xlsx')", "is gone"),
    ][: 2 if OFTEN else 1],
)
def test_a_workbook_that_changes_during_the_run_is_told(
    tiny: Path, change: str, words: str
) -> None:
    doing = f"first('planner.solving.question:taken', lambda: {change})"
    ended = run(tiny, *SOLVE, doing=doing)
    assert (ended.code, ended.is_tidy) == (0, True), ended
    assert words in ended.talk
    assert "belongs to the earlier content, SHA-256" in ended.talk
    assert json.loads(ended.printed)["status"] == "optimal"
    assert (tiny / "tiny-plan.xlsx").exists()


def test_two_runs_at_once_leave_one_whole_plan(tiny: Path) -> None:
    both = [start(tiny, *SOLVE) for _ in range(2)]
    for process, mark in both:
        _, talk = process.communicate()
        await_end(mark)
        assert process.returncode == 0, talk
    with ZipFile(tiny / "tiny-plan.xlsx") as book:
        assert book.testzip() is None
    assert {each.name for each in tiny.iterdir()} == {"tiny.xlsx", "tiny-plan.xlsx"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_has_gone_is_no_fault(tiny: Path) -> None:
    gone, mine = os.pipe()
    os.close(gone)
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, "check", "tiny.xlsx"],
        cwd=tiny,
        stdout=mine,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(mine)
    assert ended.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX streams")
def test_a_closed_standard_output_keeps_nothing_from_being_written(tiny: Path) -> None:
    ended = run(tiny, "solve", "tiny.xlsx", doing="sys.stdout = None")
    assert (ended.code, ended.talk) == (0, "")
    assert (tiny / "tiny-plan.xlsx").exists()
