"""One workbook with a value of its own in every column of an offer, a curb, a process."""

from pathlib import Path
from typing import Any

from models.case import Case, Target, Tier
from planner.workbook import read, template

SETTINGS = {
    "name": "N",
    "currency": "USD",
    "unit": "kg",
    "period": "quarter",
    "first_period": "2026Q4",
    "periods": 4,
    "discount_rate": 0.05,
    "risk_weight": 0.1,
    "risk_level": 0.9,
    "gap": 0.001,
    "time_limit": 9,
    "max_curbs": 2,
}
OFFER = {
    "offer": "o",
    "supplier": "S",
    "item": "m",
    "price": 7,
    "currency": "EUR",
    "freight": 1,
    "duty": 0.1,
    "max_volume": 30,
    "min_order": 2,
    "lot_size": 2,
    "order_cost": 5,
    "fixed_cost": 6,
    "period_cost": 8,
    "take_or_pay": 0.5,
    "lead_time": 1,
    "last_period": "2027Q2",
    "project": "pr",
    "flex": 0.3,
    "recovery": 9,
    "tag:owner": "Y",
}
DEMAND = {
    "demand": "d",
    "item": "m",
    "shortage_cost": 50,
    **{f"{period}": 1 for period in ("2026Q4", "2027Q1", "2027Q2", "2027Q3")},
}
TABLES: dict[str, list[dict[str, Any]]] = {
    "Settings": [{"setting": name, "value": x} for name, x in SETTINGS.items()],
    "Items": [{"item": "m", "mineral": "ga", "content": 0.5}, {"item": "raw"}],
    "Demand": [DEMAND],
    "Suppliers": [{"supplier": "S", "country": "China", "max_volume": 40}],
    "Offers": [OFFER, {"offer": "o2", "supplier": "S", "item": "raw", "price": 1}],
    "Capacity": [{"name": "o", "2027Q1": 20}, {"name": "supplier:S", "2027Q2": 15}],
    "Prices": [{"offer": "o", "2027Q1": 9}],
    "Tiers": [{"offer": "o", "from_volume": 10, "discount": 0.1}],
    "Refining": [{"process": "p", "input": "raw", "output": "m", "yield": 0.9}],
    "Projects": [{"project": "pr", "cost": 100}],
    "FX": [{"currency": "EUR", "rate": 2, "2027Q1": 3}],
    "Commitments": [{"offer": "o", "period": "2026Q4", "volume": 5}],
    "Curbs": [
        {
            "curb": "c",
            "hits": "country:China",
            "flow": 0.5,
            "length": 2,
            "flow_after": 0.9,
            "price_hits": "supplier:S",
            "price": "2;3",
            "price_after": 1.1,
            "probability": 0.2,
            "probability_low": 0.1,
            "probability_high": 0.4,
            "earliest": "2027Q1",
            "latest": "2027Q2",
        }
    ],
}


def case(folder: Path) -> Case:
    template.write(folder / "a.xlsx", TABLES)
    return read(folder / "a.xlsx")


def test_every_setting_is_carried(tmp_path: Path) -> None:
    found = case(tmp_path)
    carried = ("name", "discount_rate", "risk_weight", "risk_level", "gap")
    assert [getattr(found, name) for name in carried] == ["N", 0.05, 0.1, 0.9, 0.001]
    assert found.time_limit == 9
    assert len(found.scenarios) == 3


def test_an_offer_takes_its_price_capacity_and_terms_from_five_sheets(
    tmp_path: Path,
) -> None:
    offer = case(tmp_path).offers["o"]
    assert list(offer.price) == [14, 27, 14, 14]
    assert list(offer.capacity) == [30, 20, 15, 0]
    assert list(offer.commitment) == [5, 0, 0, 0]
    assert list(offer.tiers) == [Tier(0, 0), Tier(10, 0.1)]
    assert offer.labels["tag:owner"] == "Y"
    assert (offer.freight, offer.duty, offer.lead_time, offer.flex) == (1, 0.1, 1, 0.3)
    assert offer.recovery == 9
    assert (offer.fixed_cost, offer.period_cost, offer.order_cost) == (6, 8, 5)
    assert (offer.min_order, offer.lot_size, offer.take_or_pay) == (2, 2, 0.5)
    assert (offer.first, offer.last, offer.project) == (0, 2, "pr")


def test_a_curb_takes_its_spans_and_targets_as_written(tmp_path: Path) -> None:
    curb = case(tmp_path).curbs["c"]
    assert (curb.flow, curb.flow_after) == ((0.5, 0.5), 0.9)
    assert (curb.price, curb.price_after) == ((2, 3), 1.1)
    assert curb.price_hits == Target((("supplier", "S"),))
    assert (curb.probability, curb.earliest, curb.latest) == (0.2, 1, 2)
    assert (curb.probability_low, curb.probability_high) == (0.1, 0.4)
