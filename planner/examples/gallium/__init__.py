"""Gallium for a fictional Japanese buyer, 2026Q4 to 2028Q4.

`Company X` uses about 12% of Japan's gallium. It buys 4N metal abroad and scrap at
home, refines to 6N and 7N, and asks what a broken supply from China would cost.

Every row says where its figures come from: [n] is a source of the notes sheet,
`derived` is arithmetic on sourced figures, `assumption` is a modelling choice.
"""

from planner.examples.gallium import notes, policies, risk, supply, use
from planner.examples.sources import with_sources

_SHEETS = {
    "Settings": use.SETTINGS,
    "Items": use.ITEMS,
    "Demand": use.DEMAND,
    "Suppliers": supply.SUPPLIERS,
    "Offers": supply.OFFERS,
    "Capacity": supply.CAPACITY,
    "Prices": supply.PRICES,
    "Refining": use.REFINING,
    "Projects": supply.PROJECTS,
    "Commitments": supply.COMMITMENTS,
    "Curbs": risk.CURBS,
    "Policies": policies.POLICIES,
    "Notes": notes.ABOUT,
}
TABLES = with_sources(_SHEETS)
