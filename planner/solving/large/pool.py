"""Cuts that were learnt, for the next problem that has the same responses.

A cut holds for every response with the same numbers (``Response.digest``), whatever the
policy asks of the plan: nothing else is compared, and nothing else needs to be. A rule
that reaches into a response changes its numbers, and its cuts are then not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from planner.solving.large.arrays import Reals
from planner.solving.large.response import Cut, Response

LEARNT = "learnt.npz"
"""The file in a child's folder; see ``Memory`` in child.py."""
MOST = 60
"""Most cuts that are kept of a response, the newest."""
LARGEST = 20_000_000
"""Most slopes that are kept in all."""
DIGEST = 32


@dataclass(frozen=True)
class Learnt:
    """A cut by its response's own places."""

    constant: float
    slopes: Reals
    is_limit: bool


Pool = Mapping[bytes, Sequence[Learnt]]


def known_cuts(pool: Pool, responses: Iterable[Response]) -> list[Cut]:
    """Return what is known of some responses."""
    return [
        Cut(each.block, cut.constant, each.places, cut.slopes, cut.is_limit)
        for each in responses
        for cut in pool.get(each.digest, ())
        if len(cut.slopes) == len(each.places)
    ]


def pooled(pool: Pool, responses: Sequence[Response], cuts: Iterable[Cut]) -> Pool:
    """Return a pool with the cuts of some responses, those of others as they were."""
    found: dict[bytes, dict[bytes, Learnt]] = {each.digest: {} for each in responses}
    for cut in cuts:
        learnt = Learnt(cut.constant, cut.slopes, cut.is_limit)
        told = np.append(cut.slopes, cut.constant).tobytes()
        found[responses[cut.block].digest][told] = learnt
    newest = {key: list(each.values())[-MOST:] for key, each in found.items()}
    return {**{key: each for key, each in pool.items() if key not in newest}, **newest}


def packed(pool: Pool) -> bytes:
    """Return a pool as bytes; the oldest responses are left out if it is too large."""
    kept, size = [], 0
    for key, cuts in reversed(list(pool.items())):
        size += sum(len(cut.slopes) for cut in cuts)
        if size > LARGEST:
            break
        kept += [(key, cut) for cut in cuts]
    kept.reverse()
    content = BytesIO()
    np.savez(
        content,
        keys=np.frombuffer(b"".join(key for key, _ in kept), dtype=np.uint8),
        constants=np.array([cut.constant for _, cut in kept]),
        limits=np.array([cut.is_limit for _, cut in kept], dtype=np.bool_),
        widths=np.array([len(cut.slopes) for _, cut in kept], dtype=np.int64),
        slopes=np.concatenate([np.zeros(0), *(cut.slopes for _, cut in kept)]),
    )
    return content.getvalue()


def unpacked(path: Path) -> Pool:
    """Return the pool in a file; none if there is no file."""
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as data:
        keys, constants = data["keys"].tobytes(), data["constants"].tolist()
        limits, widths, slopes = data["limits"], data["widths"], data["slopes"]
    parts = np.split(slopes, np.cumsum(widths)[:-1])
    pool: dict[bytes, list[Learnt]] = {}
    for place, (constant, part) in enumerate(zip(constants, parts, strict=False)):
        key = keys[place * DIGEST : (place + 1) * DIGEST]
        pool.setdefault(key, []).append(Learnt(constant, part, bool(limits[place])))
    return pool
