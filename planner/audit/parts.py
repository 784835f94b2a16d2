"""A plan's scenarios in parts that can be checked by themselves, anywhere.

Scenarios that leave the no-curb path together may look alike for longer; those that
leave it apart never do again. So a part has whole branches, and with them the plan, to
which each response is compared.
"""

import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.audit.findings import Found, Tally
from planner.audit.scene import Scene
from planner.audit.world import World

FAST = 1
"""Level of compression: most units are those of the plan again and again."""


@dataclass(frozen=True)
class Part:
    """Some scenarios of a scene and the rules to check."""

    scene: Scene
    rules: Sequence[Any]
    numbers: Sequence[int] = ()
    """Of its scenarios in the whole; none if they are the same."""

    def __reduce__(self) -> tuple[Any, ...]:
        content = pickle.dumps(
            (self.scene.case, self.scene.decided, self.rules), pickle.HIGHEST_PROTOCOL
        )
        return _unpacked, (zlib.compress(content, FAST), self.scene.lent, self.numbers)

    def renumbered(self, tally: Tally) -> Tally:
        """Return a tally with the numbers that its scenarios have in the whole."""
        if not self.numbers:
            return tally
        worst = self._found(tally.worst) if tally.worst else None
        return replace(tally, missed=[*map(self._found, tally.missed)], worst=worst)

    def _found(self, found: Found) -> Found:
        if found.row.at is None or found.row.at[0] < 0:
            return found
        w, t = found.row.at
        at = self.numbers[w], t
        order = (*found.order[:3], at[0])
        return found._replace(order=order, row=found.row._replace(at=at))


def _unpacked(content: bytes, lent: bool, numbers: Sequence[int]) -> Part:  # noqa: FBT001
    case, decided, rules = pickle.loads(zlib.decompress(content))  # noqa: S301
    return Part(Scene(World(case, decided.losses), decided, lent), rules, numbers)


def whole(scene: Scene, rules: Sequence[Any]) -> Part:
    """Return the part that has every scenario."""
    return Part(scene, rules)


def parts_of(scene: Scene, rules: Sequence[Any], most: int) -> list[Part]:
    """Return parts of about ``most`` moments each; the first has the plan."""
    return [
        _part(scene, rules, numbers, lent=place > 0)
        for place, numbers in enumerate(_packed(scene.world, most))
    ]


def _packed(world: World, most: int) -> Iterator[list[int]]:
    """Yield the scenarios of each part: whole branches, and those of the plan first."""
    found: list[int] = []
    size = 0
    for numbers, moments in _branches(world):
        if found and size + moments > most:
            yield found
            found, size = [], 0
        found += numbers
        size += moments
    yield found


def _branches(world: World) -> Iterator[tuple[Sequence[int], int]]:
    """Yield the scenarios that leave the plan together, and their moments."""
    found: dict[int, list[int]] = {world.plan: []}
    for w in range(len(world.names)):
        path = (row[w] for row in world.alike)
        first = next((twin for twin in path if twin != world.plan), world.plan)
        found.setdefault(first, []).append(w)
    for numbers in found.values():
        yield numbers, sum(len(world.passed.get(w, ())) for w in numbers)


def _part(
    scene: Scene, rules: Sequence[Any], numbers: Sequence[int], *, lent: bool
) -> Part:
    case, world, decided = scene.case, scene.world, scene.decided
    kept = sorted({world.plan, *numbers})
    names = [world.names[w] for w in kept]
    own = [case.scenarios[w] for w in kept if not world.is_loss(w)]
    scenarios = tuple(
        replace(each, probability=0.0) if lent and not each.strikes else each
        for each in own
    )
    losses = {name: decided.losses[name] for name in names if name in decided.losses}
    foreign = () if lent else decided.responses.keys() - set(world.names)
    responses: Mapping[str, Any] = {
        name: decided.responses[name]
        for name in (*names, *sorted(foreign))
        if name in decided.responses
    }
    small = replace(case, scenarios=scenarios)
    theirs = replace(decided, responses=responses, losses=losses)
    return Part(Scene(World(small, losses), theirs, lent), rules, kept)
