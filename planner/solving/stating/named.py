"""What millions of columns and rows are called, in arrays: names are seldom asked for."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from pyomo.core.base.component import index_repr

Places = npt.NDArray[np.int64]
BLOCK = 4096
"""Names of which it is counted together how many are kept."""


@dataclass(frozen=True)
class Axis:
    """One place of many keys: numbers, or numbers of labels."""

    numbers: npt.NDArray[Any]
    labels: Sequence[Hashable] | None

    def of(self, places: Places) -> list[Any]:
        """Return what stands there in some keys."""
        found = self.numbers[places].tolist()
        labels = self.labels
        return found if labels is None else [labels[each] for each in found]


@dataclass(frozen=True)
class Family:
    """The keys of columns or rows that are declared together."""

    name: str
    axes: Sequence[Axis]
    size: int

    def keys(self, places: Places) -> Iterator[tuple[Any, ...]]:
        """Yield some keys."""
        return zip(*(axis.of(places) for axis in self.axes), strict=True)

    def called(self, place: int) -> str:
        """Return the name of one, as Pyomo spells it."""
        (key,) = self.keys(np.array([place]))
        if key == (None,):
            return self.name
        return self.name + str(index_repr(key if len(key) > 1 else key[0]))


def family(name: str, keys: Sequence[Any]) -> Family:
    """Return keys packed."""
    tuples = (key if isinstance(key, tuple) else (key,) for key in keys)
    return Family(name, [packed(axis) for axis in zip(*tuples, strict=True)], len(keys))


def packed(values: Sequence[Any]) -> Axis:
    """Return what stands in one place of many keys."""
    if all(type(each) is int for each in values):
        return Axis(_small(values), None)
    place: dict[Hashable, int] = {}
    codes = [place.setdefault(each, len(place)) for each in values]
    return Axis(_small(codes), list(place))


def _small(numbers: Sequence[int]) -> npt.NDArray[Any]:
    found = np.array(numbers, dtype=np.int64)
    narrow = found.min(initial=0) >= -(2**15) and found.max(initial=0) < 2**15
    return found.astype(np.int16 if narrow else np.int32)


class Names(Sequence[str]):
    """The names of columns or rows, some of them left out."""

    def __init__(self, families: Iterable[Family], kept: npt.NDArray[np.bool_]) -> None:
        self.families = list(families)
        self.firsts = np.array(
            [0, *accumulate(each.size for each in self.families)], dtype=np.int64
        )
        self.kept = kept
        self.before = np.add.accumulate(
            [0, *(kept[at : at + BLOCK].sum() for at in range(0, len(kept), BLOCK))]
        )

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.before[-1])

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return the name at a place."""
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        at = self._at(range(len(self))[place])
        group = int(np.searchsorted(self.firsts, at, side="right")) - 1
        return self.families[group].called(at - int(self.firsts[group]))

    def _at(self, place: int) -> int:
        """Return where the one that is kept in a place stands among all."""
        block = int(np.searchsorted(self.before, place, side="right")) - 1
        first = block * BLOCK
        there = np.flatnonzero(self.kept[first : first + BLOCK])
        return first + int(there[place - self.before[block]])
