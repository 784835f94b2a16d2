"""A problem small enough to solve on paper: is a second source worth its contract?

Each year needs 100 kg; nothing can be stored. `Far` (China) sells them at 100 USD/kg,
`Home` (Japan) up to 60 kg at 200 USD/kg, once a contract for 5 000 USD is signed. A
missing kg costs 1 000 USD. In each year until it happens, a closure stops China's
exports for that one year with probability 10%.

It strikes in 2027 with probability 0.1, in 2028 with 0.9·0.1 = 0.09, in 2029 with
0.9·0.9·0.1 = 0.081, so at all with 0.271, and never with 0.729.

1. A quiet year from Far alone costs 100·100 = 10 000; three of them 30 000.
2. Without Home, the year of the closure is short of 100 kg: 100 000, that is 90 000
   more. Expected cost 30 000 + 0.271·90 000 = 54 390.
3. With Home signed, that year takes 60 kg from Home and is short of 40:
   60·200 + 40·1 000 = 52 000, that is 42 000 more.
   Expected cost 5 000 + 30 000 + 0.271·42 000 = 46 382. So Home is signed, and saves
   8 008 although the plan never takes a kg from it.
4. `Max 70% China` plans 70 kg from Far and 30 from Home: a quiet year costs
   70·100 + 30·200 = 13 000, three of them 39 000. The year of the closure costs 52 000
   as before, each year after it 10 000: the policy binds the plan, not the response.
   A closure in 2027, 2028 or 2029 thus costs 72 000, 75 000 or 78 000. Expected cost
   5 000 + 0.729·39 000 + 0.1·72 000 + 0.09·75 000 + 0.081·78 000 = 53 699: a premium
   of 7 317, or 15.8%.
5. `Never short` cannot be kept: in a closure only Home's 60 of 100 kg arrive.
"""

PERIODS = ("2027", "2028", "2029")

TABLES = {
    "Settings": (
        {"setting": "name", "value": "Two sources"},
        {"setting": "currency", "value": "USD"},
        {"setting": "unit", "value": "kg"},
        {"setting": "period", "value": "year"},
        {"setting": "first_period", "value": PERIODS[0]},
        {"setting": "periods", "value": len(PERIODS)},
    ),
    "Items": ({"item": "metal", "max_stock": 0, "note": "nothing can be stored"},),
    "Demand": (
        {
            "demand": "plant",
            "item": "metal",
            "shortage_cost": 1000,
            **dict.fromkeys(PERIODS, 100),
        },
    ),
    "Suppliers": (
        {"supplier": "Far", "country": "China"},
        {"supplier": "Home", "country": "Japan"},
    ),
    "Offers": (
        {
            "offer": "Far",
            "supplier": "Far",
            "item": "metal",
            "price": 100,
            "max_volume": 100,
            "note": "free to sign",
        },
        {
            "offer": "Home",
            "supplier": "Home",
            "item": "metal",
            "price": 200,
            "max_volume": 60,
            "fixed_cost": 5000,
            "note": "the contract is paid once, if signed",
        },
    ),
    "Curbs": (
        {
            "curb": "closure",
            "hits": "country:China",
            "flow": 0,
            "length": 1,
            "probability": 0.1,
            "note": "no exports for one year",
        },
    ),
    "Policies": (
        {
            "policy": "Max 70% China",
            "rule": "max_share",
            "on": "country:China",
            "per": "period",
            "limit": 0.7,
        },
        {
            "policy": "Never short",
            "rule": "max_shortage",
            "limit": 0,
            "note": "cannot be kept: 60 kg a year is the most that Home delivers",
        },
    ),
}
