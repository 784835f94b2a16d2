"""How many units a problem can use: the bound of an offer without capacity."""

from math import isfinite, prod

from models.case import Case
from models.decisions import Outlook


def usable_units(case: Case) -> float:
    """Return a generous bound on the units of one item worth delivering in a period.

    All demand, stock, commitments and what lots, minimum orders and tiers may make
    worth buying beyond them, times what refining losses and contents may multiply.
    """
    demand = sum(sum(each.volume) for each in case.demands.values())
    stock = sum(
        each.max_stock if isfinite(each.max_stock) else each.closing_stock
        for each in case.items.values()
    )
    offers = case.offers.values()
    ordered = sum(
        sum(each.commitment) + each.min_order + each.lot_size for each in offers
    )
    tiers = sum(each.tiers[-1].from_volume for each in offers if each.tiers)
    losses = prod(max(1.0, 1 / each.recovery) for each in case.processes.values())
    return max(1.0, (demand + stock + ordered + tiers) * losses)


def usable_beside(outlook: Outlook) -> float:
    """Return as generous a bound, but none that the plan itself has passed."""
    decided = outlook.decisions.deliveries.values()
    return max([usable_units(outlook.case), *decided])
