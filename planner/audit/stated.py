"""Whether the figures stated of a plan are those of its decisions."""

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

from planner.audit.decided import Stated
from planner.audit.exact import ZERO, Kind, exact, total
from planner.audit.figures import Figures
from planner.audit.findings import Row
from planner.audit.scene import Scene

SOLVED = Fraction(2, 10**6)
"""Share of all cost by which the solver's cost and the recomputed one may differ."""


def stated(
    scene: Scene, figures: Figures, said: Stated, risk: tuple[float, float]
) -> Iterator[Row]:
    """Yield every figure against the same figure recomputed.

    ``risk`` is λ and α as the rules and the settings have them.
    """
    weight, level = risk
    yield from _weighing(said, weight, level)
    yield from _costs(scene, figures, said, level)
    yield from _shortages(scene, figures, said)
    yield from _bound(figures, said, weight, level)


def _weighing(said: Stated, weight: float, level: float) -> Iterator[Row]:
    for name, ours, theirs in (
        ("risk weight", weight, said.weight),
        ("risk level", level, said.level),
    ):
        miss = abs(exact(ours) - exact(theirs))
        yield Row(
            "is the policy's, else the settings'", miss, name=name, kind=Kind.EXACT
        )


def _money(words: str, said: float, ours: Fraction, size: Fraction) -> Row:
    """Return a figure in money against the recomputed one."""
    miss = abs(exact(said) - ours)
    return Row(
        "the stated cost is the recomputed one", miss, size, words, kind=Kind.RECOMPUTED
    )


def _costs(scene: Scene, figures: Figures, said: Stated, level: float) -> Iterator[Row]:
    world, lines = scene.world, figures.lines
    # Floats: what a sum of probabilities misses of 1 is weighed by CVaR with any cost.
    lost = abs(1 - sum(world.probability, ZERO)) / (1 - exact(level))
    most = figures.highest + figures.size
    size = most * (1 + lost * 10**9)
    for name in {**lines, **said.cost}:
        ours = lines.get(name, ZERO)
        yield _money(name, said.cost.get(name, 0.0), ours, figures.size)
    cost, cvar = figures.expected_cost, figures.cvar_cost(level)
    yield _money("expected cost", said.expected_cost, cost, figures.size)
    yield _money("CVaR cost", said.cvar_cost, cvar, size)
    for w, scenario in enumerate(world.names):
        if not world.is_loss(w):
            theirs = said.outcomes.get(scenario, 0.0)
            row = _money("scenario", theirs, figures.outcomes[w], most)
            yield row._replace(scenario=scenario)


def _shortages(scene: Scene, figures: Figures, said: Stated) -> Iterator[Row]:
    units = figures.shortages[: len(scene.case.scenarios)]
    chances = list(zip(scene.world.probability, units, strict=False))
    expected = total(p * x for p, x in chances if x)
    worst = max(x for p, x in chances if p > 0)
    pairs = [
        ("expected shortage", "", said.expected_shortage, expected),
        ("worst shortage", "", said.worst_shortage, worst),
    ]
    pairs += [
        ("shortage", each.name, said.shortages.get(each.name, 0.0), short)
        for each, short in zip(scene.case.scenarios, units, strict=True)
    ]
    for name, scenario, theirs, ours in pairs:
        miss, words = abs(exact(theirs) - ours), "the stated shortage is the recomputed"
        yield Row(words, miss, ours, name, scenario)


def _bound(
    figures: Figures, said: Stated, weight: float, level: float
) -> Iterator[Row]:
    """Yield whether objective, bound and gap belong together."""
    ours = figures.objective(weight, level)
    size = figures.size + abs(ours) + figures.highest
    yield _money("objective", said.objective, ours, size)
    words = "no plan, this one neither, is cheaper than the bound"
    if not isfinite(said.bound):
        yield Row(words, ZERO if said.bound < 0 else size + 1, name="bound")
        claims = Fraction(int(said.is_optimal))
        yield Row("an optimal plan has a bound", claims, name="bound", kind=Kind.EXACT)
        return
    above = ours - exact(said.bound)
    yield Row(words, -above, size, "bound", kind=Kind.RECOMPUTED)
    if not isfinite(said.gap):
        yield Row("a gap to a known bound is a number", Fraction(1), name="gap")
        return
    share = max(ZERO, above) / max(abs(ours), Fraction(1, 10**9))
    slack = 2 * Kind.RECOMPUTED.allows(size) / max(abs(ours), Fraction(1, 10**9))
    miss = abs(exact(said.gap) - share) - slack
    words = "the stated gap is objective less bound, over objective"
    yield Row(words, miss, name="gap", kind=Kind.CHANCE)
    if said.is_optimal:
        words = "a plan called optimal is within the gap asked for"
        asked = exact(said.asked_gap) * abs(ours) + SOLVED * size
        yield Row(words, above - asked, size, "gap", kind=Kind.RECOMPUTED)
