"""One more solve of the question with one thing changed, in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Protocol

from models.case import Case
from models.rules import Rule
from models.tree import grow
from planner.errors import NoPlanError, PlannerError, StoppedError, TimeUpError
from planner.explain.bracket import Bracket
from planner.explain.inputs_cells import Cell
from planner.explain.parts import Part
from planner.plan import Plan
from planner.solving import cheapest_plan, effort_for
from planner.solving.optimum import cheapest

FINER = 1e-3
"""Share of the workbook's gap at which re-solves stop: they are to be subtracted."""
TIMES, LEAST_SECONDS = 10.0, 10.0
"""Without a time limit of its own a re-solve may take so many times as long as the
plan took, and so many seconds at least."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """The plan that is explained, or of a part, and how hard to try at re-solves."""

    part: Part
    plan: Plan
    gap: float
    """At which re-solves stop whose costs are subtracted from each other."""
    coarse: float
    """At which those stop of which only the decisions are asked."""
    time_limit: float

    @property
    def case(self) -> Case:
        """Return the case that is solved."""
        return self.part.case

    @property
    def minerals(self) -> list[str]:
        """Return what the part is about."""
        items = (self.case.items[name].mineral for name in sorted(self.part.items))
        return list(dict.fromkeys(items))

    def own(self, cell: Cell) -> Cell:
        """Return a cell of the policy's rules as one of the part's."""
        if cell.table != "rules":
            return cell
        return replace(cell, name=str(self.part.places.index(int(cell.name))))

    def solved(
        self,
        case: Case | None = None,
        rules: Sequence[Rule] | None = None,
        near: Plan | None = None,
        gap: float | None = None,
    ) -> Plan:
        """Return the cheapest plan with another case, or other rules, to a gap.

        Raises:
            NoPlanError: there is none.
            StoppedError: stopped before it was found, or by the user at any time.
            PlannerError: the solver failed.
        """
        close = self.gap if gap is None else gap
        effort = effort_for(case or self.case, gap=close, time_limit=self.time_limit)
        plan = cheapest_plan(
            case or self.case,
            self.plan.policy,
            self.plan.rules if rules is None else rules,
            effort,
            near or self.plan,
        )
        if effort.stop.is_set():
            raise StoppedError("Stopped by you.")
        return plan

    def enclosed(
        self, case: Case, rules: Sequence[Rule], near: Plan | None, gap: float
    ) -> Bracket:
        """Return what the cheapest plan costs with another case and other rules.

        Quicker, as no plan comes of it. What losses demand is left out: then the lower
        end alone holds. Raises as ``solved``.
        """
        effort = effort_for(case, gap=gap, time_limit=self.time_limit)
        start = None if near is None else near.outlook
        found = cheapest(case, rules, grow(case), effort, self.plan.policy, start)
        if effort.stop.is_set():
            raise StoppedError("Stopped by you.")
        bound, objective = found.answer.bound, found.cleaned.objective
        whole = objective is not None and not any(rule.losses(case) for rule in rules)
        return Bracket(
            -inf if bound is None else bound,
            objective if whole and objective is not None else inf,
        )


class Task(Protocol):
    """What one process is asked."""

    @property
    def label(self) -> str:
        """Return what is tried, for the line that tells it is done."""

    def found(self) -> Any:
        """Return what came of it; raise PlannerError if nothing did."""


@dataclass(frozen=True)
class Result:
    """What came of a task, or why nothing did."""

    value: Any = None
    why: str = ""
    stopped: bool = False
    """Whether Ctrl-C ended it."""


def attempt(task: Task) -> Result:
    """Do a task; never raise but for Ctrl-C."""
    try:
        return Result(task.found())
    except TimeUpError:
        return Result(why="not known: the time limit ended its re-solve")
    except StoppedError:
        return Result(why="not known: stopped by you", stopped=True)
    except NoPlanError:
        return Result(why="no plan")
    except PlannerError as fault:
        return Result(why=f"not known: {fault}")
    except Exception as fault:  # noqa: BLE001 - the other tasks go on
        return Result(why=f"not known: {type(fault).__name__}: {fault}")


def lost(_task: Task) -> Result:
    """Return that the process of a task was lost."""
    return Result(why="not known: its process was ended from outside")


def base_of(
    part: Part, plan: Plan, gap: float | None, time_limit: float | None
) -> Base:
    """Return the plan of a part with how hard to try at its re-solves."""
    case = part.case
    usual = max(LEAST_SECONDS, TIMES * plan.run.seconds)
    return Base(
        part=part,
        plan=plan,
        gap=FINER * case.gap if gap is None else gap,
        coarse=case.gap if gap is None else gap,
        time_limit=min(case.time_limit, usual) if time_limit is None else time_limit,
    )
