"""Orders of the plan and volume discounts: minimum order, whole lots, tiers."""

from collections.abc import Iterator
from fractions import Fraction

from models.case import Offer
from planner.audit.exact import exact
from planner.audit.findings import Row
from planner.audit.scene import Scene
from planner.audit.signing import truth

DIGITS = 1000
"""Ten digits of a volume are a thousandth of what a solved row may miss."""


def orders(scene: Scene) -> Iterator[Row]:
    """Yield whether the plan's new units are none, or enough and in whole lots."""
    plan = scene.world.plan
    for name, offer in scene.case.offers.items():
        least, lot = exact(offer.min_order), exact(offer.lot_size)
        for t in scene.world.periods:
            new = scene.new(offer, t)
            size = abs(scene.planned(name, t)) + exact(offer.commitment[t])
            if least:
                miss = min(abs(new), least - new)
                constraint = "new units are none, or at least the minimum order"
                yield scene.row(constraint, miss, size + least, name, (plan, t))
            if lot:
                constraint = "new units are in whole lots"
                miss = abs(new - lot * round(new / lot))
                # Relative to the lot: a share of all units may exceed half a lot.
                near = lot + size / DIGITS
                yield scene.row(constraint, miss, near, name, (plan, t))


def tiers(scene: Scene) -> Iterator[Row]:
    """Yield whether each signed offer and year has the tier its units reach."""
    case, chosen = scene.case, scene.decided.tiers
    meant = set()
    for name, offer in case.offers.items():
        if offer.tiers and name in scene.decided.signed:
            for year, periods in scene.years(offer):
                meant.add((name, year))
                place = chosen.get((name, year), -1)
                known = 0 <= place < len(offer.tiers)
                constraint = f"one of its tiers is chosen in {year}"
                yield truth(constraint, name, holds=known)
                if known:
                    before = exact(case.past(name, year).planned)
                    units = sum((scene.planned(name, t) for t in periods), before)
                    yield from _reached(offer, year, place, units)
    for name, year in chosen:
        constraint = f"a tier in {year} belongs to a signed offer that has tiers"
        yield truth(constraint, name, holds=(name, year) in meant)


def _reached(offer: Offer, year: int, place: int, units: Fraction) -> Iterator[Row]:
    start = exact(offer.tiers[place].from_volume)
    words = f"planned units of {year} are {{}} the tier's {float(start):,.10g}"
    yield Row(words.format("at least"), start - units, start + units, offer.name)
    if place + 1 < len(offer.tiers):
        end = exact(offer.tiers[place + 1].from_volume)
        words = (
            f"planned units of {year} are at most the next tier's {float(end):,.10g}"
        )
        yield Row(words, units - end, end + units, offer.name)
