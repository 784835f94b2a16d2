"""What a model states, with the family and key of every row and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyomo.core import Var

from planner.solving.compiled import Form, Matrix, drafted

Keyed = Mapping[str, Mapping[Any, int]]
"""A place by family and key."""


class IndivisibleError(Exception):
    """A rule joins branches in a way that parts cannot tell."""


@dataclass(frozen=True, kw_only=True)
class Stated(Form):
    """What a model states, with a column for all that it declares."""

    families: Sequence[Any]
    """The components of the columns, in order."""


@dataclass(frozen=True)
class Plan:
    """What is stated of the plan alone, and where."""

    model: Any
    form: Stated
    columns: Keyed
    rows: Keyed

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """Return its entries as numbers, in order."""
        return numbers_of(self.form.matrix)


def declared(model: Any) -> Stated:
    """Return what a model states, and all that it declares.

    Raises:
        IndivisibleError: a variable is fixed.
    """
    draft = drafted(model)
    known = draft.table.families
    seen = {id(each) for each in known}
    rest = [each for each in model.component_objects(Var) if id(each) not in seen]
    more = [each for component in rest for each in component.values()]
    form = draft.whole()
    if any(each.fixed for each in (*form.columns, *more)):
        raise IndivisibleError
    return Stated(
        matrix=form.matrix,
        cost=np.append(form.cost, np.zeros(len(more))),
        offset=form.offset,
        lower=form.lower,
        upper=form.upper,
        rows=form.rows,
        columns=[*form.columns, *more],
        families=[*known, *rest],
    )


def plan_of(model: Any) -> Plan:
    """Return what a model of the plan alone states. Raises as ``declared`` does."""
    form = declared(model)
    return Plan(model, form, _columns(form), _rows(form))


def _columns(form: Stated) -> dict[str, dict[Any, int]]:
    found, first = {}, 0
    for each in form.families:
        found[each.name] = {key: first + at for at, key in enumerate(each.keys())}
        first += len(each)
    return found


def _rows(form: Stated) -> dict[str, dict[Any, int]]:
    found: dict[str, dict[Any, int]] = {}
    for at, (name, key) in enumerate(row_keys(form)):
        found.setdefault(name, {})[key] = at
    return found


def row_keys(form: Form) -> Iterator[tuple[str, Any]]:
    """Yield the family and key of each row."""
    names: dict[int, str] = {}
    for row in form.rows:
        component = row.parent_component()
        if id(component) not in names:
            names[id(component)] = component.name
        yield names[id(component)], row.index()


def numbers_of(matrix: Matrix) -> npt.NDArray[np.int64]:
    """Return a number for each entry, rising by column and then row."""
    return matrix.columns.astype(np.int64) << 32 | matrix.rows.astype(np.int64)
