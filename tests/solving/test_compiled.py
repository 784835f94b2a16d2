"""What is read off a model is what Pyomo's own compiler makes of it."""

from typing import Any

import numpy as np
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csr_array

from models.sourcing import build
from models.tree import grow
from planner.solving.compiled import compiled
from tests.both import real
from tests.cases import random_case
from tests.random_rules import random_rules


def by_pyomo(model: Any) -> tuple[Any, Any, list[str], list[str]]:
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    rows = [str(each.constraint) for each in form.rows]
    return form.A, form.c.sum(axis=0), rows, [each.name for each in form.columns]


@pytest.mark.parametrize("seed", range(8))
def test_the_matrix_is_that_of_pyomos_own_compiler(seed: int) -> None:
    case = random_case(seed)
    rules = [real(each) for each in random_rules(seed, case)]
    model = build(case, rules, grow(case))
    ours = compiled(model)
    matrix, cost, rows, columns = by_pyomo(model)
    assert [each.name for each in ours.columns] == columns
    assert [each.name for each in ours.rows] == list(dict.fromkeys(rows))
    first = [place for place, name in enumerate(rows) if name not in rows[:place]]
    own = ours.matrix
    shape = len(ours.rows), len(ours.columns)
    stated = csr_array((own.entries, (own.rows, own.columns)), shape=shape)
    assert abs(stated - matrix.tocsr()[first]).max() < 1e-12
    assert np.allclose(ours.cost, cost, rtol=1e-12)
