"""What rules about shortage have in common: demands, periods, worst nodes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.case import Case, Target
from models.rules.rule import Limit, On, Rule
from models.rules.scope import PERIOD, buckets_of
from models.rules.words import span, whom
from models.tree import Tree


@dataclass(frozen=True, kw_only=True)
class ShortageRule(Rule):
    """A limit on what goes unserved of each demand."""

    on: Target | None = None
    start: int | None = None
    end: int | None = None
    limit: float

    limit_is: ClassVar[Limit] = Limit.SHARE
    on_is: ClassVar[On] = On.DEMAND

    def demands(self, case: Case) -> list[str]:
        """Return the demands meant: the named ones, or each."""
        if self.on is None or self.on.each is not None:
            return list(case.demands)
        named = {value for _, value in self.on.pairs}
        return [name for name in case.demands if name in named]

    def periods(self, case: Case) -> list[int]:
        """Return the counted periods."""
        buckets = buckets_of(case, PERIOD, self.start, self.end)
        return [bucket.periods[0] for bucket in buckets]

    def needed(self, case: Case, demand: str) -> float:
        """Return the units a demand needs in the counted periods."""
        return sum(case.demands[demand].volume[t] for t in self.periods(case))

    def unserved(self, case: Case, when: str) -> str:
        """Return in plain words that at most so much goes unserved, and when."""
        whose = "each demand"
        if self.on is not None and self.on.each is None:
            whose = f"the demand of {whom(self.on)}"
        share = self.limit_words(case)
        return f"At most {share} of {whose} goes unserved {when}{span(self, case)}."


def likely_ends(tree: Tree, period: int) -> list[int]:
    """Return the nodes of a period that have a positive probability."""
    return [node for node in tree.in_period[period] if tree.probability[node] > 0]


def shorts_until(m: Any, demand: str, end: int, periods: list[int]) -> list[Any]:
    """Return the unserved units of the counted periods on the way to a node."""
    nodes = (m.tree.before(end, period) for period in periods)
    return [m.shorts[demand, node] for node in nodes if (demand, node) in m.shorts]
