"""A problem divided says what it says whole, and each part has arrays of its own."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from planner.solving.large.blocks import columns_of, ordered
from planner.solving.large.divided import divided
from tests.cases import random_case
from tests.solving.test_idle import data_of


@pytest.mark.parametrize("seed", range(8))
def test_rows_and_costs_are_those_of_the_whole(seed: int) -> None:
    data = data_of(random_case(seed), ())
    parts = divided(data, data["planned"] | data["integer"])
    values = np.random.default_rng(seed).normal(size=len(data["cost"]))
    terms = data["entries"] * values[columns_of(data["starts"])]
    activity = np.bincount(data["places"], terms, minlength=len(data["row_lower"]))
    whole = np.column_stack((data["row_lower"], data["row_upper"], activity))
    found = list(rows_of(parts, values))
    assert np.allclose(
        in_order(np.vstack([each for each, _ in found])), in_order(whole)
    )
    assert sum(cost for _, cost in found) == pytest.approx(data["cost"] @ values)


def rows_of(parts: dict[str, Any], values: Any) -> Iterator[tuple[Any, float]]:
    """Yield the sides and the activity of each part's rows, and its cost."""
    own, plan = parts["master"].own, values[parts["columns"]]
    yield np.column_stack((own.low, own.high, own.matrix @ plan)), own.cost @ plan
    for each, columns in zip(parts["responses"], parts["block_columns"], strict=True):
        program, mine = each.program, values[columns]
        activity = program.matrix @ mine + each.of_plan @ plan[each.places]
        rows = np.column_stack((program.low, program.high, activity))
        yield rows, program.cost @ mine


def in_order(rows: Any) -> Any:
    """Return rows sorted, infinite sides as large numbers."""
    finite = np.clip(rows, -1e9, 1e9)
    return finite[np.lexsort(np.round(finite, 6).T)]


def test_members_come_by_group_in_their_own_order() -> None:
    order = ordered(np.array([1, -1, 0, 1, -1], dtype=np.int32), 3)
    assert [each.tolist() for each in order.members] == [[1, 4], [2], [0, 3], []]
    assert order.place.tolist() == [0, 0, 0, 1, 1]
    parts = order.parts(np.arange(5) * 10)
    assert [each.tolist() for each in parts] == [[10, 40], [20], [0, 30], []]
    assert all(each.base is None for each in parts)
