"""An offer that never delivers: what strikes it tells something and changes nothing."""

from dataclasses import replace

from models.case import Case, Curb, Offer, Supplier, Target

NOTHING = "\0nothing"
HITS = Target((("offer", NOTHING),))


def with_nothing(case: Case) -> Case:
    """Return a case with an offer that never delivers."""
    none = (0.0,) * len(case.periods)
    nothing = Offer(
        name=NOTHING,
        supplier=NOTHING,
        item=next(iter(case.items)),
        labels={"offer": NOTHING, "supplier": NOTHING, "country": NOTHING},
        price=none,
        capacity=none,
        commitment=none,
        first=0,
        last=len(none) - 1,
    )
    seller = Supplier(name=NOTHING, country=NOTHING, capacity=none)
    return replace(
        case,
        offers={**case.offers, NOTHING: nothing},
        suppliers={**case.suppliers, NOTHING: seller},
    )


def sign(name: str, share: float, case: Case) -> Curb:
    """Return a curb that is only a sign: it tells itself from others by its share."""
    return Curb(
        name=name,
        hits=HITS,
        flow=(share,) * len(case.periods),
        price_hits=Target(),
        earliest=0,
        latest=len(case.periods) - 1,
    )
