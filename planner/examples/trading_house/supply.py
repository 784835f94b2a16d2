"""Who sells to the trading house, its gallium offers, and what changes over time."""

from planner.examples.trading_house import lithium, rare_earths
from planner.examples.trading_house.names import (
    METAL,
    QUARTERS,
    STAKE,
    USD_FOR,
    WAGERUP,
    Path,
    Row,
    Rows,
    by_quarter,
    by_year,
    floored,
    in_currency,
)

SUPPLIERS: Rows = tuple(
    {"supplier": supplier, "country": country, "tag:type": kind, "note": note}
    for supplier, country, kind, note in (
        ("AOK / ERG", "Kazakhstan", "primary", "Pavlodar, all of it to Japan [26][32]"),
        ("JAGA / Alcoa", "Australia", "primary", "Wagerup, Sojitz and JOGMEC [36][37]"),
        ("Gallium producer", "China", "primary", "exports need a licence [16][23]"),
        ("Rotterdam trader", "EU", "spot", "in-warehouse Rotterdam [4]"),
        ("Gallium recycler", "Japan", "recycled", "Japan recycles much of it [29]"),
        ("Carbonate producer", "China", "primary", "China refines: assumption"),
        ("Brine producer", "Chile", "primary", "Chile mines 19% of lithium [76]"),
        ("Brazilian mine", "Brazil", "primary", "Atlas, 12% held by Mitsui [54]"),
        ("Pilbara mine", "Australia", "primary", "Australia mines 32% [76]"),
        (
            "Carbonate trader",
            "Argentina",
            "spot",
            "Argentina mines 8% [76]; assumption",
        ),
        ("Lynas", "Australia", "primary", "Lynas, with Sojitz and JOGMEC [48][51]"),
        ("Rare-earth group", "China", "primary", "licences since April 2025 [72]"),
        ("European trader", "EU", "spot", "Europe's prices are their own [73]"),
        ("Magnet recycler", "Japan", "recycled", "assumption"),
    )
)

_ROTTERDAM: Path = (1_500_000, 1_200_000, 1_000_000)
_ROTTERDAM_IS = (
    "Rotterdam at 1,500, 1,200 and 1,000 USD/kg after 1,750 [10]: assumption"
)
_KAZAKH = floored(_ROTTERDAM, 0.45, 500_000)
_WAGERUP = in_currency(floored(_ROTTERDAM, 0.5, 500_000), "AUD")
_CHINESE = in_currency((580_000, 540_000, 500_000), "CNY")
_SPOT = in_currency(_ROTTERDAM, "EUR")
_RECYCLED = in_currency((600_000, 600_000, 600_000), "JPY")

