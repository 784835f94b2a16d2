"""Whether the figures stated of a plan are those of its decisions."""

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

from planner.audit.bill import Bill
from planner.audit.decided import Stated
from planner.audit.exact import ZERO, Kind, exact, total
from planner.audit.findings import Row
from planner.audit.scene import Scene

SOLVED = Fraction(2, 10**6)
"""Share of all cost by which the solver's cost and the recomputed one may differ."""


def stated(scene: Scene, said: Stated, weight: float, level: float) -> Iterator[Row]:
    """Yield every figure against the same figure recomputed.

    ``weight`` and ``level`` are λ and α as the rules and the settings have them.
    """
    bill = Bill(scene)
    yield from _weighing(said, weight, level)
    yield from _costs(bill, said, level)
    yield from _shortages(scene, said)
    yield from _bound(bill, said, weight, level)


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


def _costs(bill: Bill, said: Stated, level: float) -> Iterator[Row]:
    world, lines = bill.scene.world, bill.lines
    # Floats: what a sum of probabilities misses of 1 is weighed by CVaR with any cost.
    lost = abs(1 - sum(world.probability, ZERO)) / (1 - exact(level))
    most = max(map(abs, bill.outcomes), default=ZERO) + bill.size
    size = most * (1 + lost * 10**9)
    for name in {**lines, **said.cost}:
        ours = lines.get(name, ZERO)
        yield _money(name, said.cost.get(name, 0.0), ours, bill.size)
    yield _money("expected cost", said.expected_cost, bill.expected_cost, bill.size)
    yield _money("CVaR cost", said.cvar_cost, bill.cvar_cost(level), size)
    for w, scenario in enumerate(world.names):
        if not world.is_loss(w):
            cost = said.outcomes.get(scenario, 0.0)
            row = _money("scenario", cost, bill.outcomes[w], most)
            yield row._replace(scenario=scenario)


def _shortages(scene: Scene, said: Stated) -> Iterator[Row]:
    world = scene.world
    units = [
        total(
            filter(
                None,
                (
                    scene.unserved(name, w, t)
                    for name in scene.case.demands
                    for t in world.periods
                ),
            )
        )
        for w in range(len(scene.case.scenarios))
    ]
    chances = zip(world.probability, units, strict=False)
    expected = total(p * x for p, x in chances if x)
    likely = (x for p, x in zip(world.probability, units, strict=False) if p > 0)
    pairs = [
        ("expected shortage", "", said.expected_shortage, expected),
        ("worst shortage", "", said.worst_shortage, max(likely)),
    ]
    pairs += [
        ("shortage", each.name, said.shortages.get(each.name, 0.0), short)
        for each, short in zip(scene.case.scenarios, units, strict=True)
    ]
    for name, scenario, theirs, ours in pairs:
        miss, words = abs(exact(theirs) - ours), "the stated shortage is the recomputed"
        yield Row(words, miss, ours, name, scenario)


def _bound(bill: Bill, said: Stated, weight: float, level: float) -> Iterator[Row]:
    """Yield whether objective, bound and gap belong together."""
    ours = bill.objective(weight, level)
    size = bill.size + abs(ours) + max(map(abs, bill.outcomes), default=ZERO)
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
