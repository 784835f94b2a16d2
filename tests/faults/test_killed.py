"""Killed at any moment: no half-written file, nothing left running, the next run works."""

import os
import random
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner.examples import EXAMPLES
from planner.report import saving
from planner.workbook import read, template
from tests.faults.runs import OFTEN, await_end, run, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

POINTS = 50 if OFTEN else 8
AT_A_TIME = 2
COMMANDS = (
    ("solve", "tiny.xlsx"),
    ("compare", "tiny.xlsx"),
    ("new", "fresh.xlsx", "--example", "tiny", "--force"),
)
EVENTS = ("open", "os.rename", "os.remove", "tempfile.", "subprocess.Popen", "import")
KILL = """
left = [{count}]
def count(event, words):
    if event.startswith({events}):
        left[0] -= 1
        if left[0] <= 0: {kill}
sys.addaudithook(count)
"""
"""Ends the program when it has imported, opened, renamed or removed so often."""
GROUP = "os.killpg(0, 9)"
ALONE = "os.kill(os.getpid(), 9)"
MOST_EVENTS = 4800
"""About as many as a whole run has; a run with fewer ends well."""


def is_whole(path: Path) -> bool:
    """Tell whether a file is read to its end by what reads its kind."""
    if path.suffix == ".xlsx":
        with ZipFile(path) as package:
            return package.testzip() is None and "xl/workbook.xml" in package.namelist()
    return path.read_bytes().rstrip().endswith(b"</html>")


def killed(folder: Path, seed: int) -> int:
    """Kill a run at a point that the seed tells, in the folder of those before it."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    words = COMMANDS[seed % len(COMMANDS)]
    count = dice.choice((dice.randint(1, MOST_EVENTS), dice.randint(3800, MOST_EVENTS)))
    kill = dice.choice((GROUP, ALONE))
    doing = KILL.format(count=count, events=EVENTS, kill=kill)
    process, mark = start(folder, *words, doing=doing)
    process.communicate()
    await_end(mark)
    return process.returncode


def books(folder: Path) -> list[Path]:
    """Return all files but drafts, whose names say that they are none."""
    return [each for each in folder.iterdir() if not each.name.endswith(".tmp")]


def check(folder: Path) -> None:
    """Check that what is there is whole, and that a workbook still reads."""
    assert all(is_whole(each) for each in books(folder))
    for name in {"tiny.xlsx", "fresh.xlsx"} & {each.name for each in books(folder)}:
        assert read(folder / name).periods


def many(folder: Path, seeds: range) -> list[int]:
    folder.mkdir()
    template.write(folder / "tiny.xlsx", EXAMPLES["tiny"]())
    codes = []
    for seed in seeds:
        codes.append(killed(folder, seed))
        check(folder)
    ended = run(folder, "solve", "tiny.xlsx")
    assert (ended.code, ended.is_tidy) == (0, True), ended
    return codes


def test_killed_at_many_points_it_leaves_only_whole_files_and_runs_again(
    tmp_path: Path,
) -> None:
    step = -(-POINTS // AT_A_TIME)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        runs = [
            pool.submit(
                many, tmp_path / str(place), range(place * step, (place + 1) * step)
            )
            for place in range(AT_A_TIME)
        ]
        codes = [code for each in runs for code in each.result()]
    assert -signal.SIGKILL in codes
    assert set(codes) <= {0, -signal.SIGKILL}


@pytest.mark.parametrize(
    ("moment", "is_new"),
    [("_moved", False), ("settle", True)],
    ids=["before the new name", "after it"],
)
def test_killed_around_the_new_name_a_plan_is_the_old_one_or_the_new(
    tiny: Path, moment: str, *, is_new: bool
) -> None:
    plan = tiny / "tiny-plan.xlsx"
    plan.write_bytes(b"the plan of yesterday")
    ended = run(
        tiny,
        *("solve", "tiny.xlsx"),
        doing=f"first('planner.report.saving:{moment}', lambda: {ALONE})",
    )
    assert ended.code == -signal.SIGKILL
    assert (plan.read_bytes() != b"the plan of yesterday") == is_new
    if is_new:
        assert is_whole(plan)


@pytest.mark.parametrize("kill", [ALONE, GROUP] if OFTEN else [ALONE])
def test_nothing_of_a_killed_comparison_goes_on(tiny: Path, kill: str) -> None:
    doing = f"""
from planner.report import compared
compared.done_line = lambda *_: {kill}
"""
    ended = run(tiny, "compare", "tiny.xlsx", "--jobs", "2", doing=doing)
    assert ended.code == -signal.SIGKILL


def test_a_draft_is_swept_away_only_once_it_is_old(tiny: Path) -> None:
    old, young = tiny / ".plan-00.tmp", tiny / ".plan-01.tmp"
    for each in (old, young):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    saving.save(b"new", tiny / "a.html")
    assert not old.exists()
    assert young.exists()
