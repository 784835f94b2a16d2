"""Too little memory, and processes ended from outside: told in words, the rest goes on."""

import json
import sys
from pathlib import Path

import pytest

from tests.faults.runs import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")

KILLED = """
import os, sys
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""
"""A solver that the system ends, as it does when memory runs out."""


def test_a_solver_that_runs_out_of_memory_is_told(tiny: Path) -> None:
    program = tiny / "solver.py"
    program.write_text(KILLED, encoding="utf-8")
    doing = (
        "from pathlib import Path\nfrom planner.solving import child, engine\n"
        f"engine.PROGRAM = child.PROGRAM = Path({str(program)!r})\n"
        "child.Child.__init__.__defaults__ = (child.PROGRAM,)\n"
        "engine.run.__kwdefaults__['program'] = child.PROGRAM"
    )
    ended = run(tiny, "solve", "tiny.xlsx", "--json", doing=doing)
    assert (ended.code, ended.is_tidy) == (1, True), ended
    error = json.loads(ended.printed)["error"]
    assert "The solver failed: HiGHS broke down (killed, probably as memory" in error
    assert "close other programs" in error
    assert not (tiny / "tiny-plan.xlsx").exists()


def test_too_little_memory_is_told(tiny: Path) -> None:
    doing = """
def fail(): raise MemoryError
first('planner.solving.question:taken', fail)
"""
    ended = run(tiny, "solve", "tiny.xlsx", "--json", doing=doing)
    assert (ended.code, ended.is_tidy) == (1, True), ended
    assert "not enough memory" in json.loads(ended.printed)["error"]
    assert [each.name for each in tiny.iterdir()] == ["tiny.xlsx"]
