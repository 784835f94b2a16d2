"""The trading house's rare earths: NdPr, dysprosium and terbium oxide, and scrap."""

from planner.examples.trading_house.names import (
    DY,
    NDPR,
    SCRAP,
    TB,
    Path,
    Row,
    Rows,
    floored,
    in_currency,
)

_NDPR: Path = (125_000, 100_000, 105_000)
_NDPR_IS = (
    "index 125, 100 and 105 USD/kg, after Nd oxide 128 to 148 in January 2026 [96]: "
    "assumption"
)
_LYNAS = floored(_NDPR, 1, 110_000)
_DY: Path = (290_000, 290_000, 290_000)
_DY_IS = (
    "index 290 USD/kg, the middle of 271 to 311 [96], derived, and flat: assumption"
)
_TB: Path = (1_010_000, 1_010_000, 1_010_000)
_TB_IS = "index 1,010 USD/kg, mean of 2025 [75b], flat: assumption"

_PATHS = {
    "NdPr Australia": (
        _LYNAS,
        (
            "derived: the larger of the index and the floor of 110 USD/kg [48]; "
            f"{_NDPR_IS}. The floor binds in 2028 and 2029"
        ),
    ),
    "Dy Australia": (
        floored(_DY, 1, 350_000),
        (
            f"derived: the larger of the index and a floor of 350 USD/kg, assumption; {_DY_IS}. "
            "The floor binds in every year"
        ),
    ),
    "Tb Australia": (
        floored(_TB, 1, 1_200_000),
        (
            "derived: the larger of the index and a floor of 1,200 USD/kg, assumption; "
            f"{_TB_IS}. The floor binds in every year"
        ),
    ),
    "NdPr China": (
        in_currency((120_000, 96_000, 100_800), "CNY"),
        f"4% below the index, assumption, at the rate in FX; {_NDPR_IS}",
    ),
    "Dy China": (in_currency(_DY, "CNY"), f"at the rate in FX; {_DY_IS}"),
    "Tb China": (in_currency(_TB, "CNY"), f"at the rate in FX; {_TB_IS}"),
    "NdPr spot": (
        in_currency((180_000, 150_000, 150_000), "EUR"),
        "Rotterdam 180 to 200 USD/kg in January 2026 [96], easing: assumption",
    ),
    "Dy spot": (
        in_currency((480_000, 480_000, 480_000), "EUR"),
        "480 USD/kg, assumption; a curb doubles it to the 700 to 1,000 of May 2025 [73]",
    ),
    "Tb spot": (
        in_currency((1_500_000, 1_500_000, 1_500_000), "EUR"),
        "1,500 USD/kg, assumption; a curb doubles it to the 2,000 to 4,000 of 2025 [73]",
    ),
    "Bought scrap": (
        in_currency((75_000, 65_000, 65_000), "JPY"),
        "75 and then 65 USD/kg of recoverable NdPr oxide: assumption",
    ),
}
PRICES = tuple((offer, *path) for offer, path in _PATHS.items())


def _offer(offer: str, supplier: str, item: str, most: float, note: str) -> Row:
    return {
        "offer": offer,
        "supplier": supplier,
        "item": item,
        "price": _PATHS[offer][0][0],
        "max_volume": most,
        "note": f"price: see Prices; {note}",
    }


_FIRM = {"period_cost": 30_000, "lead_time": 1, "freight": 1_000}
_FIRM_IS = "contract cost, freight, lead time: assumption"
_LICENSED = {"currency": "CNY", "lead_time": 1, "freight": 500}
_LICENSED_IS = (
    "volume and freight: assumption; lead time 45 working days for a licence [23]"
)
_SPOT = {"currency": "EUR", "freight": 1_500}
_SPOT_IS = "few tonnes change hands; volume and freight: assumption"
OFFERS: Rows = (
    {
        **_offer(
            *("NdPr Australia", "Lynas", NDPR, 180),
            "7,200 t a year with priority for Japan [48], 10% of it: assumption; "
            f"take-or-pay: 5,000 of 7,200 are firm, derived from [48]; {_FIRM_IS}",
        ),
        **_FIRM,
        "take_or_pay": 0.69,
    },
    {
        **_offer(
            *("Dy Australia", "Lynas", DY, 11),
            "volume: assumption, undisclosed [51]; take-or-pay: 50 of the 75% offered are "
            f"firm, derived from [48]; {_FIRM_IS}",
        ),
        **_FIRM,
        "take_or_pay": 0.67,
    },
    {
        **_offer(
            *("Tb Australia", "Lynas", TB, 2),
            f"volume: assumption, undisclosed [51]; take-or-pay as for Dy; {_FIRM_IS}",
        ),
        **_FIRM,
        "take_or_pay": 0.67,
    },
    {
        **_offer("NdPr China", "Rare-earth group", NDPR, 400, _LICENSED_IS),
        **_LICENSED,
    },
    {**_offer("Dy China", "Rare-earth group", DY, 26, _LICENSED_IS), **_LICENSED},
    {**_offer("Tb China", "Rare-earth group", TB, 5.5, _LICENSED_IS), **_LICENSED},
    {**_offer("NdPr spot", "European trader", NDPR, 60, _SPOT_IS), **_SPOT},
    {**_offer("Dy spot", "European trader", DY, 6, _SPOT_IS), **_SPOT},
    {**_offer("Tb spot", "European trader", TB, 1.5, _SPOT_IS), **_SPOT},
    {
        **_offer(
            *("Bought scrap", "Magnet recycler", SCRAP, 40),
            "volume and freight: assumption",
        ),
        "currency": "JPY",
        "freight": 300,
    },
)
