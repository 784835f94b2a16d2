"""Which rows of the workbook cannot all be kept: minimal sets, by deletion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from models.decisions import Outlook
from models.rules import Rule
from planner.errors import PlannerError, StoppedError
from planner.explain.conflict_parts import RULE, Asked, Part, lifted, parts_of
from planner.solving import effort_for
from planner.solving.losses import try_losses
from planner.solving.optimum import Effort
from planner.solving.possible import Found, Verdict, any_plan, least_excess

Tell = Callable[[str], None]
MOST = 5
"""Conflicts that are looked for, one after another."""
DEMANDED = ("closing_stock", "max_shortage")
"""Limits that ask for something; the others say what is there."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Rows that cannot all be kept; without any one of them the rest can."""

    parts: Sequence[Part]
    commitments: Sequence[str] = ()
    """Offers without whose commitments there would be a plan, all rows kept."""
    unproved: Sequence[Part] = ()
    """Those of the parts that may not be needed: a solve ended before it was known."""

    @property
    def rules(self) -> list[Part]:
        """Return the rows of Policies."""
        return [each for each in self.parts if each.kind == RULE]


@dataclass
class Trials:
    """Asks whether there is a plan, and remembers what it was told."""

    gap: float | None = None
    time_limit: float | None = None
    tell: Tell = lambda _: None
    count: int = 0
    near: Outlook | None = field(default=None, repr=False)

    def effort(self, asked: Asked) -> Effort:
        """Return how hard to try; the clock starts."""
        return effort_for(asked.case, gap=self.gap, time_limit=self.time_limit)

    def any_plan(self, asked: Asked) -> Found:
        """Return whether there is any plan; the last one found is started from."""
        self.count += 1
        near = None if self.near is None else replace(self.near, case=asked.case)
        found = any_plan(asked.case, asked.kept, self.effort(asked), near)
        self.near = found.outlook or self.near
        return found

    def is_possible(self, asked: Asked) -> bool | None:
        """Tell whether there is any plan; None if that is not known."""
        verdict = self.any_plan(asked).verdict
        return None if verdict is Verdict.UNKNOWN else verdict is Verdict.POSSIBLE

    def in_losses(self, outlook: Outlook, rule: Rule) -> Outlook:
        """Return a plan with its best responses to the losses a rule names."""
        if not rule.losses(outlook.case) or rule.measure(outlook):
            return outlook
        try:
            return try_losses(outlook, (rule,), ()).outlook
        except PlannerError:
            return outlook

    def least_excess(self, asked: Asked, rule: Rule, near: Outlook) -> Outlook | None:
        """Return the plan that exceeds a rule's limit least, the others kept."""
        self.count += 1
        rules = (*(each for each in asked.kept if each is not rule), rule)
        effort = self.effort(asked)
        try:
            return least_excess(asked.case, rules, len(rules) - 1, effort, near)
        except StoppedError:
            raise
        except PlannerError:  # it only quickens the search
            return None


def conflicts(asked: Asked, trials: Trials, keep: Callable[[Conflict], None]) -> bool:
    """Find minimal conflicts of an impossible question, apart from one another.

    Each is handed to ``keep`` when it is found; the next is looked for without what
    the ones before it ask for. Return whether all were found.

    Raises:
        StoppedError: stopped by the user; what was kept before holds.
    """
    for at in range(MOST):
        trials.tell(
            f"Looking for rows that cannot all be kept{' besides' * (at > 0)} …"
        )
        conflict = minimal(asked, trials)
        keep(conflict)
        asked = lifted(asked, asking(conflict))
        verdict = trials.is_possible(asked)
        if verdict is not False:
            return verdict is True
    return False


def asking(conflict: Conflict) -> Sequence[Part]:
    """Return the rows that ask for something: rules, else limits of use, else all."""
    wanted = [each for each in conflict.parts if each.kind in DEMANDED]
    return conflict.rules or wanted or conflict.parts


def minimal(asked: Asked, trials: Trials) -> Conflict:
    """Return rows of which none can be left out, of a question that is impossible."""
    search = _Deletion(asked, trials, parts_of(asked))
    kept = search.needed(search.every, [])
    conflict = Conflict(parts=kept, unproved=[p for p in kept if p in search.unproved])
    return replace(conflict, commitments=_commitments(asked, trials, search, kept))


def _commitments(
    asked: Asked, trials: Trials, search: "_Deletion", kept: Sequence[Part]
) -> list[str]:
    """Return the offers whose commitments stand in the way, each alone."""
    left = search.only(kept)
    return [
        name
        for name, offer in asked.case.offers.items()
        if offer.committed and trials.is_possible(Part("commitment", name).lifted(left))
    ]


@dataclass
class _Deletion:
    """Leaves out rows, half of them at a time, as long as there is no plan."""

    asked: Asked
    trials: Trials
    every: Sequence[Part]
    unproved: list[Part] = field(default_factory=list)
    possible: list[frozenset[Part]] = field(default_factory=list)
    """Sets of rows that can be kept together: so can each of their subsets."""

    def only(self, parts: Sequence[Part]) -> Asked:
        """Return the question with these rows alone."""
        kept = set(parts)
        return lifted(self.asked, [each for each in self.every if each not in kept])

    def needed(self, chunk: Sequence[Part], others: Sequence[Part]) -> list[Part]:
        """Return which of ``chunk`` are needed for a conflict, given ``others``."""
        if not chunk:
            return []
        verdict = self._is_possible(others)
        if verdict is False:
            return []
        if len(chunk) == 1:
            if verdict is None:
                self.unproved += chunk
            return list(chunk)
        half = len(chunk) // 2
        first, second = chunk[:half], chunk[half:]
        early = self.needed(first, [*second, *others])
        return [*early, *self.needed(second, [*early, *others])]

    def _is_possible(self, parts: Sequence[Part]) -> bool | None:
        wanted = frozenset(parts)
        if any(wanted <= known for known in self.possible):
            return True
        verdict = self.trials.is_possible(self.only(parts))
        if verdict:
            self.possible.append(wanted)
        self.trials.tell(
            f"{len(self.every)} rows, without {len(self.every) - len(parts)} of them: "
            f"{ {True: 'possible', False: 'still impossible', None: 'not known'}[verdict] }"
        )
        return verdict
