"""What a plan comes to: its cost lines, each scenario's cost, CVaR, the objective."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from planner.audit.bill import Bill
from planner.audit.exact import ONE, ZERO, exact, total
from planner.audit.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Share:
    """What the scenarios of one part come to."""

    expected: Mapping[str, Fraction]
    """Cost lines, weighed with the probabilities of these scenarios."""
    outcomes: Mapping[str, Fraction]
    """By scenario: its cost, without what is decided first."""
    shortages: Mapping[str, Fraction]
    """By scenario: units unserved."""


def share_of(scene: Scene) -> Share:
    """Return what the scenarios come to that a scene is to check."""
    bill, names = Bill(scene), scene.world.names
    return Share(
        expected=bill.expected,
        outcomes={names[w]: bill.outcomes[w] for w in scene.scenarios},
        shortages={names[w]: _unserved(scene, w) for w in scene.scenarios},
    )


def _unserved(scene: Scene, w: int) -> Fraction:
    vectors = (scene.values("unserved", name)(w) for name in scene.case.demands)
    return total(exact(units) for vector in vectors for units in vector if units)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The costs of a plan, discounted, in the base currency."""

    first: Mapping[str, Fraction]
    """What is paid whatever happens."""
    expected: Mapping[str, Fraction]
    """The other expected cost lines."""
    outcomes: Sequence[Fraction]
    """C_w of every scenario, without what is decided first."""
    shortages: Sequence[Fraction]
    """Units unserved in every scenario."""
    probability: Sequence[Fraction]

    @property
    def lines(self) -> Mapping[str, Fraction]:
        """Return every expected cost line."""
        return {**self.first, **self.expected}

    @cached_property
    def size(self) -> Fraction:
        """Return the sum of the magnitudes of all expected cost lines."""
        return sum(map(abs, self.lines.values()), ZERO)

    @cached_property
    def highest(self) -> Fraction:
        """Return the greatest magnitude of a scenario's cost."""
        return max(map(abs, self.outcomes), default=ZERO)

    @cached_property
    def expected_cost(self) -> Fraction:
        """Return the expected cost of the plan."""
        return sum(self.lines.values(), ZERO)

    def cvar_cost(self, level: float) -> Fraction:
        """Return what is decided first plus CVaR of the scenarios' costs."""
        pairs = list(zip(self.outcomes, self.probability, strict=True))
        return sum(self.first.values(), ZERO) + tail_mean(pairs, level)

    def objective(self, weight: float, level: float) -> Fraction:
        """Return (1 − λ) · expected cost + λ · CVaR cost."""
        risk = exact(weight)
        return (1 - risk) * self.expected_cost + risk * self.cvar_cost(level)


def figures_of(scene: Scene, shares: Iterable[Share]) -> Figures:
    """Return the figures of a whole plan from those of its parts."""
    every, names = list(shares), scene.world.names
    outcomes = {name: x for each in every for name, x in each.outcomes.items()}
    shortages = {name: x for each in every for name, x in each.shortages.items()}
    lines = dict.fromkeys(line for each in every for line in each.expected)
    return Figures(
        first=Bill(scene).first,
        expected={line: total(each.expected[line] for each in every) for line in lines},
        outcomes=[outcomes[name] for name in names],
        shortages=[shortages[name] for name in names],
        probability=scene.world.probability,
    )


def tail_mean(pairs: Sequence[tuple[Fraction, Fraction]], level: float) -> Fraction:
    """Return min_η η + Σ π max(C − η, 0) / (1 − level) of (C, π) pairs.

    The least η at which no more than 1 − level of the probability lies above.
    """
    likely = sorted((pair for pair in pairs if pair[1] > 0), reverse=True)
    room = above = ONE - exact(level)
    eta = likely[-1][0]
    for value, chance in likely:
        above -= chance
        if above <= 0:
            eta = value
            break
    beyond = total(p * (value - eta) for value, p in likely if value > eta)
    return eta + beyond / room
