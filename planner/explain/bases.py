"""The plan that is explained, part by part, each proved to the gap of the re-solves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.case import Case
from planner.errors import PlannerError, StoppedError
from planner.explain.parts import parts_of, together, whole_of
from planner.explain.resolve import Base, base_of
from planner.explain.rounds import Done, in_rounds
from planner.plan import Plan


@dataclass(frozen=True, kw_only=True)
class PlanOf:
    """Find the cheapest plan of one part."""

    base: Base
    """With the plan of the whole to start from."""

    @property
    def label(self) -> str:
        """Return what is solved."""
        return f"the plan of {', '.join(self.base.minerals)} alone"

    def found(self) -> Base:
        """Return the part with its own plan."""
        plan = self.base.solved(rules=self.base.part.rules)
        return replace(self.base, plan=plan)


@dataclass(frozen=True)
class Bases:
    """What is re-solved: the parts of a question, and the whole."""

    whole: Base
    parts: Sequence[Base]
    stopped: bool = False

    def of(self, table: str, name: str) -> Base:
        """Return the part that alone holds something; else the whole."""
        held = [each for each in self.parts if each.part.holds(table, name)]
        return held[0] if len(held) == 1 else self.whole

    def without(self, known: Sequence[Base]) -> list[Base]:
        """Return the parts that are not among those known."""
        items = {each.part.items for each in known}
        return [each for each in self.parts if each.part.items not in items]

    def joined(self, part: Base, plan: Plan) -> Plan:
        """Return the plan of the whole with another plan of one part.

        Raises:
            PlannerError: it does not pass the audit.
        """
        if part is self.whole or len(self.parts) == 1:
            return plan
        plans = [plan if each is part else each.plan for each in self.parts]
        gone = set(part.plan.rules) - set(plan.rules)
        kept = [each for each in self.whole.plan.rules if each not in gone]
        return together(self.whole.case, kept, plans)


def bases_of(
    case: Case,
    plan: Plan,
    gap: float | None,
    time_limit: float | None,
    jobs: int | None,
    done: Done,
) -> Bases:
    """Return the parts of a plan's question, each with its plan.

    The whole alone where it has no parts, or they cannot be solved.
    """
    whole = base_of(whole_of(case, plan.rules), plan, gap, time_limit)
    parts = parts_of(case, plan.rules)
    if len(parts) == 1:
        return _proved(whole)
    tasks = [PlanOf(base=base_of(each, plan, gap, time_limit)) for each in parts]
    solved = in_rounds(tasks, jobs, done, float("inf"))
    found = [solved.found[n].value for n in sorted(solved.found)]
    if solved.stopped:
        return Bases(whole, [whole], stopped=True)
    if len(found) < len(parts) or None in found:
        return _proved(whole)
    try:
        joined = together(case, plan.rules, [each.plan for each in found])
    except PlannerError:
        return _proved(whole)
    return Bases(replace(whole, plan=joined), found)


def _proved(base: Base) -> Bases:
    """Return the plan proved to the re-solves' gap, or as it is."""
    if base.plan.gap <= base.gap:
        return Bases(base, [base])
    try:
        finer = base.solved()
    except KeyboardInterrupt:
        return Bases(base, [base], stopped=True)
    except StoppedError as stop:
        return Bases(base, [base], stopped=stop.status == "interrupted")
    except PlannerError:
        return Bases(base, [base])
    better = finer.objective <= base.plan.objective
    plan = finer if better else replace(base.plan, bound=finer.bound)
    base = replace(base, plan=plan)
    return Bases(base, [base])
