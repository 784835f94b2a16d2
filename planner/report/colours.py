"""A fixed colour for each country, told apart by colour-blind readers too.

Okabe and Ito, *Color Universal Design* (2008). A country keeps its colour in every
chart and under every policy, because colours come from the case, not from the plan.
"""

from collections.abc import Mapping, Sequence

from models.case import Case

PALETTE = ("0072B2", "D55E00", "009E73", "E69F00", "56B4E9", "CC79A7", "F0E442")
OTHER = "999999"
OTHERS = "other countries"


def of_countries(case: Case) -> Mapping[str, str]:
    """Return each country's colour; beyond seven, the smallest share one grey."""
    use = max((sum(each.volume) for each in case.demands.values()), default=0.0)
    potential: dict[str, float] = {}
    for offer in case.offers.values():
        country = offer.labels["country"]
        volume = min(use, sum(offer.capacity[t] for t in offer.window))
        potential[country] = potential.get(country, 0.0) + volume
    ranked = sorted(potential, key=lambda country: (-potential[country], country))
    shades = [*PALETTE, *[OTHER] * len(ranked)]
    return dict(zip(ranked, shades, strict=False))


def of_series(place: int) -> str:
    """Return the colour of one of several things that are no countries."""
    return PALETTE[place % len(PALETTE)]


def grouped(countries: Sequence[str], case: Case) -> list[str]:
    """Return the countries that have a colour of their own, then the others as one."""
    colours = of_countries(case)
    own = [each for each in colours if colours[each] != OTHER and each in countries]
    return [*own, OTHERS] if len(own) < len(set(countries)) else own
