"""One plan for all tests of reports: solving is not what they are about."""

import pytest

from planner.plan import Plan
from planner.solving import solve
from tests.report.examples import gallium


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return a plan with everything a report has to show."""
    return solve(gallium(), "China 65%", gap=1e-3)
