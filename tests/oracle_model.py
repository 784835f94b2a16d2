"""The formulation of the oracle, family by family.

Numbers in square brackets are those of the constraints in the contract.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, prod, sqrt
from typing import Any

from models.case import Case, Offer
from tests.oracle_milp import Expression, Key, Milp, total, worth
from tests.oracle_worlds import World, ties, worlds_of


@dataclass(frozen=True)
class Cone:
    """An index of concentration, 10 000 sum (v / total)^2, and its limit."""

    volumes: Sequence[Expression]
    limit: float

    def points(self, values: Mapping[Key, float]) -> float:
        """Return the index; 0 where nothing is delivered."""
        volumes = [worth(each, values) for each in self.volumes]
        everything = sum(volumes)
        if everything < 1e-6:
            return 0.0
        return sum(10_000 * (each / everything) ** 2 for each in volumes)

    def cut(self, values: Mapping[Key, float]) -> Expression:
        """Return an amount that is at most 0 under the limit, but not here."""
        volumes = [worth(each, values) for each in self.volumes]
        length = sqrt(sum(each**2 for each in volumes))
        share = sqrt(self.limit) / 100
        return total(
            *(
                (volume / length - share, each)
                for volume, each in zip(volumes, self.volumes, strict=True)
            )
        )


@dataclass
class Question:
    """The program while it is written."""

    case: Case
    rules: Sequence[Any]
    worlds: tuple[World, ...]
    program: Milp = field(default_factory=Milp)
    cones: list[Cone] = field(default_factory=list)
    weight: float = 0.0
    level: float = 0.0

    @property
    def periods(self) -> range:
        """Return the periods of the horizon."""
        return range(len(self.case.periods))

    @property
    def plan(self) -> World:
        """Return the no-curb path."""
        return next(each for each in self.worlds if each.is_plan)

    @property
    def years(self) -> Mapping[int, list[int]]:
        """Return the periods of each calendar year."""
        found: dict[int, list[int]] = defaultdict(list)
        for t in self.periods:
            found[int(self.case.periods[t][:4])].append(t)
        return found

    @property
    def discount(self) -> list[float]:
        """Return delta_t = (1 + rate)^(-(t-1)/k), t counted from 1."""
        rate, k = self.case.discount_rate, self.case.periods_per_year
        return [(1 + rate) ** (-t / k) for t in self.periods]

    @cached_property
    def plenty(self) -> float:
        """Return more than any plan could use of anything."""
        case = self.case
        used = sum(sum(each.volume) for each in case.demands.values())
        used += sum(each.closing_stock for each in case.items.values())
        used += sum(s.max_stock for s in case.items.values() if s.max_stock < inf)
        used *= prod(max(1.0, 1 / p.recovery) for p in case.processes.values())
        for each in case.offers.values():
            used += each.min_order + each.lot_size + sum(each.commitment)
            used += sum(tier.from_volume for tier in each.tiers)
        wanted = sum(float(r.limit) for r in self.rules if r.rule == "min_volume")
        used += wanted * max(1 / each.content for each in case.items.values())
        return 5 * used + 1


def formulated(case: Case, rules: Sequence[Any]) -> Question:
    """Write the program of a case, without its rules."""
    question = Question(case, rules, worlds_of(case, rules))
    question.weight, question.level = case.risk_weight, case.risk_level
    for rule in rules:
        if rule.rule == "risk_weight":
            question.weight = rule.limit
        if rule.rule == "risk_level":
            question.level = rule.limit
    for each in case.projects:
        question.program.column(("g", each), most=1, whole=True)
    for offer in case.offers.values():
        _sign(question, offer)
        for world in question.worlds:
            _deliver(question, offer, world)
            _respond(question, offer, world)
        _order(question, offer)
        _choose_tiers(question, offer)
        _take_or_pay(question, offer)
    _limit_suppliers(question)
    for world in question.worlds:
        _refine(question, world)
        _leave_unserved(question, world)
        _balance(question, world)
    _share_decisions(question)
    return question


def _sign(q: Question, offer: Offer) -> None:
    """[1] y_o = 1 if anything is committed; y_o <= g_j."""
    y = q.program.column(("y", offer.name), most=1, whole=True)
    if any(volume > 0 for volume in offer.commitment):
        q.program.fix(y, 1)
    if offer.project is not None:
        q.program.row(total((1, y), (-1, ("g", offer.project))), most=0)


def capacity(case: Case, offer: Offer, t: int) -> float:
    """Return cap_ot, the smaller of the offer's and its supplier's."""
    return min(offer.capacity[t], case.suppliers[offer.supplier].capacity[t])


def _deliver(q: Question, offer: Offer, world: World) -> None:
    """[1] commitment <= x_otw <= cap_ot y_o, in the window; equal for t <= lead time."""
    for t in q.periods:
        x = q.program.column(("x", offer.name, t, world.name))
        committed, cap = offer.commitment[t], capacity(q.case, offer, t)
        if not offer.first <= t <= offer.last:
            q.program.fix(x, 0)
        q.program.row({x: 1}, least=committed)
        if t + 1 <= offer.lead_time:
            q.program.fix(x, committed)
        if cap < inf or not offer.free_to_sign:
            most = min(cap, q.plenty)
            q.program.row(total((1, x), (-most, ("y", offer.name))), most=0)


def _limit_suppliers(q: Question) -> None:
    """[1] A supplier's offers together keep within its max_volume."""
    for supplier in q.case.suppliers.values():
        names = [o.name for o in q.case.offers.values() if o.supplier == supplier.name]
        for world in q.worlds:
            for t in q.periods:
                if supplier.capacity[t] < inf:
                    all_of_them = total(*((1, ("x", o, t, world.name)) for o in names))
                    q.program.row(all_of_them, most=supplier.capacity[t])


