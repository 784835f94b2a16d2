"""What Company X can buy, and on which terms."""

from planner.examples.gallium.names import (
    AOK,
    CHINA,
    JAGA,
    KOREA,
    METAL,
    METLEN,
    OUTSIDE,
    QUARTERS,
    RECYCLING,
    SCRAP,
    SMELTER,
    SPOT,
    Rows,
    by_quarter,
    by_year,
)

SUPPLIERS: Rows = tuple(
    {"supplier": supplier, "country": country, "tag:type": kind, "note": note}
    for supplier, country, kind, note in (
        ("AOK / ERG", "Kazakhstan", "primary", "Pavlodar, all of it to Japan [26][32]"),
        ("JAGA / Alcoa", "Australia", "primary", "Wagerup, Sojitz and JOGMEC [36][37]"),
        ("Licensed producer", "China", "primary", "exports need a licence [16][23]"),
        ("Recycler", "Japan", "recycled", "new scrap, Japan recycles much of it [29]"),
        (
            "Rotterdam trader",
            "EU",
            "spot",
            "in-warehouse Rotterdam [4]; any origin [45]",
        ),
        ("Metlen", "Greece", "primary", "Metlen [40]"),
        ("Korea Zinc", "Korea", "primary", "Onsan [41]"),
        ("Zinc smelter", "Japan", "by-product", "Kosaka recovers 99.99% gallium [97]"),
    )
)

