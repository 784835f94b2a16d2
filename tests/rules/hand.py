"""Cases small enough for a sheet of paper, under rules, by planner and oracle."""

from typing import Any

import pytest

from tests.both import optimum
from tests.builders import curb, offer, scenario, simple_case
from tests.oracle import Result
from tests.oracle import optimum as by_oracle

approx = pytest.approx

CHEAP = offer("A", 10, 100, country="China")
DEAR = offer("B", 14, 100)


def under(*rules: Any, parts: Any = (CHEAP, DEAR), **settings: Any) -> Result:
    """Return the optimum of a case of these parts, on which both readings agree."""
    return optimum(simple_case(*parts, **settings), rules)


def binding(
    limit: Any, *others: Any, parts: Any = (CHEAP, DEAR), **settings: Any
) -> Result:
    """Return the optimum under rules of which the first makes the plan dearer."""
    result = under(limit, *others, parts=parts, **settings)
    without = by_oracle(simple_case(*parts, **settings), others)
    assert without.objective < result.objective - 1
    return result


SHORT = (
    *(CHEAP, offer("B", 500, 100, flex=0.0)),
    *(curb(flow=0), scenario("cut", 0.1, ban=0)),
)
"""A is cut off entirely one time in ten; then only what was planned of B comes."""
