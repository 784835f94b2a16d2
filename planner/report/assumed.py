"""What a plan takes for granted, in sentences for who has to answer for it."""

from collections.abc import Iterable, Iterator

from models.case import Case
from planner.plan import Plan
from planner.report import words

MOST_NAMED = 8


def assumptions(plan: Plan) -> Iterator[str]:
    """Yield what was assumed of demand, prices, curbs, money, stock and surplus."""
    case = plan.case
    yield _demand(case)
    yield _prices(case)
    yield _stock(case)
    yield (
        f"Money: discounted at {words.chance(case.discount_rate)} a year to "
        f"{case.periods[0]}. Minimised: {words.weighing(plan)}."
    )
    yield _scenarios(case)
    yield words.RESPONSES
    yield (
        "Surplus: a response may throw it away free of charge; the plan itself may "
        "only discard scrap."
    )


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = [f"{len(every) - MOST_NAMED} more"] * (len(every) > MOST_NAMED)
    return "; ".join([*every[:MOST_NAMED], *more])


def _range(low: float, high: float) -> str:
    few, many = words.number(low), words.number(high)
    return few if few == many else f"{few} to {many}"


def _demand(case: Case) -> str:
    named = (
        f"{each.name} {words.units(sum(each.volume), case)} of {each.item}"
        for each in case.demands.values()
    )
    dear = [each.shortage_cost for each in case.demands.values()]
    return (
        f"Demand over {words.horizon(case)}: {_listed(named)}. A missing {case.unit} "
        f"costs {_range(min(dear), max(dear))} {case.currency}."
    )


def _prices(case: Case) -> str:
    found: dict[str, list[float]] = {}
    for offer in case.offers.values():
        prices = (offer.price[t] for t in offer.window if offer.capacity[t])
        found.setdefault(offer.item, []).extend(prices)
    named = (
        f"{item} {_range(min(prices), max(prices))}"
        for item, prices in found.items()
        if prices
    )
    return (
        f"Prices, {case.currency}/{case.unit}, before duty and freight, other "
        f"currencies at the workbook's FX rates: {_listed(named)}."
    )


def _stock(case: Case) -> str:
    held = [
        f"{name} {words.units(item.opening_stock, case)}"
        for name, item in case.items.items()
        if item.opening_stock
    ]
    ordered = sum(sum(offer.commitment) for offer in case.offers.values())
    return (
        f"Stock at the start: {_listed(held) or 'none'}. Already ordered: "
        f"{words.units(ordered, case)}."
    )


def _scenarios(case: Case) -> str:
    calm = sum(each.probability for each in case.scenarios if not each.strikes)
    said = (
        f"Curbs and their probabilities: as listed above, in "
        f"{words.count(len(case.scenarios), 'scenario')}; no curb at all: "
        f"{words.chance(calm)}."
    )
    if not case.dropped_probability:
        return said
    return (
        f"{said} Rarer combinations, {words.chance(case.dropped_probability)} before "
        "scaling, were left out."
    )
