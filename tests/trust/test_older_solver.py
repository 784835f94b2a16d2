"""HiGHS 1.14.0, which calls wrong plans optimal: refused, and caught if it were not.

By night only, as it takes an environment of its own.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.solving import witness
from planner.solving.child import PROGRAM
from planner.solving.engine import Options, Status, run
from tests.solving.problems import purchase, wrong_2957, wrong_3043
from tests.trust.purchases import random_purchase

if not os.environ.get("NIGHTLY"):
    pytest.skip("NIGHTLY is not set", allow_module_level=True)

EXACT = Options(gap=0.0, time_limit=30)
CASES = range(200)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with highspy 1.14.0."""
    folder = tmp_path_factory.mktemp("older")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    found = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [str(found), "-m", "pip", "install", "-q", "highspy==1.14.0"]
    said = subprocess.run(install, check=False, capture_output=True, text=True)
    if said.returncode:
        pytest.skip(f"highspy 1.14.0 cannot be installed: {said.stderr.strip()[-200:]}")
    return found


@pytest.fixture(scope="module", autouse=True)
def dismissed() -> Iterator[None]:
    yield
    witness.dismiss()


def child_of(python: Path, folder: Path, program: Path) -> Path:
    """Return a child program that runs another with another Python."""
    words = [str(python), "-P", "-s", str(program)]
    path = folder / "child.py"
    path.write_text(f"import os, sys\nos.execv({words[0]!r}, {words!r} + sys.argv[1:])")
    return path


def test_it_is_refused_and_said_what_to_install(python: Path, tmp_path: Path) -> None:
    answer = run(purchase(), EXACT, program=child_of(python, tmp_path, PROGRAM))
    assert answer.status is Status.ERROR
    assert answer.version == "1.14.0"
    assert "HiGHS 1.14.0 is installed" in answer.message
    assert "install highspy 1.15.1 or later" in answer.message
    assert answer.values is None


@pytest.fixture(scope="module")
def believed(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the child program of HiGHS 1.14.0 that does not refuse it."""
    folder = tmp_path_factory.mktemp("believed")
    trusting = folder / "highs.py"
    text = PROGRAM.read_text("utf-8")
    assert "OLDEST = (1, 15, 1)" in text
    trusting.write_text(text.replace("OLDEST = (1, 15, 1)", "OLDEST = (1, 0, 0)"))
    return child_of(python, folder, trusting)


def test_what_it_gets_wrong_on_paper_is_caught(believed: Path) -> None:
    for question, optimum in ((wrong_2957(), 28.2), (wrong_3043(), 9.0)):
        answer = run(question, EXACT, program=believed)
        assert_honest(answer.status, answer.objective, answer.bound, optimum)
        assert answer.retried


def test_what_it_gets_wrong_of_random_purchases_is_caught(believed: Path) -> None:
    caught = 0
    for seed in CASES:
        question = random_purchase(seed)
        right = run(question, EXACT)
        assert right.status is Status.OPTIMAL
        assert right.objective is not None
        assert right.retried == ()
        answer = run(question, EXACT, program=believed)
        assert_honest(answer.status, answer.objective, answer.bound, right.objective)
        caught += bool(answer.retried)
    assert caught, "the purchases are too simple to catch it out"


SUITE = (
    "tests/rules",
    "tests/test_cli.py",
    "tests/test_contract_curbs.py",
    "tests/test_contract_terms.py",
    "tests/test_properties.py",
    "tests/audit/test_plans.py",
    "tests/solving/test_solve.py",
    "tests/trust/test_whole.py",
)
"""Where the cases are that are worked out by hand or by the oracle."""


def test_the_suites_small_cases_come_out_right_or_are_refused(believed: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*words, "-p", "tests.trust.older", *SUITE],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={k: v for k, v in os.environ.items() if k != "NIGHTLY"}
        | {"PLANNER_CHILD": str(believed)},
    )
    assert ran.returncode == 0, ran.stdout[-10_000:] + ran.stderr


def assert_honest(
    status: Status, objective: float | None, bound: float | None, optimum: float
) -> None:
    assert objective is not None
    assert objective >= optimum - 1e-6
    if bound is not None:
        assert bound <= optimum + 1e-6
    if status is Status.OPTIMAL:
        assert objective == pytest.approx(optimum, rel=1e-6)
