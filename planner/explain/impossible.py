"""Why there is no plan: sums, rows that clash, and what would mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.case import Case
from models.rules import Rule
from planner.errors import StoppedError, UsageError
from planner.explain.arithmetic import statements
from planner.explain.arithmetic_words import Statement
from planner.explain.conflict import Conflict, Tell, Trials, conflicts
from planner.explain.conflict_parts import Asked
from planner.explain.repair import Repair, repairs


@dataclass(kw_only=True)
class Impossible:
    """What explains that no plan satisfies a policy, as far as it was found."""

    asked: Asked
    conflicts: list[Conflict] = field(default_factory=list)
    statements: list[Sequence[Statement]] = field(default_factory=list)
    """For each conflict, sums that a buyer can check by hand; none where there is none."""
    repairs: list[Repair] = field(default_factory=list)
    complete: bool = False
    """Whether mending these conflicts leaves none, as far as is proved."""
    stopped: bool = False
    """Whether Ctrl-C left something out."""
    solves: int = 0
    """How many questions were asked of the solver."""

    @property
    def case(self) -> Case:
        """Return the case as the workbook has it."""
        return self.asked.case

    def chosen(self, number: int) -> Repair:
        """Return a repair by its number, from 1.

        Raises:
            UsageError: there is no such repair.
        """
        if number <= len(self.repairs):
            return self.repairs[number - 1]
        raise UsageError(
            f"There is no repair {number}: {len(self.repairs)} were found. Write "
            "--apply with one of their numbers."
        )


def explain_impossible(
    case: Case,
    policy: str,
    rules: Sequence[Rule],
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    tell: Tell = lambda _: None,
) -> Impossible:
    """Explain why no plan of a case satisfies some rules.

    ``gap`` and ``time_limit`` are for each solve; ``tell`` hears what is tried. Ctrl-C
    keeps what is found.
    """
    asked = Asked(case, policy, tuple(rules))
    trials = Trials(gap=gap, time_limit=time_limit, tell=tell)
    found = Impossible(asked=asked)

    def keep(conflict: Conflict) -> None:
        found.conflicts.append(conflict)
        found.statements.append(statements(asked, conflict))

    try:
        found.complete = conflicts(asked, trials, keep)
        repairs(asked, found.conflicts, trials, found.repairs.append)
    except (StoppedError, KeyboardInterrupt):
        found.stopped = True
    found.solves = trials.count
    return found
