"""What is possible within a cost: ranges, contracts, and plans unlike each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.case import Case
from planner.alternatives.sources import Source
from planner.plan import Plan

TIGHT = 1e-3
"""Share of the supply to which an end must be known to count as known."""
ALWAYS, NEVER, EITHER, UNKNOWN = "always", "never", "either", "not known"


@dataclass(frozen=True)
class End:
    """The least or greatest of something over all plans within the cost."""

    value: float
    """A plan has it."""
    bound: float
    """No plan is beyond it; infinite where nothing is proved."""
    why: str = ""
    """Why they are apart; blank if there is nothing to say."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """What a source may deliver, in units of the mineral over the horizon.

    Shares are of all deliveries of the mineral; 0 where there are none.
    """

    source: Source
    volume: float
    share: float
    """In the cheapest plan."""
    least: End
    most: End
    least_share: End
    most_share: End


@dataclass(frozen=True)
class Choice:
    """Whether a contract is signed, or a project opened, in the plans within the cost."""

    name: str
    answer: str
    """`always`, `never`, `either`, or `not known`."""
    why: str
    """Why it is not known; blank if it is."""
    in_best: bool
    """Whether it is in the cheapest plan."""


@dataclass(frozen=True, kw_only=True)
class Alternatives:
    """All that is known of the plans nearly as cheap as a policy's cheapest."""

    best: Plan
    within: float
    """How much more they may cost, as a share of the cheapest."""
    cap: float
    """The same as what they may cost at most, in what the policy minimises."""
    ranges: Sequence[Range]
    contracts: Sequence[Choice]
    projects: Sequence[Choice] = ()
    plans: Sequence[Plan]
    """As unlike the cheapest and each other as any that were found; each the cheapest
    with its own volume from every supplier, as far as the search went."""
    found: int
    """Plans among which they were chosen."""
    stopped: bool = False
    """Whether Ctrl-C ended the search."""

    @property
    def case(self) -> Case:
        """Return what was planned."""
        return self.best.case


def share(part: float, whole: float) -> float:
    """Return part of whole; 0 of nothing."""
    return part / whole if whole > 0 else 0.0
