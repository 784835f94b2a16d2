"""Stock, refining and service: what comes in, what is used, what is left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from models.case import Demand, Vector
from planner.audit.exact import ZERO, exact, limit, sums_at
from planner.audit.findings import Alike, Moment, Row
from planner.audit.scene import Scene, Values

Terms = Iterator[tuple[Fraction, Sequence[Moment]]]
"""Units, and the moments in which there are so many."""


def refining(scene: Scene) -> Iterator[Alike]:
    """Yield every output against what the process can put out."""
    running = scene.world.running
    for rank, (name, process) in enumerate(scene.case.processes.items()):
        output = scene.values("output", name)
        groups = scene.alike(output, _running(scene, name))
        for (t, units, _), moments in groups.items():
            if not (own := scene.own(moments)):
                continue
            made, flow = exact(units), running(name, own[0][0])[t]
            row = Row("output is not negative", -made, ZERO, name, rank=rank)
            yield Alike(row, own)
            inside = process.first <= t <= process.last
            most = limit(process.capacity[t]) if inside and flow else ZERO
            if most is not None:
                miss, size = made - flow * most, abs(made)
                constraint = "output is at most what can be put out in its window"
                yield Alike(Row(constraint, miss, size, name, rank=rank), own)


def _running(scene: Scene, process: str) -> Values:
    world = scene.world
    return lambda w: world.codes(world.running(process, w))


def service(scene: Scene) -> Iterator[Alike]:
    """Yield what goes unserved against what may; losses may go short entirely."""
    constraint = "unserved is at most max_shortage of demand"
    for rank, (name, demand) in enumerate(scene.case.demands.items()):
        for t, short, moments in scene.of("unserved", name):
            needed, own = exact(demand.volume[t]), scene.own(moments)
            row = Row("unserved is not negative", -short, ZERO, name, rank=rank)
            yield Alike(row, own)
            regular = [each for each in own if each in scene.world.regular]
            lost = [each for each in own if each not in scene.world.regular]
            for share, at in ((demand.max_shortage, regular), (1.0, lost)):
                miss = short - exact(share) * needed
                if at:
                    yield Alike(Row(constraint, miss, needed, name, rank=rank), at)


def stock(scene: Scene) -> Iterator[Row | Alike]:
    """Yield every item's balance and limits."""
    flows = _Flows(scene)
    plan, last = scene.world.plan, scene.world.periods[-1]
    for rank, (name, item) in enumerate(scene.case.items.items()):
        most = limit(item.max_stock)
        for _, held, moments in scene.of("stock", name):
            if own := scene.own(moments):
                row = Row("stock is not negative", -held, ZERO, name, rank=rank)
                yield Alike(row, own)
                if most is not None:
                    words = "stock is at most max_stock"
                    yield Alike(Row(words, held - most, held, name, rank=rank), own)
        for row, own in _balance(scene, flows, name):
            yield Alike(row._replace(rank=rank), own)
        if not scene.lent:
            least = exact(item.closing_stock)
            constraint = "the plan ends with at least closing_stock"
            miss = least - scene.stock(name, plan, last)
            yield Row(constraint, miss, least, name, rank=rank, at=(plan, last))


def _balance(scene: Scene, flows: "_Flows", name: str) -> Iterator[Alike]:
    """Yield whether stock is what is left; a response, or scrap, may be discarded."""
    surplus, sizes, under = sums_at(flows.surplus(name))
    constraint = "stock is at most what came less what was used"
    for over, own in _unlike(scene, surplus, sizes):
        miss, size = Fraction(over[0], under), Fraction(over[1], under)
        yield Alike(Row(constraint, miss, size, name), own)
    if scene.lent or name in flows.scrap:
        return
    constraint = "the plan throws nothing away"
    for at in scene.world.passed[scene.world.plan]:
        miss, size = Fraction(-surplus[at], under), Fraction(sizes[at], under)
        yield Alike(Row(constraint, miss, size, name), [at])


def _unlike(
    scene: Scene, surplus: Mapping[Moment, int], sizes: Mapping[Moment, int]
) -> Iterator[tuple[tuple[int, int], Sequence[Moment]]]:
    """Yield different surpluses and sizes with their moments; those kept as one."""
    kept = []
    for moment in scene.moments:
        over = surplus.get(moment, 0)
        if over > 0:
            yield (over, sizes[moment]), [moment]
        else:
            kept.append(moment)
    if kept:
        yield (0, 0), kept


@dataclass(frozen=True)
class _Flows:
    """What feeds and what uses each item."""

    scene: Scene

    def surplus(self, item: str) -> Terms:
        """Yield the signed terms of what is held less what is there to be held."""
        scene, case = self.scene, self.scene.case
        held = scene.values("stock", item)
        opening = case.items[item].opening_stock
        yield from _times(1, scene.alike(held))
        before = scene.alike(lambda w: (opening, *held(w)[:-1]))
        yield from _times(-1, before)
        for t, at in self._periods.items():
            yield -exact(case.items[item].returning(t)), at
        yield from self._made(item)
        for name, offer in case.offers.items():
            if offer.item == item:
                yield from ((-x, at) for x, at in scene.arrivals(name))
        for demand in case.demands.values():
            if demand.item == item:
                yield from self._served(demand, Fraction(1), 0)
            if demand.scrap_item == item:
                rate = -exact(demand.scrap_rate)
                yield from self._served(demand, rate, demand.scrap_lag)

    def _made(self, item: str) -> Terms:
        """Yield what processes use of an item, less what they make of it."""
        for name, each in self.scene.case.processes.items():
            made = self.scene.alike(self.scene.values("output", name))
            if each.output == item:
                yield from _times(-1, made)
            if each.input == item:
                yield from _times(1 / exact(each.recovery), made)

    def _served(self, demand: Demand, share: Fraction, lag: int) -> Terms:
        """Yield a share of what was served some periods earlier."""
        short = self.scene.values("unserved", demand.name)

        def before(w: int) -> Vector:
            return (*(0.0,) * lag, *short(w))[: len(demand.volume)]

        for (t, units), moments in self.scene.alike(before).items():
            if t >= lag:
                served = exact(demand.volume[t - lag]) - exact(units)
                yield share * served, moments

    @cached_property
    def scrap(self) -> frozenset[str | None]:
        """Return the items that are scrap."""
        return frozenset(x.scrap_item for x in self.scene.case.demands.values())

    @cached_property
    def _periods(self) -> Mapping[int, Sequence[Moment]]:
        groups = self.scene.alike()
        return {t: moments for (t,), moments in groups.items()}


def _times(
    share: Fraction | int, groups: Mapping[tuple[int, float], Sequence[Moment]]
) -> Terms:
    for (_, units), moments in groups.items():
        yield share * exact(units), moments
