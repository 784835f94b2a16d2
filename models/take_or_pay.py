"""Take-or-pay: units paid for though not taken, by offer, calendar year and node."""

from statistics import fmean
from typing import Any

import pyomo.core as pyo

from models.case import Case
from models.deliveries import arrival
from models.linear import linear
from models.signing import signed
from models.tiers import periods_of
from models.tree import Tree


def add_take_or_pay(m: Any, case: Case, tree: Tree) -> None:
    r"""Pay for what falls short of the promised share of what could be delivered.

    shortfall ≥ share · y · Σ φ·cap (periods past the lead time) − Σ φ·x (all of the
    year's periods): a curb is force majeure. Known at the year's last period of the
    window. What was promised and taken in the year before the horizon counts too.
    """
    m.SHORTFALLS = [
        (name, year, node)
        for name, offer in case.offers.items()
        if offer.take_or_pay
        for year in case.years
        if case.past(name, year).promised
        or any(offer.owes(t) for t in periods_of(case, name, year))
        for last in periods_of(case, name, year)[-1:]
        for node in tree.in_period[last]
    ]
    m.shortfall = pyo.Var(m.SHORTFALLS, domain=pyo.NonNegativeReals)

    @m.Constraint(m.SHORTFALLS)
    def take_or_pay(m, name, year, node):
        """Shortfall ≥ share · y · Σ φ·cap − Σ φ·x."""
        offer, past = case.offers[name], case.past(name, year)
        passed = [tree.before(node, t) for t in periods_of(case, name, year)]
        promised = offer.take_or_pay * sum(
            (
                tree.flow[name][k] * offer.capacity[tree.period[k]]
                for k in passed
                if offer.owes(tree.period[k])
            ),
            past.promised,
        )
        taken = (arrival(m, case, name, k) for k in passed)
        owed = -float(promised), signed(m, name)
        short = 1.0, m.shortfall[name, year, node]
        return linear((short, *taken, owed)) + past.taken >= 0


def shortfall_price(case: Case, name: str, year: int) -> float:
    """Return what a unit short costs: the mean price of the year's periods."""
    offer = case.offers[name]
    left = [offer.price[t] for t in periods_of(case, name, year)]
    return fmean((*case.past(name, year).prices, *left))
