"""What a plan costs, in the oracle."""

from collections.abc import Iterable
from math import inf

from models.case import Offer
from tests.oracle_milp import Expression, Key, total
from tests.oracle_model import Question
from tests.oracle_worlds import World


def spend(offer: Offer, t: int, world: World, *, factor: float = 1.0) -> Expression:
    """Return x (price factor (1 - discount)(1 + duty) + freight), phi left out."""
    price = offer.price[t] * factor * (1 + offer.duty)
    if not offer.tiers:
        return {("x", offer.name, t, world.name): price + offer.freight}
    return {
        ("part", offer.name, t, world.name, b): price * (1 - tier.discount)
        + offer.freight
        for b, tier in enumerate(offer.tiers)
    }


def scenario_cost(q: Question, world: World) -> Expression:
    """Return C_w."""
    names = {
        "r": {p.name: p.cost for p in q.case.processes.values()},
        "i": {i.name: i.holding_cost for i in q.case.items.values()},
        "u": {d.name: d.shortage_cost for d in q.case.demands.values()},
    }
    terms: list[tuple[float, Key | Expression]] = [
        (delta * price, (letter, name, t, world.name))
        for letter, prices in names.items()
        for name, price in prices.items()
        for t, delta in enumerate(q.discount)
    ]
    for t, delta in enumerate(q.discount):
        for offer in q.case.offers.values():
            flow = float(world.flow[offer.name, t])
            factor = float(world.price[offer.name, t])
            terms.append((delta * flow, spend(offer, t, world, factor=factor)))
    terms += [
        (-q.discount[-1] * i.stock_value, ("i", i.name, q.periods[-1], world.name))
        for i in q.case.items.values()
    ]
    return total(*terms, *_shortfall_cost(q, world))


def _shortfall_cost(q: Question, world: World) -> Iterable[tuple[float, Key]]:
    for offer in q.case.offers.values():
        for year, periods in q.years.items():
            inside = [t for t in periods if offer.first <= t <= offer.last]
            if offer.take_or_pay and inside:
                mean = sum(offer.price[t] for t in inside) / len(inside)
                short = ("short", offer.name, year, world.name)
                yield q.discount[periods[-1]] * mean, short


def first_cost(q: Question) -> Expression:
    """Return what is paid in every scenario: signing, periods, projects, orders."""
    terms: list[tuple[float, Key]] = [
        (cost, ("g", name)) for name, cost in q.case.projects.items()
    ]
    for offer in q.case.offers.values():
        window = [t for t in q.periods if offer.first <= t <= offer.last]
        running = sum(q.discount[t] for t in window) * offer.period_cost
        terms.append((offer.fixed_cost + running, ("y", offer.name)))
        if offer.order_cost:
            for t in q.periods:
                price = q.discount[t] * offer.order_cost
                terms.append((price, ("new", offer.name, t)))
    return total(*terms)


def set_objective(q: Question) -> None:
    """(1 - lambda) sum pi C + lambda CVaR, by the formula with eta."""
    terms: list[tuple[float, Key | Expression]] = [(1, first_cost(q))]
    eta = q.program.column("eta", -inf, inf)
    likely = [each for each in q.worlds if each.probability > 0]
    weight = q.weight if q.level > 0 else 0.0  # at level 0 CVaR is the mean
    for world in likely:
        cost = scenario_cost(q, world)
        terms.append(((1 - weight) * world.probability, cost))
        if weight:
            tail = q.program.column(("tail", world.name))
            q.program.row(total((1, tail), (1, eta), (-1, cost)), least=0)
            terms.append((weight * world.probability / (1 - q.level), tail))
    if weight:
        terms.append((weight, eta))
    else:
        q.program.fix(eta, 0)
    q.program.objective = total(*terms)
