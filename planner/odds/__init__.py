"""Nobody knows the probabilities: plans at others, the worst of them, break-evens."""

from planner.odds.break_even import ENDS, FLIPS, BreakEvens, break_evens
from planner.odds.decision import Decision
from planner.odds.flip import Flip
from planner.odds.mix import Mix, Range, ranges_of, with_mix
from planner.odds.otherwise import AT, EVERY, Otherwise, Regret, otherwise
from planner.odds.rivals import Rivals, rivals
from planner.odds.ways import Likelihood, Way
from planner.odds.worst import Peak

__all__ = [
    "AT",
    "ENDS",
    "EVERY",
    "FLIPS",
    "BreakEvens",
    "Decision",
    "Flip",
    "Likelihood",
    "Mix",
    "Otherwise",
    "Peak",
    "Range",
    "Regret",
    "Rivals",
    "Way",
    "break_evens",
    "otherwise",
    "ranges_of",
    "rivals",
    "with_mix",
]
