"""Where the time goes is told, and adds up."""

import time
from pathlib import Path

import pytest

from planner.timing import Stopwatch
from tests.commands import planner, said

BOOK = str(Path(__file__).parents[1] / "inputs" / "tiny.xlsx")
PHASES = {"load", "read", "scenarios", "build", "solve", "audit", "report"}


def test_a_phase_inside_another_counts_for_itself_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock says 0, 1, 4, 9: three seconds inside nine, and six are left."""
    clock = iter([0.0, 1.0, 4.0, 9.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    watch = Stopwatch()
    with watch.on("read"), watch.on("scenarios"):
        pass
    assert watch.seconds == {"scenarios": 3, "read": 6}


def test_solve_says_where_its_time_went(tmp_path: Path) -> None:
    out = str(tmp_path / "plan.xlsx")
    words = ("solve", BOOK, "--out", out, "--json", "--quiet", "--timings")
    ran = planner(tmp_path, *words)
    timings = said(ran)["solver"]["timings"]
    assert set(timings) == PHASES
    assert all(seconds >= 0 for seconds in timings.values())
    assert all(phase in ran.stderr for phase in (*PHASES, "together"))
