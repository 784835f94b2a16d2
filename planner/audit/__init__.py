"""An independent audit: a plan checked without the model and without the solver.

From the case and the decisions alone, in exact fractions, every constraint of the
contract, every rule and every cost is computed again by a reading of its own. A
violation is a fault of this program, never of the workbook.

The way: ``from_plan`` (or ``book``, from a workbook on disk) → ``check`` → ``findings``.
"""

from pathlib import Path

from planner.audit.check import ALONE, Help, audit_decisions
from planner.audit.decided import Decided, Response, Stated
from planner.audit.fault import refuse
from planner.audit.findings import Audit, Violation
from planner.audit.from_plan import decided_of, stated_of
from planner.plan import Plan

__all__ = [
    "Audit",
    "Decided",
    "Help",
    "Response",
    "Stated",
    "Violation",
    "audit",
    "audit_decisions",
    "require_clean",
]


def audit(plan: Plan, helped: Help = ALONE) -> Audit:
    """Check a plan in memory against its case, its rules and its own figures."""
    decided, said = decided_of(plan), stated_of(plan)
    return audit_decisions(plan.case, plan.rules, decided, said, helped)


def require_clean(
    plan: Plan, folder: Path | None = None, helped: Help = ALONE
) -> Audit:
    """Return the audit of a plan that passes.

    What does not pass is saved for a bug report in ``folder``, if one is named.
    ``helped`` is who checks the parts of a large plan.

    Raises:
        PlannerError: it does not pass, which is a fault of the program.
    """
    found = audit(plan, helped)
    return found if found.is_clean else refuse(plan, found, folder)
