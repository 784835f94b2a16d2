"""How little of a change makes a plan possible: found by solving, never guessed."""

from dataclasses import dataclass, replace
from typing import Any

from models.case import Target
from models.decisions import Outlook
from planner.explain.conflict import Trials
from planner.explain.conflict_parts import Asked, Part
from planner.explain.repair_change import Change, Dial
from planner.solving.possible import Verdict

ROUNDS = 5
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
        outlook = self._measurable(dial, found.outlook)
        loose = dial.rounded(dial.level(outlook))
        if not dial.is_looser(loose, dial.before):
            return None
        close = dial.rounded(self._closest(dial, free, outlook))
        if not dial.is_looser(close, dial.before):
            close = dial.rounded(dial.between(dial.before, loose))
        change = self._narrowed(dial, close, loose)
        return None if change is not None and dial.is_nothing(change.after) else change

    def _measurable(self, dial: Dial, outlook: Outlook) -> Outlook:
        if dial.rule is None:
            return outlook
        return self.trials.in_losses(outlook, dial.rule)

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
            nearer = self._measurable(dial, nearer)
            reached = dial.level(nearer)
            if not dial.is_looser(level, reached):
                break
            gained, level, outlook = abs(level - reached), reached, nearer
            if gained < dial.step:
                break
        return level

    def _narrowed(self, dial: Dial, tried: float, loose: float) -> Change | None:
        """Return the change between what is impossible and what is known to do."""
        tight, proved, stepped = dial.before, True, False
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
            tried = dial.tighter(loose)
            if not dial.is_looser(tried, tight):
                break
            if stepped or not at_end:  # the next one was tried: halve what is left
                middle = dial.between(tight, loose)
                tried = middle if dial.is_looser(loose, middle) else tried
            stepped = stepped or at_end
        return dial.at(loose, tight if proved else None)

    def _at(self, dial: Dial, value: float) -> tuple[Verdict, float]:
        found = self.trials.any_plan(dial.at(value).applied(self.asked))
        if found.outlook is None or dial.rule is None:
            # Of a capacity a plan may use less in one period than it needs in another.
            return found.verdict, value
        return found.verdict, dial.level(self._measurable(dial, found.outlook))

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

    def narrower(self, part: Part) -> Change | None:
        """Return the rule for one value of its `dimension:*`, if that helps.

        Of those it can be kept for, the value whose offers can deliver the most.
        """
        rule: Any = self.asked.rules[part.place]
        on = getattr(rule, "on", None)
        if not isinstance(on, Target) or on.each is None:
            return None
        room: dict[str, float] = {}
        for offer in self.asked.case.offers.values():
            if on.each in offer.labels:
                value = offer.labels[on.each]
                room[value] = room.get(value, 0.0) + sum(offer.capacity)
        for value in sorted(room, key=room.__getitem__, reverse=True):
            one = Target(pairs=((on.each, value),))
            change = Change(part=part, column="on", before=on, after=one)
            if self.trials.is_possible(change.applied(self.asked)):
                return change
        return None

    def later(self, part: Part) -> Change | None:
        """Return the rule from the earliest later period from which it can be kept."""
        first, last = self._counted(part)
        return self._nearest(part, "from", first, last)

    def sooner(self, part: Part) -> Change | None:
        """Return the rule to the latest earlier period until which it can be kept."""
        first, last = self._counted(part)
        return self._nearest(part, "to", last, first)

    def _counted(self, part: Part) -> tuple[int, int]:
        """Return the first and last period that a rule counts; the same for none."""
        rule: Any = self.asked.rules[part.place]
        if not hasattr(rule, "start"):
            return 0, 0
        end = len(self.asked.case.periods) - 1 if rule.end is None else rule.end
        return rule.start or 0, end

    def _nearest(self, part: Part, column: str, held: int, far: int) -> Change | None:
        """Return the period nearest to ``held``, which is impossible, that will do."""
        rule: Any = self.asked.rules[part.place]

        def at(period: int) -> Change:
            before = rule.start if column == "from" else rule.end
            return Change(part=part, column=column, before=before, after=period)

        proved = True
        if held == far or not self.trials.is_possible(at(far).applied(self.asked)):
            return None
        while abs(far - held) > 1:
            middle = (held + far) // 2
            verdict = self.trials.is_possible(at(middle).applied(self.asked))
            held, far = (held, middle) if verdict else (middle, far)
            proved = proved and verdict is not None
        return replace(at(far), impossible=held if proved else None)