def _order(q: Question, offer: Offer) -> None:
    """[2] New units of the plan: 0 or >= min_order, whole lots; order_cost when > 0."""
    for t in q.periods:
        x, committed = ("x", offer.name, t, q.plan.name), offer.commitment[t]
        if offer.lot_size:
            lots = q.program.column(("lots", offer.name, t), whole=True)
            amount = total((1, x), (-offer.lot_size, lots))
            q.program.row(amount, least=committed, most=committed)
        if offer.min_order or offer.order_cost:
            new = q.program.column(("new", offer.name, t), most=1, whole=True)
            most = min(capacity(q.case, offer, t), committed + q.plenty) - committed
            q.program.row(total((1, x), (-most, new)), most=committed)
            q.program.row(total((1, x), (-offer.min_order, new)), least=committed)


def _respond(q: Question, offer: Offer, world: World) -> None:
    """[3] x_otw <= (1 + flex) plan's; blank is 0 under a curb, free only for spot."""
    if world.is_plan:
        return
    for t in q.periods:
        flex = offer.flex
        if flex is None and world.flow[offer.name, t] < 1 and not offer.free_to_sign:
            flex = 0.0
        if flex is not None:
            x, planned = (("x", offer.name, t, w) for w in (world.name, q.plan.name))
            q.program.row(total((1, x), (-(1 + flex), planned)), most=0)


def arrival(name: str, t: int, world: World) -> Expression:
    """Return phi x."""
    return {("x", name, t, world.name): float(world.flow[name, t])}


def _balance(q: Question, world: World) -> None:
    """[4] Stock, discards, max_stock; closing_stock on the plan."""
    recovered = {d.scrap_item for d in q.case.demands.values()}
    for item in q.case.items.values():
        for t in q.periods:
            stock = q.program.column(("i", item.name, t, world.name), 0, item.max_stock)
            gone = q.program.column(("gone", item.name, t, world.name))
            if world.is_plan and item.name not in recovered:
                q.program.fix(gone, 0)
            inflow, constant = _flows(q, item.name, t, world)
            if t > 0:
                before: Expression = {("i", item.name, t - 1, world.name): 1.0}
            else:
                before, constant = {}, constant + item.opening_stock
            net = total((1, stock), (1, gone), (-1, before), (-1, inflow))
            q.program.row(net, least=constant, most=constant)
        if world.is_plan:
            last = ("i", item.name, q.periods[-1], world.name)
            q.program.row({last: 1}, least=item.closing_stock)


def _flows(q: Question, item: str, t: int, world: World) -> tuple[Expression, float]:
    """Return what comes less what goes, and the part of it that is a number."""
    arriving = [o.name for o in q.case.offers.values() if o.item == item]
    made = [p.name for p in q.case.processes.values() if p.output == item]
    terms: list[tuple[float, Key | Expression]] = [
        *((1, arrival(name, t, world)) for name in arriving),
        *((1, ("r", name, t, world.name)) for name in made),
        *(
            (-1 / p.recovery, ("r", p.name, t, world.name))
            for p in q.case.processes.values()
            if p.input == item
        ),
    ]
    constant = 0.0
    for demand in q.case.demands.values():
        if demand.item == item:
            constant -= demand.volume[t]
            terms.append((1, ("u", demand.name, t, world.name)))
        then = t - demand.scrap_lag
        if demand.scrap_item == item and then >= 0:
            constant += demand.scrap_rate * demand.volume[then]
            terms.append((-demand.scrap_rate, ("u", demand.name, then, world.name)))
    return total(*terms), constant