_LOT = {"min_order": 0.25, "lot_size": 0.05}
_LOT_IS = "lot 50 kg [45], least order 250 kg: assumption"
GALLIUM: Rows = (
    {
        "offer": "Gallium Kazakhstan",
        "supplier": "AOK / ERG",
        "item": METAL,
        "price": _KAZAKH[0],
        "freight": 9_300,
        "max_volume": 1.5,
        **_LOT,
        "period_cost": 40_000,
        "take_or_pay": 0.7,
        "lead_time": 1,
        "note": "price: see Prices; 15 t a year [32], 40% of it: assumption; contract "
        "cost and freight: assumption; take-or-pay 70%: derived from [48]; lead time 8 "
        f"weeks: assumption; {_LOT_IS}",
    },
    {
        "offer": "Gallium Wagerup",
        "supplier": "JAGA / Alcoa",
        "item": METAL,
        "price": _WAGERUP[0],
        "currency": "AUD",
        "freight": 5_000,
        **_LOT,
        "period_cost": 60_000,
        "take_or_pay": 0.7,
        "first_period": "2027Q4",
        "project": WAGERUP,
        "note": "price: see Prices; start: assumption, officially 2026 [36]; contract "
        f"cost, freight, take-or-pay: assumption; {_LOT_IS}",
    },
    {
        "offer": "Gallium China",
        "supplier": "Gallium producer",
        "item": METAL,
        "price": _CHINESE[0],
        "currency": "CNY",
        "freight": 3_900,
        "max_volume": 1.9,
        **_LOT,
        "period_cost": 37_500,
        "lead_time": 1,
        "note": "price: see Prices; about 9,400 kg a quarter to Japan, derived from "
        "[9][25], 20% of it: assumption; licence work and freight: assumption; lead time "
        f"45 working days [23] + 3 weeks, assumption; {_LOT_IS}",
    },
    {
        "offer": "Gallium spot",
        "supplier": "Rotterdam trader",
        "item": METAL,
        "price": _SPOT[0],
        "currency": "EUR",
        "freight": 12_700,
        "max_volume": 1,
        "note": f"{_ROTTERDAM_IS}; most and freight: assumption",
    },
    {
        "offer": "Gallium recycled",
        "supplier": "Gallium recycler",
        "item": METAL,
        "price": _RECYCLED[0],
        "currency": "JPY",
        "freight": 2_000,
        "max_volume": 2,
        "period_cost": 60_000,
        "take_or_pay": 0.5,
        "note": "600 USD/kg, contract cost, take-or-pay, freight: assumption; Japan "
        "recycles about 67 t a year, derived from [1][27], 12% of it: assumption",
    },
)

CAPACITY: Rows = (
    {
        "name": "Gallium Wagerup",
        **by_quarter(0, 0, 0, 0.3, 0.75, 1.2, 1.65, *[2.05] * 5),
        "note": "Japan aims at 55 t in 2028 [27], 15% of it: assumption; ramp: assumption",
    },
    lithium.BRAZILIAN_RAMP,
)


def _path(offer: str, values: Path, note: str) -> Row:
    return {"offer": offer, **by_year(values), "note": note}


PRICES: Rows = (
    _path(
        "Gallium Kazakhstan",
        _KAZAKH,
        "derived: the larger of 45% of the index and a floor of 500 USD/kg, the floor "
        f"derived from [41], the form an assumption; {_ROTTERDAM_IS}. The floor binds in "
        "2029",
    ),
    _path(
        "Gallium Wagerup",
        _WAGERUP,
        "derived: the larger of 50% of the index and 500 USD/kg, assumption, at the rate "
        f"in FX; {_ROTTERDAM_IS}. The floor binds in 2029",
    ),
    _path(
        "Gallium China",
        _CHINESE,
        "580, 540 and 500 USD/kg, from the US unit value 580 [11] down, assumption; in "
        "China 245 [10]",
    ),
    _path(
        "Gallium spot", _SPOT, f"derived: the index at the rate in FX; {_ROTTERDAM_IS}"
    ),
    _path("Gallium recycled", _RECYCLED, "600 USD/kg at the rate in FX: assumption"),
    *(_path(*each) for each in lithium.PRICES),
    *(_path(*each) for each in rare_earths.PRICES),
)

PROJECTS: Rows = (
    {
        "project": STAKE,
        "cost": 30_000_000,
        "note": "30 MUSD for 12% and the off-take, March 2024 [54]; what the shares are "
        "worth in 2029 is left out, assumption",
    },
    {
        "project": WAGERUP,
        "cost": 200_000,
        "note": "qualifying the metal: assumption",
    },
)

FX: Rows = tuple(
    {"currency": currency, **by_year(rates), "note": "assumption"}
    for currency, rates in USD_FOR.items()
)

COMMITMENTS: Rows = tuple(
    {
        "offer": offer,
        "period": QUARTERS[0],
        "volume": volume,
        "note": "assumption: ordered in 2026Q4, one quarter ahead",
    }
    for offer, volume in (
        ("Gallium Kazakhstan", 1),
        ("Gallium China", 1.5),
        ("Carbonate Chile", 1_000),
        ("Carbonate China", 1_200),
        ("NdPr China", 300),
        ("Dy China", 20),
        ("Tb China", 4),
    )
)
