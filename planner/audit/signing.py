"""Signing, projects, windows, commitments, capacities: the first constraint."""

from collections.abc import Iterator
from fractions import Fraction

from models.case import Offer
from planner.audit.exact import ONE, ZERO, Kind, exact, limit, sums_at
from planner.audit.findings import Alike, Row
from planner.audit.scene import Scene

Miss = tuple[str, Fraction, Fraction]
"""A constraint, by how much it is missed, and of how much."""


def signing(scene: Scene) -> Iterator[Row]:
    """Yield whether what is signed and opened exists and may be."""
    case, decided = scene.case, scene.decided
    known = (
        ("a signed offer is one of the workbook's", decided.signed, case.offers),
        ("an opened project is one of the workbook's", decided.opened, case.projects),
        (
            "a scenario with decisions is one of the case's, or a loss",
            decided.responses,
            scene.world.names,
        ),
    )
    for constraint, names, among in known:
        for name in names:
            yield truth(constraint, name, holds=name in among)
    for name in scene.world.names:
        constraint = "every scenario has decisions"
        yield truth(constraint, name, holds=name in decided.responses)
    for name, offer in case.offers.items():
        signed = name in decided.signed
        if any(offer.commitment):
            constraint = "what is already ordered is signed"
            yield truth(constraint, name, holds=signed)
        if offer.signed_before:
            constraint = "what was signed before stays signed"
            yield truth(constraint, name, holds=signed)
        if offer.project and signed:
            constraint = f"its project {offer.project} is opened before it is signed"
            yield truth(constraint, name, holds=offer.project in decided.opened)


def truth(constraint: str, name: str, *, holds: bool) -> Row:
    """Return a row that is kept or not, without a tolerance."""
    miss = ZERO if holds else ONE
    return Row(constraint, miss, name=name, kind=Kind.EXACT)


def foreign(scene: Scene) -> Iterator[Row]:
    """Yield every decision on what the workbook does not have."""
    case = scene.case
    known = {*case.offers, *case.processes, *case.items, *case.demands}
    for w in scene.scenarios:
        for _, values in scene.response(w).families():
            for name in sorted(values.keys() - known):
                yield Row("its name is the workbook's", ONE, name=name, at=(w, -1))


def deliveries(scene: Scene) -> Iterator[Alike]:
    """Yield every delivery against the offer's terms, in every scenario."""
    for rank, offer in enumerate(scene.case.offers.values()):
        capacities = _capacities(scene, offer)
        for (t, units, *_), moments in scene.deliveries(offer.name).items():
            if own := scene.own(moments):
                due = t, exact(units)
                for what, miss, size in _delivery(scene, offer, due, capacities[t]):
                    yield Alike(Row(what, miss, size, offer.name, rank=rank), own)


def _capacities(scene: Scene, offer: Offer) -> list[Fraction | None]:
    """Return the smaller of the offer's and its supplier's, 0 unless signed."""
    if not scene.is_signed(offer):
        return [ZERO] * len(offer.capacity)
    joint = scene.case.suppliers[offer.supplier].capacity
    return [limit(min(pair)) for pair in zip(offer.capacity, joint, strict=True)]


def _delivery(
    scene: Scene, offer: Offer, due: tuple[int, Fraction], most: Fraction | None
) -> Iterator[Miss]:
    """Yield by how much units that are due in a period miss what is asked of them."""
    t, units = due
    ordered = exact(offer.commitment[t])
    size = abs(units) + ordered
    if not offer.first <= t <= offer.last:
        yield "nothing is delivered outside the window", abs(units), size
        return
    yield "delivery is at least what is already ordered", ordered - units, size
    if t < offer.lead_time:
        constraint = "within the lead time only what is already ordered is delivered"
        yield constraint, units - ordered, size
    if most is not None:
        signed = scene.is_signed(offer)
        words = "at most the capacity" if signed else "nothing without signing"
        yield f"delivery is {words}", units - most, size


def suppliers(scene: Scene) -> Iterator[Alike]:
    """Yield what a supplier's offers deliver together against its capacity."""
    case, constraint = (
        scene.case,
        "a supplier's offers together are at most its capacity",
    )
    for rank, supplier in enumerate(case.suppliers.values()):
        theirs = [n for n, o in case.offers.items() if o.supplier == supplier.name]
        due = (
            (exact(units), moments)
            for name in theirs
            for (_, units, *_), moments in scene.deliveries(name).items()
        )
        units, _, under = sums_at(due)
        for (t, over), moments in scene.equal(units).items():
            most = limit(supplier.capacity[t])
            if most is not None and theirs:
                whole = Fraction(over, under)
                miss, size = whole - most, whole + most
                yield Alike(
                    Row(constraint, miss, size, supplier.name, rank=rank), moments
                )
