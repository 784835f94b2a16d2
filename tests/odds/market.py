"""Two suppliers whose break-even probability can be worked out on paper."""

from dataclasses import replace
from typing import Any

from models.case import Case
from models.rules.exclude import Exclude
from planner.scenarios import generate
from tests.cases import curb, demand, offer, simple_case, target


def drawn(case: Case, max_curbs: int = 1) -> Case:
    """Return a case with the scenarios that its curbs make."""
    made, dropped = generate(
        case.curbs, case.periods, case.periods_per_year, max_curbs, 500, 0
    )
    return replace(case, scenarios=made, dropped_probability=dropped)


def two_suppliers(probability: float, **ranges: Any) -> Case:
    """Far sells at 10 and may be shut; Home at 20, for 500 to sign. 100 are needed.

    A unit unserved costs 40. Home signed: 1,500 without the closure, 2,500 with it, so
    1,500 + 1,000 p is expected; not signed: 1,000 and 4,000, so 1,000 + 3,000 p. The
    premium of 500 is worth the 2,000 less that are lost from p* = 500 / 2,000 = 1/4 on.
    """
    case = simple_case(
        offer("Far", 10, 100, country="China"),
        offer("Home", 20, 100, country="Japan", fixed_cost=500),
        demand(100, shortage_cost=40),
        curb("closure", "country:China", 0, probability=probability, **ranges),
        policies={"alone": (excluding("Home"),)},
    )
    return drawn(case)


def excluding(name: str) -> Any:
    """Return the rule that an offer is not signed."""
    return Exclude(on=target(f"offer:{name}"))
