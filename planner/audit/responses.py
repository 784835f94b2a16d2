"""Responses: nothing foreseen, and no more ordered than a curb or flex lets through."""

from collections.abc import Iterator, Mapping

from models.case import Case, Offer, Vector
from planner.audit.exact import ONE, ZERO, Kind, exact
from planner.audit.findings import Row
from planner.audit.scene import Scene, is_free


def foresight(scene: Scene) -> Iterator[Row]:
    """Yield whether scenarios that look alike until a decision decide alike.

    A delivery in t is decided in t − lead time, all else in t. Equal to the last
    digit: it is one decision.
    """
    case = scene.case
    families = [dict(each.families()) for each in scene.responses]
    for what, waits in _waits(case).items():
        constraint = f"{what} is equal in scenarios that still look alike"
        table = [family[what] for family in families]
        for name, wait in waits.items():
            for w, scenario in enumerate(scene.world.names):
                t = _first_apart(scene, table, (w, name), wait)
                if t is None:
                    yield Row(constraint, ZERO)
                else:
                    yield Row(
                        constraint,
                        ONE,
                        name=name,
                        scenario=scenario,
                        period=case.periods[t],
                        kind=Kind.EXACT,
                    )


def _waits(case: Case) -> Mapping[str, Mapping[str, int]]:
    """Return, by kind of decision and name, how long before it is decided."""
    return {
        "delivery": {name: each.lead_time for name, each in case.offers.items()},
        "output": dict.fromkeys(case.processes, 0),
        "stock": dict.fromkeys(case.items, 0),
        "unserved": dict.fromkeys(case.demands, 0),
    }


def _first_apart(
    scene: Scene, table: list[Mapping[str, Vector]], whose: tuple[int, str], wait: int
) -> int | None:
    """Return the first period in which a scenario's units are not its twin's."""
    w, name = whose
    alike, plan = scene.world.alike, scene.world.plan
    nothing = (0.0,) * len(scene.world.periods)
    ours = table[w].get(name, nothing)
    for t, units in enumerate(ours):
        twin = alike[t - wait][w] if t >= wait else plan
        if twin != w and units != table[twin].get(name, nothing)[t]:
            return t
    return None


def flex(scene: Scene) -> Iterator[Row]:
    """Yield whether responses stay within what was planned, where they must.

    x ≤ (1 + flex)·x̄ where flex is given; with flex 0 where a curb holds the offer back,
    unless it is free to sign and has no flex.
    """
    constraint = "a response is at most 1 + flex times what was planned"
    for offer in scene.case.offers.values():
        share, known = 1 + exact(offer.flex or 0.0), {}
        for w, t in scene.world.moments:
            if not scene.world.on_plan(w, t) and _is_held(scene, offer, w, t):
                units = scene.scheduled(offer.name, w, t)
                if (t, units) not in known:  # the same in many scenarios
                    most = share * scene.planned(offer.name, t)
                    known[t, units] = units - most, abs(units) + abs(most)
                miss, size = known[t, units]
                yield scene.row(constraint, miss, size, offer.name, (w, t))


def _is_held(scene: Scene, offer: Offer, w: int, t: int) -> bool:
    if offer.flex is not None:
        return True
    return scene.world.flow(offer.name, w)[t] < ONE and not is_free(offer)
