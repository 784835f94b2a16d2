"""Responses: nothing foreseen, and no more ordered than a curb or flex lets through."""

from collections.abc import Iterator, Mapping, Sequence

from models.case import Case, Offer
from planner.audit.exact import ONE, ZERO, Kind, exact
from planner.audit.findings import Alike, Row
from planner.audit.scene import Scene, Values, is_free


def foresight(scene: Scene, what: str) -> Iterator[Row | Alike]:
    """Yield whether scenarios that look alike until a decision decide alike.

    A delivery in t is decided in t − lead time, all else in t. Equal to the last
    digit: it is one decision.
    """
    constraint = f"{what} is equal in scenarios that still look alike"
    spans = {}
    for rank, (name, wait) in enumerate(_waits(scene.case)[what].items()):
        if wait not in spans:
            spans[wait] = {w: _twins(scene, w, wait) for w in scene.scenarios}
        values, equal = scene.values(what, name), []
        for w, twins in spans[wait].items():
            t = _first_apart(values, w, twins)
            if t is None:
                equal.append((w, -1))
            else:
                row = Row(constraint, ONE, name=name, kind=Kind.EXACT, rank=rank)
                yield row._replace(at=(w, t))
        yield Alike(Row(constraint, ZERO, name=name, rank=rank), equal)


def _waits(case: Case) -> Mapping[str, Mapping[str, int]]:
    """Return, by kind of decision and name, how long before it is decided."""
    return {
        "delivery": {name: each.lead_time for name, each in case.offers.items()},
        "output": dict.fromkeys(case.processes, 0),
        "stock": dict.fromkeys(case.items, 0),
        "unserved": dict.fromkeys(case.demands, 0),
    }


Twin = tuple[int, int, int]
"""A scenario that looks alike, first period in which units are its, and one after."""


def _twins(scene: Scene, w: int, wait: int) -> list[Twin]:
    """Return whose units a scenario's are, span by span, until it is on its own."""
    alike = scene.world.alike
    found: list[Twin] = []
    for t in scene.world.periods:
        twin = alike[t - wait][w] if t >= wait else scene.world.plan
        if twin == w:
            break
        start = found.pop()[1] if found and found[-1][0] == twin else t
        found.append((twin, start, t + 1))
    return found


def _first_apart(values: Values, w: int, twins: Sequence[Twin]) -> int | None:
    """Return the first period in which a scenario's units are not its twin's."""
    ours = values(w)
    for twin, start, end in twins:
        theirs = values(twin)
        if ours[start:end] != theirs[start:end]:
            return next(t for t in range(start, end) if ours[t] != theirs[t])
    return None


def flex(scene: Scene) -> Iterator[Alike]:
    """Yield whether responses stay within what was planned, where they must.

    x ≤ (1 + flex)·x̄ where flex is given; with flex 0 where a curb holds the offer back,
    unless it is free to sign and has no flex.
    """
    constraint = "a response is at most 1 + flex times what was planned"
    for rank, offer in enumerate(scene.case.offers.values()):
        share = 1 + exact(offer.flex or 0.0)
        for (t, due, *_), moments in scene.deliveries(offer.name).items():
            off = scene.off_plan(moments)
            if off and _is_held(scene, offer, *off[0]):
                units, most = exact(due), share * scene.planned(offer.name, t)
                miss, size = units - most, abs(units) + abs(most)
                yield Alike(Row(constraint, miss, size, offer.name, rank=rank), off)


def _is_held(scene: Scene, offer: Offer, w: int, t: int) -> bool:
    if offer.flex is not None:
        return True
    return scene.world.flow(offer.name, w)[t] < ONE and not is_free(offer)
