"""The trading house's lithium: carbonate, and concentrate that is still converted."""

from planner.examples.trading_house.names import (
    BRAZIL,
    CARBONATE,
    CONCENTRATE,
    STAKE,
    Path,
    Row,
    Rows,
    by_quarter,
    in_currency,
)

_INDEX: Path = (25_000, 20_000, 16_000)
_INDEX_IS = (
    "carbonate at 25,000 USD/t (24 to 26 USD/kg in May 2026, derived from [77][77b]), "
    "easing to 20,000 and 16,000: assumption"
)
_SC6: Path = (2_290, 1_830, 1_465)
_SC6_IS = "SC6 at 9.15% of carbonate as in April 2025, derived from [77]"
_CHINESE = in_currency((23_750, 19_000, 15_200), "CNY")
_SPOT: Path = (28_750, 23_000, 18_400)
_PILBARA = in_currency(_SC6, "AUD")

PRICES = (
    ("Carbonate China", _CHINESE, f"5% below the index, assumption; {_INDEX_IS}"),
    ("Carbonate Chile", _INDEX, f"the index; {_INDEX_IS}"),
    ("Carbonate spot", _SPOT, f"15% above the index, assumption; {_INDEX_IS}"),
    (BRAZIL, _SC6, f"near market [54]; {_SC6_IS}; {_INDEX_IS}"),
    ("Concentrate Australia", _PILBARA, f"{_SC6_IS}, at the rate in FX; {_INDEX_IS}"),
)

OFFERS: Rows = (
    {
        "offer": "Carbonate China",
        "supplier": "Carbonate producer",
        "item": CARBONATE,
        "price": _CHINESE[0],
        "currency": "CNY",
        "freight": 60,
        "max_volume": 2_000,
        "lead_time": 1,
        "note": "price: see Prices; volume, freight, lead time: assumption",
    },
    {
        "offer": "Carbonate Chile",
        "supplier": "Brine producer",
        "item": CARBONATE,
        "price": _INDEX[0],
        "freight": 120,
        "max_volume": 1_400,
        "period_cost": 50_000,
        "take_or_pay": 0.6,
        "lead_time": 1,
        "flex": 0.1,
        "note": "price: see Prices; volume, contract cost, take-or-pay, 10% option, "
        "freight, lead time: assumption",
    },
    {
        "offer": "Carbonate spot",
        "supplier": "Carbonate trader",
        "item": CARBONATE,
        "price": _SPOT[0],
        "freight": 150,
        "max_volume": 600,
        "note": "price: see Prices; volume and freight: assumption",
    },
    {
        "offer": BRAZIL,
        "supplier": "Brazilian mine",
        "item": CONCENTRATE,
        "price": _SC6[0],
        "freight": 70,
        "lot_size": 2_500,
        "take_or_pay": 0.7,
        "lead_time": 1,
        "first_period": "2027Q3",
        "project": STAKE,
        "note": "price: see Prices; take-or-pay 70%: derived from [48]; start: "
        "assumption, no delivery reported so far; cargo, freight, lead time: assumption",
    },
    {
        "offer": "Concentrate Australia",
        "supplier": "Pilbara mine",
        "item": CONCENTRATE,
        "price": _PILBARA[0],
        "currency": "AUD",
        "freight": 40,
        "max_volume": 5_000,
        "lot_size": 2_500,
        "order_cost": 25_000,
        "lead_time": 1,
        "note": "price: see Prices; volume, cargo, cost of a cargo, freight, lead time: "
        "assumption",
    },
)

TIERS: Rows = tuple(
    {
        "offer": "Carbonate Chile",
        "from_volume": volume,
        "discount": discount,
        "note": "assumption",
    }
    for volume, discount in ((3_500, 0.01), (5_000, 0.025))
)

BRAZILIAN_RAMP: Row = {
    "name": BRAZIL,
    **by_quarter(0, 0, 7_500, 7_500, *[15_000] * 8),
    "note": "15,000 t in phase 1, then 60,000 t a year for five years [54]; phase 1 in the "
    "second half of 2027: assumption",
}