_CARRIAGE = "freight and insurance (0.4% of 110% of price, range [58]): assumption"
_RECOVERY = "months to replace it once lost: assumption"
OFFERS: Rows = (
    {
        "offer": AOK,
        "supplier": "AOK / ERG",
        "item": METAL,
        "price": 750,
        "freight": 9.3,
        "min_order": 250,
        "lot_size": 50,
        "period_cost": 100_000,
        "take_or_pay": 0.7,
        "lead_time": 1,
        "recovery": 12,
        "tag:price": "capped index",
        "note": "price: 45% of Rotterdam, floor 500 derived from [41], assumption; "
        "minimum order: assumption, lot 50 [45]; 400 kUSD a year: assumption; "
        "take-or-pay 70%: derived from [48]; lead time 8 weeks: assumption; "
        f"6 USD/kg {_CARRIAGE}; term 5 years [34b]; {_RECOVERY}",
    },
    {
        "offer": JAGA,
        "supplier": "JAGA / Alcoa",
        "item": METAL,
        "price": 800,
        "freight": 5.02,
        "min_order": 250,
        "lot_size": 50,
        "period_cost": 375_000,
        "take_or_pay": 0.7,
        "lead_time": 0,
        "first_period": "2027Q4",
        "project": "qualify Wagerup",
        "recovery": 12,
        "tag:price": "index",
        "note": "price: 50% of Rotterdam, floor 500, assumption; start: assumption, "
        "officially 2026 [36]; 1,500 kUSD a year for the equity share, minimum order, "
        "take-or-pay 70%, lead time 6 weeks: assumption; lot 50 [45]; "
        f"1.5 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": CHINA,
        "supplier": "Licensed producer",
        "item": METAL,
        "price": 650,
        "freight": 3.86,
        "min_order": 500,
        "lot_size": 50,
        "period_cost": 37_500,
        "lead_time": 1,
        "recovery": 12,
        "tag:price": "fixed per lot",
        "note": "price: between China's 245 [10] and the US unit value 580 [11] plus a "
        "margin, assumption; 150 kUSD a year of licence work, minimum order: "
        "assumption; lot 50 [45]; lead time 45 working days [23] + 3 weeks = 12 weeks, "
        f"assumption; 1 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": OUTSIDE,
        "supplier": "Recycler",
        "item": SCRAP,
        "price": 350,
        "freight": 1.84,
        "min_order": 50,
        "lot_size": 50,
        "period_cost": 62_500,
        "take_or_pay": 0.5,
        "lead_time": 0,
        "recovery": 3,
        "tag:price": "fixed",
        "note": "scrap of others that the recycler buys in: 350 of its 600 per kg, the "
        "rest being the toll in Refining, assumption; 250 kUSD a year, take-or-pay "
        "50%, lead time 4 weeks: assumption; minimum order and lot 50 [45]; "
        f"0.3 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": SPOT,
        "supplier": "Rotterdam trader",
        "item": METAL,
        "price": 1750,
        "freight": 12.7,
        "min_order": 100,
        "lot_size": 50,
        "period_cost": 12_500,
        "lead_time": 0,
        "recovery": 3,
        "tag:price": "index",
        "note": "price: 1,750 [10]; minimum order 100 [46]; lot 50 [45]; 50 kUSD a year: "
        "assumption; release in 10 days [47] + 1 week = 2.5 weeks: assumption; "
        f"5 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": METLEN,
        "supplier": "Metlen",
        "item": METAL,
        "price": 1500,
        "freight": 9.6,
        "min_order": 100,
        "lot_size": 50,
        "period_cost": 37_500,
        "take_or_pay": 0.5,
        "lead_time": 0,
        "first_period": "2027Q1",
        "project": "qualify Metlen",
        "recovery": 12,
        "tag:price": "index",
        "note": "price: index less 10%, assumption, 1,750 quoted [40]; 150 kUSD a year, "
        "minimum order, take-or-pay 50%, lead time 6 weeks: assumption; lot 50 [45]; "
        f"3 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": KOREA,
        "supplier": "Korea Zinc",
        "item": METAL,
        "price": 800,
        "freight": 4.52,
        "min_order": 100,
        "lot_size": 50,
        "period_cost": 37_500,
        "take_or_pay": 0.5,
        "lead_time": 0,
        "first_period": "2028Q3",
        "project": "qualify Korea Zinc",
        "recovery": 12,
        "tag:price": "fixed",
        "note": "price: assumption, the plant plans at about 500, derived from [41]; "
        "150 kUSD a year, minimum order, take-or-pay 50%, lead time 2 weeks: "
        f"assumption; lot 50 [45]; 1 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
    {
        "offer": SMELTER,
        "supplier": "Zinc smelter",
        "item": METAL,
        "price": 900,
        "freight": 4.26,
        "min_order": 50,
        "lot_size": 50,
        "period_cost": 7_500,
        "lead_time": 0,
        "recovery": 6,
        "tag:price": "fixed",
        "note": "price, 30 kUSD a year, lead time 2 weeks: assumption; minimum order and "
        f"lot 50 [45]; 0.3 USD/kg {_CARRIAGE}; {_RECOVERY}",
    },
)

CAPACITY: Rows = (
    {
        "name": AOK,
        **by_quarter(1900, 2800, *[3750] * 7),
        "note": "15 t a year [32]; ramp from 2026Q3 at 20/50/75/100%: assumption; whole "
        "output to one buyer [26]",
    },
    {
        "name": JAGA,
        **by_quarter(0, 0, 0, 0, 300, 750, 1200, 1650, 2050),
        "note": "Japan aims at 55 t in 2028 [27], 15% of it: assumption; ramp: assumption",
    },
    {
        "name": CHINA,
        **by_quarter(*[1900] * 9),
        "note": "China to Japan 2025 about 9,400 kg a quarter, derived from [9][25], 20% "
        "of it: assumption",
    },
    {
        "name": OUTSIDE,
        **by_quarter(1500, *[1550] * 4, *[1600] * 4),
        "note": "derived: the recycler's capacity below less about 500 to 600 kg a "
        "quarter of Company X's own scrap, so that nothing counts twice",
    },
    {
        "name": RECYCLING,
        **by_quarter(2000, *[2100] * 4, *[2200] * 4),
        "note": "Japan recycles about 67 t a year, derived from [1][27], 12% of it: "
        "assumption; growth: assumption; own and outside scrap share it",
    },
    {"name": SPOT, **by_quarter(*[1000] * 9), "note": "assumption"},
    {
        "name": METLEN,
        **by_quarter(0, *[100] * 4, *[600] * 4),
        "note": "5 to 10 t in 2027, 50 t a year in 2028 [40], 5% of it: assumption",
    },
    {
        "name": KOREA,
        **by_quarter(*[0] * 7, 300, 600),
        "note": "15.5 t a year [41], 15% of it: assumption; half rate in 2028Q3: "
        "assumption",
    },
    {
        "name": SMELTER,
        **by_quarter(*[150] * 9),
        "note": "Japan makes 3 t a year [1], 20% of it: assumption",
    },
)

PRICES: Rows = (
    {"offer": AOK, **by_year(750, 725, 700), "note": "assumption, as in Offers"},
    {"offer": JAGA, **by_year(800, 800, 775), "note": "assumption, as in Offers"},
    {
        "offer": SPOT,
        **by_year(1750, 1500, 1200),
        "note": "1,750 in 2026 [10], easing: assumption",
    },
    {"offer": METLEN, **by_year(1500, 1500, 1200), "note": "assumption, as in Offers"},
)

PROJECTS: Rows = tuple(
    {
        "project": name,
        "cost": 200_000,
        "note": "qualifying the metal for 6N and 7N: assumption; its two quarters end "
        "before the first delivery, assumption",
    }
    for name in ("qualify Wagerup", "qualify Metlen", "qualify Korea Zinc")
)

COMMITMENTS: Rows = (
    {
        "offer": AOK,
        "period": QUARTERS[0],
        "volume": 1500,
        "note": "assumption: ordered in 2026Q3, one quarter ahead",
    },
    {
        "offer": CHINA,
        "period": QUARTERS[0],
        "volume": 1000,
        "note": "assumption: ordered in 2026Q3, licence granted",
    },
)
