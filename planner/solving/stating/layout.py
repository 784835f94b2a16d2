"""Rows and columns that hold at nodes, laid out as pieces of a problem."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.tree import Tree
from planner.solving.compiled import Matrix
from planner.solving.stating.declared import IndivisibleError, Keyed, Plan
from planner.solving.stating.joined import Piece, Sums
from planner.solving.stating.named import Axis, Family, packed
from planner.solving.stating.nodewise import Ints, Reals, Types
from planner.solving.stating.sampled import Sample
from planner.solving.stating.told import Holding

SPENDING = "spending"
"""Rows that say what is spent at a node."""
ABOUT_TAIL = frozenset({"spent", "excess", "tail", SPENDING, "beyond_tail"})
"""Families of CVaR, which are left out where it has no weight."""
SOME = 200_000
"""Rows whose entries are laid out at once."""


class Layout:
    """Where the columns and rows of nodes come to lie."""

    def __init__(
        self,
        tree: Tree,
        plan: Plan,
        base: Plan,
        sample: Sample,
        rows: Holding,
        columns: Holding,
        left_out: frozenset[str],
    ) -> None:
        self.tree, self.plan = tree, plan
        self.trail = tree.trail
        self.probability = np.array(tree.probability)
        self.column_of = _moved(base.columns, plan.columns, len(base.form.columns))
        self.row_of = _moved(base.rows, plan.rows, len(base.form.rows))
        self.rows = _Repeated(rows, sample.row_types, left_out - {SPENDING})
        self.columns = _Repeated(columns, sample.column_types, left_out)
        self.on_plan = np.isin(np.arange(len(tree.period)), list(tree.plan))
        self.planned = np.full(len(sample.column_types.number), -1)
        types, _ = sample.column_types.on_plan(base)
        self.planned[types[types >= 0]] = self.column_of[types >= 0]
        self.is_cost = self.rows.are(SPENDING if left_out else "")
        self.position = np.zeros(len(tree.period), dtype=np.int64)
        for nodes in tree.in_period:
            self.position[list(nodes)] = np.arange(len(nodes))
        wide = np.array([len(each) for each in tree.in_period])
        ends = np.cumsum(wide[self.columns.period])
        self.offset = ends - wide[self.columns.period]
        self.place = np.full(int(ends[-1]) if len(ends) else 0, -1, dtype=np.int32)

    def size(self) -> tuple[int, int, int]:
        """Return how many columns and rows all nodes have, and entries at most."""
        rows = columns = entries = 0
        for nodes, told in self.columns.held:
            columns += len(nodes) * len(told)
            entries += len(nodes) * self.columns.told.entries_of(told)
        for nodes, told in self.rows.held:
            kept = told[~self.is_cost[self.rows.told.types[told]]]
            rows += len(nodes) * len(kept)
            entries += len(nodes) * self.rows.told.entries_of(kept)
        return columns, rows, entries

    def widths(self) -> Ints:
        """Return how many entries each of the plan's columns has with all nodes."""
        form, store = self.plan.form, self.rows.told
        width = np.bincount(form.matrix.columns, minlength=len(form.columns))
        for nodes, rows in self.rows.held:
            at, _ = store.spans(rows[~self.is_cost[store.types[rows]]])
            places = store.places[at]
            known = self.column_of[places[places >= 0]]
            types = -1 - places[places < 0]
            times = self.on_plan[self.trail[nodes]].sum(axis=0)
            passed = times[self.columns.period[types]]
            there = self.planned[types[passed > 0]]
            if (known < 0).any() or (there < 0).any():
                raise IndivisibleError
            np.add.at(width, known, len(nodes))
            np.add.at(width, there, passed[passed > 0])
        return width

    def piece(self, nodes: Ints, sums: Sums, first: int) -> Piece:
        """Return the columns and rows of nodes, from row ``first`` on."""
        told, across, families = self.columns.at(nodes)
        store = self.columns.told
        types, numbers = store.types[told], store.numbers[told]
        self.place[self.offset[types] + self.position[across]] = np.arange(len(told))
        likely = self.probability[across]
        cost = numbers[:, 3] * likely
        at, of = store.spans(told)
        shared = self.row_of[store.places[at]]
        if (shared < 0).any():
            raise IndivisibleError
        of_plan = Matrix(
            shared.astype(np.int32),
            of.astype(np.int32),
            store.entries[at] * likely[of],
        )
        low, high, inside, planned, of_rows = self._rows(nodes, cost, sums, first)
        matrix = of_plan.plus(inside) if len(of_plan.rows) else inside
        return Piece(
            width=np.bincount(matrix.columns, minlength=len(told)).astype(np.int32),
            places=matrix.rows,
            entries=matrix.entries,
            of_plan=planned,
            cost=cost,
            low=low,
            high=high,
            lower=numbers[:, 0].copy(),
            upper=numbers[:, 1].copy(),
            integer=numbers[:, 2] > 0,
            families=families,
            rows=of_rows,
        )

    def _rows(
        self, nodes: Ints, cost: Reals, sums: Sums, first: int
    ) -> tuple[Reals, Reals, Matrix, Matrix, Sequence[Family]]:
        """Return the sides of rows, their entries, in the plan's columns as well.

        What is spent is counted as cost.
        """
        told, own, families = self.rows.at(nodes)
        store = self.rows.told
        spent = self.is_cost[store.types[told]]
        likely = self.probability[own[spent]]
        sums.offset += float(store.numbers[told[spent], 0] @ likely)
        row = (first + np.cumsum(~spent) - 1).astype(np.int32)
        own_parts: list[Matrix] = []
        plan_parts: list[Matrix] = []
        for start in range(0, len(told), SOME):
            span = slice(start, start + SOME)
            at, of = store.spans(told[span])
            entries, own_of = store.entries[at], own[span][of]
            column, is_own = self._columns(store.places[at], own_of)
            is_cost = spent[span][of]
            if (column[~is_cost] < 0).any():
                raise IndivisibleError
            self._count(
                (column, -entries * self.probability[own_of], is_own),
                is_cost & (column >= 0),
                cost,
                sums,
            )
            found = Matrix(row[span][of], column.astype(np.int32), entries)
            own_parts.append(found.where(is_own & ~is_cost))
            plan_parts.append(found.where(~is_own & ~is_cost))
        low, high = store.numbers[told[~spent], :2].T.copy()
        return low, high, _by_column(own_parts), _by_column(plan_parts), families

    def _columns(self, places: Ints, own: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return the column of each entry of rows at nodes, and if it is no plan's."""
        column = np.full(len(places), -1)
        known = places >= 0
        column[known] = self.column_of[places[known]]
        types = -1 - places[~known]
        passed = self.trail[own[~known], self.columns.period[types]]
        planned = self.on_plan[passed]
        at = self.offset[types] + self.position[passed]
        column[~known] = np.where(planned, self.planned[types], self.place[at])
        is_own = ~known
        is_own[is_own] = ~planned
        return column, is_own

    @staticmethod
    def _count(
        found: tuple[Ints, Reals, npt.NDArray[np.bool_]],
        counted: npt.NDArray[np.bool_],
        cost: Reals,
        sums: Sums,
    ) -> None:
        """Add what is spent to the cost of columns, the plan's among them."""
        column, spent, is_own = found
        for total, mine in ((cost, is_own), (sums.cost, ~is_own)):
            some = counted & mine
            np.add(
                total,
                np.bincount(column[some], weights=spent[some], minlength=len(total)),
                out=total,
            )


class _Repeated:
    """Rows or columns that hold at nodes, with their keys."""

    def __init__(self, held: Holding, types: Types, left_out: frozenset[str]) -> None:
        self.told = held.told
        self.types = types
        names = [name for name, *_ in types.number]
        self.names = list(dict.fromkeys(names))
        place = {name: at for at, name in enumerate(self.names)}
        self.family = np.array([place[name] for name in names], dtype=np.int16)
        self.period = np.array([each for *_, each in types.number], dtype=np.int64)
        shown = np.array([name not in left_out for name in names], dtype=np.bool_)
        self.held = [
            (nodes, rows[shown[self.told.types[rows]]]) for nodes, rows in held.at
        ]
        self.axes = [self._axes(name) for name in self.names]
        self.within = np.zeros(len(names), dtype=np.int64)
        for at in range(len(self.names)):
            mine = np.flatnonzero(self.family == at)
            self.within[mine] = np.arange(len(mine))
        self.hidden = left_out | {SPENDING} if left_out else left_out

    def _axes(self, name: str) -> list[Axis]:
        rests = [rest for family, rest, _ in self.types.number if family == name]
        return [packed(each) for each in zip(*rests, strict=True)]

    def are(self, name: str) -> npt.NDArray[np.bool_]:
        """Return which types are of a family."""
        wanted = self.names.index(name) if name in self.names else -1
        return np.asarray(self.family == wanted)

    def at(self, nodes: Ints) -> tuple[Ints, Ints, list[Family]]:
        """Return the rows that hold at some nodes, the node of each, and their keys.

        They come family by family.
        """
        wanted = np.zeros(int(nodes.max()) + 1, dtype=np.bool_)
        wanted[nodes] = True
        chosen: list[Ints] = []
        where: list[Ints] = []
        for some, rows in self.held:
            here = some[some < len(wanted)]
            here = here[wanted[here]]
            if len(here) and len(rows):
                chosen.append(np.tile(rows, len(here)))
                where.append(np.repeat(here, len(rows)))
        told = np.concatenate([*chosen, np.zeros(0, dtype=np.int64)])
        own = np.concatenate([*where, np.zeros(0, dtype=np.int64)])
        order = np.argsort(self.family[self.told.types[told]], kind="stable")
        told, own = told[order], own[order]
        return told, own, self._families(told, own)

    def _families(self, told: Ints, own: Ints) -> list[Family]:
        types = self.told.types[told]
        counts = np.bincount(self.family[types], minlength=len(self.names))
        ends = np.cumsum(counts)
        found = []
        for at, name in enumerate(self.names):
            if counts[at] and name not in self.hidden:
                span = slice(ends[at] - counts[at], ends[at])
                within = self.within[types[span]]
                axes = [
                    Axis(axis.numbers[within], axis.labels) for axis in self.axes[at]
                ]
                nodes = Axis(own[span].astype(np.int32), None)
                axes.insert(self.types.axis[name], nodes)
                found.append(Family(name, axes, int(counts[at])))
        return found


def _by_column(parts: Sequence[Matrix]) -> Matrix:
    none = np.zeros(0, dtype=np.int32)
    return Matrix(
        np.concatenate([none, *(each.rows for each in parts)]),
        np.concatenate([none, *(each.columns for each in parts)]),
        np.concatenate([np.zeros(0), *(each.entries for each in parts)]),
    ).summed()


def _moved(there: Keyed, here: Keyed, count: int) -> Ints:
    """Return each place there as one here, −1 if it is none."""
    found = np.full(count, -1)
    for name, places in there.items():
        mine = here.get(name, {})
        for key, place in places.items():
            found[place] = mine.get(key, -1)
    return found