def _refine(q: Question, world: World) -> None:
    """[5] r_ptw <= phi max_output, inside the window."""
    for process in q.case.processes.values():
        for t in q.periods:
            run = q.program.column(("r", process.name, t, world.name))
            if not process.first <= t <= process.last:
                q.program.fix(run, 0)
            flow = float(world.flow[process.name, t])
            if process.capacity[t] < inf:
                q.program.row({run: 1}, most=flow * process.capacity[t])
            elif flow == 0:
                q.program.fix(run, 0)


def _leave_unserved(q: Question, world: World) -> None:
    """[5] u_dtw <= max_shortage demand; a loss scenario is exempt."""
    for demand in q.case.demands.values():
        share = 1.0 if world.is_loss else demand.max_shortage
        for t, volume in enumerate(demand.volume):
            q.program.column(("u", demand.name, t, world.name), 0, share * volume)


def _take_or_pay(q: Question, offer: Offer) -> None:
    """[6] Shortfall of a year against what the curbs would have let through."""
    if not offer.take_or_pay:
        return
    for year, periods in q.years.items():
        for world in q.worlds:
            short = q.program.column(("short", offer.name, year, world.name))
            promised = sum(
                float(world.flow[offer.name, t]) * capacity(q.case, offer, t)
                for t in periods
                if offer.first <= t <= offer.last and t + 1 > offer.lead_time
            )
            taken = total(*((1, arrival(offer.name, t, world)) for t in periods))
            due = offer.take_or_pay * promised
            amount = total((1, short), (-due, ("y", offer.name)), (1, taken))
            q.program.row(amount, least=0)


def _choose_tiers(q: Question, offer: Offer) -> None:
    """[7] One tier a year by the plan's units; its price holds in every scenario."""
    if not offer.tiers:
        return
    froms = [tier.from_volume for tier in offer.tiers]
    for year, periods in q.years.items():
        chosen = [
            q.program.column(("tier", offer.name, year, b), most=1, whole=True)
            for b in range(len(froms))
        ]
        one = total(*((1, each) for each in chosen), (-1, ("y", offer.name)))
        q.program.row(one, least=0, most=0)
        planned = total(*((1, ("x", offer.name, t, q.plan.name)) for t in periods))
        tops = [*froms[1:], len(periods) * q.plenty + froms[-1]]
        above = total((1, planned), *zip([-f for f in froms], chosen, strict=True))
        below = total((1, planned), *zip([-f for f in tops], chosen, strict=True))
        q.program.row(above, least=0)
        q.program.row(below, most=0)
        for t in periods:
            for world in q.worlds:
                _split(q, offer, t, world, chosen)


def _split(
    q: Question, offer: Offer, t: int, world: World, chosen: Sequence[Key]
) -> None:
    most = min(capacity(q.case, offer, t), q.plenty)
    parts = []
    for b, tier in enumerate(chosen):
        part = q.program.column(("part", offer.name, t, world.name, b))
        q.program.row(total((1, part), (-most, tier)), most=0)
        parts.append(part)
    whole = total(*((1, p) for p in parts), (-1, ("x", offer.name, t, world.name)))
    q.program.row(whole, least=0, most=0)


def _share_decisions(q: Question) -> None:
    """Tie what is decided in a period across the scenarios that look alike until it."""
    for t in q.periods:
        for offer in q.case.offers.values():
            for one, other in ties(q.worlds, t - offer.lead_time):
                _equal(q, ("x", offer.name, t), one, other)
        for one, other in ties(q.worlds, t):
            for process in q.case.processes:
                _equal(q, ("r", process, t), one, other)
            for demand in q.case.demands:
                _equal(q, ("u", demand, t), one, other)
            for item in q.case.items:
                _equal(q, ("i", item, t), one, other)
                _equal(q, ("gone", item, t), one, other)


def _equal(q: Question, name: tuple[Any, ...], one: World, other: World) -> None:
    same = total((1, (*name, one.name)), (-1, (*name, other.name)))
    q.program.row(same, least=0, most=0)
