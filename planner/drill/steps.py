"""What is done otherwise when a curb strikes: stock, orders, refining, rationing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.case import Case
from models.decisions import Outlook

HELD, ORDER, BUY, LESS = "held back", "call off", "buy", "order less"
REFINE, IDLE = "refine", "refine less"
RELEASE, LAY_IN, RATION = "release", "lay in", "ration"
DOES = (HELD, RELEASE, LAY_IN, ORDER, BUY, LESS, REFINE, IDLE, RATION)
"""In the order in which a period is told."""
COLUMNS = (
    "period",
    "do",
    "name",
    "volume",
    "planned",
    "now",
    "arrives",
    "share",
)
CRUMB = 1e-6
"""Share of all demand below which nothing is done."""


@dataclass(frozen=True)
class Step:
    """One thing that is done, or happens, otherwise than planned."""

    period: int
    do: str
    name: str
    """Of the offer, process, item or demand."""
    planned: float
    now: float
    arrives: int | None = None
    """Of an order: the period in which it arrives."""
    share: float | None = None
    """Of a demand: the part of its period's units that goes unserved."""

    @property
    def volume(self) -> float:
        """Return the units of the change."""
        return abs(self.now - self.planned)

    def row(self, case: Case) -> tuple[object, ...]:
        """Return it as a row of the playbook."""
        arrives = None if self.arrives is None else case.periods[self.arrives]
        names = case.periods[self.period], self.do, self.name
        return (*names, self.volume, self.planned, self.now, arrives, self.share)


def steps(outlook: Outlook, path: Sequence[int], start: int) -> list[Step]:
    """Return what differs between a path and the plan, from a period on."""
    case, plan = outlook.case, outlook.tree.plan
    crumb = CRUMB * max(1.0, sum(sum(x.volume) for x in case.demands.values()))
    found = [
        step
        for t in range(start, len(path))
        for of in (_held, _stock, _orders, _refining, _rations)
        for step in of(outlook, t, path, plan)
        if step.volume > crumb
    ]
    return sorted(found, key=lambda each: (each.period, DOES.index(each.do)))


def _held(
    outlook: Outlook, t: int, path: Sequence[int], plan: Sequence[int]
) -> Iterator[Step]:
    """Yield what was to arrive and does not: held back by the curb."""
    del plan
    for name in outlook.case.offers:
        due = float(outlook.scheduled[name][path[t]])
        arrives = float(outlook.arriving[name][path[t]])
        yield Step(t, HELD, name, due, arrives)


def _stock(
    outlook: Outlook, t: int, path: Sequence[int], plan: Sequence[int]
) -> Iterator[Step]:
    """Yield by how much more stock is drawn, or less, than in the plan's period."""
    for name, item in outlook.case.items.items():
        held = outlook.stock(name)
        before = (
            (item.opening_stock, item.opening_stock)
            if t == 0
            else (float(held[plan[t - 1]]), float(held[path[t - 1]]))
        )
        planned = float(held[plan[t]]) - before[0]
        now = float(held[path[t]]) - before[1]
        yield Step(t, RELEASE if now < planned else LAY_IN, name, planned, now)


def _orders(
    outlook: Outlook, t: int, path: Sequence[int], plan: Sequence[int]
) -> Iterator[Step]:
    """Yield what is ordered in a period beyond the plan, or less."""
    made = outlook.decisions.deliveries
    for name, offer in outlook.case.offers.items():
        arrives = t + offer.lead_time
        if arrives >= len(path):
            continue
        planned = made.get((name, plan[t], arrives), 0.0)
        now = made.get((name, path[t], arrives), 0.0)
        more = BUY if offer.free_to_sign else ORDER
        yield Step(t, more if now > planned else LESS, name, planned, now, arrives)


def _refining(
    outlook: Outlook, t: int, path: Sequence[int], plan: Sequence[int]
) -> Iterator[Step]:
    for name in outlook.case.processes:
        output = outlook.output(name)
        planned, now = float(output[plan[t]]), float(output[path[t]])
        yield Step(t, REFINE if now > planned else IDLE, name, planned, now)


def _rations(
    outlook: Outlook, t: int, path: Sequence[int], plan: Sequence[int]
) -> Iterator[Step]:
    """Yield who goes short, whose missing unit costs least first."""
    demands = outlook.case.demands.items()
    for name, demand in sorted(demands, key=lambda each: each[1].shortage_cost):
        short = outlook.unserved(name)
        planned, now = float(short[plan[t]]), float(short[path[t]])
        if now > planned:
            whole = demand.volume[t]
            yield Step(
                t, RATION, name, planned, now, share=now / whole if whole else 0.0
            )
