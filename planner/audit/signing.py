"""Signing, projects, windows, commitments, capacities: the first constraint."""

from collections.abc import Iterator
from fractions import Fraction

from models.case import Offer
from planner.audit.exact import ONE, ZERO, Kind, exact, limit
from planner.audit.findings import Row
from planner.audit.scene import Scene


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


def deliveries(scene: Scene) -> Iterator[Row]:
    """Yield every delivery against the offer's terms, in every scenario."""
    case = scene.case
    for response, scenario in zip(scene.responses, scene.world.names, strict=True):
        for _, values in response.families():
            known = {**case.offers, **case.processes, **case.items, **case.demands}
            for name in values.keys() - known.keys():
                yield Row("its name is the workbook's", ONE, ZERO, name, scenario)
    for offer in case.offers.values():
        capacities = _capacities(scene, offer)
        for w, t in scene.world.moments:
            yield from _delivery(scene, offer, (w, t), capacities[t])
    yield from _suppliers(scene)


def _capacities(scene: Scene, offer: Offer) -> list[Fraction | None]:
    """Return the smaller of the offer's and its supplier's, 0 unless signed."""
    if not scene.is_signed(offer):
        return [ZERO] * len(offer.capacity)
    joint = scene.case.suppliers[offer.supplier].capacity
    return [limit(min(pair)) for pair in zip(offer.capacity, joint, strict=True)]


def _delivery(
    scene: Scene, offer: Offer, moment: tuple[int, int], most: Fraction | None
) -> Iterator[Row]:
    w, t = moment
    units, ordered = scene.scheduled(offer.name, w, t), exact(offer.commitment[t])
    size = abs(units) + ordered
    if not offer.first <= t <= offer.last:
        constraint = "nothing is delivered outside the window"
        yield scene.row(constraint, abs(units), size, offer.name, moment)
        return
    constraint = "delivery is at least what is already ordered"
    yield scene.row(constraint, ordered - units, size, offer.name, moment)
    if t < offer.lead_time:
        constraint = "within the lead time only what is already ordered is delivered"
        yield scene.row(constraint, units - ordered, size, offer.name, moment)
    if most is not None:
        signed = scene.is_signed(offer)
        words = "at most the capacity" if signed else "nothing without signing"
        constraint = f"delivery is {words}"
        yield scene.row(constraint, units - most, size, offer.name, moment)


def _suppliers(scene: Scene) -> Iterator[Row]:
    case = scene.case
    for supplier in case.suppliers.values():
        theirs = [n for n, o in case.offers.items() if o.supplier == supplier.name]
        for w, t in scene.world.moments:
            most = limit(supplier.capacity[t])
            if most is not None and theirs:
                together = sum((scene.scheduled(n, w, t) for n in theirs), ZERO)
                constraint = "a supplier's offers together are at most its capacity"
                miss, size = together - most, together + most
                yield scene.row(constraint, miss, size, supplier.name, (w, t))
