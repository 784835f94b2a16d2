"""Which of the rows stated at a few nodes hold at every node of a tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.solving.stating.alike import Alike, Kind
from planner.solving.stating.declared import IndivisibleError
from planner.solving.stating.nodewise import Ints, Reals, Told, Types, close, together
from planner.solving.stating.sampled import Sample


@dataclass(frozen=True)
class Holding:
    """Rows, and the nodes at each of which some of them hold."""

    told: Told
    at: Sequence[tuple[Ints, Ints]]
    """Nodes, and the places of the rows that hold at each."""


def kinds_of(types: Types, reach: dict[str, int], alike: Alike) -> list[Kind]:
    """Return what each type may depend on."""
    flow = alike.tree.flow
    rests: dict[str, list[tuple[Any, ...]]] = {}
    for name, rest, _ in types.number:
        rests.setdefault(name, []).append(rest)
    named = {
        name: next(
            (
                at
                for at, values in enumerate(zip(*found, strict=True))
                if all(each in flow for each in set(values))
            ),
            None,
        )
        for name, found in rests.items()
    }

    def kind(name: str, rest: tuple[Any, ...]) -> Kind:
        at = named[name]
        return alike.kind(None if at is None else rest[at], reach.get(name, 0))

    return [kind(name, rest) for name, rest, _ in types.number]


def reach_of(sample: Sample) -> dict[str, int]:
    """Return for each family of rows how far back the columns of any row lie."""
    rows, tree = sample.rows, sample.row_types.tree
    counts = np.diff(rows.starts)
    back = np.zeros(len(sample.row_types.number), dtype=np.int64)
    now = np.array(tree.period)[np.repeat(rows.nodes, counts)]
    then = np.array([each for *_, each in sample.column_types.number], dtype=np.int64)
    passed = rows.places < 0
    far = now[passed] - then[-1 - rows.places[passed]]
    np.maximum.at(back, np.repeat(rows.types, counts)[passed], far)
    reach: dict[str, int] = {}
    for (name, *_), most in zip(sample.row_types.number, back.tolist(), strict=True):
        reach[name] = max(reach.get(name, 0), most)
    return reach


def met(told: Told, kinds: Sequence[Kind], alike: Alike) -> Iterator[tuple[Kind, Ints]]:
    """Yield each kind of some rows, and the nodes at which such rows may be."""
    places = {kind: at for at, kind in enumerate(dict.fromkeys(kinds))}
    of_type = np.array([places[each] for each in kinds], dtype=np.int64)
    of, period = of_type[told.types], alike.period[told.nodes]
    for kind, at in places.items():
        if kind.name is not None and kind.reach:
            there = np.isin(alike.period[alike.own], period[of == at])
            yield kind, alike.own[there]
        else:
            yield kind, alike.own


def holding(told: Told, kinds: Sequence[Kind], sample: Ints, alike: Alike) -> Holding:
    """Return at which nodes the rows stated at a sample of them hold.

    Raises:
        IndivisibleError: nodes that are alike are not stated alike.
    """
    bundles = _Bundles(told, kinds)
    stated = np.zeros(len(alike.period), dtype=np.bool_)
    stated[sample] = True
    more: list[Told] = []
    at: list[tuple[Ints, Ints]] = []
    count = len(told.types)
    for kind, nodes in met(told, kinds, alike):
        for each in alike.families(kind, nodes):
            weights = alike.weights(kind, each, each[stated[each]])
            if weights is None:
                raise IndivisibleError
            known = np.flatnonzero(stated[each])
            bundle = bundles.of(kind, each[known])
            told_by = np.searchsorted(each[known], weights.told_by)
            bundle.check(told_by, weights.shares[known])
            if len(told_by) == 1:
                at.append((each, bundle.rows[told_by[0]]))
                continue
            shares, of = np.unique(weights.shares, axis=0, return_inverse=True)
            more.append(bundle.mixed(told_by, shares))
            for place in range(len(shares)):
                new = np.arange(count, count + len(bundle.types))
                at.append((each[of.ravel() == place], new))
                count += len(new)
    return Holding(together([told, *more]), at)


@dataclass(frozen=True)
class _Bundle:
    """Rows of a kind that are of the same types, with entries in the same places."""

    rows: Ints
    """Node × row."""
    types: Ints
    counts: Ints
    """Entries of each row."""
    places: Ints
    numbers: Reals
    """Node × row × number."""
    entries: Reals
    """Node × entry."""

    def check(self, told_by: Ints, shares: Reals) -> None:
        """Raise IndivisibleError if what is stated at a node is not as told."""
        if not (
            close(self._numbers(told_by, shares), self.numbers)
            and close(shares @ self.entries[told_by], self.entries)
        ):
            raise IndivisibleError

    def _numbers(self, told_by: Ints, shares: Reals) -> Reals:
        numbers = self.numbers[told_by]
        fixed = (numbers == numbers[0]).all(axis=0)  # infinite ones add up to NaN
        some = np.where(fixed, 0.0, numbers)
        if not np.isfinite(some).all():
            raise IndivisibleError
        sums = np.tensordot(shares, some, 1)
        return np.where(fixed, numbers[0], sums)

    def mixed(self, told_by: Ints, shares: Reals) -> Told:
        """Return the rows that are so much of those of each node that tells."""
        times = len(shares)
        return Told(
            np.tile(self.types, times),
            np.full(times * len(self.types), -1),
            self._numbers(told_by, shares).reshape(-1, self.numbers.shape[2]),
            np.concatenate(([0], np.cumsum(np.tile(self.counts, times)))),
            np.tile(self.places, times),
            (shares @ self.entries[told_by]).ravel(),
        )


class _Bundles:
    """Rows by their kind and node."""

    def __init__(self, told: Told, kinds: Sequence[Kind]) -> None:
        self.told = told
        self.kinds = {kind: at for at, kind in enumerate(dict.fromkeys(kinds))}
        of_type = np.array([self.kinds[each] for each in kinds], dtype=np.int64)
        self.keys = of_type[told.types] << 32 | told.nodes
        self.order = np.lexsort((told.types, self.keys))
        self.keys = self.keys[self.order]

    def of(self, kind: Kind, nodes: Ints) -> _Bundle:
        """Return the rows of a kind at some nodes.

        Raises:
            IndivisibleError: they are not of the same types, or not in the same places.
        """
        keys = np.int64(self.kinds[kind]) << 32 | nodes
        firsts = np.searchsorted(self.keys, keys)
        counts = np.searchsorted(self.keys, keys, side="right") - firsts
        rows = self.order[firsts[:, None] + np.arange(_same(counts[:, None])[0])]
        types = _same(self.told.types[rows])
        lengths = _same(np.diff(self.told.starts)[rows])
        at, _ = self.told.spans(rows.ravel())
        at = at.reshape(len(nodes), int(lengths.sum()))
        return _Bundle(
            rows=rows,
            types=types,
            counts=lengths,
            places=_same(self.told.places[at]),
            numbers=self.told.numbers[rows],
            entries=self.told.entries[at],
        )


def _same(rows: Ints) -> Ints:
    """Return the first of some rows, all of which must be the same."""
    if (rows != rows[0]).any():
        raise IndivisibleError
    first: Ints = rows[0]
    return first
