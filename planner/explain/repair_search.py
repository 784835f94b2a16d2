"""How little of a change makes a plan possible: found by solving, never guessed."""

from dataclasses import dataclass, replace
from typing import Any

from models.decisions import Outlook
from planner.explain.conflict import Trials
from planner.explain.conflict_parts import Asked, Part
from planner.explain.repair_change import Change, Dial
from planner.solving.possible import Verdict

ROUNDS = 8
"""Searches for a plan that exceeds a limit less, each from the one before."""
HALVINGS = 24
WIDER = ("year", "horizon")
BUCKETS = ("period", *WIDER)


@dataclass
class Search:
    """Looks for the least change of one row of an impossible question."""

    asked: Asked
    trials: Trials

    def smallest(self, dial: Dial) -> Change | None:
        """Return the least change of a number, all else kept; None if none helps.

        It is rounded outward; the next tighter round value is proved impossible,
        unless a solve ended before that was known.
        """
        free = dial.part.lifted(self.asked)
        found = self.trials.any_plan(free)
        if found.outlook is None:
            return None
        loose = dial.rounded(dial.level(found.outlook))
        if not dial.is_looser(loose, dial.before):
            return None
        close = dial.rounded(self._closest(dial, free, found.outlook))
        if not dial.is_looser(close, dial.before):
            close = dial.rounded(dial.between(dial.before, loose))
        return self._narrowed(dial, close, loose)

    def _closest(self, dial: Dial, free: Asked, outlook: Outlook) -> float:
        """Return the tightest level reached by giving way as little as possible."""
        level = dial.level(outlook)
        for _ in range(ROUNDS):
            if dial.rule is None:
                break
            rule = replace(dial.rule, limit=level)
            nearer = self.trials.least_excess(free, rule, outlook)
            if nearer is None:
                break
            reached = dial.level(nearer)
            if not dial.is_looser(level, reached):
                break
            level, outlook = reached, nearer
        return level

    def _narrowed(self, dial: Dial, tried: float, loose: float) -> Change | None:
        """Return the change between what is impossible and what is known to do."""
        tight, proved = dial.before, True
        for _ in range(HALVINGS):
            at_end = not dial.is_looser(loose, tried)
            verdict, reached = self._at(dial, tried)
            if verdict is Verdict.POSSIBLE:
                better = dial.rounded(reached)
                loose = tried if dial.is_looser(better, tried) else better
            elif at_end:  # what was known to do was not: a plan beyond its rounding
                return None
            else:
                tight, proved = tried, proved and verdict is Verdict.IMPOSSIBLE
            nearer = dial.tighter(loose)
            if not dial.is_looser(nearer, tight):
                break
            tried = (
                nearer if verdict is Verdict.POSSIBLE else dial.between(tight, loose)
            )
            if not dial.is_looser(loose, tried):
                tried = nearer
        return dial.at(loose, tight if proved else None)

    def _at(self, dial: Dial, value: float) -> tuple[Verdict, float]:
        found = self.trials.any_plan(dial.at(value).applied(self.asked))
        reached = value if found.outlook is None else dial.level(found.outlook)
        if dial.rule is None:
            reached = value  # a plan may use less of a capacity than it needs to
        return found.verdict, reached

    def wider(self, part: Part) -> Change | None:
        """Return the rule over a longer span than `period` or `year`, if that helps."""
        rule: Any = self.asked.rules[part.place]
        per = getattr(rule, "per", None)
        if per not in BUCKETS:
            return None
        for span in BUCKETS[BUCKETS.index(per) + 1 :]:
            change = Change(part=part, column="per", before=per, after=span)
            if self.trials.is_possible(change.applied(self.asked)):
                return change
        return None

    def later(self, part: Part) -> Change | None:
        """Return the rule from the earliest later period from which it can be kept."""
        rule: Any = self.asked.rules[part.place]
        if not hasattr(rule, "start"):
            return None
        first, last = rule.start or 0, len(self.asked.case.periods) - 1
        end = last if rule.end is None else rule.end

        def at(period: int) -> Change:
            return Change(part=part, column="from", before=rule.start, after=period)

        low, high, proved = first, end, True
        if high <= low or not self.trials.is_possible(at(high).applied(self.asked)):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            verdict = self.trials.is_possible(at(middle).applied(self.asked))
            low, high = (low, middle) if verdict else (middle, high)
            proved = proved and verdict is not None
        return replace(at(high), impossible=low if proved else None)
