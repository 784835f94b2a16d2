"""Nobody knows the probabilities: plans at others, the worst of them, break-evens."""

from planner.odds.mix import Mix, Range, gives_ranges, ranges_of, with_mix
from planner.odds.otherwise import AT, EVERY, Otherwise, Regret, otherwise
from planner.odds.worst import Peak

__all__ = [
    "AT",
    "EVERY",
    "Mix",
    "Otherwise",
    "Peak",
    "Range",
    "Regret",
    "gives_ranges",
    "otherwise",
    "ranges_of",
    "with_mix",
]
