"""Stock, refining and service: what comes in, what is used, what is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from planner.audit.exact import ZERO, exact, limit, sums
from planner.audit.findings import Row
from planner.audit.scene import Moment, Scene


def refining(scene: Scene) -> Iterator[Row]:
    """Yield every output against what the process can put out."""
    for name, process in scene.case.processes.items():
        for w, t in scene.world.moments:
            output = scene.output(name, w, t)
            yield scene.row("output is not negative", -output, ZERO, name, (w, t))
            flow = scene.world.running(name, w)[t]
            inside = process.first <= t <= process.last
            most = limit(process.capacity[t]) if inside and flow else ZERO
            if most is not None:
                miss, size = output - flow * most, abs(output)
                constraint = "output is at most what can be put out in its window"
                yield scene.row(constraint, miss, size, name, (w, t))


def service(scene: Scene) -> Iterator[Row]:
    """Yield what goes unserved against what may; losses may go short entirely."""
    for name, demand in scene.case.demands.items():
        for w, t in scene.world.moments:
            short, needed = scene.unserved(name, w, t), exact(demand.volume[t])
            yield scene.row("unserved is not negative", -short, ZERO, name, (w, t))
            regular = (w, t) in scene.world.regular
            share = exact(demand.max_shortage) if regular else Fraction(1)
            constraint = "unserved is at most max_shortage of demand"
            yield scene.row(constraint, short - share * needed, needed, name, (w, t))


def stock(scene: Scene) -> Iterator[Row]:
    """Yield every item's balance and limits."""
    flows = _Flows(scene)
    plan, last = scene.world.plan, scene.world.periods[-1]
    scrap = {each.scrap_item for each in scene.case.demands.values()}
    for name, item in scene.case.items.items():
        most = limit(item.max_stock)
        for w, t in scene.world.moments:
            held = scene.stock(name, w, t)
            yield scene.row("stock is not negative", -held, ZERO, name, (w, t))
            if most is not None:
                constraint = "stock is at most max_stock"
                yield scene.row(constraint, held - most, held, name, (w, t))
            yield from _balance(scene, flows, name, (w, t), loose=name in scrap)
        least = exact(item.closing_stock)
        constraint = "the plan ends with at least closing_stock"
        miss = least - scene.stock(name, plan, last)
        yield scene.row(constraint, miss, least, name, (plan, last))


def _balance(
    scene: Scene, flows: "_Flows", name: str, moment: Moment, *, loose: bool
) -> Iterator[Row]:
    """Yield whether stock is what is left; a response, or scrap, may be discarded."""
    w, t = moment
    held, came = scene.stock(name, w, t), flows.left(name, w, t)
    left, size = sums(came)
    surplus, size = held - left, held + size
    constraint = "stock is at most what came less what was used"
    yield scene.row(constraint, surplus, size, name, moment)
    if scene.world.on_plan(w, t) and not loose:
        constraint = "the plan throws nothing away"
        yield scene.row(constraint, -surplus, size, name, moment)


@dataclass(frozen=True)
class _Flows:
    """What feeds and what uses each item."""

    scene: Scene

    def left(self, item: str, w: int, t: int) -> list[Fraction]:
        """Return the signed terms of what is there before anything is discarded."""
        scene = self.scene
        opening = exact(scene.case.items[item].opening_stock)
        terms = [scene.stock(item, w, t - 1) if t else opening]
        terms.append(exact(scene.case.items[item].returning(t)))
        offers, made, fed, used, scrap = self._of[item]
        terms += filter(None, (scene.arriving(name, w, t) for name in offers))
        terms += filter(None, (scene.output(name, w, t) for name in made))
        terms += (-x / self._recovery[n] for n in fed if (x := scene.output(n, w, t)))
        terms += (-self._served(name, w, t) for name in used)
        for name in scrap:
            demand = scene.case.demands[name]
            if t >= demand.scrap_lag:
                back = self._served(name, w, t - demand.scrap_lag)
                terms.append(exact(demand.scrap_rate) * back)
        return terms

    def _served(self, demand: str, w: int, t: int) -> Fraction:
        needed = exact(self.scene.case.demands[demand].volume[t])
        return needed - self.scene.unserved(demand, w, t)

    @cached_property
    def _recovery(self) -> Mapping[str, Fraction]:
        processes = self.scene.case.processes
        return {name: exact(each.recovery) for name, each in processes.items()}

    @cached_property
    def _of(self) -> Mapping[str, tuple[list[str], ...]]:
        """Return the offers, makers, feeds, users and scrap sources of each item."""
        case = self.scene.case
        demands = list(case.demands.values())
        processes = list(case.processes.values())
        return {
            item: (
                [each.name for each in case.offers.values() if each.item == item],
                [each.name for each in processes if each.output == item],
                [each.name for each in processes if each.input == item],
                [each.name for each in demands if each.item == item],
                [each.name for each in demands if each.scrap_item == item],
            )
            for item in case.items
        }
