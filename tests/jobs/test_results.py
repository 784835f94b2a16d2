"""How a comparison ends: what stopped, and what had not begun."""

from pathlib import Path

from planner import workbook
from planner.compare import Comparison, Outcome
from planner.compare.task import ENDED
from planner.jobs.results import ended, step_of
from planner.runs import State

TINY = Path(__file__).parents[2] / "inputs" / "tiny.xlsx"


def test_a_policy_whose_turn_never_came_is_not_called_stopped() -> None:
    stopped = Outcome(policy="A", status="interrupted", why="Stopped by you.")
    unbegun = Outcome(policy="B", status="interrupted", why=ENDED)
    assert [step_of(each).state for each in (stopped, unbegun)] == [
        *("stopped", "unbegun")
    ]
    found = ended(Comparison(workbook.read(TINY), [stopped, unbegun], {}))
    assert found[0] is State.STOPPED
    assert found[1].endswith("if there was one. 1 policy not begun.")
