"""Which nodes of a scenario tree are stated alike, and which few tell of all.

What a model says at a node depends on the factors that hold there, on what may still
arrive, on what was there to be decided at the nodes passed and, in a sum over many
periods, on the flow in each of them. Such a sum is affine in these flows: if a node's
are a combination of those of others, so is what is said there. All of this is taken
for granted here and checked by who uses it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from models.tree import Tree

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
SPAN = 1e-9
"""How far flows may be from a combination of others and still be one."""
CHECKED = 8
"""Nodes drawn by lot that are stated beside those needed, to be compared."""


@dataclass(frozen=True)
class Kind:
    """What rows or columns may depend on."""

    name: str | None
    """Of the offer or process whose factors they ask for; any one's if None."""
    reach: int
    """How many periods before the node's own."""


@dataclass(frozen=True)
class Weights:
    """Nodes that tell of a family of nodes, and their share in each of these."""

    told_by: Codes
    nodes: Codes
    shares: Reals
    """Node × node that tells."""


@dataclass(frozen=True)
class Alike:
    """The nodes of a tree, coded so that what is stated alike has the same code."""

    tree: Tree
    leads: Mapping[str, int]
    """The lead time of each offer."""
    _codes: dict[Kind, Codes] = field(default_factory=dict)

    @cached_property
    def period(self) -> Codes:
        """Return each node's period."""
        return np.array(self.tree.period, dtype=np.int64)

    @cached_property
    def parent(self) -> Codes:
        """Return each node's parent, −1 in the first period."""
        return np.array(self.tree.parent, dtype=np.int64)

    @cached_property
    def own(self) -> Codes:
        """Return the nodes off the plan."""
        return np.array(
            [each for each in self.tree.nodes if each not in self.tree.on_plan]
        )

    @cached_property
    def _place(self) -> Codes:
        """Return a code of each node's period and chance."""
        return coded([self.period, self._chance])

    @cached_property
    def _chance(self) -> Codes:
        """Return whether a node is likely; what a rule asks of a loss is its own."""
        numbers = np.arange(len(self.period))
        lost = np.where(np.isin(numbers, list(self.tree.losses)), numbers, -1)
        return coded([lost, np.array(self.tree.probability) > 0])

    @cached_property
    def _groups(self) -> dict[str, str]:
        """Return for each offer and process the first one with the same flows."""
        first: dict[Any, str] = {}
        return {
            name: first.setdefault((flow.tobytes(), self.leads.get(name)), name)
            for name, flow in self.tree.flow.items()
        }

    def kind(self, name: str | None, reach: int) -> Kind:
        """Return the kind that depends on the factors of one, or of any."""
        return Kind(None if name is None else self._groups[name], reach)

    def _ahead(self, name: str) -> list[npt.NDArray[np.bool_]]:
        """Return whether less than all, and whether anything, may arrive."""
        if name not in self.leads:
            return []
        least, greatest = self.tree.ahead(name, self.leads[name])
        return [np.array(least) < 1, np.array(greatest) > 0]

    def _factors(self, name: str) -> Codes:
        return coded([self._place, self.tree.flow[name], *self._ahead(name)])

    def _open(self, name: str) -> Codes:
        arrives = self.tree.flow[name] > 0
        return coded([self._chance, arrives, *self._decided(name)])

    def _decided(self, name: str) -> list[npt.NDArray[np.bool_]]:
        """Return whether anything is decided: it may arrive, or it is the plan's."""
        planned = np.isin(np.arange(len(self.period)), self.tree.plan)
        return [planned | each for each in self._ahead(name)[1:]]

    @cached_property
    def _all_factors(self) -> Codes:
        flows = (self._factors(each) for each in dict.fromkeys(self._groups.values()))
        prices = {each.tobytes(): each for each in self.tree.price.values()}
        return coded([*flows, *prices.values()])

    @cached_property
    def _all_open(self) -> Codes:
        open_ = (self._decided(each) for each in dict.fromkeys(self._groups.values()))
        return coded([self._chance, *(each for flags in open_ for each in flags)])

    def codes(self, kind: Kind) -> Codes:
        """Return a number per node, the same where it is stated alike."""
        if kind not in self._codes:
            if kind.name is None:
                passed = self._passed(self._all_open, kind.reach)
                found = coded([self._all_factors, passed])
            elif kind.reach:
                passed = self._passed(self._open(kind.name), kind.reach)
                found = coded([self._place, passed])
            else:
                found = self._factors(kind.name)
            self._codes[kind] = found
        return self._codes[kind]

    def _passed(self, codes: Codes, reach: int) -> Codes:
        """Return a code of each node's own codes and those of the nodes before it."""
        found = codes
        for _ in range(reach):
            before = np.where(self.parent >= 0, found[self.parent], -1)
            found = coded([codes, before])
        return found

    def _flows(self, kind: Kind, nodes: Codes) -> Reals:
        """Return 1 and the flows that hold in a node and those before it."""
        columns: list[Reals] = [np.ones(len(nodes))]
        if kind.name is not None and kind.reach:
            flow, at = self.tree.flow[kind.name], nodes
            for _ in range(kind.reach + 1):
                columns.append(np.where(at >= 0, flow[at], 0.0))
                at = np.where(at >= 0, self.parent[at], -1)
        return np.stack(columns, axis=1)

    def families(self, kind: Kind, nodes: Codes) -> list[Codes]:
        """Return nodes that are stated alike, but for their flows, together."""
        codes = self.codes(kind)[nodes]
        order = np.argsort(codes, kind="stable")
        cuts = np.flatnonzero(np.diff(codes[order])) + 1
        return np.split(nodes[order], cuts)

    def weights(self, kind: Kind, nodes: Codes, among: Codes) -> Weights | None:
        """Return which nodes, of some among them, tell of a family; None if none do."""
        known = self._flows(kind, among)
        told_by = among[basis(known, len(among))]
        if not len(told_by):
            return None
        flows = self._flows(kind, nodes)
        theirs = self._flows(kind, told_by)
        shares = np.linalg.lstsq(theirs.T, flows.T)[0].T
        if np.abs(shares @ theirs - flows).max(initial=0.0) > SPAN:
            return None
        return Weights(told_by, nodes, np.asarray(shares, dtype=np.float64))

    def enough(self, kinds: Iterable[tuple[Kind, Codes]]) -> frozenset[int]:
        """Return few nodes that tell of all, with all that they follow.

        Each kind comes with the nodes where it is met.
        """
        found: set[int] = set(self.tree.on_plan)
        single = [(self.kind(name, 0), self.own) for name in self.tree.flow]
        sums: list[tuple[Kind, Codes]] = []
        for each in kinds:
            is_sum = each[0].name is not None and each[0].reach > 0
            (sums if is_sum else single).append(each)
        lot = np.random.default_rng(0)
        drawn = lot.choice(self.own, min(CHECKED, len(self.own)), replace=False)
        for node in drawn.tolist():
            found.update(self.way(node))
        self._cover(single, found)
        for kind, nodes in sums:
            for some in self.families(kind, nodes):
                for node in self._basis(kind, some, found).tolist():
                    found.update(self.way(node))
        return frozenset(found - self.tree.on_plan)

    def way(self, node: int) -> list[int]:
        """Return a node and those before it that are off the plan."""
        passed = self.tree.trail[node, : self.tree.period[node] + 1].tolist()
        return [each for each in passed if each not in self.tree.on_plan]

    def _basis(self, kind: Kind, nodes: Codes, known: Collection[int]) -> Codes:
        """Return nodes of whose flows those of all are combinations, known ones first."""
        is_known = np.array([node in known for node in nodes.tolist()])
        order = np.argsort(~is_known, kind="stable")
        nodes = nodes[order]
        return nodes[basis(self._flows(kind, nodes), int(is_known.sum()))]

    def _cover(self, kinds: Iterable[tuple[Kind, Codes]], found: set[int]) -> None:
        """Add nodes until each code of each kind is met; the last periods first."""
        table = []
        for kind, nodes in dict(kinds).items():
            codes = np.full(len(self.period), -1)
            codes[nodes] = self.codes(kind)[nodes]
            table.append((codes.tolist(), {-1, *codes[list(found)].tolist()}))
        for node in reversed(self.own.tolist()):
            if any(code[node] not in seen for code, seen in table):
                for new in self.way(node):
                    found.add(new)
                    for code, seen in table:
                        seen.add(code[new])


def coded(columns: Sequence[npt.NDArray[Any]]) -> Codes:
    """Return a number per row of some columns, the same where all of them agree."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for each in columns:
        values, place = np.unique(each, return_inverse=True)
        found = np.unique(found * len(values) + place, return_inverse=True)[1]
    return found


def basis(rows: Reals, first: int) -> Codes:
    """Return the places of rows of which all are combinations, farthest ones first.

    Others than the ``first`` ones are taken only where these do not do.
    """
    chosen: list[int] = []
    left = rows.copy()
    for some in (slice(0, first), slice(0, len(rows))):
        while len(chosen) < rows.shape[1]:
            lengths = np.sqrt((left[some] ** 2).sum(axis=1))
            if lengths.max(initial=0.0) <= SPAN:
                break
            chosen.append(int(lengths.argmax()))
            unit = left[chosen[-1]] / lengths.max()
            left -= np.outer(left @ unit, unit)
    return np.array(chosen, dtype=np.int64)
