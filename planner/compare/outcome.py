"""How one policy of a comparison ended."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.rules import Measure, Rule
from planner.plan import Plan

NONE = "none"
FAILED = "failed"
INTERRUPTED = "interrupted"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one policy ended: with a plan, or with why there is none."""

    policy: str
    status: str
    """As of a plan; `infeasible`, `time_limit`, `interrupted` or `failed` without one."""
    why: str = ""
    """Why there is no plan, or what is not known of the plan there is."""
    plan: Plan | None = None
    months: Mapping[str, float] | None = None
    """For each country, months for which all demand is served if it stops at the worst
    moment; infinite where nobody goes short before the horizon ends."""
    measures: Mapping[Rule, Measure] | None = None
    """For each rule about losses, of any policy: the loss that leaves the least."""
    stopped: bool = False
    """Whether Ctrl-C ended it."""
    is_policy: bool = True
    """False for a policy without one of its rules, solved for the ledger alone."""
