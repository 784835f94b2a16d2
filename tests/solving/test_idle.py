"""The child that waits for the next problem: used again, replaced, and ended in time."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import Any

import numpy as np
import pytest

from models.case import Case
from models.rules import Rule
from models.tree import grow
from planner.errors import StoppedError
from planner.method import Method
from planner.plan import Plan
from planner.solving import idle, solve
from planner.solving.child import ARRAYS
from planner.solving.large.divided import divided
from planner.solving.large.last import Last, again
from planner.solving.question import ask
from tests.both import real
from tests.cases import random_case, rule
from tests.faults.runs import MARK, OFTEN, await_end


@pytest.fixture(autouse=True)
def nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where children have their folders; each test must leave none behind."""
    idle.end()
    place = tmp_path / "folders"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    idle.end()
    assert list(place.iterdir()) == []


def apart(policy: str = "none", case: Case | None = None, **how: Any) -> Plan:
    case = case or random_case(0)
    return solve(case, policy, method=Method.DECOMPOSITION, gap=1e-7, **how)


def waiting() -> int:
    """Return the process that waits."""
    (child,) = idle.WAITING
    return child.process.pid


def test_the_next_problem_is_solved_by_the_child_of_the_last() -> None:
    first = apart()
    before = waiting()
    assert apart().objective == pytest.approx(first.objective, rel=1e-6)
    assert waiting() == before


def test_a_child_that_died_while_it_waited_is_replaced() -> None:
    first = apart()
    (child,) = idle.WAITING
    child.process.kill()
    child.process.wait()
    assert apart().objective == pytest.approx(first.objective, rel=1e-6)
    assert waiting() != child.process.pid


def test_a_child_that_was_stopped_does_not_wait() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        apart(stop=stop)
    assert idle.WAITING == []


def test_a_child_that_has_waited_too_long_is_ended() -> None:
    apart()
    (child,) = idle.WAITING
    child.until = 0.0
    assert idle.taken(child.program) is None
    assert child.process.poll() is not None
    assert not child.folder.exists()


WAITING = """
import os, signal
from planner.method import Method
from planner.solving import idle, solve
from tests.cases import random_case
solve(random_case(0), "none", method=Method.DECOMPOSITION)
assert len(idle.WAITING) == 1
{end}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("end", "code"),
    [(f"os.kill(os.getpid(), {int(signal.SIGKILL)})", -9), ("", 0)][: 1 + OFTEN],
    ids=["killed", "at its end"][: 1 + OFTEN],
)
def test_it_ends_with_the_program_and_so_does_its_folder(
    nobody_waits: Path, end: str, code: int
) -> None:
    mark = token_hex(8)
    ended = subprocess.run(
        [sys.executable, "-c", WAITING.format(end=end)],
        env={**os.environ, MARK: mark, "TMPDIR": str(nobody_waits)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (code, "")
    await_end(mark)
    assert list(nobody_waits.iterdir()) == []


def data_of(case: Case, rules: tuple[Rule, ...]) -> dict[str, Any]:
    """Return the arrays that a child would be given."""
    question = ask(case, rules, grow(case), 1.0)
    problem = replace(question.problem, planned=question.planned())
    return {each: np.array(getattr(problem, each)) for each in ARRAYS}


def limited(limit: float) -> dict[str, Any]:
    rules = (real(rule("max_share", "country:China", limit=limit)),)
    return data_of(random_case(3, size="medium"), rules)


def parts_of(data: dict[str, Any]) -> dict[str, Any]:
    return divided(data, data["planned"] | data["integer"])


def test_with_another_limit_the_plan_s_rows_are_new_and_responses_are_kept() -> None:
    before, after = limited(0.9), limited(0.6)
    parts, anew = parts_of(before), parts_of(after)
    found = again(Last(before, parts, {}), after)
    assert found is not None
    assert found["responses"] is parts["responses"]
    own, wanted = found["master"].own, anew["master"].own
    assert np.array_equal(own.matrix.todense(), wanted.matrix.todense())
    assert not np.array_equal(
        own.matrix.todense(), parts["master"].own.matrix.todense()
    )
    for name in ("cost", "low", "high", "lower", "upper", "ends"):
        assert np.array_equal(getattr(own, name), getattr(wanted, name)), name
    kept, new = ([each.digest for each in x["responses"]] for x in (found, anew))
    assert kept == new


def test_with_another_number_in_a_response_nothing_is_taken_for_known() -> None:
    before, after = limited(0.9), limited(0.9)
    parts = parts_of(before)
    column = parts["block_columns"][0][0]
    after["cost"] = after["cost"].copy()
    after["cost"][column] += 1
    assert again(Last(before, parts, {}), before) is not None
    assert again(Last(before, parts, {}), after) is None


def test_a_limit_after_another_costs_what_it_costs_alone() -> None:
    case = random_case(8)
    shares: dict[str, tuple[Rule, ...]] = {
        str(limit): (real(rule("max_share", "country:China", limit=limit)),)
        for limit in (0.9, 0.6, 0.4)
    }
    case = replace(case, policies=shares)
    in_turn = [apart(each, case).objective for each in shares]
    whole = [solve(case, each, gap=1e-7).objective for each in shares]
    assert len(idle.WAITING) == 1
    assert in_turn == pytest.approx(whole, rel=2e-6)
