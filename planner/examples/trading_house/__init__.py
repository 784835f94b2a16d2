"""Gallium, lithium and rare earths in one book, 2027Q1 to 2029Q4.

A fictional Japanese trading house serves five customers. It may buy a stake in a
Brazilian lithium mine for its off-take, has promised the state to take 30% of its rare
earths from Australia, and pays floor prices there.

Every row says where its figures come from: [n] is a source of the notes sheet,
`derived` is arithmetic on sourced figures, `assumption` is a modelling choice.
"""

from planner.examples.sources import with_sources
from planner.examples.trading_house import (
    lithium,
    notes,
    policies,
    rare_earths,
    supply,
    use,
)

_SHEETS = {
    "Settings": use.SETTINGS,
    "Items": use.ITEMS,
    "Demand": use.DEMAND,
    "Suppliers": supply.SUPPLIERS,
    "Offers": (*supply.GALLIUM, *lithium.OFFERS, *rare_earths.OFFERS),
    "Capacity": supply.CAPACITY,
    "Prices": supply.PRICES,
    "Tiers": lithium.TIERS,
    "Refining": use.REFINING,
    "Projects": supply.PROJECTS,
    "FX": supply.FX,
    "Commitments": supply.COMMITMENTS,
    "Curbs": policies.CURBS,
    "Policies": policies.POLICIES,
    "Notes": notes.ABOUT,
}
TABLES = with_sources(_SHEETS)
