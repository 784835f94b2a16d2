"""What was understood of a workbook: in groups, and as one JSON object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.case import Case, Offer
from models.rules import Limit, Rule
from planner.report import words
from planner.report.balance import balances
from planner.report.record import plain
from planner.workbook.parts.policies import bounds

COUNTED = (
    *("items", "demands", "suppliers", "offers", "processes", "projects", "curbs"),
)


@dataclass(frozen=True)
class Country:
    """Offers of one country, and their lowest and highest price per unit."""

    name: str
    offers: Sequence[Offer]

    @property
    def suppliers(self) -> int:
        """Return how many suppliers offer something."""
        return len({each.supplier for each in self.offers})

    @property
    def prices(self) -> list[float]:
        """Return every price in a period of delivery."""
        return [each.price[t] for each in self.offers for t in each.window]

    @property
    def items(self) -> dict[str, None]:
        """Return the items that are offered."""
        return dict.fromkeys(each.item for each in self.offers)


@dataclass(frozen=True)
class Storm:
    """Scenarios in which the same curbs strike, at whatever time."""

    curbs: tuple[str, ...]
    probability: float
    count: int
    starts: Sequence[str]
    """The periods in which one of them starts, in order."""


def countries(case: Case) -> list[Country]:
    """Return the countries of the offers, those with the most offers first."""
    offers: dict[str, list[Offer]] = {}
    for each in case.offers.values():
        offers.setdefault(each.labels["country"], []).append(each)
    ranked = sorted(offers, key=lambda name: (-len(offers[name]), name))
    return [Country(name, offers[name]) for name in ranked]


def storms(case: Case) -> list[Storm]:
    """Return the scenarios by what strikes: the plan first, then the likeliest."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for w, each in enumerate(case.scenarios):
        key = tuple(sorted({curb for curb, _ in each.strikes}))
        groups.setdefault(key, []).append(w)
    found = [_storm(case, key, places) for key, places in groups.items()]
    return sorted(found, key=lambda x: (bool(x.curbs), -x.probability, x.curbs))


def _storm(case: Case, key: tuple[str, ...], places: Sequence[int]) -> Storm:
    mass = sum(case.scenarios[w].probability for w in places)
    starts = sorted({t for w in places for _, t in case.scenarios[w].strikes})
    return Storm(key, mass, len(places), [case.periods[t] for t in starts])


def case_record(case: Case) -> dict[str, Any]:
    """Return what was understood; money in the base currency, shares from 0 to 1."""
    record = {
        "name": case.name,
        "unit": case.unit,
        "currency": case.currency,
        "policy": case.policy,
        "periods": list(case.periods),
        "counts": [[each, len(getattr(case, each))] for each in COUNTED],
        "minerals": list(dict.fromkeys(each.mineral for each in case.items.values())),
        "countries": [_country_record(each) for each in countries(case)],
        "balance": [
            {
                "mineral": each.mineral,
                "year": each.year,
                "demand": each.demand,
                "capacity": each.capacity,
                "stock": each.stock,
                "short": each.short,
            }
            for each in balances(case)
        ],
        "scenarios": _scenarios_record(case),
        "policies": [
            _policy_record(case, name, rules) for name, rules in case.policies.items()
        ],
    }
    return dict(plain(record))


def _country_record(each: Country) -> dict[str, Any]:
    prices = each.prices
    return {
        "country": each.name,
        "offers": len(each.offers),
        "suppliers": each.suppliers,
        "low": min(prices, default=None),
        "high": max(prices, default=None),
        "items": list(each.items),
    }


def _scenarios_record(case: Case) -> dict[str, Any]:
    return {
        "count": len(case.scenarios),
        "dropped_probability": case.dropped_probability,
        "groups": [
            {
                "curbs": list(each.curbs),
                "probability": each.probability,
                "count": each.count,
                "starts": list(each.starts),
            }
            for each in storms(case)
        ],
        "curbs": [words.curb_words(curb, case) for curb in case.curbs.values()],
    }


def _policy_record(case: Case, name: str, rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "policy": name,
        "used": name == case.policy,
        "rules": [rule_record(rule, case) for rule in rules],
    }


def rule_record(rule: Rule, case: Case) -> dict[str, Any]:
    """Return a rule in words, and within what its limit can be changed."""
    units: Mapping[Limit, str] = {
        Limit.QUANTITY: case.unit,
        Limit.MONEY: case.currency,
        Limit.DAYS: "days",
    }
    limit: float | None = getattr(rule, "limit", None)
    column = bounds(type(rule))
    return {
        "rule": rule.rule,
        "label": str(rule),
        "sentence": rule.sentence(case),
        "limit": limit,
        "words": rule.limit_words(case),
        "kind": str(rule.limit_is),
        "unit": units.get(rule.limit_is, ""),
        "least": None if limit is None else column.least,
        "most": None if limit is None else column.most,
        "below": None if limit is None else column.below,
        "minimum": rule.is_minimum,
    }
